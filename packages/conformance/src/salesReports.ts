/** What was sold, by when, where and what: the laws of the books about goods. */
import { type GoodsRow, type Order, OrderShares, ReportStore, Sales, type StoragePorts } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect } from "effect"
import { chanceOf, history } from "./histories.ts"
import { asked, byKey, countsOf, counting, dayOf, goodsOf, multipleOf, netOf, sum } from "./historySums.ts"
import * as Saved from "./saved.ts"

const seeds = [1, 2, 3]

export const selling = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("sales by day, store and way to pay are what the orders of each group come to", () =>
    Effect.gen(function* () {
      const { sales } = yield* ReportStore
      for (const seed of seeds) {
        const told = yield* history(chanceOf(seed))
        const groups = {
          period: (order: Order) => String(dayOf(told, order.createdAt)),
          store: ({ storeId }: Order) => storeId,
          paymentMethod: ({ paymentMethod }: Order) => paymentMethod
        }
        for (const by of ["period", "store", "paymentMethod"] as const) {
          const expected = [...Map.groupBy(counting(told), (order) => groups[by](order))].map(([key, orders]) => {
            const all = orders.map((order) => Sales.sold(order, multipleOf(order)))
            return {
              key,
              name: by === "store" ? told.stores.find(({ id }) => id === key)?.name : null,
              orders: orders.length,
              cancelledOrders: orders.filter(({ status }) => status === "cancelled").length,
              ...goodsOf(all),
              delivery: sum(all, ({ delivery }) => delivery),
              total: sum(all, ({ total }) => total)
            }
          })
          assert.deepStrictEqual<ReadonlyArray<object>>(byKey(yield* sales(asked(told), by)), byKey(expected))
        }
      }
    })
  )

  it.effect("the sales of a span are what its orders cost by now, to the cent", () =>
    Effect.gen(function* () {
      const { sales } = yield* ReportStore
      const told = yield* history(chanceOf(5))
      const rows = yield* sales(asked(told), "period")
      assert.strictEqual(
        sum(rows, ({ total }) => total),
        sum(counting(told), (order) => OrderShares.owed(order, multipleOf(order)))
      )
    })
  )

  it.effect("products and categories sum to the goods of the sales, whatever the limit", () =>
    Effect.gen(function* () {
      const { products, sales } = yield* ReportStore
      for (const seed of seeds) {
        const told = yield* history(chanceOf(10 + seed))
        const lines = counting(told).flatMap((order) => order.lines)
        // The tax of the sales is that of the deliveries too.
        const all = {
          ...goodsOf(yield* sales(asked(told), "store")),
          tax: sum(lines.map(Sales.lineSold), ({ tax }) => tax)
        }
        for (const by of ["product", "category"] as const) {
          const keyOf = (productId: string) => {
            const product = told.products.find(({ id }) => id === productId)
            return by === "product" ? productId : (product?.categoryIds[0] ?? null)
          }
          const groups = Map.groupBy(lines, ({ productId }) => keyOf(productId))
          const expected = [...groups].map(([key, group]) => ({ key, ...goodsOf(group.map(Sales.lineSold)) }))
          for (const limit of [1, 2, 4, 1_000]) {
            const rows = yield* products(asked(told), by, { limit })
            assert.deepStrictEqual(goodsOf(rows), all)
            const [listed, others] = [rows.filter((row) => row.listed), rows.filter((row) => !row.listed)]
            assert.lengthOf(listed, Math.min(limit, expected.length))
            assert.lengthOf(others, expected.length > limit ? 1 : 0)
            for (const row of listed) {
              const found = expected.find(({ key }) => key === row.key)
              assert.deepStrictEqual<object | undefined>({ key: row.key, ...countsOf(row) }, found)
            }
            const least = Math.min(...listed.map(netOf))
            const unlisted = expected.filter(({ key }) => listed.every((row) => row.key !== key))
            const lines = unlisted.flatMap(({ key }) => groups.get(key) ?? []).map(Sales.lineSold)
            if (others[0] !== undefined) assert.deepStrictEqual(countsOf(others[0]), goodsOf(lines))
            for (const { key } of unlisted) {
              assert.isAtMost(sum((groups.get(key) ?? []).map(Sales.lineSold), netOf), least)
            }
          }
        }
      }
    })
  )

  it.effect("rows of products and categories bear the names of now", () =>
    Effect.gen(function* () {
      const { products } = yield* ReportStore
      const told = yield* history(chanceOf(20))
      const [chai] = told.products
      if (chai === undefined) return assert.fail("nothing was sold")
      yield* Saved.replaced({ ...chai, name: "Chai masala", version: 2 }, chai)
      const named = (rows: ReadonlyArray<GoodsRow>) => rows.map(({ name }) => name).toSorted()
      const options = { limit: 100 }
      assert.deepStrictEqual(named(yield* products(asked(told), "product", options)), [
        "Chai masala",
        "Jar",
        "Tea cake",
        "Uji"
      ])
      assert.deepStrictEqual(named(yield* products(asked(told), "category", options)), ["Cakes", "Teas", null])
    })
  )

  it.effect("taxes by class and rate sum to the tax of the sales, inside goods and deliveries", () =>
    Effect.gen(function* () {
      const { sales, taxes } = yield* ReportStore
      for (const seed of seeds) {
        const told = yield* history(chanceOf(30 + seed))
        const [rows, all] = [yield* taxes(asked(told)), yield* sales(asked(told), "store")]
        const keys = rows.map(({ part, taxClass, taxRate }) => `${part} ${taxClass} ${taxRate}`)
        assert.strictEqual(new Set(keys).size, keys.length)
        const total = (part: string) =>
          sum(
            rows.filter((row) => row.part === part),
            (row) => row.total
          )
        assert.strictEqual(total("goods"), sum(all, netOf))
        assert.strictEqual(
          total("delivery"),
          sum(all, ({ delivery }) => delivery)
        )
        assert.strictEqual(
          sum(rows, ({ tax }) => tax),
          sum(all, ({ tax }) => tax)
        )
        const standard = rows.find(({ taxClass, taxRate }) => taxClass === "standard" && taxRate === 850)
        const lines = counting(told).flatMap((order) => order.lines.filter(({ taxRate }) => taxRate === 850))
        assert.strictEqual(
          standard?.tax,
          sum(lines.map(Sales.lineSold), ({ tax }) => tax)
        )
      }
    })
  )
}
