import { MemoryStorage } from "@duka/adapter-memory"
import { asSystem, Categories, type CategoryTree, Duka, Inventory, Products, SecretKey, Stores } from "@duka/core"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Result, Stream } from "effect"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { columns as csvColumns, columnOf, productColumns, productOf } from "../src/seed/productCsv.ts"
import { ofCsv } from "../src/seed/csv.ts"
import { fill } from "../src/seed/demonstration.ts"
import { type Bytes, ofNdjson } from "../src/seed/Line.ts"
import { load as loadProducts } from "../src/seed/products.ts"
import * as Stock from "../src/seed/stock.ts"
import * as Tally from "../src/seed/Tally.ts"
import { duka, folder } from "./duka.ts"

const shop = Duka.layer.pipe(
  Layer.provide([MemoryStorage.layer, SecretKey.layerRandom]),
  Layer.provideMerge(Duka.layerCrypto),
  Layer.provideMerge(NodeServices.layer)
)

const silent = () => Effect.void

const total = (query: Parameters<Products["Service"]["list"]>[0]) =>
  Effect.gen(function* () {
    const page = yield* (yield* Products).list(query, { page: 1, size: 1 })
    return "total" in page ? page.total : 0
  })

const depth = (nodes: ReadonlyArray<CategoryTree.CategoryNode>): number =>
  nodes.reduce((deepest, { children }) => Math.max(deepest, 1 + depth(children)), 0)

/** A file in pieces that end in the middle of things. */
const bytes = (text: string): Bytes => {
  const all = new TextEncoder().encode(text)
  return Stream.fromIterable(
    Array.from({ length: Math.ceil(all.length / 7) }, (_, at) => all.slice(at * 7, at * 7 + 7))
  )
}

const collected = (place: (pointer: string) => string) => {
  const told: Array<string> = []
  const tally = Tally.make({ source: "file", tell: (text) => Effect.sync(() => void told.push(text)), place })
  return { told, tally }
}

const products = (text: string) =>
  Effect.gen(function* () {
    const { tally, told } = collected((pointer) => pointer)
    yield* loadProducts(ofNdjson(bytes(text)), tally)
    return { tally, told }
  })

const spreadsheet = (text: string) =>
  Effect.gen(function* () {
    const { tally, told } = collected(columnOf)
    const lines = Stream.map(ofCsv(bytes(text), csvColumns), ({ given, number }) => ({
      number,
      given: Result.flatMap(given, (cells) => productOf(cells, "KES"))
    }))
    yield* loadProducts(lines, tally)
    return { tally, told }
  })

layer(shop)("the demonstration catalogue", (it) => {
  it.effect("fills a shop once, however often it is asked to", () =>
    Effect.gen(function* () {
      // What a process leaves behind that was killed on its way.
      const begun = readFileSync(new URL("../data/groceries.ndjson", import.meta.url), "utf8")
        .split("\n")
        .slice(0, 120)
      const withoutCategories = begun.map((line) => line.replace(/"categories":\[[^\]]*\]/, '"categories":[]'))
      yield* products(withoutCategories.join("\n"))

      const first = yield* fill(silent)
      assert.deepStrictEqual(
        first.map(({ created, refused, skipped }) => [created, skipped, refused]),
        [
          [371, 120, 0],
          [40, 0, 0],
          [3216, 0, 0]
        ]
      )
      const second = yield* fill(silent)
      assert.deepStrictEqual(
        second.map(({ created, refused, skipped }) => [created, skipped, refused]),
        [
          [0, 491, 0],
          [0, 40, 0],
          [0, 3216, 0]
        ]
      )
    })
  )

  it.effect("has groceries, forty cakes, a tree four deep and three stores with stock", () =>
    Effect.gen(function* () {
      const categories = yield* Categories
      const cakes = yield* categories.get("cakes")
      assert.isAtLeast(yield* total({ categoryId: cakes.id }), 40)
      assert.isAtLeast(yield* total({}), 340)
      assert.isAtLeast(depth(yield* categories.tree()), 4)
      const stores = yield* (yield* Stores).list()
      assert.lengthOf(stores.items, 3)
      for (const { id } of stores.items) {
        assert.isAtLeast(yield* total({ storeId: id, inStock: true }), 300)
        const levels = yield* asSystem((yield* Inventory).list({ storeId: id }))
        assert.isAbove(levels.items.length, 0)
      }
    })
  )
})

