import { Context, Effect, Layer, Result, Schema } from "effect"
import { type Actor, buyerOf, CurrentActor, CustomerId, holds, type PermissionDenied, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import type { Address } from "../customer/Address.ts"
import type { StorageBusy } from "../Idempotency.ts"
import { input, InvalidInput } from "../Input.ts"
import type { OutOfStock } from "../inventory/InventoryErrors.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import { reaches } from "../store/Store.ts"
import { Stores } from "../store/Stores.ts"
import { now } from "../Time.ts"
import { Tokens } from "../Tokens.ts"
import { Events } from "../notification/Events.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type Read, retried, type VersionConflict } from "../Version.ts"
import { editing } from "./editing.ts"
import { type EditFailure, LinesPatch } from "./edits.ts"
import { actingAs, holding, unmoved } from "./holding.ts"
import { type Outcome, type Step, step, type StepFailure } from "./life.ts"
import { moving } from "./moving.ts"
import { Collection, type Order, type OrderEvent, OrderId, OrderPatch, OrderStatus, Reason } from "./Order.ts"
import {
  AddressNotServed,
  IllegalTransition,
  OrderNotEditable,
  OrderNotFound,
  TrackingNotFound
} from "./OrderErrors.ts"
import { type OrderFilter, OrderStore } from "./OrderStore.ts"
import { type OrderView, type Tracking, tracking, view } from "./OrderView.ts"
import { cancelRest } from "./parts.ts"
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

/** Steps are no commands with keys of their own. */
const keyless = ["IdempotencyConflict", "IdempotencyRunning", "ShipmentNotFound"] as const

const decided = (order: Order, taken: Step): Result.Result<Outcome, StepFailure> =>
  taken.event === "cancel_rest" ? cancelRest(order, taken) : step(order, taken)

type MoveFailure = InvalidInput | PermissionDenied | OrderNotFound | VersionConflict | StepFailure

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
    /**
     * For staff, as long as nothing was shipped: other quantities at the prices of then, and more at those of today. What
     * was paid too much is given back.
     */
    editLines(
      id: string,
      given: typeof LinesPatch.Encoded,
      read?: Read
    ): Effect.Effect<
      OrderView,
      EditFailure | PermissionDenied | OrderNotFound | OutOfStock | StorageBusy | VersionConflict,
      CurrentActor
    >
    /** For staff: moves the order by the event that leads to this status. */
    setStatus(
      id: string,
      given: typeof StatusChange.Encoded,
      read?: Read
    ): Effect.Effect<OrderView, MoveFailure, CurrentActor>
    /**
     * Gives back what was allocated, and what was paid for it. Owners may until processing begins, staff as long as
     * anything waits: of what was shipped in part, the rest is cancelled.
     */
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
      const stores = yield* Stores
      const tokens = yield* Tokens
      const { seen, tokensLive, touched } = yield* holding
      const { apply, books, multipleOf } = yield* moving
      const units = yield* UnitOfWork
      const events = yield* Events
      const edit = yield* editing
      const { record, recorded } = yield* auditing

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
          yield* events.publish({ type: "order.updated", data: { orderId: order.id } })
          if (!own) yield* record({ action: "order.updated", subject: order.id, before: order, after: saved })
          return view(saved)
        })
        return yield* retried(read)(units.commit(change))
      })

      const editLines = Effect.fn("Orders.editLines")(function* (
        id: string,
        given: typeof LinesPatch.Encoded,
        read: Read = {}
      ) {
        yield* requires("order:write")
        const patch = yield* input(LinesPatch)(given)
        return yield* Effect.gen(function* () {
          const { actor, order } = yield* touched(id)
          yield* unmoved(order, read)
          const saved = yield* edit(order, patch, actingAs(actor))
          yield* record({ action: "order.edited", subject: order.id, before: order, after: saved })
          return view(saved)
        }).pipe(recorded, retried(read))
      })

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
          const by = actingAs(actor)
          const step = { event, at: yield* now, by, ...taken, multiple: multipleOf(order) }
          const outcome = yield* Effect.fromResult(decided(order, step))
          const written = apply(order, outcome, { reason: taken.reason })
          const { order: saved } = yield* Effect.catchTag(written, keyless, Effect.die)
          const action = event === "cancel" || event === "cancel_rest" ? "order.cancelled" : "order.moved"
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
        return yield* move(id, read, { reason, collection: null }, (actor, { lines, status }) =>
          holds(actor, "order:write") || ownerMayCancel.has(status)
            ? Result.succeed(
                lines.some(({ shipped }) => shipped > 0) && status === "processing" ? "cancel_rest" : "cancel"
              )
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
        const person = CustomerId.make(customerId)
        // Payments know the person by the order: they are first to forget.
        const forgetting = Effect.andThen(books.anonymise(person), store.anonymise(person, yield* now))
        yield* units.commit(recorded(Effect.andThen(forgetting, deed)))
      })

      return Orders.of({ get, list, track, update, editLines, setStatus, cancel, openOf, join, anonymise })
    })
  )
}
