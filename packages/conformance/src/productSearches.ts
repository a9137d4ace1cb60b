/** What searches find, against a naive filter of the entries. */
import {
  type Category,
  Document,
  Product,
  type ProductEntry,
  ProductId,
  type ProductSearch,
  ProductStore,
  type StoragePorts,
  StoreId,
  Text
} from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect } from "effect"
import { times } from "./outcomes.ts"
import { walked } from "./paging.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const decoded = Document.reader(Product)

/** A picker of one of several, by an index that runs through all the combinations. */
const pick = <A>(choices: readonly [A, ...ReadonlyArray<A>], index: number): A =>
  choices[index % choices.length] ?? choices[0]

interface World {
  readonly entries: ReadonlyArray<ProductEntry>
  /** A root and a leaf two levels below it. */
  readonly categories: readonly [Category, Category, Category]
  readonly storeIds: readonly [StoreId, StoreId]
  /** Units on hand by variant and store; nothing is allocated. */
  readonly units: ReadonlyMap<string, number>
}

const world = Effect.fnUntraced(function* () {
  const root = yield* Saved.category()
  const middle = yield* Saved.category({ parentId: root.id })
  const leaf = yield* Saved.category({ parentId: middle.id })
  const storeIds = [(yield* Saved.store()).id, (yield* Saved.store()).id] as const
  const units = new Map<string, number>()
  const entries = times(48).map((index) =>
    Samples.product({
      name: pick(["Keki ya Ndizi", "Crème brûlée", "Chai-masala No. 7", "ŞEKER"], index),
      description: pick(["", "With cardamom", "A banana cake", "Ndizi, fresh!", "Ελληνικός καφές"], index),
      status: pick(["active", "active", "draft", "archived"], index >> 1),
      categoryIds: pick([[], [root.id], [middle.id], [leaf.id], [leaf.id, root.id]], index),
      tags: pick([[], ["gift"], ["gift", "new"], ["news"]], index >> 2),
      featured: index % 3 === 0,
      attributes: pick<ProductEntry["attributes"]>(
        [
          {},
          { flavour: "Vanilla", layers: 2 },
          { flavour: "vanilla", layers: 2.5 },
          { vegan: true, flavour: "Vanilla" }
        ],
        index >> 1
      ),
      createdAt: Samples.at(index),
      variants: [
        Samples.variant({
          optionValues: pick<Readonly<Record<string, string>>>(
            [{}, { size: "S", colour: "red" }, { size: "M" }],
            index
          ),
          prices: [
            { currency: pick([Samples.KES, Samples.KES, Samples.UGX], index >> 1), amount: 1_000 * (index % 7) }
          ],
          stockPolicy: pick(["tracked", "tracked", "tracked", "untracked", "backorder"], index)
        }),
        Samples.variant({
          optionValues: pick<Readonly<Record<string, string>>>([{}, { size: "M", colour: "blue" }], index >> 1),
          prices: [{ currency: Samples.KES, amount: 1_500 * (index % 5) }]
        })
      ]
    })
  )
  yield* Saved.products(entries)
  for (const [index, entry] of entries.entries()) {
    const [first, second = first] = entry.variants
    const variant = index % 4 === 0 ? first : second
    if (index % 2 === 1 || variant.stockPolicy !== "tracked") continue
    const storeId = storeIds[(index >> 2) % 2 === 0 ? 0 : 1]
    yield* Saved.received(variant.id, storeId, 5)
    units.set(`${variant.id} ${storeId}`, 5)
  }
  return { entries, categories: [root, middle, leaf], storeIds, units } satisfies World
})

const lowest = (entry: ProductEntry, search: ProductSearch) => {
  const amounts = entry.variants.flatMap(({ prices }) =>
    prices.flatMap((price) => (price.currency === search.currency ? [price.amount] : []))
  )
  return amounts.length === 0 ? undefined : Math.min(...amounts)
}

