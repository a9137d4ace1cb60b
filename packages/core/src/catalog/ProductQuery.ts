/** What a list of products may be narrowed and sorted by. */
import { Schema } from "effect"
import { Currency, PriceAmount } from "../Money.ts"
import { StoreId } from "../store/Store.ts"
import { Key, line, words } from "../Text.ts"
import { CategoryId } from "./Category.ts"
import { ProductId, ProductStatus, Tag } from "./Product.ts"

export const queryLimits = { wordsMax: 10, matchesMax: 10, idsMax: 100, textMax: 200 } as const

/** `-` turns the order round. Equal ones stand by id. */
export const ProductSort = Schema.Literals(["createdAt", "-createdAt", "price", "-price", "name", "-name"])
export type ProductSort = typeof ProductSort.Type

const matches = Schema.Record(Key, line({ max: 200 })).check(Schema.isMaxProperties(queryLimits.matchesMax))

export const ProductQuery = Schema.Struct({
  /** Every word of it is the beginning of a word of the name or the description. */
  q: Schema.optionalKey(line({ max: queryLimits.textMax })),
  /** The category, or one below it. */
  categoryId: Schema.optionalKey(CategoryId),
  tag: Schema.optionalKey(Tag),
  featured: Schema.optionalKey(Schema.Boolean),
  /** Of the product's lowest price in the currency asked for, both included. */
  minPrice: Schema.optionalKey(PriceAmount),
  maxPrice: Schema.optionalKey(PriceAmount),
  inStock: Schema.optionalKey(Schema.Boolean),
  /** Stock is that of this store alone. */
  storeId: Schema.optionalKey(StoreId),
  /** The attribute as text is exactly this. */
  attributes: Schema.optionalKey(matches),
  /** Some variant has this value of the option. */
  options: Schema.optionalKey(matches),
  ids: Schema.optionalKey(Schema.Array(ProductId).check(Schema.isMaxLength(queryLimits.idsMax))),
  /** Staff alone may ask for others than active ones. */
  status: Schema.optionalKey(ProductStatus),
  currency: Schema.optionalKey(Currency),
  sort: Schema.optionalKey(ProductSort)
})
export interface ProductQuery extends Schema.Schema.Type<typeof ProductQuery> {}

/** The same for a store: with every default filled in, and the words already taken out of `q`. */
export interface ProductSearch extends Omit<ProductQuery, "q" | "sort" | "currency"> {
  readonly words: ReadonlyArray<string>
  readonly currency: Currency
  readonly sort: ProductSort
}

/** Null when `q` was given and holds no word: nothing is found. */
export const search = (
  { currency, q, sort, ...filters }: ProductQuery,
  shop: { readonly currency: Currency }
): ProductSearch | null => {
  const wanted = q === undefined ? [] : words(q).slice(0, queryLimits.wordsMax)
  return q !== undefined && wanted.length === 0
    ? null
    : { ...filters, words: wanted, currency: currency ?? shop.currency, sort: sort ?? "-createdAt" }
}
