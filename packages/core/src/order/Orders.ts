import { Context, Effect, Layer, Option, Result, Schema } from "effect"
import {
  type Actor,
  asSystem,
  buyerOf,
  CurrentActor,
  CustomerId,
  holds,
  type PermissionDenied,
  requires
} from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import type { Address } from "../customer/Address.ts"
import { input, InvalidInput } from "../Input.ts"
import { Inventory } from "../inventory/Inventory.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import { Settings } from "../Settings.ts"
import { reaches } from "../store/Store.ts"
import { Stores } from "../store/Stores.ts"
import { after, now } from "../Time.ts"
import { Tokens } from "../Tokens.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type Read, retried, VersionConflict } from "../Version.ts"
import { type Outcome, step } from "./life.ts"
import {
  Collection,
  type Order,
  type OrderEvent,
  OrderId,
  OrderPatch,
  OrderStatus,
  Reason,
  type TimelineEntry
} from "./Order.ts"
import {
  AddressNotServed,
  type CollectionMissing,
  IllegalTransition,
  OrderNotEditable,
  OrderNotFound,
  TrackingNotFound
} from "./OrderErrors.ts"
import { type OrderFilter, OrderStore } from "./OrderStore.ts"
import { type OrderView, type Tracking, tracking, view } from "./OrderView.ts"
import { eventTo, ownerMayCancel, staffMayEdit } from "./transitions.ts"

/** The status that staff wants an order to have, with what belongs to it. */
export const StatusChange = Schema.Struct({
  status: OrderStatus,
  reason: Schema.optionalKey(Reason),
  /** For `delivered`: what was collected, or why nothing was. */
  collection: Schema.optionalKey(Collection)
}).annotate({ identifier: "StatusChange" })

export const Cancellation = Schema.Struct({ reason: Schema.optionalKey(Reason) }).annotate({
  identifier: "Cancellation"
})

type MoveFailure =
  | InvalidInput
  | PermissionDenied
  | OrderNotFound
  | VersionConflict
  | IllegalTransition
  | CollectionMissing

/** Orders belong to the customer who placed them, or to the guest who has their token; others' are not found. */
export class Orders extends Context.Service<
  Orders,
  {
    get(id: string): Effect.Effect<OrderView, OrderNotFound, CurrentActor>
    /** One's own, newest first; all of them with `order:read`. A guest has none to list. */
    list(filter?: OrderFilter, request?: PageRequest): Effect.Effect<Page<OrderView>, InvalidCursor, CurrentActor>
    /** Public: what a link in a mail or an SMS shows, until the token ends. */
    track(trackingToken: string): Effect.Effect<Tracking, TrackingNotFound>
    /** Address, contact, recipient and note: customers until processing begins, staff until it is shipped. */
    update(
      id: string,
      given: typeof OrderPatch.Encoded,
      read?: Read
    ): Effect.Effect<
      OrderView,
      InvalidInput | PermissionDenied | OrderNotFound | OrderNotEditable | AddressNotServed | VersionConflict,
      CurrentActor
    >
    /** For staff: moves the order by the event that leads to this status. */
    setStatus(
      id: string,
      given: typeof StatusChange.Encoded,
      read?: Read
    ): Effect.Effect<OrderView, MoveFailure, CurrentActor>
    /** Gives back what was allocated. Owners may until processing begins, staff while nothing is shipped. */
    cancel(
      id: string,
      given?: typeof Cancellation.Encoded,
      read?: Read
    ): Effect.Effect<OrderView, MoveFailure, CurrentActor>
    /** The numbers of a customer's orders that are not closed. */
    openOf(customerId: string): Effect.Effect<ReadonlyArray<number>, PermissionDenied, CurrentActor>
    /** Orders that a guest placed with this email become the customer's, once he has shown that it is his. */
    join(customerId: string, contact: { readonly email: string }): Effect.Effect<void, PermissionDenied, CurrentActor>
    /** Lets go of a person in every order of theirs. */
    anonymise(customerId: string): Effect.Effect<void, PermissionDenied, CurrentActor>
  }
