import { describe, expect, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import * as Arbitrary from "effect/Arbitrary"
import {
  type NewProduct,
  ProductEntries,
  ProductEntry,
  type ProductReplacement,
  Sku,
  Slug,
  type VariantEntry
} from "@duka/core"
import { at, KES, UGX, USD, uuid } from "../samples.ts"
import { newIds, product, variant, variantId } from "./products.ts"

const { derivedSku, entryOf, inStock, lowestPrice, ruleViolations, shown, variantCount } = ProductEntries

const made = (given: NewProduct | ProductReplacement, changes: Parameters<typeof newIds>[1] = {}) =>
  entryOf(given, newIds(variantCount(given), changes))

const rules = (entry: Parameters<typeof ruleViolations>[0]) =>
  ruleViolations(entry).map(({ pointer, rule }) => [pointer, rule])

const price = { amount: 129_900, currency: KES }
const kept = (entry: ProductEntry) => Option.isSome(Schema.decodeUnknownOption(ProductEntry)(entry))

describe("an entry", () => {
  it("of a name and a price has every default", () => {
    expect(Result.getOrThrow(made({ name: "Cake", price }))).toStrictEqual({
      ...product(),
      updatedAt: at(1),
      variants: [variant(0, { sku: Sku.make("CAKE"), prices: [price] })]
    })
  })

  it("keeps all that was given", () => {
    const given = {
      name: "Cake",
      description: "Red\nvelvet",
      status: "draft",
      categoryIds: [],
      tags: ["cakes"],
      featured: true,
      images: [{ url: "https://example.com/cake.jpg" }],
      attributes: { flavour: "vanilla", layers: 3, vegan: false },
      options: [{ name: "size", values: ["1 kg", "2 kg"] }],
      customisations: [{ kind: "text", key: "message", label: "Message", maxLength: 20 }],
      leadTimeHours: 24,
      metadata: { source: "import" },
      variants: [
        {
          sku: Sku.make("CAKE-1KG"),
          optionValues: { size: "1 kg" },
          prices: [price, { amount: 40_000, currency: UGX, compareAt: 45_000 }],
          taxClass: "zero",
          stockPolicy: "untracked",
          weightGrams: 1_000
        }
      ]
    } satisfies NewProduct
    const entry = Result.getOrThrow(made(given))
    expect(entry).toMatchObject(given)
    expect(kept(entry)).toBe(true)
  })

  it("of one price keeps what was said of its variant", () => {
    const single = { sku: Sku.make("X"), taxClass: "exempt", stockPolicy: "backorder", weightGrams: 5 } as const
    expect(Result.getOrThrow(made({ name: "Cake", price, ...single })).variants).toStrictEqual([
      variant(0, { ...single, prices: [price] })
    ])
  })

  it("keeps the ids that a replacement names", () => {
    const variants = [{ prices: [price] as const, id: variantId(9), sku: Sku.make("A"), optionValues: { size: "S" } }]
    const more = [...variants, { prices: [price] as const, optionValues: { size: "M" } }]
    const entry = made({ name: "Cake", options: [{ name: "size", values: ["S", "M"] }], variants: more })
    expect(Result.getOrThrow(entry).variants.map(({ id }) => id)).toStrictEqual([variantId(9), variantId(1)])
  })

  it("of neither a price nor variants is none", () => {
    expect(Result.isFailure(made({ name: "Cake" }))).toBe(true)
    expect(Result.isFailure(made({ name: "Cake", variants: [] }))).toBe(true)
  })
})

describe("a derived SKU", () => {
  const Index = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 199 }))

  it.prop("is a SKU, and another one for another place", { slug: Slug, a: Index, b: Index }, ({ a, b, slug }) => {
    expect(Option.isSome(Sku.makeOption(derivedSku(slug, a)))).toBe(true)
    expect(derivedSku(slug, a) === derivedSku(slug, b)).toBe(a === b)
  })

  it.each([
    ["red-velvet", 0, "RED-VELVET"],
    ["red-velvet", 1, "RED-VELVET-2"],
    [`${"a".repeat(57)}-b`, 0, "A".repeat(57)]
  ])("of %s at %i is %s", (slug, index, sku) => expect(derivedSku(Slug.make(slug), index)).toBe(sku))

  const Given = Schema.Array(Schema.NullOr(Schema.Literals(["CAKE", "CAKE-2", "CAKE-3", "CAKE-4", "X"]))).check(
    Schema.isBetweenLength(1, 6)
  )

  it.prop("gives way to those that were given", { given: Given }, ({ given }) => {
    const named = given.flatMap((sku) => sku ?? [])
    if (new Set(named).size < named.length) return
    const values = given.map((_, index) => `v${index}`)
    const variants = given.map((sku, index) => ({
      prices: [price] as const,
      optionValues: { size: `v${index}` },
      ...(sku === null ? {} : { sku: Sku.make(sku) })
    }))
    const [first = "", ...others] = values
    const entry = made({ name: "Cake", options: [{ name: "size", values: [first, ...others] }], variants })
    const skus = Result.getOrThrow(entry).variants.map(({ sku }) => sku)
    expect(new Set(skus).size).toBe(given.length)
    given.forEach((sku, index) => sku !== null && expect(skus[index]).toBe(sku))
  })
})

