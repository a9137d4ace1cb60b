/** How an order follows its payments: the change of a payment and what it does to its order commit together. */
import { Context, Effect, Layer, Result } from "effect"
import { asSystem, type CurrentActor } from "../Actor.ts"
import type { Ids } from "../Ids.ts"
import { Inventory } from "../inventory/Inventory.ts"
import type { MinorUnits } from "../Money.ts"
import { Events } from "../notification/Events.ts"
import { PaymentBooks } from "../payment/PaymentBooks.ts"
import { now } from "../Time.ts"
import { Tokens } from "../Tokens.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { retried, type VersionConflict } from "../Version.ts"
import { step } from "./life.ts"
import { isSamePaid, type Order, type OrderEvent, type OrderId, type PaymentSums } from "./Order.ts"
import type { OrderNotFound } from "./OrderErrors.ts"
import { OrderStore } from "./OrderStore.ts"
import { moving } from "./moving.ts"
import { isCovered } from "./paying.ts"
import type { ShipmentStore } from "./ShipmentStore.ts"
import { revivable, revived } from "./reviving.ts"
import { happenings } from "./happenings.ts"
import { holding } from "./holding.ts"
import { owed } from "./shares.ts"

/** What a change of an order's payments answers, and what they come to afterwards. */
export interface Reckoned<A> {
  readonly value: A
  readonly sums: PaymentSums
}

/** How the room of payments reaches orders. It is asked by other rooms alone, who have asked for permissions. */
export class OrderReckoning extends Context.Service<
  OrderReckoning,
  {
    /**
     * A change of an order's payments, in one unit with the order, which follows: it is confirmed once it is covered, comes
     * back to life when money came late and the goods are still there, and what was paid too much or in vain is given back.
     * `change` is given the order as it is, answers what the payments come to, and begins again when somebody was faster.
     */
    reckon<A, E, R>(
      orderId: OrderId,
      change: (order: Order) => Effect.Effect<Reckoned<A>, E, R>
    ): Effect.Effect<A, E | OrderNotFound | VersionConflict, R>
    /** The order if who asks may see it, and whether it is his own. */
    seen(id: string): Effect.Effect<{ readonly order: Order; readonly own: boolean }, OrderNotFound, CurrentActor>
    /** The order with this number, as people type it; null when there is none. */
    numbered(text: string): Effect.Effect<Order | null>
    /** What an order costs by now: without what was cancelled, or came back. */
    costOf(order: Order): MinorUnits
    /** An order that nobody has paid in time is cancelled: stock is given back, payments are let go of. Others stay. */
    expire(orderId: OrderId): Effect.Effect<void, OrderNotFound | VersionConflict>
  }
>()("@duka/core/order/OrderReckoning") {
  static readonly layer: Layer.Layer<
    OrderReckoning,
    never,
    Events | Ids | Inventory | OrderStore | PaymentBooks | ShipmentStore | Tokens | UnitOfWork
  > = Layer.suspend(() => Layer.effect(OrderReckoning, make))
}

const make = Effect.gen(function* () {
  const store = yield* OrderStore
  const inventory = yield* Inventory
  const books = yield* PaymentBooks
  const events = yield* Events
  const units = yield* UnitOfWork
  const { seen } = yield* holding
  const { multipleOf } = yield* moving

  const numbered = Effect.fnUntraced(function* (text: string) {
    const number = /^0*([1-9][0-9]{0,8})$/u.exec(text.trim())?.[1]
    if (number === undefined) return null
    const { items } = yield* store.list({ number: Number(number) }, { _tag: "After", limit: 1, position: null })
    return items[0] ?? null
  })

  const moved = Effect.fnUntraced(function* (order: Order, event: OrderEvent) {
    const taken = { event, at: yield* now, by: "system", reason: null, collection: null } as const
    return Result.getOrUndefined(step(order, taken))
  })

  /** Money that came after the order had expired buys it again, if the goods are still there. */
  const revive = Effect.fnUntraced(function* (order: Order) {
    const again = revived(order, yield* now)
    const allocating = inventory.allocate({
      storeId: order.storeId,
      lines: again.allocate,
      note: `order ${order.number}`
    })
    // A unit of its own: what cannot be had takes back nothing else.
    const had = yield* Effect.result(asSystem(units.commit(allocating)))
    return Result.isSuccess(had) ? again.order : null
  })

  /** The order after its payments have come to these sums; each step may change them once more. */
  const followed = Effect.fnUntraced(function* (order: Order, sums: PaymentSums) {
    const paid = { ...order, payments: sums }
    const costs = owed(order, multipleOf(order))
    if (order.status === "cancelled") {
      const again = revivable(order) && isCovered(order.totals.total, sums) ? yield* revive(paid) : null
      if (again !== null) return { ...again, payments: yield* books.refundExcess(again, again.totals.total) }
      return { ...paid, payments: yield* books.release(paid, "The order is cancelled.", costs) }
    }
    const payments = yield* books.refundExcess(paid, costs)
    if (order.status !== "pending" || !isCovered(costs, sums)) return { ...paid, payments }
    const confirmed = yield* moved(paid, "authorise")
    return { ...(confirmed?.order ?? paid), payments }
  })

  const reckon = <A, E, R>(
    orderId: OrderId,
    change: (order: Order) => Effect.Effect<Reckoned<A>, E, R>
  ): Effect.Effect<A, E | OrderNotFound | VersionConflict, R> =>
    units
      .commit(
        Effect.gen(function* () {
          const order = yield* store.get(orderId)
          const { sums, value } = yield* change(order)
          if (isSamePaid(order.payments, sums)) return value
          const next = yield* followed(order, sums)
          const saved = yield* store.save({ ...next, updatedAt: yield* now }, { version: order.version })
          yield* events.publish(...happenings(order, saved))
          return value
        })
      )
      .pipe(retried({}))

  const expire = (orderId: OrderId) =>
    units
      .commit(
        Effect.gen(function* () {
          const order = yield* store.get(orderId)
          if (order.status !== "pending") return
          const expired = yield* moved(order, "expire")
          if (expired === undefined) return
          const payments = yield* books.release(expired.order, "The order has expired.")
          yield* store.save({ ...expired.order, payments }, { version: order.version })
          const change = { storeId: order.storeId, lines: expired.release, note: `order ${order.number}` }
          if (expired.release.length > 0) yield* asSystem(Effect.orDie(inventory.release(change)))
          yield* events.publish(...happenings(order, expired.order))
        })
      )
      .pipe(retried({}))

  return OrderReckoning.of({ costOf: (order) => owed(order, multipleOf(order)), expire, numbered, reckon, seen })
})
