/** Lists of stock levels and of movements. */
import { InventoryStore, type StockFilter, type StockLevel, type StoragePorts, Sku } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect } from "effect"
import { times } from "./outcomes.ts"
import { everyWay } from "./paging.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

/** SKUs in which a dash, a point, a digit and a letter follow the same beginning. */
const ends = ["", "-A", ".A", "0", "A", "_A", "-", "AA"]

export const listing = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("levels stand by SKU, variant and store, narrowed as asked, and every way of paging tells the same", () =>
    Effect.gen(function* () {
      const { list, move } = yield* InventoryStore
      const stores = [yield* Saved.store(), yield* Saved.store()]
      const beginning = `L${Samples.uuid().replaceAll("-", "").slice(0, 20).toUpperCase()}`
      const variants = ends.map((end) => Samples.variant({ sku: Sku.make(`${beginning}${end}`) }))
      yield* Saved.products(variants.map((variant) => Samples.product({ variants: [variant] })))
      const receipts = variants.flatMap(({ id }, row) =>
        stores.map((store, column) =>
          Samples.movement(id, store.id, {
            quantity: row + column + 1,
            ...(row % 3 === 0 ? {} : { lowStockThreshold: row % 3 === 1 ? 3 : null })
          })
        )
      )
      const { levels } = yield* move(receipts, Samples.request(), Samples.at(1))
      yield* (yield* InventoryStore).allocate(
        stores[1]?.id ?? Samples.store().id,
        variants.map(({ id }) => ({ variantId: id, quantity: 2 }))
      )
      const expected = levels
        .map((level): StockLevel =>
          level.storeId === stores[1]?.id ? { ...level, allocated: 2, available: level.onHand - 2 } : level
        )
        .toSorted((a, b) => (a.sku === b.sku ? (a.storeId < b.storeId ? -1 : 1) : a.sku < b.sku ? -1 : 1))
      const own = new Set(variants.map(({ id }) => id))
      const isFound =
        ({ low, storeId, variantId }: StockFilter) =>
        (level: StockLevel) =>
          (variantId === undefined || level.variantId === variantId) &&
          (storeId === undefined || level.storeId === storeId) &&
          (low !== true || (level.lowStockThreshold !== null && level.available <= level.lowStockThreshold))
      for (const storeId of [undefined, ...stores.map(({ id }) => id)]) {
        for (const variantId of [undefined, variants[1]?.id, variants[3]?.id]) {
          for (const low of [undefined, false, true]) {
            const filter: StockFilter = {
              ...(storeId === undefined ? {} : { storeId }),
              ...(variantId === undefined ? {} : { variantId }),
              ...(low === undefined ? {} : { low })
            }
            const found = yield* everyWay((slice) => list(filter, slice), [storeId === undefined ? 50 : 3])
            assert.deepStrictEqual(
              found.filter((level) => own.has(level.variantId)),
              expected.filter(isFound(filter))
            )
          }
        }
      }
      const [store] = stores
      assert(store !== undefined)
      const { items, next } = yield* list({ storeId: store.id }, { _tag: "After", limit: 3, position: null })
      const last = items[2]
      assert(last !== undefined)
      assert.deepStrictEqual(next, { sort: "sku", value: `${last.sku} ${last.variantId}`, id: last.storeId })
    })
  )

  it.effect("levels follow the name and the SKU of their product, whatever its status", () =>
    Effect.gen(function* () {
      const stocked = yield* Saved.stocked(1)
      const sku = Sku.make(`NEW-${Samples.uuid().toUpperCase()}`)
      const { product } = stocked
      const changed = {
        ...product,
        name: "Another",
        status: "draft" as const,
        variants: [{ ...product.variants[0], sku }] as const
      }
      yield* Saved.replaced(changed, product)
      assert.deepInclude(yield* Saved.level(stocked), { sku, productName: "Another", onHand: 1 })
    })
  )

  it.effect("movements stand newest first, and every way of paging tells the same", () =>
    Effect.gen(function* () {
      const { move, movements } = yield* InventoryStore
      const stores = yield* Effect.forEach(times(3), () => Saved.store())
      const { variantId } = yield* Saved.stocked(0)
      const made = yield* Effect.forEach(times(4), (round) => {
        const receipts = stores.map(({ id }) => Samples.movement(variantId, id, { quantity: round + 1 }))
        return Effect.as(
          move(receipts, Samples.request(), Samples.at(round >> 1)),
          receipts.map(({ id }) => ({ id, at: Samples.at(round >> 1) }))
        )
      })
      const found = yield* everyWay((slice) => movements(variantId, slice), [1, 5])
      const expected = made.flat().toSorted((a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1))
      assert.deepStrictEqual(
        found.map(({ at, id }) => ({ id, at })),
        expected
      )
      const { next } = yield* movements(variantId, { _tag: "After", limit: 1, position: null })
      assert.deepStrictEqual(next, { sort: "-at", value: found[0]?.at ?? null, id: found[0]?.id ?? "" })
      assert.deepStrictEqual(yield* everyWay((slice) => movements(Samples.variant().id, slice)), [])
    })
  )
}