describe("the rules between options and variants", () => {
  const size = { name: "size", values: ["S", "M"] } as const
  const colour = { name: "colour", values: ["red"] } as const
  const sized = (number: number, value: string, changes: Partial<VariantEntry> = {}) =>
    variant(number, { optionValues: { size: value }, ...changes })

  it.each<[string, Parameters<typeof ruleViolations>[0], ReadonlyArray<readonly [string, string]>]>([
    ["no options, one variant", { options: [], variants: [variant(0)] }, []],
    ["a value of each option", { options: [size], variants: [sized(0, "S"), sized(1, "M")] }, []],
    [
      "no options, two variants",
      { options: [], variants: [variant(0), variant(1)] },
      [["/variants/1/optionValues", "isUniqueBy"]]
    ],
    [
      "a value that is none",
      { options: [size], variants: [sized(0, "L")] },
      [["/variants/0/optionValues/size", "option"]]
    ],
    [
      "an option that is none",
      { options: [], variants: [sized(0, "S")] },
      [["/variants/0/optionValues/size", "option"]]
    ],
    [
      "no value",
      { options: [size, colour], variants: [sized(0, "S")] },
      [["/variants/0/optionValues/colour", "required"]]
    ],
    [
      "the same values",
      { options: [size], variants: [sized(0, "S"), sized(1, "S")] },
      [["/variants/1/optionValues", "isUniqueBy"]]
    ],
    [
      "the same SKU",
      { options: [size], variants: [sized(0, "S"), sized(1, "M", { sku: variant(0).sku })] },
      [["/variants/1/sku", "isUniqueBy"]]
    ],
    [
      "the same id",
      { options: [size], variants: [sized(0, "S"), sized(1, "M", { id: variantId(0) })] },
      [["/variants/1/id", "isUniqueBy"]]
    ],
    [
      "an option called as what every object has",
      { options: [{ name: "constructor", values: ["x"] }], variants: [variant(0)] },
      [["/variants/0/optionValues/constructor", "required"]]
    ]
  ])("%s", (_, entry, broken) => expect(rules(entry)).toStrictEqual(broken))
})

describe("what is shown", () => {
  const Money = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 500 }))
  const Sold = Schema.Struct({
    kes: Schema.NullOr(Money),
    ugx: Schema.NullOr(Money),
    policy: Schema.Literals(["tracked", "untracked", "backorder"]),
    available: Schema.Int.check(Schema.isBetween({ minimum: -5, maximum: 20 }))
  })

  const Stocked = Arbitrary.map(Arbitrary.schema(Schema.Array(Sold)), (sold) => {
    const variants = sold.map(({ kes, policy, ugx }, index) =>
      variant(index + 1, {
        stockPolicy: policy,
        prices: [
          { currency: USD, amount: 1 },
          ...(kes === null ? [] : [{ currency: KES, amount: kes, compareAt: kes + 10 }]),
          ...(ugx === null ? [] : [{ currency: UGX, amount: ugx }])
        ]
      })
    )
    const available = new Map(sold.map((one, index) => [variantId(index + 1), one.available]))
    const first = variant(0, { prices: [{ currency: USD, amount: 2 }] })
    return {
      entry: product({ variants: [first, ...variants] }),
      sold,
      available: (id: VariantEntry["id"]) => available.get(id) ?? 0
    }
  })

  it.prop("has the price of the currency: the lowest of the variants'", { stocked: Stocked }, ({ stocked }) => {
    const { available, entry, sold } = stocked
    for (const [currency, member] of [
      [KES, "kes"],
      [UGX, "ugx"]
    ] as const) {
      const amounts = sold.flatMap((one) => one[member] ?? [])
      const lowest = amounts.toSorted((a, b) => a - b)[0] ?? null
      const view = shown(entry, currency, available)
      expect(lowestPrice(entry, currency)).toBe(lowest)
      expect(view.price).toStrictEqual(lowest === null ? null : { amount: lowest, currency })
      expect(view.variants.slice(1).map((one) => one.price?.amount ?? null)).toStrictEqual(
        sold.map((one) => one[member])
      )
      const compared = view.variants.slice(1).map((one) => one.compareAtPrice?.amount ?? null)
      expect(compared).toStrictEqual(sold.map((one) => (currency === KES && one.kes !== null ? one.kes + 10 : null)))
    }
  })

  it.prop("caps what can be had, and is in stock when one unit could be sold", { stocked: Stocked }, ({ stocked }) => {
    const { available, entry, sold } = stocked
    const view = shown(entry, KES, available)
    expect(view.variants.slice(1).map((one) => one.available)).toStrictEqual(
      sold.map((one) => (one.policy === "tracked" ? Math.max(0, Math.min(one.available, 10)) : null))
    )
    const can = sold.some((one) => one.policy !== "tracked" || one.available > 0)
    expect(view.inStock).toBe(can)
    expect(inStock(entry, available)).toBe(can)
  })

  it("says all else as it is kept", () => {
    const entry = product({ description: "Red", tags: ["a"], metadata: { source: uuid(3) } })
    const { inStock: _, price: __, variants: ___, ...rest } = shown(entry, KES, () => 0)
    const { variants: ____, ...expected } = entry
    expect(rest).toStrictEqual(expected)
  })
})
