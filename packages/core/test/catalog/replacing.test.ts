import { Sku } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, law, owner, price, rooms } from "../opened.ts"
import { uuid } from "../samples.ts"

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

describe("replacing a product", () => {
  law(
    "sets what is left out back, and keeps the ids of variants that are named",
    Effect.gen(function* () {
      const products = yield* catalog
      const made = yield* as(owner)(products.create({ ...sizes, description: "Red", tags: ["a"], featured: true }))
      const [small, medium] = made.variants
      const kept = { id: medium?.id ?? "", optionValues: { size: "M" }, prices: [price] as const }
      const fresh = { optionValues: { size: "S" }, prices: [price] as const, sku: Sku.make("NEW") }
      const replaced = yield* as(owner)(products.replace(made.id, { ...sizes, variants: [fresh, kept] }))
      expect(replaced).toMatchObject({
        id: made.id,
        slug: made.slug,
        description: "",
        tags: [],
        featured: false,
        version: 2
      })
      expect(replaced.variants[1]?.id).toBe(medium?.id)
      expect(replaced.variants[0].id).not.toBe(small.id)
      expect(replaced.variants.map(({ sku }) => sku)).toStrictEqual(["NEW", medium?.sku])
    })
  )

  law(
    "keeps the only variant of a simple product, with its SKU, and takes no SKU beside variants",
    Effect.gen(function* () {
      const products = yield* catalog
      const made = yield* as(owner)(products.create({ ...named("Cake"), sku: "CAKE" }))
      const replaced = yield* as(owner)(products.replace(made.id, named("Gateau")))
      expect(replaced.variants).toStrictEqual(made.variants)
      expect(yield* Effect.flip(as(owner)(products.create({ ...sizes, sku: "STRAY" })))).toMatchObject({
        violations: [{ pointer: "/sku", rule: "priceOrVariants" }]
      })
    })
  )

  law(
    "refuses an id that is none of its variants, and one that stands twice",
    Effect.gen(function* () {
      const products = yield* catalog
      const made = yield* as(owner)(products.create(sizes))
      const [small] = made.variants
      const twice = sizes.variants.map((variant, index) => ({ ...variant, id: small.id, sku: `SKU-${index}` }))
      expect(yield* Effect.flip(as(owner)(products.replace(made.id, { ...sizes, variants: twice })))).toMatchObject({
        violations: [{ pointer: "/variants/1/id", rule: "isUniqueBy" }]
      })
      const strange = [{ ...sizes.variants[0], id: uuid(404) }, sizes.variants[1]]
      expect(yield* Effect.flip(as(owner)(products.replace(made.id, { ...sizes, variants: strange })))).toMatchObject({
        violations: [{ pointer: "/variants/0/id", rule: "exists" }]
      })
      expect(yield* products.get(made.id)).toStrictEqual(made)
    })
  )
})
