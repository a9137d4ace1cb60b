/** How an edit of an order's lines is written: the order, its stock and its money in one unit. */
import { Effect, Schema } from "effect"
import { asSystem } from "../Actor.ts"
import { pricedProducts } from "../cart/Basket.ts"
import { Baskets } from "../cart/Baskets.ts"
import { idempotencyLimits, StorageBusy } from "../Idempotency.ts"
import { Inventory } from "../inventory/Inventory.ts"
import { Settings } from "../Settings.ts"
import { now } from "../Time.ts"
import { Events } from "../notification/Events.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { edited, held, type LinesPatch } from "./edits.ts"
import { happenings } from "./happenings.ts"
import { moving } from "./moving.ts"
import type { Order, TimelineEntry } from "./Order.ts"
import { OrderStore } from "./OrderStore.ts"

const attempts = 5

/** What was priced has changed or gone since it was read. */
class OfferChanged extends Schema.TaggedError<OfferChanged>()("OfferChanged", {}) {}

export const editing = Effect.gen(function* () {
  const store = yield* OrderStore
  const baskets = yield* Baskets
  const inventory = yield* Inventory
  const settings = yield* Settings
  const units = yield* UnitOfWork
  const events = yield* Events
  const { books, multipleOf } = yield* moving

  /** What was paid beyond what it costs now. */
  const settled = (order: Order, reason: string | null) => {
    const { captured, refunded, refunding } = order.payments
    const beyond = captured - refunded - refunding - order.totals.total
    return beyond > 0 ? books.refund(order, beyond, reason) : Effect.succeed(order.payments)
  }

  const moved = (before: Order, after: Order) => {
    const { number, storeId } = after
    const change = { storeId, note: `order ${number}` }
    const all = held(before, after)
    const more = all.filter(({ quantity }) => quantity > 0)
    const fewer = all.flatMap(({ quantity, variantId }) => (quantity < 0 ? [{ variantId, quantity: -quantity }] : []))
    const denied = { PermissionDenied: Effect.die }
    return Effect.andThen(
      more.length > 0
        ? asSystem(Effect.catchTags(inventory.allocate({ ...change, lines: more }), denied))
        : Effect.void,
      fewer.length > 0 ? asSystem(Effect.orDie(inventory.release({ ...change, lines: fewer }))) : Effect.void
    )
  }

  const attempt = Effect.fnUntraced(function* (order: Order, patch: LinesPatch, by: TimelineEntry["by"]) {
    const { add = [], reason = null } = patch
    const variantIds = add.map(({ variantId }) => variantId)
    const { offers } = yield* baskets.supply(variantIds, order.currency)
    const changed = yield* Effect.fromResult(edited(order, patch, { offers, multiple: multipleOf(order), settings }))
    const at = yield* now
    const entry = { at, event: "edit", status: order.status, by, reason } as const
    const next: Order = { ...changed, timeline: [...order.timeline, entry], updatedAt: at }
    return yield* units.commit(
      Effect.gen(function* () {
        const payments = yield* settled(next, reason)
        const read = { version: order.version, products: pricedProducts(offers) }
        const saved = yield* store.edit({ ...next, payments }, read)
        if (saved === null) return yield* new OfferChanged()
        yield* moved(order, next)
        yield* events.publish(...happenings(order, saved))
        return saved
      })
    )
  })

  /** What is added is priced again when it has changed between reading and writing. */
  return (order: Order, patch: LinesPatch, by: TimelineEntry["by"]) =>
    attempt(order, patch, by).pipe(
      Effect.retry({ times: attempts, while: (error) => error instanceof OfferChanged }),
      Effect.catchTag("OfferChanged", () => new StorageBusy({ retryAfterSeconds: idempotencyLimits.retryAfterSeconds }))
    )
})
