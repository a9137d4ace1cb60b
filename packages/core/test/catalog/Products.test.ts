import {
  InvalidInput,
  LastVariant,
  Page,
  Product,
  ProductAllocated,
  ProductNotFound,
  Sku,
  SkuTaken,
  SlugTaken,
  VersionConflict
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { as, freshKey, guest, law, opened, order, owner, price, rooms } from "../opened.ts"
import { UGX, uuid } from "../samples.ts"

const catalog = Effect.map(rooms, ({ products }) => products)
const named = (name: string) => ({ name, price })

const sizes = {
  name: "Cake",
  options: [{ name: "size", values: ["S", "M"] }],
  variants: [
    { optionValues: { size: "S" }, prices: [price] },
    { optionValues: { size: "M" }, prices: [price] }
  ]
} as const

const decoded = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.toCodecJson(Product)))

describe("a new product", () => {
  law(
    "takes a name and a price, and is read back as it was answered",
    Effect.gen(function* () {
      const products = yield* catalog
      const made = yield* as(owner)(products.create(named("Red Velvet Cake")))
      expect(made).toMatchObject({
        slug: "red-velvet-cake",
        status: "active",
        price,
        inStock: false,
        version: 1,
        variants: [{ sku: "RED-VELVET-CAKE", price, available: 0 }]
      })
      for (const idOrSlug of [made.id, made.slug]) expect(yield* products.get(idOrSlug)).toStrictEqual(made)
      expect(yield* decoded((yield* products.getDocument(made.id)).json)).toStrictEqual(made)
    })
  )

  law(
    "whose name is taken gets another slug; one that asked for its slug is refused",
    Effect.gen(function* () {
      const products = yield* catalog
      const first = yield* as(owner)(products.create(named("Cake")))
      const second = yield* as(owner)(products.create(named("Cake")))
      expect(second.slug).toMatch(/^cake-[a-z0-9]{5}$/)
      expect(second.variants[0].sku).not.toBe(first.variants[0].sku)
      const asked = yield* Effect.flip(as(owner)(products.create({ ...named("Other"), slug: "cake" })))
      expect(asked).toBeInstanceOf(SlugTaken)
    })
  )

  law(
    "that names no SKU is never refused for one; one that does is",
    Effect.gen(function* () {
      const products = yield* catalog
      const create = (given: Parameters<typeof products.create>[0]) => as(owner)(products.create(given))
      const first = yield* create(named("Cake"))
      yield* as(owner)(products.update(first.id, { slug: "gateau" }))
      yield* create(named("Cake"))
      // A long name: what tells two of them apart lies beyond what a SKU holds.
      const long = "A very long name of a product as suppliers write them in lists"
      yield* create(named(`${long}, large`))
      yield* create(named(`${long}, small`))
      yield* create(named(`${long}, large`))
      // The second variant of one product, and another product called as it.
      yield* create(named("Bread 2"))
      const bread = yield* create({ ...sizes, name: "Bread" })
      yield* create(named("Milk 2"))
      const milk = yield* create({ ...sizes, name: "Milk", variants: [sizes.variants[0]] })
      const added = yield* as(owner)(products.addVariant(milk.id, sizes.variants[1]))
      const listed = yield* products.list({}, { limit: 100 })
      const skus = listed.items.flatMap(({ variants }) => variants.map(({ sku }) => sku))
      expect(skus).toHaveLength(11)
      expect(new Set(skus).size).toBe(11)
      expect([bread.slug, added.variants[1]?.optionValues]).toStrictEqual(["bread", { size: "M" }])
      const taken = yield* Effect.flip(create({ ...named("Tea"), sku: Sku.make("CAKE") }))
      expect(taken).toBeInstanceOf(SkuTaken)
      const asked = products.addVariant(milk.id, { ...sizes.variants[1], sku: Sku.make("CAKE") })
      expect(
        yield* Effect.flip(as(owner)(products.updateVariant(milk.id, milk.variants[0].id, { sku: "CAKE" })))
      ).toBeInstanceOf(SkuTaken)
      expect((yield* Effect.flip(as(owner)(asked)))._tag).toMatch(/SkuTaken|InvalidInput/)
    })
  )

  law(
    "that breaks a rule between its parts is told where",
    Effect.gen(function* () {
      const products = yield* catalog
      const broken = { ...sizes, variants: [sizes.variants[0], sizes.variants[0]] } as const
      expect(yield* Effect.flip(as(owner)(products.create(broken)))).toMatchObject({
        violations: [{ pointer: "/variants/1/optionValues", rule: "isUniqueBy" }]
      })
      expect(yield* Effect.flip(as(owner)(products.createMany([named("A"), broken])))).toMatchObject({
        violations: [{ pointer: "/1/variants/1/optionValues" }]
      })
      expect((yield* products.list({})).items).toStrictEqual([])
    })
  )

  law(
    "of many is created or refused by itself, and told of in its place",
    Effect.gen(function* () {
      const products = yield* catalog
      const given = [named("Cake"), { ...named("Tea"), slug: "cake" }, named("Cake"), { ...named("Milk"), sku: "CAKE" }]
      const outcomes = yield* as(owner)(products.createMany(given))
      expect(outcomes.map((one) => (one._tag === "created" ? one.product.name : one.error._tag))).toStrictEqual([
        "Cake",
        "SlugTaken",
        "Cake",
        "SkuTaken"
      ])
    })
  )
})