/** The filters, each told in the words of the port. */
const isFound = ({ categories: [root, middle, leaf], storeIds, units }: World, search: ProductSearch) => {
  const below = new Map([
    [root.id, [root.id, middle.id, leaf.id]],
    [middle.id, [middle.id, leaf.id]],
    [leaf.id, [leaf.id]]
  ])
  return (entry: ProductEntry): boolean => {
    const price = lowest(entry, search)
    const words = Text.words(`${entry.name} ${entry.description}`)
    const inStock = entry.variants.some(
      ({ id, stockPolicy }) =>
        stockPolicy !== "tracked" ||
        storeIds.some((store) => (search.storeId ?? store) === store && (units.get(`${id} ${store}`) ?? 0) > 0)
    )
    return (
      search.words.every((word) => words.some((other) => other.startsWith(word))) &&
      (search.categoryId === undefined ||
        entry.categoryIds.some((id) => below.get(search.categoryId ?? id)?.includes(id))) &&
      (search.tag === undefined || entry.tags.includes(search.tag)) &&
      (search.featured === undefined || entry.featured === search.featured) &&
      (search.minPrice === undefined || (price !== undefined && price >= search.minPrice)) &&
      (search.maxPrice === undefined || (price !== undefined && price <= search.maxPrice)) &&
      (search.inStock === undefined || inStock === search.inStock) &&
      Object.entries(search.attributes ?? {}).every(([key, text]) => String(entry.attributes[key] ?? "") === text) &&
      entry.variants.some(({ optionValues }) =>
        Object.entries(search.options ?? {}).every(([name, value]) => optionValues[name] === value)
      ) &&
      (search.ids === undefined || search.ids.includes(entry.id)) &&
      (search.status === undefined || entry.status === search.status)
    )
  }
}

/** Every filter with several values, alone and by twos and threes. */
const searches = ({ categories: [root, middle, leaf], entries, storeIds: [here, there] }: World) => {
  const single: ReadonlyArray<ReadonlyArray<Partial<ProductSearch>>> = [
    [
      { words: ["keki"] },
      { words: ["ke", "ndiz"] },
      { words: ["crem"] },
      { words: ["7"] },
      { words: ["cardamomum"] },
      { words: ["ελλ"] },
      { words: Text.words("ŞEKER Masala") }
    ],
    [{ categoryId: root.id }, { categoryId: middle.id }, { categoryId: leaf.id }],
    [{ tag: "gift" }, { tag: "new" }, { tag: "absent" }],
    [{ featured: true }, { featured: false }],
    [{ minPrice: 3_000 }, { maxPrice: 2_000 }, { minPrice: 1_500, maxPrice: 3_000 }, { minPrice: 0 }, { maxPrice: 0 }],
    [
      { inStock: true },
      { inStock: false },
      { storeId: here },
      { storeId: here, inStock: true },
      { storeId: there, inStock: false }
    ],
    [
      { attributes: { flavour: "Vanilla" } },
      { attributes: { layers: "2" } },
      { attributes: { vegan: "true", flavour: "Vanilla" } },
      { attributes: { flavour: "Van" } }
    ],
    [{ options: { size: "M" } }, { options: { size: "S", colour: "red" } }, { options: { size: "M", colour: "red" } }],
    [{ status: "active" }, { status: "draft" }],
    [
      { currency: Samples.UGX },
      { ids: [] },
      { ids: entries.slice(3, 9).map(({ id }) => id) },
      { ids: [ProductId.make(Samples.uuid())] }
    ]
  ]
  const pairs = single.flatMap((some, index) =>
    single
      .slice(index + 1)
      .map((others, next) => ({ ...pick([{}, ...some], index + next + 1), ...pick([{}, ...others], index + next + 1) }))
  )
  const triples = pairs.map((pair, index) => ({ ...pick([{}, ...single.flat()], index * 5 + 1), ...pair }))
  return [{}, ...single.flat(), ...pairs, ...triples]
}

export const searching = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("every filter, alone and with others, finds what a naive filter of the entries finds", () =>
    Effect.gen(function* () {
      const { list } = yield* ProductStore
      const all = yield* world()
      const own = new Set(all.entries.map(({ id }) => id))
      for (const wanted of searches(all)) {
        // Other suites have products too: an empty search is kept to our own by their ids.
        const narrow = Object.keys(wanted).every((key) => !["categoryId", "ids"].includes(key))
        const search = Samples.search({ ...(narrow ? { ids: [...own] } : {}), ...wanted, sort: "createdAt" })
        const found = yield* Effect.forEach(yield* walked((slice) => list(search, slice)), decoded)
        assert.deepStrictEqual(
          found.map(({ id }) => id),
          all.entries.filter(isFound(all, search)).map(({ id }) => id),
          JSON.stringify(wanted)
        )
      }
    })
  )

  it.effect("a moved category takes what is in it along", () =>
    Effect.gen(function* () {
      const { list } = yield* ProductStore
      const [root, leaf] = [yield* Saved.category(), yield* Saved.category()]
      const product = yield* Saved.product({ categoryIds: [leaf.id] })
      const found = Effect.map(
        list(Samples.search({ categoryId: root.id }), { _tag: "Numbered", page: 1, size: 10 }),
        ({ total }) => total
      )
      assert.strictEqual(yield* found, 0)
      yield* Saved.moved(leaf, root.id)
      assert.strictEqual(yield* found, 1)
      const entry = yield* (yield* ProductStore).entry({ id: product.id })
      assert.strictEqual(entry.version, 1)
    })
  )
}
