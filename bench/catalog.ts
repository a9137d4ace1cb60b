/** A catalog of a supermarket's size, the same in every run, saved through the library as any shop would save it. */
import { Duka, type NewProduct, type Variant } from "@duka/core"
import { PostgresStorage } from "@duka/adapter-postgres"
import { Redacted } from "effect"
import { repeatable } from "./statistics.ts"

const makers = ["Kilimani", "Baraka", "Uplands", "Limuru", "Tamu", "Mara", "Zawadi", "Pwani", "Nyota", "Simba"]
const sorts = ["fresh", "classic", "wholemeal", "vanilla", "chocolate", "ginger", "mango", "smoked", "golden", "light"]
const goods = ["milk", "bread", "cake", "tea", "coffee", "flour", "honey", "yoghurt", "beans", "rice"]
const praise =
  "Made in small batches, packed the same day and kept cool on the way to your kitchen. Goes well with a cup of tea."

const bulkMax = 500
/** A shop that has sold before: the database knows how large its tables are. */
const pastOrders = 2_000
const clerks = 8
const categoryCount = 40
export const hotVariantsMax = 1_000
const unitsInStore = 1_000_000

const pick = <A>(items: ReadonlyArray<A>, number: number): A => {
  const item = items[number % items.length]
  if (item === undefined) throw new Error("nothing to pick from")
  return item
}

/** Whole shillings, so that cash rounds nothing. */
const price = (random: () => number) => (50 + Math.floor(random() * 4_950)) * 100

const product = (
  index: number,
  categoryIds: ReadonlyArray<string>,
  random: () => number
): typeof NewProduct.Encoded => {
  const maker = pick(makers, index)
  const sort = pick(sorts, Math.floor(index / 10))
  const good = pick(goods, Math.floor(index / 100))
  const common = {
    name: `${maker} ${sort} ${good} ${index}`,
    slug: `${maker}-${sort}-${good}-${index}`.toLowerCase(),
    description: `${maker} brings you ${sort} ${good}. ${praise}`,
    categoryIds: [pick(categoryIds, index), pick(categoryIds, index * 7 + 3)].filter(
      (id, at, all) => all.indexOf(id) === at
    ),
    tags: [sort, good],
    featured: index % 100 === 0,
    images: [{ url: `https://images.example/${good}/${index}.jpg`, alt: `${sort} ${good}` }],
    attributes: { brand: maker, flavour: sort, organic: index % 3 === 0 }
  }
  if (index % 4 !== 0) return { ...common, sku: `P${index}`, price: { amount: price(random), currency: "KES" } }
  const sizes = ["small", "medium", "large"] as const
  return {
    ...common,
    options: [{ name: "size", values: sizes }],
    variants: [
      { sku: `P${index}-S`, optionValues: { size: "small" }, prices: [{ amount: price(random), currency: "KES" }] },
      { sku: `P${index}-M`, optionValues: { size: "medium" }, prices: [{ amount: price(random), currency: "KES" }] },
      { sku: `P${index}-L`, optionValues: { size: "large" }, prices: [{ amount: price(random), currency: "KES" }] }
    ]
  }
}

/** Migrates an empty database and fills it: categories, two stores, `size` products in stock in the first, some orders. */
export const seed = async (databaseUrl: string, size: number): Promise<void> => {
  const storage = PostgresStorage.layer({ url: Redacted.make(databaseUrl) })
  await using shop = await Duka.open({ storage })
  const staff = shop.as({ _tag: "System" })
  const random = repeatable(1)

  const categoryIds: Array<string> = []
  for (let index = 0; index < categoryCount; index++) {
    categoryIds.push((await staff.categories.create({ name: `Aisle ${index}`, slug: `aisle-${index}` })).id)
  }
  const address = { lines: ["Moi Avenue 1"], city: "Nairobi", country: "KE" } as const
  const store = await staff.stores.create({ name: "A Moi Avenue", address })
  await staff.stores.create({ name: "Westlands", address })

  const sold: Array<Variant> = []
  for (let first = 0; first < size; first += bulkMax) {
    const count = Math.min(bulkMax, size - first)
    const [head, ...tail] = Array.from({ length: count }, (_, index) => product(first + index, categoryIds, random))
    if (head === undefined) continue
    const outcomes = await staff.products.createMany([head, ...tail])
    const variantIds = outcomes.flatMap((outcome) => {
      if (outcome._tag === "refused") throw outcome.error
      return outcome.product.variants.map((variant) => variant.id)
    })
    for (let at = 0; at < variantIds.length; at += bulkMax) {
      const [movement, ...movements] = variantIds.slice(at, at + bulkMax).map((variantId) => ({
        variantId,
        storeId: store.id,
        kind: "receipt" as const,
        quantity: unitsInStore
      }))
      if (movement !== undefined) await staff.inventory.move([movement, ...movements], `seed-${first}-${at}-bench`)
    }
    sold.push(...outcomes.flatMap((outcome) => (outcome._tag === "refused" ? [] : outcome.product.variants)))
  }

  const sell = async (clerk: number) => {
    for (let order = clerk; order < Math.min(pastOrders, size); order += clerks) {
      const lines = [0, 1, 2].flatMap((line) => sold[(order * 17 + line * 331) % sold.length] ?? [])
      const amount = lines.reduce((sum, { price }) => sum + (price?.amount ?? 0), 0)
      await staff.checkout.place(
        {
          lines: lines.map(({ id }) => ({ variantId: id })),
          delivery: { method: "pickup", storeId: store.id },
          contact: { name: "Wanjiru Otieno", email: "wanjiru@shop.example" },
          payment: { method: "cash_on_delivery" },
          expectedTotal: { amount, currency: "KES" }
        },
        `seed-order-${order}`
      )
    }
  }
  await Promise.all(Array.from({ length: clerks }, (_, clerk) => sell(clerk)))
}
