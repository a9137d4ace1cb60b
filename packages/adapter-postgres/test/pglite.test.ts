import { PgliteStorage } from "@duka/adapter-postgres"
import { Samples, suites } from "@duka/conformance"
import {
  CategoryStore,
  CustomerStore,
  InventoryStore,
  type Page,
  ProductSort,
  ProductStore,
  VariantId
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, ManagedRuntime } from "effect"
import { afterAll } from "vitest"

// Starting takes seconds: the suites share one.
const runtime = ManagedRuntime.make(PgliteStorage.layer({ dataDir: "memory://" }))
afterAll(() => runtime.dispose())
const storage = Layer.effectContext(runtime.contextEffect)

suites("PGlite", storage)

layer(storage, { excludeTestServices: true })("positions that somebody made up", (it) => {
  it.effect("are behind every item, or somewhere between them, and never a defect", () =>
    Effect.gen(function* () {
      const products = yield* ProductStore
      const categories = yield* CategoryStore
      const customers = yield* CustomerStore
      const { list: levels, movements } = yield* InventoryStore
      const values = [
        null,
        7,
        -1,
        "",
        "x",
        "\u0000",
        "\ud800",
        "9999-99-99",
        "0000-01-01T00:00:00.000Z",
        "-004800-01-01T00:00:00.000Z",
        "+010000-01-01T00:00:00.000Z",
        "0001-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.999Z",
        "A B C",
        "é".repeat(400)
      ]
      for (const value of values) {
        const after = (sort: string): Page.Slice => ({
          _tag: "After",
          limit: 2,
          position: { sort, value, id: Samples.uuid() }
        })
        for (const sort of ProductSort.literals) yield* products.list(Samples.search({ sort }), after(sort))
        yield* categories.list({}, after("name"))
        yield* customers.list({ words: [] }, after("-createdAt"))
        yield* levels({}, after("sku"))
        yield* movements(VariantId.make(Samples.uuid()), after("-at"))
      }
    })
  )

  it.effect("that no item can have had are behind every item", () =>
    Effect.gen(function* () {
      const { insert, list } = yield* ProductStore
      assert.deepStrictEqual(yield* insert([Samples.product()]), [null])
      const following = (sort: ProductSort, value: Page.Position["value"]) =>
        Effect.map(
          list(Samples.search({ sort }), { _tag: "After", limit: 2, position: { sort, value, id: Samples.uuid() } }),
          ({ items }) => items.length
        )
      const times = [
        "-004800-01-01T00:00:00.000Z",
        "+010000-01-01T00:00:00.000Z",
        "0000-12-31T00:00:00.000Z",
        "2026-02-30T00:00:00.000Z",
        "2026-01-01T24:00:00.000Z",
        "2026-01-01T00:00:00Z",
        "2026-01-01"
      ]
      for (const time of times) {
        assert.deepStrictEqual([yield* following("createdAt", time), yield* following("-createdAt", time)], [0, 0])
      }
      for (const text of ["\u0000", "a\u0000", "\ud800", "a\udc00"]) {
        assert.deepStrictEqual([yield* following("name", text), yield* following("-name", text)], [0, 0])
      }
      for (const number of [0.5, 2 ** 53, -Infinity, NaN]) {
        assert.deepStrictEqual([yield* following("price", number), yield* following("-price", number)], [0, 0])
      }
      assert.isAbove(yield* following("createdAt", "0001-01-01T00:00:00.000Z"), 0)
    })
  )

  it.effect("the longest names and words there are can be kept, found and sorted", () =>
    Effect.gen(function* () {
      const { insert, list } = yield* ProductStore
      // One character that is eighteen without its form.
      const names = ["ﷺ".repeat(200), "𐐀".repeat(200), "W".repeat(200)]
      const entries = names.map((name) => Samples.product({ name, tags: ["longest"] }))
      assert.deepStrictEqual(yield* insert(entries), [null, null, null])
      const search = Samples.search({ tag: "longest", sort: "name" })
      const { items } = yield* list(search, { _tag: "After", limit: 10, position: null })
      assert.lengthOf(items, 3)
    })
  )
})
