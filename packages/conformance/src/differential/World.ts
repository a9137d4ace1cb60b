/** What the commands so far have made, as far as the next ones need to know it. */
import {
  type Cart,
  type Category,
  type Customer,
  CustomerId,
  type DraftOrder,
  type KeyedRequest,
  type Order,
  type ProductEntry,
  type Return,
  type Shipment,
  type Store,
  type StoreId,
  type Time,
  type VariantEntry,
  type VariantId
} from "@duka/core"
import * as Samples from "../samples.ts"

export interface World {
  products: ReadonlyMap<string, ProductEntry>
  categories: ReadonlyMap<string, Category>
  stores: ReadonlyMap<string, Store>
  customers: ReadonlyMap<string, Customer>
  carts: ReadonlyMap<string, Cart>
  draftOrders: ReadonlyMap<string, DraftOrder>
  orders: ReadonlyMap<string, Order>
  shipments: ReadonlyMap<string, Shipment>
  returns: ReadonlyMap<string, Return>
  /** Keys that were used, to be used again. */
  requests: ReadonlyArray<KeyedRequest>
  /** Units that are allocated, by variant and store. */
  allocated: ReadonlyMap<string, number>
  /** People of whom some have an account, and all may have carts and orders. */
  readonly people: readonly [CustomerId, ...ReadonlyArray<CustomerId>]
  /** Inside a unit a defect would be the unit's. */
  unitDepth: number
  seconds: number
  ids: number
}

const mixed = (seed: number): number => {
  let value = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

const hex = (seed: number) => mixed(seed).toString(16).padStart(8, "0")

/** Ids are random to look at, and the same in every run of the same commands. */
export const uuid = (world: World): string => {
  const seed = ++world.ids * 4
  const [a, b, c, d] = [hex(seed), hex(seed + 1), hex(seed + 2), hex(seed + 3)]
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(1, 4)}-${c.slice(4)}${d}`
}

export const make = (): World => {
  const person = (digit: number) => CustomerId.make(`0190a7c0-0000-4000-8000-00000000000${digit}`)
  return {
    products: new Map(),
    categories: new Map(),
    stores: new Map(),
    customers: new Map(),
    carts: new Map(),
    draftOrders: new Map(),
    orders: new Map(),
    shipments: new Map(),
    returns: new Map(),
    requests: [],
    allocated: new Map(),
    people: [person(1), person(2), person(3)],
    unitDepth: 0,
    seconds: 0,
    ids: 0
  }
}

export const now = (world: World): Time.Timestamp => Samples.at(world.seconds)

export const set = <A extends { readonly id: string }>(all: ReadonlyMap<string, A>, one: A): ReadonlyMap<string, A> =>
  new Map(all).set(one.id, one)

export const without = <A>(all: ReadonlyMap<string, A>, id: string): ReadonlyMap<string, A> =>
  new Map([...all].filter(([key]) => key !== id))

export interface Sold {
  readonly product: ProductEntry
  readonly variant: VariantEntry
}

export const variants = (world: World): ReadonlyArray<Sold> =>
  [...world.products.values()].flatMap((product) => product.variants.map((variant) => ({ product, variant })))

/** Carts that have not expired. Of the others only `basket` is asked: they may give way at any time. */
export const openCarts = (world: World): ReadonlyArray<Cart> =>
  [...world.carts.values()].filter(({ expiresAt }) => expiresAt > now(world))

const place = (variantId: VariantId, storeId: StoreId) => `${variantId} ${storeId}`

export const allocatedOf = (world: World, variantId: VariantId, storeId: StoreId): number =>
  world.allocated.get(place(variantId, storeId)) ?? 0

/** Counts units as allocated, or no more when negative. What is untracked is not counted. */
export const allocate = (
  world: World,
  storeId: StoreId,
  lines: ReadonlyArray<{ readonly variantId: VariantId; readonly quantity: number }>
): void => {
  const allocated = new Map(world.allocated)
  const policies = new Map(variants(world).map(({ variant }) => [variant.id, variant.stockPolicy]))
  for (const { quantity, variantId } of lines) {
    if (quantity > 0 && policies.get(variantId) === "untracked") continue
    const key = place(variantId, storeId)
    allocated.set(key, (allocated.get(key) ?? 0) + quantity)
  }
  world.allocated = allocated
}
