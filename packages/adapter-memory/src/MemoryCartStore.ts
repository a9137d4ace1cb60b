import {
  type Basket,
  type Cart,
  type CartId,
  CartNotFound,
  CartStore,
  type CustomerId,
  type Money,
  type Offer,
  type StoreSupply,
  type Supply,
  Text,
  type Time,
  type VariantId
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { Bug } from "./Bug.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { levelsOf, row, type Tables, variantOf } from "./Tables.ts"

type Currency = typeof Money.Currency.Type

const open = (tables: Tables, id: CartId, at: Time.Timestamp): Result.Result<Cart, CartNotFound> => {
  const found = row(tables.carts, id)
  return found !== undefined && found.expiresAt > at
    ? Result.succeed(found)
    : Result.fail(new CartNotFound({ cartId: id }))
}

const offer = (tables: Tables, variantId: VariantId, currency: Currency): Offer | undefined => {
  const kept = variantOf(tables, variantId)
  const product = kept === undefined ? undefined : row(tables.products, kept.productId)?.entry
  if (kept === undefined || product?.status !== "active") return undefined
  const { optionValues, prices, sku, stockPolicy, taxClass, weightGrams } = kept.variant
  return {
    variantId,
    productId: product.id,
    productVersion: product.version,
    sku,
    name: product.name,
    optionValues,
    unitPrice: prices.find((price) => price.currency === currency)?.amount ?? null,
    taxClass,
    stockPolicy,
    customisations: product.customisations,
    leadTimeHours: product.leadTimeHours,
    weightGrams
  }
}

const supply = (tables: Tables, variantIds: Iterable<VariantId>, currency: Currency): Supply => {
  const offers = [...new Set(variantIds)].flatMap((id) => offer(tables, id, currency) ?? [])
  const counted = offers.flatMap(({ stockPolicy, variantId }) => (stockPolicy === "untracked" ? [] : [variantId]))
  const stores = HashMap.toValues(tables.stores).map(
    ({ delivers, id, name, pickup, point, serviceRadiusKm }): StoreSupply => ({
      storeId: id,
      name,
      point,
      serviceRadiusKm,
      pickup,
      delivers,
      levels: counted.flatMap((variantId) => {
        const level = levelsOf(tables, variantId).get(id)
        return level === undefined ? [] : [{ variantId, available: level.onHand - level.allocated }]
      })
    })
  )
  const keyed = stores.map((store) => ({ store, key: Text.sortKey(store.name) }))
  keyed.sort((a, b) => Text.compare(a.key, b.key) || Text.compare(a.store.storeId, b.store.storeId))
  return { offers, stores: keyed.map(({ store }) => store) }
}

const basket = (
  tables: Tables,
  id: CartId,
  at: Time.Timestamp,
  also: ReadonlyArray<VariantId>
): Result.Result<Basket, CartNotFound> =>
  Result.map(open(tables, id, at), (cart) => ({
    cart,
    ...supply(tables, [...cart.lines.map((line) => line.variantId), ...also], cart.currency)
  }))

/** The carts of a customer in a currency: one at most that has not expired. */
const others = (tables: Tables, { currency, customerId, id }: Cart): ReadonlyArray<Cart> =>
  customerId === null
    ? []
    : HashMap.toValues(tables.carts).filter(
        (other) => other.customerId === customerId && other.currency === currency && other.id !== id
      )

/** Whether everything that the cart names is still there. */
const stands = (tables: Tables, { delivery, lines }: Cart): boolean =>
  lines.every((line) => variantOf(tables, line.variantId) !== undefined) &&
  (delivery?.storeId === undefined || HashMap.has(tables.stores, delivery.storeId))

const isErased = (tables: Tables, { customerId }: Cart): boolean =>
  customerId !== null && HashMap.has(tables.erased, customerId)

/** The tables with the cart in them, expired ones of its customer having given way; undefined when one is still open. */
const kept = (tables: Tables, cart: Cart, at: Time.Timestamp): Tables | undefined => {
  const found = others(tables, cart)
  if (found.some((other) => other.expiresAt > at)) return undefined
  const carts = HashMap.removeMany(
    tables.carts,
    found.map((other) => other.id)
  )
  return { ...tables, carts: HashMap.set(carts, cart.id, cart) }
}

const insert = (tables: Tables, cart: Cart): Change<boolean> => {
  if (HashMap.has(tables.carts, cart.id))
    return Result.fail(new Bug({ message: `There is a cart ${cart.id} already.` }))
  const next = stands(tables, cart) && !isErased(tables, cart) ? kept(tables, cart, cart.createdAt) : undefined
  return Result.succeed([next !== undefined, next ?? tables])
}

const save = (tables: Tables, cart: Cart, { version }: { readonly version: number }): Change<boolean> => {
  const before = row(tables.carts, cart.id)
  if (before?.version !== version || !stands(tables, cart)) return Result.succeed([false, tables])
  const { customerId, delivery, expiresAt, lines, updatedAt } = cart
  if (customerId !== before.customerId && isErased(tables, cart)) return Result.succeed([false, tables])
  const saved = { ...before, customerId, delivery, expiresAt, lines, updatedAt, version: version + 1 }
  const next = kept(tables, saved, updatedAt)
  return Result.succeed([next !== undefined, next ?? tables])
}

const remove = (tables: Tables, id: CartId): Change<void, CartNotFound> =>
  HashMap.has(tables.carts, id)
    ? Result.succeed([undefined, { ...tables, carts: HashMap.remove(tables.carts, id) }])
    : Result.fail(new CartNotFound({ cartId: id }))

const removeOf = (tables: Tables, customerId: CustomerId): Tables => ({
  ...tables,
  carts: HashMap.filter(tables.carts, (cart) => cart.customerId !== customerId)
})

export const layer: Layer.Layer<CartStore, never, MemoryTables> = Layer.effect(
  CartStore,
  Effect.gen(function* () {
    const { change, find, read } = yield* MemoryTables
    return CartStore.of({
      insert: (cart) => change((tables) => insert(tables, cart)),
      basket: (id, at, also = []) => find((tables) => basket(tables, id, at, also)),
      supply: (variantIds, currency) => read((tables) => supply(tables, variantIds, currency)),
      openOf: (customerId, currency, at) =>
        read((tables) => {
          const open = HashMap.toValues(tables.carts).find(
            (cart) => cart.customerId === customerId && cart.currency === currency && cart.expiresAt > at
          )
          return open?.id ?? null
        }),
      allOf: (customerId, at) =>
        read((tables) =>
          HashMap.toValues(tables.carts)
            .filter((cart) => cart.customerId === customerId && cart.expiresAt > at)
            .toSorted((a, b) => Text.compare(a.currency, b.currency))
        ),
      save: (cart, version) => change((tables) => save(tables, cart, version)),
      remove: (id) => change((tables) => remove(tables, id)),
      removeExpired: (at, limit) =>
        change((tables) => {
          const expired = HashMap.toValues(tables.carts)
            .filter(({ expiresAt }) => expiresAt <= at)
            .toSorted((a, b) => Text.compare(a.expiresAt, b.expiresAt))
            .slice(0, limit)
          const carts = HashMap.removeMany(
            tables.carts,
            expired.map(({ id }) => id)
          )
          return Result.succeed([expired.length, { ...tables, carts }])
        }),
      removeOf: (customerId) => change((tables) => Result.succeed([undefined, removeOf(tables, customerId)]))
    })
  })
)
