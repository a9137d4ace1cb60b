import {
  CheckoutStore,
  CustomerNotFound,
  type DraftOrder,
  type IdempotencyConflict,
  type Order,
  type OutOfStock,
  type PlaceOutcome,
  type Placement
} from "@duka/core"
import { DateTime, Effect, HashMap, Layer, Result } from "effect"
import { enqueued } from "./jobs.ts"
import { answered, swept, used } from "./keys.ts"
import { placedDraft } from "./MemoryDraftOrderStore.ts"
import { withPayment } from "./MemoryPaymentStore.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { allocate } from "./stockChanges.ts"
import { row, type Tables } from "./Tables.ts"

const isOpen = (draft: DraftOrder | undefined, read: { readonly version: number }): boolean =>
  draft?.version === read.version && draft.orderId === null

/** Whether the cart, the draft, a product or the store is no longer what was priced. */
const isStale = (tables: Tables, { cart, draft, order, products }: Placement): boolean =>
  (cart !== null && row(tables.carts, cart.id)?.version !== cart.version) ||
  (draft !== null && !isOpen(row(tables.draftOrders, draft.id), draft)) ||
  products.some(({ productId, version }) => row(tables.products, productId)?.entry.version !== version) ||
  !HashMap.has(tables.stores, order.storeId)

const written = (
  tables: Tables,
  { cart, draft, jobs, order: unnumbered, payment, request }: Placement
): readonly [PlaceOutcome, Tables] => {
  const number = tables.lastOrderNumber + 1
  const order: Order = { ...unnumbered, number }
  const ordered = order.lines.flatMap(({ productId, variantId }) => [productId, variantId])
  const now = DateTime.toEpochMillis(DateTime.makeUnsafe(order.createdAt))
  const paid = payment === null ? tables : withPayment(tables, payment, null)
  const told = jobs.reduce((before, job) => enqueued(before, job, now), paid)
  return [
    { _tag: "placed", number },
    {
      ...told,
      lastOrderNumber: number,
      carts: cart === null ? tables.carts : HashMap.remove(tables.carts, cart.id),
      draftOrders:
        draft === null
          ? tables.draftOrders
          : placedDraft(tables, draft.id, {
              orderId: order.id,
              updatedAt: order.createdAt,
              expiresAt: draft.expiresAt
            }),
      orders: HashMap.set(tables.orders, order.id, order),
      ordered: HashMap.setMany(
        tables.ordered,
        ordered.map((id) => [id, true] as const)
      ),
      placeKeys: used(tables.placeKeys, request, order.createdAt, order.id)
    }
  ]
}

const place = (
  tables: Tables,
  placement: Placement
): Change<PlaceOutcome, CustomerNotFound | OutOfStock | IdempotencyConflict> => {
  const { order, request } = placement
  const before = answered(tables.placeKeys, request, order.createdAt)
  if (Result.isFailure(before)) return Result.fail(before.failure)
  if (before.success !== undefined) return Result.succeed([{ _tag: "replayed", orderId: before.success }, tables])
  const { customerId } = order
  if (customerId !== null && HashMap.has(tables.erased, customerId)) {
    return Result.fail(new CustomerNotFound({ customerId }))
  }
  if (isStale(tables, placement)) return Result.succeed([{ _tag: "stale" }, tables])
  return Result.map(allocate(tables, order.storeId, placement.allocate), ([, allocated]) =>
    written(allocated, placement)
  )
}

export const layer: Layer.Layer<CheckoutStore, never, MemoryTables> = Layer.effect(
  CheckoutStore,
  Effect.gen(function* () {
    const { change, find } = yield* MemoryTables
    return CheckoutStore.of({
      place: (placement) => change((tables) => place(tables, placement)),
      removeKeys: (at, limit) => change((tables) => Result.succeed(swept(tables, at, limit))),
      placed: (request, at) =>
        find((tables) => Result.map(answered(tables.placeKeys, request, at), (orderId) => orderId ?? null))
    })
  })
)
