/** What becomes of products and variants that are no longer wanted, and of what names them. */
import { CartStore, InventoryStore, ProductStore, type StoragePorts } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect } from "effect"
import { refusal, told } from "./outcomes.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const first = { _tag: "After", limit: 10, position: null } as const
const at = Samples.at(60)

/** A product with two variants, the second one stocked in a store. */
const twofold = Effect.fnUntraced(function* (units: number) {
  const [staying, going] = [Samples.variant(), Samples.variant()]
  const product = yield* Saved.product({ variants: [staying, going] })
  const { id: storeId } = yield* Saved.store()
  if (units > 0) yield* Saved.received(going.id, storeId, units)
  const line = { variantId: going.id, quantity: 1 }
  return { product, without: { ...product, variants: [staying] } as const, going, storeId, line }
})

export const removing = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect(
    "a product that nobody ordered goes, with its cart lines, levels and movements, and frees slug and SKU",
    () =>
      Effect.gen(function* () {
        const { entry, insert, remove } = yield* ProductStore
        const { list, movements } = yield* InventoryStore
        const stocked = yield* Saved.stocked(4)
        const { product, variantId } = stocked
        const kept = yield* Saved.stocked(1)
        const lines = [Samples.cartLine(variantId), Samples.cartLine(kept.variantId)]
        const cart = yield* Saved.cart({ lines })
        assert.strictEqual(yield* remove(product.id, { version: 1, at }), "removed")
        assert.strictEqual(yield* refusal(entry({ id: product.id })), "ProductNotFound")
        assert.strictEqual(yield* refusal(remove(product.id, { at })), "ProductNotFound")
        assert.deepStrictEqual((yield* list({ variantId }, first)).items, [])
        assert.deepStrictEqual((yield* movements(variantId, first)).items, [])
        const { cart: left, offers } = yield* (yield* CartStore).basket(cart.id, Samples.at(1))
        assert.deepStrictEqual(left.lines, lines.slice(1))
        assert.deepStrictEqual(
          offers.map((offer) => offer.variantId),
          [kept.variantId]
        )
        const again = Samples.product({
          slug: product.slug,
          variants: [Samples.variant({ sku: product.variants[0].sku })]
        })
        assert.deepStrictEqual(yield* insert([again]), [null])
      })
  )

  it.effect("a product that was ever ordered is archived, and stays in carts without an offer", () =>
    Effect.gen(function* () {
      const { entry, remove } = yield* ProductStore
      const { release } = yield* InventoryStore
      const { product, storeId, variantId } = yield* Saved.stocked(4)
      yield* Saved.placed({ storeId, lines: [{ product, quantity: 1 }] })
      yield* release(storeId, [{ variantId, quantity: 1 }])
      const lines = [Samples.cartLine(variantId)]
      const cart = yield* Saved.cart({ lines })
      assert.strictEqual(yield* remove(product.id, { version: 1, at }), "archived")
      const archived = { ...product, status: "archived", version: 2, updatedAt: at }
      assert.deepStrictEqual(yield* entry({ id: product.id }), archived)
      assert.deepStrictEqual(yield* Saved.counts({ storeId, variantId }), [4, 0])
      const found = yield* (yield* CartStore).basket(cart.id, Samples.at(1))
      assert.deepStrictEqual([found.cart.lines, found.offers], [lines, []])
      assert.strictEqual(yield* remove(product.id, { version: 2, at }), "archived")
      assert.strictEqual((yield* entry({ id: product.id })).version, 3)
    })
  )

  it.effect("a product is not removed at another version, nor while units of it are allocated", () =>
    Effect.gen(function* () {
      const { entry, remove } = yield* ProductStore
      const { allocate, release } = yield* InventoryStore
      const { going, line, product, storeId } = yield* twofold(3)
      yield* allocate(storeId, [line])
      const stale = yield* Effect.flip(remove(product.id, { version: 4, at }))
      assert.deepStrictEqual(told(stale), { _tag: "VersionConflict", expected: 4, actual: 1 })
      const refused = yield* Effect.flip(remove(product.id, { version: 1, at }))
      assert.deepStrictEqual(told(refused), { _tag: "ProductAllocated", productId: product.id, variantIds: [going.id] })
      assert.deepStrictEqual(yield* entry({ id: product.id }), product)
      yield* release(storeId, [line])
      assert.strictEqual(yield* remove(product.id, { at }), "removed")
    })
  )

  it.effect("a variant with allocated units refuses to go", () =>
    Effect.gen(function* () {
      const { entry, replace } = yield* ProductStore
      const { allocate } = yield* InventoryStore
      const { going, line, product, storeId, without } = yield* twofold(3)
      yield* allocate(storeId, [line])
      const refused = yield* Effect.flip(replace(without, product))
      assert.deepStrictEqual(told(refused), { _tag: "ProductAllocated", productId: product.id, variantIds: [going.id] })
      assert.deepStrictEqual(yield* entry({ id: product.id }), product)
    })
  )

  it.effect("a variant without books goes with its levels, and frees its SKU", () =>
    Effect.gen(function* () {
      const { insert, replace } = yield* ProductStore
      const { allocate, list, release } = yield* InventoryStore
      const [staying, going] = [Samples.variant(), Samples.variant({ stockPolicy: "backorder" })]
      const product = yield* Saved.product({ variants: [staying, going] })
      const { id: storeId } = yield* Saved.store()
      const line = { variantId: going.id, quantity: 1 }
      yield* allocate(storeId, [line])
      yield* release(storeId, [line])
      yield* replace({ ...product, variants: [staying] }, product)
      assert.deepStrictEqual((yield* list({ variantId: going.id }, first)).items, [])
      const other = Samples.product({ variants: [Samples.variant({ sku: going.sku })] })
      assert.deepStrictEqual(yield* insert([other]), [null])
    })
  )

  it.effect("a variant with movements is kept unseen: its SKU stays taken, its movements can be read", () =>
    Effect.gen(function* () {
      const { entry, insert, remove, replace } = yield* ProductStore
      const { allocate, list, move, movements } = yield* InventoryStore
      const { going, line, product, storeId, without } = yield* twofold(3)
      const saved = yield* replace(without, product)
      assert.deepStrictEqual(yield* entry({ id: product.id }), saved)
      assert.deepStrictEqual((yield* list({ variantId: going.id }, first)).items, [])
      assert.lengthOf((yield* movements(going.id, first)).items, 1)
      const other = Samples.product({ variants: [Samples.variant({ sku: going.sku })] })
      assert.deepStrictEqual(
        (yield* insert([other])).map((failure) => failure?._tag),
        ["SkuTaken"]
      )
      const short = yield* Effect.flip(allocate(storeId, [line]))
      assert.deepStrictEqual(short.shortages, [{ variantId: going.id, requested: 1, available: 0 }])
      const unmoved = move([Samples.movement(going.id, storeId)], Samples.request(), at)
      assert.strictEqual(yield* refusal(unmoved), "VariantNotFound")
      assert.deepStrictEqual((yield* (yield* CartStore).supply([going.id], Samples.KES)).offers, [])
      assert.strictEqual(yield* remove(product.id, { at }), "removed", "movements alone keep no product")
      assert.deepStrictEqual(yield* insert([other]), [null])
    })
  )

  it.effect("a variant that was ordered is kept unseen, and takes back what was sold of it", () =>
    Effect.gen(function* () {
      const { remove, replace } = yield* ProductStore
      const { movements, ship, takeBack } = yield* InventoryStore
      const { going, line, product, storeId, without } = yield* twofold(3)
      yield* Saved.placed({ storeId, lines: [{ product, quantity: 1, variantId: going.id }] })
      yield* ship(storeId, [line], Samples.at(61), "shipped")
      const saved = yield* replace(without, product)
      yield* takeBack(storeId, [line], Samples.at(62), "came back")
      const found = (yield* movements(going.id, first)).items.map(({ kind, quantity }) => [kind, quantity])
      assert.deepStrictEqual(found, [
        ["return", 1],
        ["shipment", -1],
        ["receipt", 3]
      ])
      assert.strictEqual(yield* remove(product.id, { version: saved.version, at }), "archived")
    })
  )
}
