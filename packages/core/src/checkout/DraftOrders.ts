import { Context, Effect, Layer } from "effect"
import { type CurrentActor, CustomerId, type PermissionDenied, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import type { AmountTooLarge } from "../cart/CartErrors.ts"
import type { LineFailure } from "../cart/edits.ts"
import type { CustomerNotFound } from "../customer/CustomerErrors.ts"
import { input, type InvalidInput } from "../Input.ts"
import { unmoved } from "../order/holding.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import type { StoreNotFound } from "../store/StoreErrors.ts"
import { after, now } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type Read, retried, type VersionConflict } from "../Version.ts"
import {
  type DraftOrder,
  DraftOrderId,
  DraftOrderPatch,
  type DraftOrderView,
  draftOrderView,
  NewDraftOrder,
  type QuotedDraftOrder
} from "./DraftOrder.ts"
import { type DraftOrderNotFound, DraftOrderPlaced } from "./DraftOrderErrors.ts"
import type { DraftOrderFilter, FoundDraftOrder } from "./DraftOrderStore.ts"
import { draftReader } from "./drafting.ts"

type Filling = InvalidInput | PermissionDenied | LineFailure | StoreNotFound | CustomerNotFound | AmountTooLarge

/**
 * What staff writes down while somebody is on the phone: nobody's cart, and no order yet. Nothing is allocated for it.
 * `Checkout.placeDraft` makes it an order.
 */
export class DraftOrders extends Context.Service<
  DraftOrders,
  {
    /** In the shop's currency, unless another is named. */
    create(given: typeof NewDraftOrder.Encoded): Effect.Effect<QuotedDraftOrder, Filling, CurrentActor>
    get(
      id: string
    ): Effect.Effect<QuotedDraftOrder, PermissionDenied | DraftOrderNotFound | AmountTooLarge, CurrentActor>
    /** Newest first, placed ones too, without their prices. */
    list(
      filter?: DraftOrderFilter,
      request?: PageRequest
    ): Effect.Effect<Page<DraftOrderView>, PermissionDenied | InvalidCursor, CurrentActor>
    /** Until it is placed. `null` takes away what was written down; lines are replaced all together. */
    update(
      id: string,
      given: typeof DraftOrderPatch.Encoded,
      read?: Read
    ): Effect.Effect<QuotedDraftOrder, Filling | DraftOrderNotFound | DraftOrderPlaced | VersionConflict, CurrentActor>
    /** Until it is placed. */
    remove(
      id: string,
      read?: Read
    ): Effect.Effect<void, PermissionDenied | DraftOrderNotFound | DraftOrderPlaced | VersionConflict, CurrentActor>
    /** Every draft that names the customer, newest first, without its price. */
    allOf(customerId: string): Effect.Effect<ReadonlyArray<DraftOrderView>, PermissionDenied, CurrentActor>
    /** They go, when the person is erased. */
    removeOf(customerId: string): Effect.Effect<void, PermissionDenied, CurrentActor>
  }
>()("@duka/core/checkout/DraftOrders") {
  static readonly layer = Layer.effect(
    DraftOrders,
    Effect.gen(function* () {
      const { filled, found, idOf, ids, quoteOf, settings, store } = yield* draftReader
      const units = yield* UnitOfWork
      const { record, recorded } = yield* auditing

      /** Shown in the unit that saved it: what is too much to be priced is not kept. */
      const show = Effect.fnUntraced(function* (kept: FoundDraftOrder) {
        const shown: QuotedDraftOrder = {
          ...draftOrderView(kept.draft),
          quote: kept.draft.orderId === null ? yield* quoteOf(kept) : null
        }
        return shown
      })

      const get = Effect.fn("DraftOrders.get")((id: string) =>
        Effect.andThen(requires("order:read"), Effect.flatMap(found(id), show))
      )

      const list = Effect.fn("DraftOrders.list")(function* (filter: DraftOrderFilter = {}, request: PageRequest = {}) {
        yield* requires("order:read")
        const asked = yield* slice(request, "-createdAt")
        const { items, ...rest } = yield* store.list(filter, yield* now, asked)
        return page(asked, { ...rest, items: items.map(draftOrderView) })
      })

      const create = Effect.fn("DraftOrders.create")(function* (given: typeof NewDraftOrder.Encoded) {
        yield* requires("order:write")
        const { currency = settings.currency, ...asked } = yield* input(NewDraftOrder)(given)
        const at = yield* now
        const blank: DraftOrder = {
          id: yield* ids.make(DraftOrderId),
          currency,
          lines: [],
          customerId: asked.customerId ?? null,
          contact: asked.contact ?? null,
          recipient: asked.recipient ?? null,
          delivery: null,
          payment: asked.payment ?? null,
          note: asked.note ?? null,
          orderId: null,
          version: 1,
          createdAt: at,
          updatedAt: at,
          expiresAt: after(at, settings.draftOrderSeconds)
        }
        const made = yield* filled(blank, asked)
        const deed = record({ action: "draft-order.created", subject: made.id, after: made })
        return yield* units.commit(Effect.flatMap(Effect.tap(store.insert(made), deed), show))
      })

      const update = Effect.fn("DraftOrders.update")(function* (
        id: string,
        given: typeof DraftOrderPatch.Encoded,
        read: Read = {}
      ) {
        yield* requires("order:write")
        const asked = yield* input(DraftOrderPatch)(given)
        const { lines: _lines, ...patch } = asked
        const change = Effect.gen(function* () {
          const { draft } = yield* found(id)
          if (draft.orderId !== null) return yield* new DraftOrderPlaced({ orderId: draft.orderId })
          yield* unmoved(draft, read)
          const at = yield* now
          const expiresAt = after(at, settings.draftOrderSeconds)
          const next = yield* filled({ ...draft, ...patch, updatedAt: at, expiresAt }, asked)
          const saved = yield* store.save(next, { version: draft.version })
          yield* record({ action: "draft-order.updated", subject: draft.id, before: draft, after: saved.draft })
          return yield* show(saved)
        })
        return yield* change.pipe(units.commit, retried(read))
      })

      const remove = Effect.fn("DraftOrders.remove")(function* (id: string, read: Read = {}) {
        yield* requires("order:write")
        const draftId = yield* idOf(id)
        const gone = Effect.tap(store.remove(draftId, yield* now, read), (before) =>
          record({ action: "draft-order.removed", subject: draftId, before })
        )
        yield* recorded(gone)
      })

      const allOf = Effect.fn("DraftOrders.allOf")(function* (customerId: string) {
        yield* requires("customer:read")
        return (yield* store.allOf(CustomerId.make(customerId), yield* now)).map(draftOrderView)
      })

      const removeOf = Effect.fn("DraftOrders.removeOf")(function* (customerId: string) {
        yield* requires("customer:write")
        const deed = record({ action: "customer.draft-orders-removed", subject: customerId })
        yield* recorded(Effect.andThen(store.removeOf(CustomerId.make(customerId)), deed))
      })

      return DraftOrders.of({ create, get, list, update, remove, allOf, removeOf })
    })
  )
}
