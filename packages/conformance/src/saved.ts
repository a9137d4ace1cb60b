/** Samples that are saved before a law begins. */
import {
  type Account,
  AccountStore,
  type Cart,
  CartStore,
  type Category,
  CategoryStore,
  CheckoutStore,
  type Customer,
  CustomerStore,
  customerOf,
  type DraftOrder,
  DraftOrderStore,
  InventoryStore,
  type Order,
  OrderStore,
  type ProductEntry,
  ProductStore,
  type Session,
  SessionStore,
  type StockPolicy,
  type Store,
  type StoreId,
  StoreStore,
  type VariantId
} from "@duka/core"
import { Effect } from "effect"
import { placement, type Wanted } from "./placements.ts"
import * as Samples from "./samples.ts"

export const products = Effect.fnUntraced(function* (entries: ReadonlyArray<ProductEntry>) {
  const failures = yield* (yield* ProductStore).insert(entries)
  const failure = failures.find((failure) => failure !== null)
  return failure === undefined ? entries : yield* Effect.die(failure)
})

export const product = Effect.fnUntraced(function* (changes: Partial<ProductEntry> = {}) {
  const entry = Samples.product(changes)
  yield* products([entry])
  return entry
})

export const category = Effect.fnUntraced(function* (changes: Partial<Category> = {}) {
  const made = Samples.category(changes)
  yield* Effect.orDie((yield* CategoryStore).insert(made))
  return made
})

export const store = Effect.fnUntraced(function* (changes: Partial<Store> = {}) {
  const made = Samples.store(changes)
  yield* Effect.orDie((yield* StoreStore).insert(made))
  return made
})

export const customer = Effect.fnUntraced(function* (changes: Partial<Customer> = {}) {
  const made = Samples.customer(changes)
  yield* (yield* CustomerStore).insert(made)
  return made
})

/** An account with its customer. */
export const account = Effect.fnUntraced(function* (
  changes: Partial<Account> = {},
  passwordHash: string | null = "hash"
) {
  const made = Samples.account(changes)
  yield* customer({ id: customerOf(made.id) })
  yield* Effect.orDie((yield* AccountStore).insert(made, passwordHash))
  return made
})

export const session = Effect.fnUntraced(function* (changes: Partial<Session> = {}) {
  const accountId = changes.accountId ?? (yield* account()).id
  const made = Samples.session({ ...changes, accountId })
  const hash = Samples.hash()
  yield* (yield* SessionStore).open(made, { refreshHash: hash, passwordHash: "hash", most: 100 })
  return { session: made, hash }
})

export const cart = Effect.fnUntraced(function* (changes: Partial<Cart> = {}) {
  const made = Samples.cart(changes)
  return (yield* (yield* CartStore).insert(made)) ? made : yield* Effect.die("the customer has another open cart")
})

export const draftOrder = Effect.fnUntraced(function* (changes: Partial<DraftOrder> = {}) {
  const made = Samples.draftOrder(changes)
  yield* Effect.orDie((yield* DraftOrderStore).insert(made))
  return made
})

/** Receives units into a store. */
export const received = Effect.fnUntraced(function* (variantId: VariantId, storeId: StoreId, quantity: number) {
  const movement = Samples.movement(variantId, storeId, { quantity })
  yield* Effect.orDie((yield* InventoryStore).move([movement], Samples.request(), Samples.at(0)))
})

export interface Stocked {
  readonly product: ProductEntry
  readonly variantId: VariantId
  readonly storeId: StoreId
}

/** A product with one variant and so many units of it, in a store of its own unless one is given. */
export const stocked = Effect.fnUntraced(function* (
  units: number,
  given: { readonly storeId?: StoreId; readonly policy?: StockPolicy } = {}
) {
  const storeId = given.storeId ?? (yield* store()).id
  const sold = yield* product({ variants: [Samples.variant({ stockPolicy: given.policy ?? "tracked" })] })
  const variantId = sold.variants[0].id
  if (units > 0) yield* received(variantId, storeId, units)
  return { product: sold, variantId, storeId } satisfies Stocked
})

/** The level of a variant in a store, if there is one. */
export const level = Effect.fnUntraced(function* ({ storeId, variantId }: Pick<Stocked, "storeId" | "variantId">) {
  const { list } = yield* InventoryStore
  const { items } = yield* list({ storeId, variantId }, { _tag: "After", limit: 1, position: null })
  return items[0]
})

/** On hand and allocated; nothing of what has no level. */
export const counts = Effect.fnUntraced(function* (of: Pick<Stocked, "storeId" | "variantId">) {
  const found = yield* level(of)
  return [found?.onHand ?? 0, found?.allocated ?? 0] as const
})

export const placed = Effect.fnUntraced(function* (wanted: Wanted) {
  const asked = placement(wanted)
  const outcome = yield* Effect.orDie((yield* CheckoutStore).place(asked))
  if (outcome._tag !== "placed") return yield* Effect.die(`expected the order to be placed, it is ${outcome._tag}`)
  return { ...asked.order, number: outcome.number } satisfies Order
})

/** As it is kept, for comparing before and after. */
export const keptOrder = Effect.fnUntraced(function* (id: Order["id"]) {
  return yield* Effect.orDie((yield* OrderStore).get(id))
})

/** Moves a category, and what is below it, under another. */
export const moved = Effect.fnUntraced(function* (category: Category, parentId: Category["parentId"]) {
  return yield* Effect.orDie((yield* CategoryStore).replace({ ...category, parentId }, category))
})

export const replaced = Effect.fnUntraced(function* (entry: ProductEntry, read: { readonly version: number }) {
  return yield* Effect.orDie((yield* ProductStore).replace(entry, read))
})
