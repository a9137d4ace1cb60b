/** Commands about products. */
import {
  CategoryId,
  Document,
  Product,
  type ProductEntry,
  type ProductRef,
  ProductId,
  type ProductSearch,
  ProductSort,
  ProductStore,
  Sku,
  Slug,
  Text,
  type VariantEntry,
  VariantId
} from "@duka/core"
import { Effect } from "effect"
import { times } from "../outcomes.ts"
import * as Samples from "../samples.ts"
import type { Dice } from "./Dice.ts"
import { pages, shownPages, step, type Step } from "./Step.ts"
import { now, set, uuid, without, type World } from "./World.ts"

const names = ["Chai", "chaï masala", "Ndizi keki", "Zebra 7", "apple", "𝒜 Pie", "Keki-keki"] as const
const descriptions = ["", "A banana cake", "With cardamom & ginger", "Ελληνικός καφές, fresh"] as const
const tags = ["gift", "new", "sale"] as const
const sizes = ["S", "M"] as const
const colours = ["red", "blue"] as const

const variantOf = (world: World, dice: Dice, index: number): VariantEntry => {
  const price = (currency: typeof Samples.KES) => ({
    currency,
    amount: dice.below(4) * 1_000,
    ...(dice.once(3) ? { compareAt: 9_000 } : {})
  })
  const prices: VariantEntry["prices"] = dice.once(4)
    ? [price(Samples.UGX)]
    : dice.once(3)
      ? [price(Samples.KES), price(Samples.UGX)]
      : [price(Samples.KES)]
  return Samples.variant({
    id: VariantId.make(uuid(world)),
    // Few enough to be taken now and then; the index keeps them apart within a product.
    sku: Sku.make(`${dice.pick(["A", "A-1", "A.1", "A1", "B"])}_${dice.below(12)}_${index}`),
    optionValues: dice.once(2) ? { size: dice.pick(sizes), colour: dice.pick(colours) } : { size: dice.pick(sizes) },
    prices,
    taxClass: dice.pick(["standard", "zero", "exempt"]),
    stockPolicy: dice.pick(["tracked", "tracked", "tracked", "backorder", "untracked"]),
    weightGrams: dice.once(2) ? null : dice.below(5_000)
  })
}

/** Mostly those that there are. */
const categoryIds = (world: World, dice: Dice): ReadonlyArray<CategoryId> => {
  const known = dice.some(world.categories.values(), 3).map(({ id }) => id)
  return dice.once(15) ? [...known, CategoryId.make(uuid(world))] : known
}

const details = (world: World, dice: Dice): Partial<ProductEntry> => ({
  slug: Slug.make(`p-${dice.below(40)}`),
  name: dice.pick(names),
  description: dice.pick(descriptions),
  status: dice.pick(["active", "active", "active", "draft", "archived"]),
  categoryIds: categoryIds(world, dice),
  tags: dice.some(tags, 3),
  featured: dice.once(3),
  images: dice.once(2) ? [] : [{ url: "https://example.com/2.jpg" }, { url: "https://example.com/1.jpg", alt: "One" }],
  attributes: dice.once(2)
    ? {}
    : { flavour: dice.pick(["Vanilla", "vanilla"]), layers: dice.below(3), vegan: dice.once(2) },
  metadata: dice.once(2) ? {} : { erp: "X", ratio: 0.5 },
  leadTimeHours: dice.below(3) * 24
})

const newEntry = (world: World, dice: Dice): ProductEntry => {
  const [first, ...rest] = times(1 + dice.below(3)).map((index) => variantOf(world, dice, index))
  const at = Samples.at(dice.below(3))
  return Samples.product({
    id: ProductId.make(uuid(world)),
    ...details(world, dice),
    ...(first === undefined ? {} : { variants: [first, ...rest] }),
    createdAt: at,
    updatedAt: at
  })
}

export const insert = (world: World, dice: Dice): Step => {
  const entries = times(1 + dice.below(3)).map(() => newEntry(world, dice))
  return step({
    about: ["insert", entries],
    ask: () => Effect.flatMap(ProductStore, (store) => store.insert(entries)),
    shown: (answers) => answers.map((failure) => (failure === null ? null : { ...failure })),
    learn: (answers) => {
      for (const [index, entry] of entries.entries()) {
        if (answers[index] === null) world.products = set(world.products, entry)
      }
    }
  })
}

/** Some variants stay, some of them changed, some go, some come. */
const variantsAfter = (world: World, dice: Dice, { variants }: ProductEntry): ProductEntry["variants"] => {
  const staying = variants
    .filter(() => !dice.once(5))
    .map((variant) => (dice.once(3) ? { ...variantOf(world, dice, 5), id: variant.id, sku: variant.sku } : variant))
  const coming = dice.once(3) ? [variantOf(world, dice, 6)] : []
  const [first, ...rest] = [...staying, ...coming]
  return first === undefined ? variants : [first, ...rest]
}

