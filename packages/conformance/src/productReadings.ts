/** How a product is read: its prices in a currency, and what can be had of it. */
import { Document, InventoryStore, Product, ProductStore, type StoragePorts } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect } from "effect"
import { refusal } from "./outcomes.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const decoded = Document.reader(Product)

/** A product that uses every field, in a category. */
export const elaborate = Effect.fnUntraced(function* () {
  const categories = [yield* Saved.category(), yield* Saved.category()]
  return Samples.product({
    name: "Keki ya siku ya kuzaliwa ☕ “große”",
    description: "Line one\nline two\twith a tab, 'quotes' and \\ backslash",
    status: "draft",
    categoryIds: categories.map((category) => category.id).toReversed(),
    tags: ["cake", "birthday", "a"],
    featured: true,
    images: [{ url: "https://example.com/b.jpg", alt: "Front" }, { url: "https://example.com/a.jpg" }],
    attributes: { flavour: "Vanilla", layers: 3, ratio: 0.25, glutenFree: true },
    options: [
      { name: "size", values: ["small", "Größe L"] },
      { name: "icing", values: ["fondant"] }
    ],
    customisations: [
      {
        kind: "text",
        key: "message",
        label: "Message",
        maxLength: 40,
        surcharges: [{ currency: Samples.KES, amount: 5_000 }]
      },
      { kind: "choice", key: "candles", label: "Candles", required: true, choices: [{ value: "few", label: "Few" }] },
      { kind: "choices", key: "extras", label: "Extras", max: 1, choices: [{ value: "nuts", label: "Nuts" }] }
    ],
    leadTimeHours: 48,
    metadata: { erp: "X-1", weight: 1.5, fragile: false },
    variants: [
      Samples.variant({
        optionValues: { size: "small", icing: "fondant" },
        prices: [
          { currency: Samples.UGX, amount: 95_000, compareAt: 100_000 },
          { currency: Samples.KES, amount: 250_000 }
        ],
        taxClass: "zero",
        weightGrams: 1_200
      }),
      Samples.variant({
        optionValues: { size: "Größe L" },
        prices: [{ currency: Samples.KES, amount: 200_000, compareAt: 300_000 }],
        stockPolicy: "untracked"
      })
    ],
    createdAt: Samples.at(-5),
    updatedAt: Samples.at(-1)
  })
})

export const reading = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("a product is read with the prices of the currency asked for, and only in the status asked for", () =>
    Effect.gen(function* () {
      const { get, insert } = yield* ProductStore
      const given = yield* elaborate()
      yield* insert([given])
      const [first, second] = given.variants
      assert(second !== undefined)
      const inKes = { amount: 250_000, currency: Samples.KES }
      assert.deepStrictEqual(yield* Effect.flatMap(get({ id: given.id }, { currency: Samples.KES }), decoded), {
        ...given,
        price: { amount: 200_000, currency: Samples.KES },
        inStock: true,
        variants: [
          { ...first, price: inKes, compareAtPrice: null, available: 0 },
          {
            ...second,
            price: { amount: 200_000, currency: Samples.KES },
            compareAtPrice: { amount: 300_000, currency: Samples.KES },
            available: null
          }
        ]
      })
      const inUgx = yield* Effect.flatMap(
        get({ slug: given.slug }, { currency: Samples.UGX, status: "draft" }),
        decoded
      )
      assert.deepStrictEqual(inUgx.price, { amount: 95_000, currency: Samples.UGX })
      assert.deepStrictEqual(
        inUgx.variants.map(({ compareAtPrice, price }) => [price?.amount, compareAtPrice?.amount]),
        [
          [95_000, 100_000],
          [undefined, undefined]
        ]
      )
      const hidden = get({ id: given.id }, { currency: Samples.KES, status: "active" })
      assert.strictEqual(yield* refusal(hidden), "ProductNotFound")
    })
  )

  it.effect("available is the most that one store has, capped, and never below zero", () =>
    Effect.gen(function* () {
      const { get, insert } = yield* ProductStore
      const [near, far, empty] = yield* Effect.all([Saved.store(), Saved.store(), Saved.store()])
      const [tracked, backorder] = [Samples.variant(), Samples.variant({ stockPolicy: "backorder" })]
      const given = Samples.product({ variants: [tracked] })
      yield* insert([given])
      const seen = (storeId?: typeof near.id) =>
        Effect.map(
          Effect.flatMap(
            get({ id: given.id }, { currency: Samples.KES, ...(storeId === undefined ? {} : { storeId }) }),
            decoded
          ),
          ({ inStock, variants }) => [inStock, ...variants.map((variant) => variant.available)]
        )
      assert.deepStrictEqual(yield* seen(), [false, 0])
      yield* Saved.received(tracked.id, near.id, 3)
      yield* Saved.received(tracked.id, far.id, 7)
      assert.deepStrictEqual(yield* seen(), [true, 7])
      assert.deepStrictEqual(yield* seen(near.id), [true, 3])
      assert.deepStrictEqual(yield* seen(empty.id), [false, 0])
      yield* Effect.orDie((yield* InventoryStore).allocate(near.id, [{ variantId: tracked.id, quantity: 3 }]))
      assert.deepStrictEqual(yield* seen(near.id), [false, 0])
      yield* Saved.received(tracked.id, far.id, 70)
      assert.deepStrictEqual(yield* seen(), [true, 10])
      assert.strictEqual((yield* (yield* ProductStore).entry({ id: given.id })).version, 1, "stock bumps no version")
      const both = yield* (yield* ProductStore).replace({ ...given, variants: [backorder, tracked] }, given)
      assert.strictEqual(both.version, 2)
      assert.deepStrictEqual(yield* seen(empty.id), [true, null, 0])
    })
  )
}
