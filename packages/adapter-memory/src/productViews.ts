/** Products as everybody reads them, and what a search finds. */
import {
  CategoryTree,
  type Product,
  ProductEntries,
  type ProductEntry,
  type ProductSearch,
  type ProductView,
  type StoreId,
  type VariantId
} from "@duka/core"
import { HashMap } from "effect"
import { type KeptProduct, type Level, levelsOf, type Tables } from "./Tables.ts"

const mostAvailable = (tables: Tables, id: VariantId, storeId: StoreId | undefined): number => {
  const levels = levelsOf(tables, id)
  const available = ({ allocated, onHand }: Level) => onHand - allocated
  if (storeId === undefined) return Math.max(0, ...Array.from(levels.values(), available))
  const level = levels.get(storeId)
  return level === undefined ? 0 : Math.max(0, available(level))
}

/** The product as everybody reads it, with the stock of one store or of the one that has most. */
export const view = (
  tables: Tables,
  entry: ProductEntry,
  { currency, storeId }: Pick<ProductView, "currency" | "storeId">
): Product => ProductEntries.shown(entry, currency, (variantId) => mostAvailable(tables, variantId, storeId))

/** Whether an entry is what the search looks for. What takes longest is asked last. */
export const finder = (tables: Tables, search: ProductSearch): ((kept: KeptProduct) => boolean) => {
  const {
    attributes = {},
    categoryId,
    currency,
    featured,
    maxPrice,
    minPrice,
    options = {},
    status,
    storeId,
    tag
  } = search
  const categories =
    categoryId === undefined ? undefined : CategoryTree.subtree(HashMap.toValues(tables.categories), categoryId)
  const ids = search.ids === undefined ? undefined : new Set(search.ids)
  const priced = minPrice !== undefined || maxPrice !== undefined
  const within = (price: number | null) =>
    price !== null && price >= (minPrice ?? 0) && price <= (maxPrice ?? Number.MAX_SAFE_INTEGER)
  return ({ entry, words }) =>
    (status === undefined || entry.status === status) &&
    (ids === undefined || ids.has(entry.id)) &&
    (featured === undefined || entry.featured === featured) &&
    (tag === undefined || entry.tags.includes(tag)) &&
    (categories === undefined || entry.categoryIds.some((id) => categories.has(id))) &&
    Object.entries(attributes).every(([key, text]) => {
      const value = entry.attributes[key]
      return value !== undefined && String(value) === text
    }) &&
    // One variant has all of them: a red one in M, not a red one and another in M.
    entry.variants.some((variant) =>
      Object.entries(options).every(([name, value]) => variant.optionValues[name] === value)
    ) &&
    search.words.every((wanted) => words.some((word) => word.startsWith(wanted))) &&
    (!priced || within(ProductEntries.lowestPrice(entry, currency))) &&
    (search.inStock === undefined ||
      ProductEntries.inStock(entry, (id) => mostAvailable(tables, id, storeId)) === search.inStock)
}
