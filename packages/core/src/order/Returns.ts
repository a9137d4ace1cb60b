import { Context, Effect, Layer, Option } from "effect"
import { CurrentActor, type PermissionDenied, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { type IdempotencyConflict, IdempotencyKey, type IdempotencyRunning, Keys } from "../Idempotency.ts"
import { Ids } from "../Ids.ts"
import { input, type InvalidInput } from "../Input.ts"
import { type InvalidCursor, type Page, page, type PageRequest, type Sliced, slice } from "../Page.ts"
import { now } from "../Time.ts"
import { Events } from "../notification/Events.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type Read, retried, type VersionConflict } from "../Version.ts"
import { actingAs, holding, unmoved } from "./holding.ts"
import { moving } from "./moving.ts"
import type { Order } from "./Order.ts"
import type { OrderNotFound } from "./OrderErrors.ts"
import { OrderStore } from "./OrderStore.ts"
import { NewReturn, nextOfReturn, type Return, ReturnId, ReturnPatch } from "./Return.ts"
import { type IllegalReturn, type RefundTooLarge, ReturnNotFound } from "./ReturnErrors.ts"
import { beyond, receive, refundOf } from "./returning.ts"
import { type ReturnFilter, ReturnStore } from "./ReturnStore.ts"
import { type ReturnView, returnView } from "./returnView.ts"
import type { UnitsUnavailable } from "./ShipmentErrors.ts"

const shown = (asked: Parameters<typeof page>[0], { items, ...rest }: Sliced<Return>): Page<ReturnView> =>
  page(asked, { ...rest, items: items.map(returnView) })

/** What was delivered comes back. Whoever sees an order sees its returns; its owner may ask for one, and staff decides. */
export class Returns extends Context.Service<
  Returns,
  {
    /** No more than was delivered and is not on its way back. The same key and request give the first return again. */
    request(
      orderId: string,
      given: typeof NewReturn.Encoded,
      key: string
    ): Effect.Effect<
      { readonly made: ReturnView; readonly replayed: boolean },
      | InvalidInput
      | PermissionDenied
      | OrderNotFound
      | UnitsUnavailable
      | VersionConflict
      | IdempotencyConflict
      | IdempotencyRunning,
      CurrentActor
    >
    get(id: string): Effect.Effect<ReturnView, ReturnNotFound, CurrentActor>
    /** Of an order, newest first. */
    list(
      orderId: string,
      request?: PageRequest
    ): Effect.Effect<Page<ReturnView>, OrderNotFound | InvalidCursor, CurrentActor>
    /** For staff: of every order, newest first. */
    listAll(
      filter?: Omit<ReturnFilter, "orderId">,
      request?: PageRequest
    ): Effect.Effect<Page<ReturnView>, PermissionDenied | InvalidCursor, CurrentActor>
    /** For staff: approves, rejects, receives or pays back. */
    update(
      id: string,
      given: typeof ReturnPatch.Encoded,
      read?: Read
    ): Effect.Effect<
      ReturnView,
      | InvalidInput
      | PermissionDenied
      | ReturnNotFound
      | IllegalReturn
      | RefundTooLarge
      | UnitsUnavailable
      | VersionConflict,
      CurrentActor
    >
  }
>()("@duka/core/order/Returns") {
  static readonly layer = Layer.effect(
    Returns,
    Effect.gen(function* () {
      const store = yield* ReturnStore
      const orders = yield* OrderStore
      const units = yield* UnitOfWork
      const ids = yield* Ids
      const keys = yield* Keys
      const { seen, touched } = yield* holding
      const { books, moved, multipleOf } = yield* moving
      const { record, recorded } = yield* auditing

      const events = yield* Events

      const saveOrder = (order: Order, updatedAt: Order["updatedAt"]) =>
        Effect.catchTag(orders.save({ ...order, updatedAt }, { version: order.version }), "OrderNotFound", Effect.die)

      const request = Effect.fn("Returns.request")(function* (
        orderId: string,
        given: typeof NewReturn.Encoded,
        key: string
      ) {
        const { lines } = yield* input(NewReturn)(given)
        const asker = yield* CurrentActor
        const asked = { orderId, lines }
        const request = yield* keys.keyed(asker, "returns.request", yield* input(IdempotencyKey)(key), asked, orderId)
        const change = Effect.gen(function* () {
          const { actor, order, own } = yield* touched(orderId)
          const at = yield* now
          const first = yield* store.made(request, at)
          if (first !== null) return { made: returnView(yield* Effect.orDie(store.get(first))), replayed: true }
          const missing = beyond(order, lines, yield* store.awaited(order.id))
          if (missing !== undefined) return yield* missing
          const made: Return = {
            id: yield* ids.make(ReturnId),
            orderId: order.id,
            status: "requested",
            by: own ? "customer" : actingAs(actor),
            lines: lines.map(({ reason = null, ...part }) => ({ ...part, reason, disposition: null })),
            currency: order.currency,
            worth: null,
            refunded: null,
            reason: null,
            version: 1,
            createdAt: at,
            updatedAt: at
          }
          // The order's version moves on, so that two who ask at once do not both send back the same units.
          yield* units.commit(Effect.andThen(saveOrder(order, at), store.insert(made, request)))
          if (!own) yield* record({ action: "return.requested", subject: made.id, after: made })
          return { made: returnView(made), replayed: false }
        })
        return yield* change.pipe(recorded, retried({}))
      })

      /** The return, and the order that who asks may see. */
      const found = Effect.fnUntraced(function* (id: string) {
        const notFound = new ReturnNotFound({ returnId: id })
        const returnId = Option.getOrUndefined(ReturnId.makeOption(id))
        if (returnId === undefined) return yield* notFound
        const kept = yield* store.get(returnId)
        const { order } = yield* Effect.mapError(seen(kept.orderId), () => notFound)
        return { kept, order }
      })

      const get = Effect.fn("Returns.get")((id: string) => Effect.map(found(id), ({ kept }) => returnView(kept)))

      const list = Effect.fn("Returns.list")(function* (orderId: string, request: PageRequest = {}) {
        const { order } = yield* seen(orderId)
        const asked = yield* slice(request, "-createdAt")
        return shown(asked, yield* store.list({ orderId: order.id }, asked))
      })

      const listAll = Effect.fn("Returns.listAll")(function* (
        filter: Omit<ReturnFilter, "orderId"> = {},
        request: PageRequest = {}
      ) {
        yield* requires("order:read")
        const asked = yield* slice(request, "-createdAt")
        return shown(asked, yield* store.list(filter, asked))
      })

      /** Stock and the order's lines move with the return, and money with it. */
      const settled = Effect.fnUntraced(function* (order: Order, next: Return, patch: ReturnPatch) {
        const at = next.updatedAt
        if (next.status === "received") {
          const told = { at, multiple: multipleOf(order), told: patch.lines }
          const { lines, outcome, worth } = yield* Effect.fromResult(receive(order, next, told))
          yield* saveOrder(outcome.order, at)
          yield* moved(outcome)
          yield* events.publish({ type: "order.returned", data: { orderId: order.id } })
          return { ...next, lines, worth }
        }
        if (next.status !== "refunded") return next
        const refunded = yield* Effect.fromResult(refundOf(next, patch.amount))
        if (refunded > 0) {
          const payments = yield* books.refund(order, refunded, next.reason)
          yield* saveOrder({ ...order, payments }, at)
        }
        return { ...next, refunded }
      })

      const update = Effect.fn("Returns.update")(function* (
        id: string,
        given: typeof ReturnPatch.Encoded,
        read: Read = {}
      ) {
        yield* requires("order:write")
        const patch = yield* input(ReturnPatch)(given)
        const change = Effect.gen(function* () {
          const { kept, order } = yield* found(id)
          yield* unmoved(kept, read)
          const status = yield* Effect.fromResult(nextOfReturn(kept.status, patch.status))
          const next: Return = { ...kept, status, reason: patch.reason ?? kept.reason, updatedAt: yield* now }
          const saved = yield* units.commit(
            Effect.flatMap(settled(order, next, patch), (ended) => store.save(ended, { version: kept.version }))
          )
          yield* record({ action: "return.updated", subject: kept.id, before: kept, after: saved })
          return returnView(saved)
        })
        // The order may have moved on while the return has not: what was read is looked at again.
        return yield* change.pipe(recorded, retried({}))
      })

      return Returns.of({ request, get, list, listAll, update })
    })
  )
}