const versionOf = (dice: Dice, { version }: { readonly version: number }): number =>
  dice.once(8) ? version + 1 + dice.below(3) : version

export const replace = (world: World, dice: Dice): Step => {
  const known = dice.any(world.products.values()) ?? newEntry(world, dice)
  const read = { version: versionOf(dice, known) }
  const entry: ProductEntry = {
    ...known,
    ...(dice.once(2) ? details(world, dice) : { name: dice.pick(names) }),
    variants: dice.once(2) ? known.variants : variantsAfter(world, dice, known),
    updatedAt: now(world)
  }
  return step({
    about: ["replace", entry, read],
    ask: () => Effect.flatMap(ProductStore, (store) => store.replace(entry, read)),
    learn: (saved) => {
      world.products = set(world.products, saved)
    }
  })
}

export const remove = (world: World, dice: Dice): Step => {
  const known = dice.any(world.products.values()) ?? newEntry(world, dice)
  const options = { at: now(world), ...(dice.once(2) ? {} : { version: versionOf(dice, known) }) }
  return step({
    about: ["remove", known.id, options],
    ask: () => Effect.flatMap(ProductStore, (store) => store.remove(known.id, options)),
    learn: (answer) => {
      world.products =
        answer === "removed"
          ? without(world.products, known.id)
          : set(world.products, { ...known, status: "archived", version: known.version + 1, updatedAt: options.at })
    }
  })
}

const refOf = (world: World, dice: Dice): ProductRef => {
  const known = dice.any(world.products.values())
  if (known !== undefined && dice.once(2)) return { slug: known.slug }
  return known === undefined || dice.once(9) ? { slug: Slug.make(`p-${dice.below(40)}`) } : { id: known.id }
}

export const entry = (world: World, dice: Dice): Step => {
  const ref = refOf(world, dice)
  return step({
    about: ["entry", ref],
    ask: () => Effect.flatMap(ProductStore, (store) => store.entry(ref)),
    learn: (found) => {
      world.products = set(world.products, found)
    }
  })
}

const storeId = (world: World, dice: Dice) => {
  const store = dice.once(3) ? dice.any(world.stores.values()) : undefined
  return store === undefined ? {} : { storeId: store.id }
}

const decoded = Document.reader(Product)

export const get = (world: World, dice: Dice): Step => {
  const ref = refOf(world, dice)
  const view = {
    currency: dice.pick([Samples.KES, Samples.UGX]),
    ...storeId(world, dice),
    ...(dice.once(3) ? { status: dice.pick(["active", "draft"] as const) } : {})
  }
  return step({
    about: ["get", ref, view],
    ask: () => Effect.flatMap(ProductStore, (store) => Effect.flatMap(store.get(ref, view), decoded))
  })
}

const filters = (world: World, dice: Dice): ReadonlyArray<Partial<ProductSearch>> => {
  const category = dice.any(world.categories.values())
  return [
    { words: dice.some(["keki", "chai", "ban", "7", "ελ", "a", Text.sortKey("𝒜")], 2) },
    category === undefined ? {} : { categoryId: category.id },
    { tag: dice.pick(tags) },
    { featured: dice.once(2) },
    { minPrice: dice.below(4) * 1_000 },
    { maxPrice: dice.below(4) * 1_000 },
    { inStock: dice.once(2) },
    {
      attributes: dice.pick<NonNullable<ProductSearch["attributes"]>>([
        { flavour: "Vanilla" },
        { layers: "1" },
        { vegan: "true", layers: "0" }
      ])
    },
    { options: dice.pick<NonNullable<ProductSearch["options"]>>([{ size: "M" }, { size: "S", colour: "blue" }]) },
    { ids: dice.some(world.products.values(), 5).map(({ id }) => id) },
    { status: dice.pick(["active", "draft", "archived"]) }
  ]
}

export const list = (world: World, dice: Dice): Step => {
  const search = Samples.search({
    currency: dice.pick([Samples.KES, Samples.UGX]),
    ...storeId(world, dice),
    ...dice.some(filters(world, dice), 3).reduce((all, filter) => ({ ...all, ...filter }), {}),
    sort: dice.pick(["-createdAt", ...ProductSort.literals])
  })
  const way = { size: 1 + dice.below(6), page: 1 + dice.below(3) }
  return step({
    about: ["list", search, way],
    ask: () => Effect.flatMap(ProductStore, (store) => pages((slice) => store.list(search, slice), way)),
    shown: shownPages(({ json }): unknown => JSON.parse(json))
  })
}