>()("@duka/core/order/Orders") {
  static readonly layer = Layer.effect(
    Orders,
    Effect.gen(function* () {
      const store = yield* OrderStore
      const inventory = yield* Inventory
      const settings = yield* Settings
      const stores = yield* Stores
      const tokens = yield* Tokens
      const units = yield* UnitOfWork
      const { record, recorded } = yield* auditing

      /** An order's tokens end some time after its delivery. */
      const tokensLive = (order: Order) =>
        order.deliveredAt === null
          ? Effect.succeed(true)
          : Effect.map(
              now,
              (time) => order.deliveredAt !== null && time <= after(order.deliveredAt, settings.orderTokenSeconds)
            )

      const owns = Effect.fnUntraced(function* (actor: Actor, order: Order) {
        if (order.customerId !== null && buyerOf(actor) === order.customerId) return true
        if ((actor._tag !== "Customer" && actor._tag !== "Guest") || actor.orderToken === undefined) return false
        return (yield* tokens.read("order", actor.orderToken)) === order.id && (yield* tokensLive(order))
      })

      /** Who asks, whether it is his own, and the order if he may see it. */
      const seen = Effect.fnUntraced(function* (id: string) {
        const notFound = new OrderNotFound({ orderId: id })
        const orderId = Option.getOrUndefined(OrderId.makeOption(id))
        if (orderId === undefined) return yield* notFound
        const actor = yield* CurrentActor
        const order = yield* store.get(orderId)
        const own = yield* owns(actor, order)
        return own || holds(actor, "order:read") ? { actor, order, own } : yield* notFound
      })

      /** The same for a change: staff who may only look are refused. */
      const touched = Effect.fnUntraced(function* (id: string) {
        const found = yield* seen(id)
        if (!found.own) yield* requires("order:write")
        return found
      })

      const get = Effect.fn("Orders.get")((id: string) => Effect.map(seen(id), ({ order }) => view(order)))

      const list = Effect.fn("Orders.list")(function* (filter: OrderFilter = {}, request: PageRequest = {}) {
        const actor = yield* CurrentActor
        const asked = yield* slice(request, "-createdAt")
        const buyer = buyerOf(actor)
        const all = holds(actor, "order:read")
        if (!all && buyer === null) return page<OrderView>(asked, { items: [], next: null, total: 0 })
        const own = all || buyer === null ? filter : { ...filter, customerId: buyer }
        const found = yield* store.list(own, asked)
        return page(asked, { ...found, items: found.items.map(view) })
      })

      const track = Effect.fn("Orders.track")(function* (trackingToken: string) {
        const id = yield* tokens.read("tracking", trackingToken)
        if (id === null) return yield* new TrackingNotFound()
        const order = yield* Effect.mapError(store.get(OrderId.make(id)), () => new TrackingNotFound())
        return (yield* tokensLive(order)) ? tracking(order) : yield* new TrackingNotFound()
      })

      const unmoved = (order: Order, read: Read) =>
        read.version === undefined || read.version === order.version
          ? Effect.void
          : Effect.fail(new VersionConflict({ expected: read.version, actual: order.version }))

      /** The same store goes on serving it: it has allocated the goods. */
      const redirected = Effect.fnUntraced(function* (order: Order, address: Address) {
        if (order.delivery.method !== "local") {
          const message = "The order is picked up: it has no address"
          return yield* new InvalidInput({ violations: [{ pointer: "/address", rule: "delivery", message }] })
        }
        const store = yield* Effect.orDie(stores.get(order.storeId))
        return reaches(store, address.point)
          ? { ...order.delivery, address }
          : yield* new AddressNotServed({ storeId: order.storeId })
      })

      const update = Effect.fn("Orders.update")(function* (
        id: string,
        given: typeof OrderPatch.Encoded,
        read: Read = {}
      ) {
        const { address, ...patch } = yield* input(OrderPatch)(given)
        const change = Effect.gen(function* () {
          const { actor, order, own } = yield* touched(id)
          yield* unmoved(order, read)
          const editable = holds(actor, "order:write") ? staffMayEdit : ownerMayCancel
          if (!editable.has(order.status)) return yield* new OrderNotEditable({ current: order.status })
          const delivery = address === undefined ? order.delivery : yield* redirected(order, address)
          const updatedAt = yield* now
          const saved = yield* store.save({ ...order, ...patch, delivery, updatedAt }, { version: order.version })
          if (!own) yield* record({ action: "order.updated", subject: order.id, before: order, after: saved })
          return view(saved)
        }).pipe(recorded)
        return yield* retried(read)(change)
      })

      /** Order and stock change in one unit: whoever is slower finds another version and begins again. */
      const apply = ({ order, release, ship, takeBack }: Outcome) => {
        const note = `order ${order.number}`
        const { storeId } = order
        const moves = [
          release.length > 0 ? inventory.release({ storeId, lines: release, note }) : Effect.void,
          ship.length > 0 ? inventory.ship({ storeId, lines: ship, note }) : Effect.void,
          takeBack.length > 0 ? inventory.takeBack({ storeId, lines: takeBack, note }) : Effect.void
        ]
        return units.commit(
          Effect.tap(store.save(order, { version: order.version }), () =>
            Effect.all(moves, { discard: true }).pipe(asSystem, Effect.orDie)
          )
        )
      }

      const move = (
        id: string,
        read: Read,
        taken: { readonly reason: string | null; readonly collection: Collection | null },
        eventOf: (actor: Actor, order: Order) => Result.Result<OrderEvent, IllegalTransition>
      ) =>
        Effect.gen(function* () {
          const { actor, order, own } = yield* touched(id)
          yield* unmoved(order, read)
          const event = yield* Effect.fromResult(eventOf(actor, order))
          const by: TimelineEntry["by"] =
            actor._tag === "System" ? "system" : holds(actor, "order:write") ? "staff" : "customer"
          const outcome = yield* Effect.fromResult(step(order, { event, at: yield* now, by, ...taken }))
          const saved = yield* apply(outcome)
          const action = event === "cancel" ? "order.cancelled" : "order.moved"
          if (!own) yield* record({ action, subject: order.id, before: order, after: saved })
          return view(saved)
        }).pipe(recorded, retried(read))

      const setStatus = Effect.fn("Orders.setStatus")(function* (
        id: string,
        given: typeof StatusChange.Encoded,
        read: Read = {}
      ) {
        yield* requires("order:write")
        const { collection = null, reason = null, status } = yield* input(StatusChange)(given)
        return yield* move(id, read, { reason, collection }, (_, order) => eventTo(order.status, status))
      })

      const cancel = Effect.fn("Orders.cancel")(function* (
        id: string,
        given: typeof Cancellation.Encoded = {},
        read: Read = {}
      ) {
        const { reason = null } = yield* input(Cancellation)(given)
        return yield* move(id, read, { reason, collection: null }, (actor, { status }) =>
          holds(actor, "order:write") || ownerMayCancel.has(status)
            ? Result.succeed("cancel" as const)
            : Result.fail(new IllegalTransition({ from: status, wanted: "cancelled", possible: [] }))
        )
      })

      const openOf = Effect.fn("Orders.openOf")((customerId: string) =>
        Effect.andThen(requires("customer:write"), store.openOf(CustomerId.make(customerId)))
      )

      const join = Effect.fn("Orders.join")(function* (customerId: string, { email }: { readonly email: string }) {
        yield* requires("customer:write")
        const deed = record({ action: "customer.orders-joined", subject: customerId })
        yield* recorded(Effect.andThen(store.join(CustomerId.make(customerId), email, yield* now), deed))
      })

      const anonymise = Effect.fn("Orders.anonymise")(function* (customerId: string) {
        yield* requires("customer:write")
        const deed = record({ action: "customer.orders-anonymised", subject: customerId })
        yield* recorded(Effect.andThen(store.anonymise(CustomerId.make(customerId), yield* now), deed))
      })

      return Orders.of({ get, list, track, update, setStatus, cancel, openOf, join, anonymise })
    })
  )
}
