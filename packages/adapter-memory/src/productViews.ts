/** Products as everybody reads them, and what a search finds. */
import {
  CategoryTree,
  Money,
  type Product,
  type ProductEntry,
  productLimits,
  type ProductSearch,
  type ProductView,
  type StoreId,
  type Variant,
  type VariantEntry
} from "@duka/core"
import { HashMap } from "effect"
import { type KeptProduct, type Level, levelsOf, type Tables } from "./Tables.ts"

type Currency = typeof Money.Currency.Type

const priceIn = ({ prices }: VariantEntry, currency: Currency) => prices.find((price) => price.currency === currency)

/** The lowest of the variants' prices; null when it is not sold in the currency. */
export const lowestPrice = ({ variants }: ProductEntry, currency: Currency): number | null =>
  variants.reduce<number | null>((lowest, variant) => {
    const amount = priceIn(variant, currency)?.amount
    return amount === undefined ? lowest : Math.min(lowest ?? amount, amount)
  }, null)

const mostAvailable = (tables: Tables, { id }: VariantEntry, storeId: StoreId | undefined): number => {
  const levels = levelsOf(tables, id)
  const available = ({ allocated, onHand }: Level) => onHand - allocated
  if (storeId === undefined) return Math.max(0, ...Array.from(levels.values(), available))
  const level = levels.get(storeId)
  return level === undefined ? 0 : Math.max(0, available(level))
}

const inStock = (tables: Tables, { variants }: ProductEntry, storeId: StoreId | undefined): boolean =>
  variants.some((variant) => variant.stockPolicy !== "tracked" || mostAvailable(tables, variant, storeId) > 0)

export const view = (
  tables: Tables,
  entry: ProductEntry,
  { currency, storeId }: Pick<ProductView, "currency" | "storeId">
): Product => {
  const money = (amount: number | null | undefined) =>
    amount === null || amount === undefined ? null : { amount, currency }
  const variant = (kept: VariantEntry): Variant => {
    const price = priceIn(kept, currency)
    return {
      ...kept,
      price: money(price?.amount),
      compareAtPrice: money(price?.compareAt),
      available:
        kept.stockPolicy === "tracked"
          ? Math.min(mostAvailable(tables, kept, storeId), productLimits.availableShownMax)
          : null
    }
  }
  const [first, ...rest] = entry.variants
  return {
    ...entry,
    variants: [variant(first), ...rest.map(variant)],
    price: money(lowestPrice(entry, currency)),
    inStock: inStock(tables, entry, storeId)
  }
}

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
    (!priced || within(lowestPrice(entry, currency))) &&
    (search.inStock === undefined || inStock(tables, entry, storeId) === search.inStock)
}
