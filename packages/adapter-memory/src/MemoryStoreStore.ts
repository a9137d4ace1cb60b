import {
  type Cart,
  type Store,
  type StoreId,
  StoreInUse,
  StoreNotFound,
  StoreSlugTaken,
  StoreStore,
  Text,
  VersionConflict
} from "@duka/core"
import { Chunk, Effect, HashMap, Layer, Result } from "effect"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { sliced } from "./sliced.ts"
import { row, type Tables } from "./Tables.ts"

const byName = {
  sort: "name",
  descending: false,
  value: ({ name }: Store) => Text.sortKey(name),
  id: ({ id }: Store) => id
}

const kept = (tables: Tables, store: Store): Tables => ({
  ...tables,
  stores: HashMap.set(tables.stores, store.id, store)
})

// Shops have few stores: an index by slug would be one more thing to keep right.
const slugTaken = (tables: Tables, { id, slug }: Store) =>
  HashMap.some(tables.stores, (other) => other.slug === slug && other.id !== id)

const get = (tables: Tables, id: StoreId): Result.Result<Store, StoreNotFound> => {
  const found = row(tables.stores, id)
  return found === undefined ? Result.fail(new StoreNotFound({ storeId: id })) : Result.succeed(found)
}

const insert = (tables: Tables, store: Store): Change<void, StoreSlugTaken> =>
  slugTaken(tables, store)
    ? Result.fail(new StoreSlugTaken({ slug: store.slug }))
    : Result.succeed([undefined, kept(tables, store)])

const replace = (
  tables: Tables,
  store: Store,
  read: { readonly version: number }
): Change<Store, StoreNotFound | StoreSlugTaken | VersionConflict> =>
  Result.flatMap(get(tables, store.id), (before): Change<Store, StoreSlugTaken | VersionConflict> => {
    if (before.version !== read.version) {
      return Result.fail(new VersionConflict({ expected: read.version, actual: before.version }))
    }
    if (slugTaken(tables, store)) return Result.fail(new StoreSlugTaken({ slug: store.slug }))
    const saved = { ...store, version: read.version + 1 }
    return Result.succeed([saved, kept(tables, saved)])
  })

const inUse = (tables: Tables, id: StoreId): boolean =>
  HashMap.some(tables.levels, (levels) => levels.has(id)) ||
  HashMap.some(tables.orders, (order) => order.storeId === id) ||
  HashMap.some(tables.movements, (movements) => Chunk.some(movements, (movement) => movement.storeId === id))

const withoutChoice = (cart: Cart, id: StoreId): Cart => {
  if (cart.delivery?.storeId !== id) return cart
  return cart.delivery.method === "pickup"
    ? { ...cart, delivery: null }
    : { ...cart, delivery: { method: "local", address: cart.delivery.address } }
}

const remove = (
  tables: Tables,
  id: StoreId,
  { version }: { readonly version?: number }
): Change<void, StoreNotFound | StoreInUse | VersionConflict> =>
  Result.flatMap(get(tables, id), (found): Change<void, StoreInUse | VersionConflict> => {
    if (version !== undefined && version !== found.version) {
      return Result.fail(new VersionConflict({ expected: version, actual: found.version }))
    }
    if (inUse(tables, id)) return Result.fail(new StoreInUse({ storeId: id }))
    return Result.succeed([
      undefined,
      {
        ...tables,
        stores: HashMap.remove(tables.stores, id),
        carts: HashMap.map(tables.carts, (cart) => withoutChoice(cart, id))
      }
    ])
  })

export const layer: Layer.Layer<StoreStore, never, MemoryTables> = Layer.effect(
  StoreStore,
  Effect.gen(function* () {
    const { change, find, read } = yield* MemoryTables
    return StoreStore.of({
      insert: (store) => change((tables) => insert(tables, store)),
      get: (id) => find((tables) => get(tables, id)),
      list: (slice) => read((tables) => sliced(HashMap.values(tables.stores), byName, slice)),
      replace: (store, version) => change((tables) => replace(tables, store, version)),
      remove: (id, options) => change((tables) => remove(tables, id, options))
    })
  })
)
