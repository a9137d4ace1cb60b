/** How what was decided about an order is written: the order, its shipments, its stock and its money in one unit. */
import { Effect } from "effect"
import { asSystem } from "../Actor.ts"
import type { KeyedRequest } from "../Idempotency.ts"
import { Ids } from "../Ids.ts"
import { Inventory } from "../inventory/Inventory.ts"
import type { MinorUnits } from "../Money.ts"
import { cashOnDelivery, paymentStep } from "../payment/methods.ts"
import { PaymentBooks } from "../payment/PaymentBooks.ts"
import { PaymentProviders } from "../payment/PaymentProviders.ts"
import { Settings } from "../Settings.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { Events } from "../notification/Events.ts"
import { happenings } from "./happenings.ts"
import { collectable, type Outcome } from "./life.ts"
import type { Collection, Order } from "./Order.ts"
import { OrderStore } from "./OrderStore.ts"
import { rest } from "./parts.ts"
import { owed, refundable } from "./shares.ts"
import { type LinePart, type Shipment, ShipmentId } from "./Shipment.ts"
import { ShipmentStore } from "./ShipmentStore.ts"

/** A shipment as it was asked for. */
export interface Packed extends Pick<Shipment, "carrier" | "note" | "trackingNumber"> {
  readonly parts: ReadonlyArray<LinePart>
  readonly request: KeyedRequest | null
}

/** A shipment with what became of it. */
export interface Ended {
  readonly shipment: Shipment
  readonly read: { readonly version: number }
}

/** What is shipped by a status, with nothing said of how. */
const unnamed = { carrier: null, trackingNumber: null, note: null, request: null }

const collected = (collection: Collection | null): MinorUnits =>
  collection === null || "reason" in collection ? 0 : collection.amount.amount

const receiptOf = (collection: Collection | null): string | null =>
  collection === null || "reason" in collection ? null : (collection.receipt ?? null)

export const moving = Effect.gen(function* () {
  const store = yield* OrderStore
  const shipments = yield* ShipmentStore
  const inventory = yield* Inventory
  const settings = yield* Settings
  const providers = yield* PaymentProviders
  const units = yield* UnitOfWork
  const ids = yield* Ids
  const books = yield* PaymentBooks
  const events = yield* Events

  /** What amounts of the order are multiples of, for ever: a way to pay that has gone takes every amount. */
  const multipleOf = ({ currency, paymentMethod }: Order): MinorUnits =>
    paymentStep(paymentMethod, currency, { providers, settings }) ?? 1

  /** What the order's payments come to after the step. */
  const settled = (before: Order, { event, order }: Outcome, reason: string | null) => {
    const multiple = multipleOf(order)
    switch (event) {
      case "cancel":
      case "expire":
        return books.release(order, reason)
      case "deliver":
        return order.paymentMethod === cashOnDelivery
          ? books.collect(
              order,
              collectable(order, multiple) > 0 ? collected(order.collection) : 0,
              receiptOf(order.collection)
            )
          : refunded(before, order, reason)
      case "return_all":
        return books.release(order, reason, owed(order, multiple))
      default:
        return refunded(before, order, reason)
    }
  }

  const refunded = (before: Order, after: Order, reason: string | null) => {
    const amount = refundable(before, after, multipleOf(after))
    return amount > 0 ? books.refund(after, amount, reason) : Effect.succeed(after.payments)
  }

  const moved = ({ order, release, ship, takeBack }: Pick<Outcome, "order" | "release" | "ship" | "takeBack">) => {
    const note = `order ${order.number}`
    const { storeId } = order
    const moves = [
      release.length > 0 ? inventory.release({ storeId, lines: release, note }) : Effect.void,
      ship.length > 0 ? inventory.ship({ storeId, lines: ship, note }) : Effect.void,
      takeBack.length > 0 ? inventory.takeBack({ storeId, lines: takeBack, note }) : Effect.void
    ]
    return Effect.all(moves, { discard: true }).pipe(asSystem, Effect.orDie)
  }

  /** What leaves the store is a shipment; what was on its way has arrived with the order, or came back with it. */
  const followed = Effect.fnUntraced(function* (before: Order, { event, order }: Outcome, packed?: Packed) {
    const at = order.updatedAt
    switch (event) {
      case "ship":
      case "ship_part": {
        const { parts, request, ...told } = packed ?? { ...unnamed, parts: rest(before) }
        const id = yield* ids.make(ShipmentId)
        const times = { createdAt: at, updatedAt: at }
        const made: Shipment = { id, orderId: order.id, status: "shipped", lines: parts, ...told, version: 1, ...times }
        yield* shipments.insert(made, request)
        return made
      }
      case "deliver":
        yield* shipments.settle(order.id, "delivered", at)
        return null
      case "return_all":
        yield* shipments.settle(order.id, "failed", at)
        return null
      default:
        return null
    }
  })

  /** Whoever is slower finds another version and begins again. */
  const apply = (
    before: Order,
    outcome: Outcome,
    { ended, packed, reason }: { readonly reason: string | null; readonly packed?: Packed; readonly ended?: Ended }
  ) =>
    units.commit(
      Effect.gen(function* () {
        const payments = yield* settled(before, outcome, reason)
        const saved = yield* store.save({ ...outcome.order, payments }, { version: before.version })
        const arrived = ended === undefined ? null : yield* shipments.save(ended.shipment, ended.read)
        const made = yield* followed(before, outcome, packed)
        yield* moved(outcome)
        yield* events.publish(...happenings(before, saved, made?.id))
        return { order: saved, shipment: made ?? arrived }
      })
    )

  return { apply, books, moved, multipleOf }
})