layer(shop)("products from a file", (it) => {
  const milk = { name: "Milk", slug: "milk", price: { amount: 9500, currency: "KES" } }

  it.effect("tells the lines of NDJSON that cannot be used, with number, place and rule, and reads on", () =>
    Effect.gen(function* () {
      const lines = [
        JSON.stringify(milk),
        "not json",
        "",
        JSON.stringify({ ...milk, slug: "milk-2", price: { amount: -1, currency: "KES" }, colour: "white" }),
        JSON.stringify({ ...milk, slug: "milk-3", categories: ["nowhere"] }),
        JSON.stringify({
          name: "Cup",
          options: [{ name: "size", values: ["small"] }],
          variants: [{ prices: [{ amount: 1, currency: "KES" }], optionValues: { size: "large" } }]
        }),
        JSON.stringify({ ...milk, name: "The same" }),
        JSON.stringify({ ...milk, slug: "milk-4", sku: "MILK" }),
        JSON.stringify({ ...milk, slug: "milk-5", name: "Last" })
      ]
      const { tally, told } = yield* products(lines.join("\r\n"))
      assert.deepStrictEqual([tally.created, tally.skipped, tally.refused], [2, 1, 5])
      const expected = [
        /^file, line 2: \(json\)/,
        /^file, line 4: .*\/colour \(unknown-field\).*\/price\/amount \(isBetween\)|^file, line 4: .*\/price\/amount \(isBetween\).*\/colour \(unknown-field\)/,
        /^file, line 5: \/categories\/0 \(exists\): .*"nowhere"/,
        /^file, line 6: \/variants\/0\/optionValues\/size \(option\)/,
        /^file, line 8: \(SkuTaken\)/
      ]
      assert.lengthOf(told, expected.length)
      for (const pattern of expected)
        assert.isTrue(
          told.some((text) => pattern.test(text)),
          `${pattern} in ${told}`
        )
      assert.strictEqual((yield* (yield* Products).get("milk-5")).name, "Last")
    })
  )

  it.effect("reads a spreadsheet, and names its columns where something is wrong", () =>
    Effect.gen(function* () {
      const text = [
        "\uFEFFname,price,sku,tags,weightGrams,brand,attributes.colour,compareAtPrice,description",
        'Tea,95.50,TEA,hot; black ,250,Kericho,red,100,"two',
        'lines, ""quoted"""',
        "Coffee,10.123,COFFEE,,heavy,,,,",
        "",
        "Too few,1",
        "Sugar,1,bad sku,,,,,,",
        "Salt,1,SALT,,,,,,"
      ].join("\n")
      const { tally, told } = yield* spreadsheet(text)
      assert.deepStrictEqual([tally.created, tally.skipped, tally.refused], [2, 0, 3])
      assert.match(told.find((line) => line.includes("line 4")) ?? "", /price \(decimal\)/)
      assert.match(told.find((line) => line.includes("line 6")) ?? "", /\(cells\)/)
      assert.match(told.find((line) => line.includes("line 7")) ?? "", /sku \(isPattern\)/)
      const tea = yield* (yield* Products).get("tea")
      assert.deepStrictEqual(
        tea.variants[0].prices.map(({ amount, compareAt, currency }) => `${currency} ${amount} ${compareAt}`),
        ["KES 9550 10000"]
      )
      assert.deepStrictEqual(tea.tags, ["hot", "black"])
      assert.deepStrictEqual(tea.attributes, { brand: "Kericho", colour: "red" })
      assert.strictEqual(tea.description, 'two\nlines, "quoted"')
      assert.strictEqual(tea.variants[0].weightGrams, 250)
    })
  )

  it.effect("reads nothing below a header that it does not know, or after a quote that is not closed", () =>
    Effect.gen(function* () {
      const header = yield* spreadsheet("name,cost\nRice,1\n")
      assert.deepStrictEqual([header.tally.created, header.tally.refused], [0, 1])
      assert.match(header.told[0] ?? "", /line 1: price \(required\).*cost \(unknown-field\)/)
      const open = yield* spreadsheet('name,price\nRice,1\n"Beans,2\nMaize,3\n')
      assert.deepStrictEqual([open.tally.created, open.tally.refused], [1, 1])
      assert.match(open.told[0] ?? "", /line 3: \(csv\)/)
    })
  )

  it.effect("gives stock to variants that have none yet, in stores that exist", () =>
    Effect.gen(function* () {
      yield* asSystem(
        (yield* Stores).create({ name: "Main", address: { lines: ["1"], city: "Nairobi", country: "KE" } })
      )
      const text =
        "sku,store,quantity,lowStockThreshold\nTEA,main,5,2\nSALT,main,0,\nNONE,main,1,\nTEA,nowhere,1,\nTEA,main,9,\n"
      const { tally, told } = collected(Stock.columnOf)
      yield* Stock.load(ofCsv(bytes(text), Stock.columns), tally)
      assert.deepStrictEqual([tally.created, tally.skipped, tally.refused], [2, 1, 2])
      assert.match(told[0] ?? "", /line 4: sku \(exists\)/)
      assert.match(told[1] ?? "", /line 5: store \(exists\)/)
      const levels = yield* asSystem((yield* Inventory).list({}))
      assert.deepStrictEqual(
        levels.items.map(({ onHand, sku }) => [sku, onHand]),
        [
          ["SALT", 0],
          ["TEA", 5]
        ]
      )
    })
  )
})

describe("duka seed", { timeout: 30_000 }, () => {
  it("loads a file, tells what it refuses on its way, and exits with 2", async () => {
    await using data = await folder()
    const file = join(data.path, "few.csv")
    writeFileSync(file, "name,price\nTea,95\nCoffee,free\nSugar,10\n")
    await using seed = duka(["seed", "--products", file], { DUKA_STORAGE: "memory" })
    expect(await seed.ended).toBe(2)
    expect(seed.output()).toContain("few.csv, line 3: price (decimal)")
    expect(seed.output()).toContain("few.csv: 2 created, 0 there already, 1 refused")
  })

  it("is documented: docs/seeding.md names every column", () => {
    const document = readFileSync(new URL("../../../docs/seeding.md", import.meta.url), "utf8")
    for (const { meaning, name } of productColumns) expect(document).toContain(`| \`${name}\` | ${meaning} |`)
  })
})
