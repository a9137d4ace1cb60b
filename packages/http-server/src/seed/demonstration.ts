/** The catalogue that comes with the package: stores, a tree of categories, products and their stock. */
import { asSystem, Categories, NewStore, Stores } from "@duka/core"
import { Effect, FileSystem, Path, Schema, Stream } from "effect"
import { dataFolder } from "../files.ts"
import { ofCsv } from "./csv.ts"
import { ofNdjson } from "./Line.ts"
import * as Products from "./products.ts"
import * as Stock from "./stock.ts"
import * as Tally from "./Tally.ts"

const CategoryFile = Schema.fromJsonString(
  Schema.Array(
    Schema.Struct({
      slug: Schema.String,
      name: Schema.String,
      parent: Schema.NullOr(Schema.String),
      position: Schema.optionalKey(Schema.Int),
      description: Schema.optionalKey(Schema.String)
    })
  )
)

const StoreFile = Schema.fromJsonString(Schema.Array(NewStore))

const productFiles = ["groceries.ndjson", "cakes.ndjson"]
const stockFile = "stock.csv"

const pathOf = (name: string) =>
  Effect.gen(function* () {
    return (yield* Path.Path).join(yield* dataFolder, name)
  })

const text = (name: string) =>
  Effect.gen(function* () {
    return yield* (yield* FileSystem.FileSystem).readFileString(yield* pathOf(name))
  })

const bytes = (name: string) =>
  Stream.unwrap(
    Effect.gen(function* () {
      return (yield* FileSystem.FileSystem).stream(yield* pathOf(name))
    })
  )

/** What is there already stays as it is. */
const stores = Effect.gen(function* () {
  const stores = yield* Stores
  const given = yield* Schema.decodeEffect(StoreFile)(yield* text("stores.json"))
  yield* Effect.forEach(
    given,
    (store) => Effect.catchTag(Effect.asVoid(asSystem(stores.create(store))), "StoreSlugTaken", () => Effect.void),
    { discard: true }
  )
})

/** Parents stand before their children. */
const categories = Effect.gen(function* () {
  const categories = yield* Categories
  const given = yield* Schema.decodeEffect(CategoryFile)(yield* text("categories.json"))
  const ids = new Map(yield* Products.categoryIds)
  for (const { parent, slug, ...category } of given) {
    if (ids.has(slug)) continue
    const parentId = parent === null ? null : (ids.get(parent) ?? null)
    const made = yield* asSystem(categories.create({ ...category, slug, parentId }))
    ids.set(slug, made.id)
  }
})

/**
 * Adds to the shop whatever of the demonstration is not there. Nothing happens twice, so it may be interrupted anywhere
 * and begun again.
 */
export const fill = (tell: (text: string) => Effect.Effect<void>) =>
  Effect.gen(function* () {
    yield* stores
    yield* categories
    const products = yield* Effect.forEach(productFiles, (source) => {
      const tally = Tally.make({ source, tell, place: (pointer) => pointer })
      return Effect.as(Products.load(ofNdjson(bytes(source)), tally), tally)
    })
    const stock = Tally.make({ source: stockFile, tell, place: Stock.columnOf })
    yield* Stock.load(ofCsv(bytes(stockFile), Stock.columns), stock)
    return [...products, stock]
    // What comes with the package is right, and what is there already is no failure.
  }).pipe(Effect.orDie)
