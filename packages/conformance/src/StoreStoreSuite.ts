import { CartStore, InventoryStore, ProductStore, type Store, type StoragePorts, StoreStore, Text } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer, Result } from "effect"
import { refusal, times, told } from "./outcomes.ts"
import { everyWay } from "./paging.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const elaborate = () =>
  Samples.store({
    name: "Kisumu – “Mega” ½",
    address: { lines: ["Oginga Odinga Street", "Shop 4"], city: "Kisumu", postalCode: "40100", country: "KE" },
    point: { latitude: -0.1022, longitude: 34.7617 },
    phone: null,
    email: "kisumu@example.com",
    openingHours: [
      { day: "sunday", opens: "10:00", closes: "14:00" },
      { day: "monday", opens: "08:00", closes: "24:00" }
    ],
    serviceRadiusKm: 12.5,
    pickup: false
  })

/** The laws of `StoreStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`StoreStore (${adapter})`, (it) => {
    it.effect("what was saved is read again as it was", () =>
      Effect.gen(function* () {
        const { get, insert } = yield* StoreStore
        for (const given of [elaborate(), Samples.store({ point: null, openingHours: [] })]) {
          yield* insert(given)
          assert.deepStrictEqual(yield* get(given.id), given)
        }
        const { id, slug } = Samples.store()
        assert.deepStrictEqual(told(yield* Effect.flip(get(id))), { _tag: "StoreNotFound", storeId: id })
        yield* Saved.store({ slug })
        const twin = Samples.store({ slug })
        assert.deepStrictEqual(told(yield* Effect.flip(insert(twin))), { _tag: "StoreSlugTaken", slug })
        assert.strictEqual(yield* refusal(get(twin.id)), "StoreNotFound")
      })
    )

    it.effect("lists stand by sort key and id, and every way of paging tells the same", () =>
      Effect.gen(function* () {
        const { list } = yield* StoreStore
        const own = yield* Effect.forEach(["Östlich", "ostlich", "Zanzibar", "accra", "Accra", "𝒜"], (name) =>
          Saved.store({ name })
        )
        const ids = new Set(own.map(({ id }) => id))
        const all = yield* everyWay(list, [50])
        const byName = (a: Store, b: Store) =>
          Text.compare(Text.sortKey(a.name), Text.sortKey(b.name)) || Text.compare(a.id, b.id)
        assert.deepStrictEqual(all, all.toSorted(byName))
        assert.deepStrictEqual(
          all.filter(({ id }) => ids.has(id)),
          own.toSorted(byName)
        )
        const [first] = all
        assert(first !== undefined)
        const { next } = yield* list({ _tag: "After", limit: 1, position: null })
        assert.deepStrictEqual(next, { sort: "name", value: Text.sortKey(first.name), id: first.id })
      })
    )

    it.effect("replacing saves the next version, unless it has changed since", () =>
      Effect.gen(function* () {
        const { get, replace } = yield* StoreStore
        const [before, other] = [yield* Saved.store(), yield* Saved.store()]
        const next = { ...elaborate(), id: before.id, updatedAt: Samples.at(9), version: 50 }
        const saved = yield* replace(next, before)
        assert.deepStrictEqual(saved, { ...next, version: 2 })
        const stale = yield* Effect.flip(replace(before, before))
        assert.deepStrictEqual(told(stale), { _tag: "VersionConflict", expected: 1, actual: 2 })
        assert.strictEqual(yield* refusal(replace({ ...saved, slug: other.slug }, saved)), "StoreSlugTaken")
        assert.strictEqual(yield* refusal(replace(Samples.store(), { version: 1 })), "StoreNotFound")
        assert.deepStrictEqual(yield* get(before.id), saved)
        const one = (index: number) => Effect.result(replace({ ...saved, name: `Name ${index}` }, saved))
        const answers = yield* Effect.forEach(times(8), one, { concurrency: "unbounded" })
        assert.lengthOf(answers.filter(Result.isSuccess), 1)
      })
    )

    it.effect("a store goes, and carts lose their choice of it", () =>
      Effect.gen(function* () {
        const { get, remove } = yield* StoreStore
        const { basket, save } = yield* CartStore
        const { id: storeId } = yield* Saved.store()
        const address = Samples.address()
        const carts = [
          yield* Saved.cart({ delivery: { method: "pickup", storeId } }),
          yield* Saved.cart({ delivery: { method: "local", address, storeId } }),
          yield* Saved.cart({ delivery: { method: "local", address } })
        ]
        assert.strictEqual(yield* refusal(remove(storeId, { version: 3 })), "VersionConflict")
        yield* remove(storeId, { version: 1 })
        assert.strictEqual(yield* refusal(get(storeId)), "StoreNotFound")
        assert.strictEqual(yield* refusal(remove(storeId, {})), "StoreNotFound")
        const left = yield* Effect.forEach(carts, ({ id }) => basket(id, Samples.at(1)))
        const local = { method: "local", address } as const
        assert.deepStrictEqual(
          left.map(({ cart }) => cart.delivery),
          [null, local, local]
        )
        const [found] = left
        assert(found !== undefined)
        assert.isFalse(yield* save({ ...found.cart, delivery: { method: "pickup", storeId } }, found.cart))
      })
    )

    it.effect("a store that an order, a movement or a level names stays", () =>
      Effect.gen(function* () {
        const { get, remove } = yield* StoreStore
        const inUse = Effect.fnUntraced(function* (store: Store) {
          const refused = yield* Effect.flip(remove(store.id, {}))
          assert.deepStrictEqual(told(refused), { _tag: "StoreInUse", storeId: store.id })
          assert.strictEqual(yield* refusal(remove(store.id, { version: 3 })), "VersionConflict")
          assert.deepStrictEqual(yield* get(store.id), store)
        })
        const [levels, orders, empty] = [yield* Saved.store(), yield* Saved.store(), yield* Saved.store()]
        const backorder = yield* Saved.stocked(0, { storeId: levels.id, policy: "backorder" })
        yield* (yield* InventoryStore).allocate(levels.id, [{ variantId: backorder.variantId, quantity: 1 }])
        yield* inUse(levels)
        const untracked = yield* Saved.stocked(0, { storeId: orders.id, policy: "untracked" })
        yield* Saved.placed({ storeId: orders.id, lines: [{ product: untracked.product, quantity: 1 }] })
        yield* inUse(orders)
        const { product } = yield* Saved.stocked(2, { storeId: empty.id })
        yield* inUse(empty)
        yield* (yield* ProductStore).remove(product.id, { at: Samples.at(1) })
        yield* remove(empty.id, {})
      })
    )
  })
