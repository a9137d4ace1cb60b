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
        yield* customers.list(after("-createdAt"))
        yield* levels({}, after("sku"))
        yield* movements(VariantId.make(Samples.uuid()), after("-at"))
      }
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
