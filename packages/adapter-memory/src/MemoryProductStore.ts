import {
  type Document,
  type Product,
  ProductEntries,
  type ProductEntry,
  ProductNotFound,
  type ProductRef,
  type ProductSearch,
  type ProductSort,
  ProductStore,
  type ProductView,
  type Page
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { MemoryTables } from "./MemoryTables.ts"
import * as Changes from "./productChanges.ts"
import { finder, view } from "./productViews.ts"
import { type Sorting, sliced } from "./sliced.ts"
import { type KeptProduct, row, type Tables } from "./Tables.ts"

const document = (product: Product): Document.Document<Product> => ({ json: JSON.stringify(product) })

const find = (
  tables: Tables,
  ref: ProductRef,
  status?: Product["status"]
): Result.Result<ProductEntry, ProductNotFound> => {
  const id = "id" in ref ? ref.id : row(tables.productSlugs, ref.slug)
  const found = id === undefined ? undefined : row(tables.products, id)?.entry
  return found === undefined || (status !== undefined && status !== found.status)
    ? Result.fail(new ProductNotFound({ product: "id" in ref ? ref.id : ref.slug }))
    : Result.succeed(found)
}

const sorting = ({ currency, sort }: ProductSearch): Sorting<KeptProduct> => {
  const values: Record<ProductSort, Sorting<KeptProduct>["value"]> = {
    createdAt: ({ entry }) => entry.createdAt,
    "-createdAt": ({ entry }) => entry.createdAt,
    name: ({ sortKey }) => sortKey,
    "-name": ({ sortKey }) => sortKey,
    price: ({ entry }) => ProductEntries.lowestPrice(entry, currency),
    "-price": ({ entry }) => ProductEntries.lowestPrice(entry, currency)
  }
  return { sort, descending: sort.startsWith("-"), value: values[sort], id: ({ entry }) => entry.id }
}

const list = (tables: Tables, search: ProductSearch, slice: Page.Slice): Page.Sliced<Document.Document<Product>> => {
  const page = sliced(HashMap.toValues(tables.products).filter(finder(tables, search)), sorting(search), slice)
  return { ...page, items: page.items.map(({ entry }) => document(view(tables, entry, search))) }
}

const get = (tables: Tables, ref: ProductRef, asked: ProductView) =>
  Result.map(find(tables, ref, asked.status), (entry) => document(view(tables, entry, asked)))

export const layer: Layer.Layer<ProductStore, never, MemoryTables> = Layer.effect(
  ProductStore,
  Effect.gen(function* () {
    const { change, find: look, read } = yield* MemoryTables
    return ProductStore.of({
      insert: (entries) => change((tables) => Changes.insert(tables, entries)),
      entry: (ref) => look((tables) => find(tables, ref)),
      replace: (entry, version) => change((tables) => Changes.replace(tables, entry, version)),
      remove: (id, options) => change((tables) => Changes.remove(tables, id, options)),
      get: (ref, asked) => look((tables) => get(tables, ref, asked)),
      list: (search, slice) => read((tables) => list(tables, search, slice))
    })
  })
)
