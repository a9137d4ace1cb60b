/** The order of lists of products, and reading them page by page. */
import { Document, Product, type ProductEntry, ProductSort, ProductStore, type StoragePorts, Text } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect } from "effect"
import { everyWay, numbered, walked } from "./paging.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const decoded = Document.reader(Product)

/** Products that differ in little, so that much is equal: names in three cases, two times, three prices and none. */
const alike = (count: number): ReadonlyArray<ProductEntry> =>
  Array.from({ length: count }, (_, index) => {
    const prices = [1_000, 2_000, 1_000, 3_000]
    const [amount = 1_000, name = ""] = [
      prices[index % 4],
      ["Éclair", "eclair", "Zebra", "apple", "𝒜 mathematical", "Ω", "ﬁn"][index % 7]
    ]
    const variant = Samples.variant({
      prices: [index % 5 === 0 ? { currency: Samples.UGX, amount } : { currency: Samples.KES, amount }]
    })
    return Samples.product({ name, createdAt: Samples.at(index % 3), variants: [variant] })
  })

const priceOf = (entry: ProductEntry) =>
  entry.variants[0].prices.find((price) => price.currency === Samples.KES)?.amount

/** The order that the port promises, written down once more. */
const inOrder = (sort: ProductSort) => {
  const sign = sort.startsWith("-") ? -1 : 1
  const key = (a: ProductEntry, b: ProductEntry): number => {
    switch (sort) {
      case "name":
      case "-name":
        return sign * Text.compare(Text.sortKey(a.name), Text.sortKey(b.name))
      case "createdAt":
      case "-createdAt":
        return sign * Text.compare(a.createdAt, b.createdAt)
      case "price":
      case "-price": {
        const [x, y] = [priceOf(a), priceOf(b)]
        if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? 1 : -1
        return sign * (x - y)
      }
    }
  }
  return (a: ProductEntry, b: ProductEntry): number => key(a, b) || sign * Text.compare(a.id, b.id)
}

export const listing = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  const ids = Effect.fnUntraced(function* (entries: ReadonlyArray<ProductEntry>, sort: ProductSort) {
    const { list } = yield* ProductStore
    const search = Samples.search({ ids: entries.map((entry) => entry.id), sort })
    return {
      search,
      list: (slice: Parameters<typeof list>[1]) =>
        Effect.flatMap(list(search, slice), (page) =>
          Effect.map(Effect.forEach(page.items, decoded), (items) => ({ ...page, items: items.map(({ id }) => id) }))
        )
    }
  })

  it.effect("lists stand in the promised order for every sort, and every way of paging tells the same", () =>
    Effect.gen(function* () {
      const entries = yield* Saved.products(alike(23))
      for (const sort of ProductSort.literals) {
        const { list } = yield* ids(entries, sort)
        const found = yield* everyWay(list, [1, 4, 7])
        assert.deepStrictEqual(
          found,
          entries.toSorted(inOrder(sort)).map((entry) => entry.id),
          sort
        )
      }
    })
  )

  it.effect("positions name the sort, what it sorts by, and the id", () =>
    Effect.gen(function* () {
      const entries = yield* Saved.products(alike(6))
      for (const sort of ProductSort.literals) {
        const { list } = yield* ids(entries, sort)
        const expected = entries.toSorted(inOrder(sort))
        for (const limit of [1, 3, 5]) {
          const last = expected[limit - 1]
          assert(last !== undefined)
          const values = { name: Text.sortKey(last.name), createdAt: last.createdAt, price: priceOf(last) ?? null }
          const value =
            values[
              sort === "name" || sort === "-name"
                ? "name"
                : sort === "price" || sort === "-price"
                  ? "price"
                  : "createdAt"
            ]
          const { next } = yield* list({ _tag: "After", limit, position: null })
          assert.deepStrictEqual(next, { sort, value, id: last.id })
        }
        assert.isNull((yield* list({ _tag: "After", limit: 6, position: null })).next, "nothing follows")
      }
    })
  )

  it.effect("what is inserted and removed between pages moves nothing else", () =>
    Effect.gen(function* () {
      const { insert, remove } = yield* ProductStore
      for (const sort of ProductSort.literals) {
        const [before, coming] = [alike(12), alike(6)]
        yield* Saved.products(before)
        const { list } = yield* ids([...before, ...coming], sort)
        const expected = before.toSorted(inOrder(sort))
        const first = yield* list({ _tag: "After", limit: 5, position: null })
        assert.deepStrictEqual(
          first.items,
          expected.slice(0, 5).map(({ id }) => id)
        )
        // The one on which the page ended goes, and one that was still to come.
        const gone = new Set([expected[4]?.id, expected[7]?.id])
        yield* Effect.forEach(before, ({ id }) => (gone.has(id) ? remove(id, { at: Samples.at(9) }) : Effect.void))
        yield* insert(coming)
        const left = [...expected.filter(({ id }) => !gone.has(id)), ...coming].toSorted(inOrder(sort))
        assert.deepStrictEqual(
          yield* walked(list, 2),
          left.map(({ id }) => id)
        )
        const rest = yield* list({ _tag: "After", limit: 100, position: first.next })
        const edge = expected[4]
        assert(edge !== undefined)
        const after = left.filter((entry) => inOrder(sort)(entry, edge) > 0)
        assert.deepStrictEqual(
          rest.items,
          after.map(({ id }) => id),
          sort
        )
      }
    })
  )

  it.effect("a page holds each product as it is read alone", () =>
    Effect.gen(function* () {
      const { get, list } = yield* ProductStore
      const { product, storeId } = yield* Saved.stocked(3)
      const view = { currency: Samples.KES, storeId }
      const alone = yield* Effect.flatMap(get({ id: product.id }, view), decoded)
      const all = yield* numbered((slice) => list(Samples.search({ ids: [product.id], storeId }), slice))
      assert.deepStrictEqual(yield* Effect.forEach(all, decoded), [alone])
      assert.deepStrictEqual([alone.inStock, alone.variants[0].available], [true, 3])
    })
  )
}