describe("reading", () => {
  law(
    "shows the public active products alone, and staff all of them",
    Effect.gen(function* () {
      const products = yield* catalog
      for (const status of ["draft", "active", "archived"] as const) {
        yield* as(owner)(products.create({ ...named(status), status }))
      }
      expect((yield* products.list({})).items.map(({ name }) => name)).toStrictEqual(["active"])
      expect((yield* products.list({ status: "draft" })).items.map(({ name }) => name)).toStrictEqual(["active"])
      expect((yield* as(owner)(products.listAny({}))).items).toHaveLength(3)
      expect((yield* as(owner)(products.listAny({ status: "draft" }))).items).toHaveLength(1)
      expect(yield* Effect.flip(products.get("draft"))).toBeInstanceOf(ProductNotFound)
      expect(yield* Effect.flip(products.getDocument("archived"))).toBeInstanceOf(ProductNotFound)
      expect(yield* decoded((yield* as(owner)(products.getAny("draft"))).json)).toMatchObject({ name: "draft" })
      for (const none of ["none", "No Slug", uuid(404), "", "tree"]) {
        expect(yield* Effect.flip(products.get(none))).toBeInstanceOf(ProductNotFound)
      }
    })
  )

  law(
    "says price and stock of the currency and the store asked for, and caps what the public sees",
    Effect.gen(function* () {
      const { products, stores } = yield* rooms
      const shop = yield* opened(50)
      const other = yield* as(owner)(stores.create({ name: "Depot", address: shop.store.address }))
      expect(yield* products.get("cake")).toMatchObject({ price, inStock: true, variants: [{ available: 10 }] })
      const there = yield* products.get("cake", { currency: UGX, storeId: other.id })
      expect(there).toMatchObject({ price: null, inStock: false, variants: [{ available: 0, price: null }] })
    })
  )

  law(
    "goes on from where a page ended, however long the names are",
    Effect.gen(function* () {
      const products = yield* catalog
      const names = ["한", "🎂", "ﷺ", "a"].map((character) => character.repeat(200))
      for (const name of names) yield* as(owner)(products.create(named(name)))
      const found: Array<string> = []
      let cursor: string | undefined
      do {
        const page: Page.Page<Product> = yield* products.list(
          { sort: "name" },
          { limit: 1, ...(cursor === undefined ? {} : { cursor }) }
        )
        found.push(...page.items.map(({ name }) => name))
        cursor = "nextCursor" in page ? (page.nextCursor ?? undefined) : undefined
      } while (cursor !== undefined)
      expect(found.toSorted()).toStrictEqual(names.toSorted())
    })
  )

  law(
    "finds nothing for a text without words",
    Effect.gen(function* () {
      const products = yield* catalog
      yield* as(owner)(products.create(named("Cake")))
      expect((yield* products.list({ q: "--" })).items).toStrictEqual([])
      expect((yield* products.list({ q: "cak" })).items).toHaveLength(1)
    })
  )
})

describe("changing a product", () => {
  law(
    "makes a new version of the one that was read",
    Effect.gen(function* () {
      const products = yield* catalog
      const made = yield* as(owner)(products.create(named("Cake")))
      const changed = yield* as(owner)(products.update(made.id, { name: "Gateau" }, { version: 1 }))
      expect(changed).toStrictEqual({ ...made, name: "Gateau", version: 2 })
      const late = yield* Effect.flip(as(owner)(products.update(made.id, { name: "Kuchen" }, { version: 1 })))
      expect(late).toBeInstanceOf(VersionConflict)
      const all = ["a", "b", "c", "d"].map((tag) => as(owner)(products.update(made.id, { metadata: { [tag]: true } })))
      yield* Effect.all(all, { concurrency: "unbounded" })
      expect((yield* products.get(made.id)).version).toBe(6)
    })
  )

  law(
    "keeps the rules between its parts",
    Effect.gen(function* () {
      const products = yield* catalog
      const made = yield* as(owner)(products.create(sizes))
      expect(yield* Effect.flip(as(owner)(products.update(made.id, { options: [] })))).toBeInstanceOf(InvalidInput)
      const same = products.updateVariant(made.id, made.variants[1]?.id ?? "", { optionValues: { size: "S" } })
      expect(yield* Effect.flip(as(owner)(same))).toBeInstanceOf(InvalidInput)
      yield* as(owner)(products.removeVariant(made.id, made.variants[0].id))
      const last = products.removeVariant(made.id, made.variants[1]?.id ?? "")
      expect(yield* Effect.flip(as(owner)(last))).toBeInstanceOf(LastVariant)
    })
  )
})

describe("removing a product", () => {
  law(
    "waits for open orders, archives what was ever ordered, and lets others go",
    Effect.gen(function* () {
      const { inventory, orders, products } = yield* rooms
      const shop = yield* opened()
      const { order: placed } = yield* order(shop)
      const remove = as(owner)(products.remove(shop.product.id))
      expect(yield* Effect.flip(remove)).toBeInstanceOf(ProductAllocated)
      yield* as(owner)(orders.cancel(placed.id))
      expect(yield* remove).toBe("archived")
      expect(yield* Effect.flip(products.get(shop.product.id))).toBeInstanceOf(ProductNotFound)
      expect(yield* decoded((yield* as(owner)(products.getAny(shop.product.id))).json)).toMatchObject({
        status: "archived"
      })
      const fresh = yield* as(owner)(products.create(named("Tea")))
      const receipt = { variantId: fresh.variants[0].id, storeId: shop.store.id, kind: "receipt", quantity: 1 } as const
      yield* as(owner)(inventory.move([receipt], freshKey()))
      expect(yield* as(owner)(products.remove(fresh.slug))).toBe("removed")
      expect(yield* Effect.flip(as(owner)(products.getAny(fresh.id)))).toBeInstanceOf(ProductNotFound)
      expect(yield* Effect.flip(as(guest)(products.remove(shop.product.id)))).toMatchObject({
        _tag: "PermissionDenied"
      })
    })
  )
})
