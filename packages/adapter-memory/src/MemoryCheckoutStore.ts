import {
  CheckoutStore,
  CustomerNotFound,
  type IdempotencyConflict,
  type Order,
  type OutOfStock,
  type PlaceOutcome,
  type Placement
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { answered, used } from "./keys.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { allocate } from "./stockChanges.ts"
import { row, type Tables } from "./Tables.ts"

/** Whether the cart, a product or the store is no longer what was priced. */
const isStale = (tables: Tables, { cart, order, products }: Placement): boolean =>
  (cart !== null && row(tables.carts, cart.id)?.version !== cart.version) ||
  products.some(({ productId, version }) => row(tables.products, productId)?.entry.version !== version) ||
  !HashMap.has(tables.stores, order.storeId)

const written = (tables: Tables, { cart, order: unnumbered, request }: Placement): readonly [PlaceOutcome, Tables] => {
  const number = tables.lastOrderNumber + 1
  const order: Order = { ...unnumbered, number }
  const ordered = order.lines.flatMap(({ productId, variantId }) => [productId, variantId])
  return [
    { _tag: "placed", number },
    {
      ...tables,
      lastOrderNumber: number,
      carts: cart === null ? tables.carts : HashMap.remove(tables.carts, cart.id),
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
      placed: (request, at) =>
        find((tables) => Result.map(answered(tables.placeKeys, request, at), (orderId) => orderId ?? null))
    })
  })
)
