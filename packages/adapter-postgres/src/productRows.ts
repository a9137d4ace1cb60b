/** What of a product entry stands in columns, and the texts that are ready for the wire. */
import { type Price, type ProductEntry, Text, type VariantEntry } from "@duka/core"

/** The text of an object without its closing brace: members that change on their own are appended when it is read. */
const opened = (value: object): string => JSON.stringify(value).slice(0, -1)

const pairs = (values: Readonly<Record<string, string | number | boolean>>): ReadonlyArray<string> =>
  Object.entries(values).map(([name, value]) => pair(name, String(value)))

/** A name and a value as one word of an index. Names hold no `=`. */
export const pair = (name: string, value: string): string => `${name}=${value}`

const productRow = (entry: ProductEntry, version: number) => ({
  id: entry.id,
  slug: entry.slug,
  name: entry.name,
  nameSort: Text.sortKey(entry.name),
  status: entry.status,
  featured: entry.featured,
  words: [...new Set([...Text.words(entry.name), ...Text.words(entry.description)])],
  tags: entry.tags,
  attributePairs: pairs(entry.attributes),
  optionPairs: [...new Set(entry.variants.flatMap(({ optionValues }) => pairs(optionValues)))],
  categoryIds: entry.categoryIds,
  customisations: entry.customisations,
  leadTimeHours: entry.leadTimeHours,
  alwaysInStock: entry.variants.some(({ stockPolicy }) => stockPolicy !== "tracked"),
  document: opened({
    id: entry.id,
    slug: entry.slug,
    name: entry.name,
    description: entry.description,
    tags: entry.tags,
    featured: entry.featured,
    images: entry.images,
    attributes: entry.attributes,
    options: entry.options,
    customisations: entry.customisations,
    leadTimeHours: entry.leadTimeHours,
    metadata: entry.metadata,
    createdAt: entry.createdAt
  }),
  version,
  createdAt: entry.createdAt,
  updatedAt: entry.updatedAt
})

const variantRow = (entry: ProductEntry, variant: VariantEntry, position: number) => ({
  id: variant.id,
  productId: entry.id,
  sku: variant.sku,
  position,
  optionValues: variant.optionValues,
  taxClass: variant.taxClass,
  stockPolicy: variant.stockPolicy,
  weightGrams: variant.weightGrams,
  document: opened({
    id: variant.id,
    sku: variant.sku,
    optionValues: variant.optionValues,
    prices: variant.prices,
    taxClass: variant.taxClass,
    stockPolicy: variant.stockPolicy,
    weightGrams: variant.weightGrams
  })
})

const variantPriceRows = ({ id, prices }: VariantEntry) =>
  prices.map(({ amount, compareAt = null, currency }) => ({ variantId: id, currency, amount, compareAt }))

/** The lowest price in each currency. */
const productPriceRows = ({ id, status, variants }: ProductEntry) => {
  const lowest = new Map<Price["currency"], number>()
  for (const { amount, currency } of variants.flatMap((variant) => variant.prices)) {
    lowest.set(currency, Math.min(lowest.get(currency) ?? amount, amount))
  }
  return [...lowest].map(([currency, amount]) => ({ productId: id, currency, status, amount }))
}

/** Everything that is written of these entries, each table's rows as one JSON text. */
export const productTables = (entries: ReadonlyArray<ProductEntry>, version?: number) => ({
  products: JSON.stringify(entries.map((entry) => productRow(entry, version ?? entry.version))),
  categories: JSON.stringify(
    entries.flatMap(({ categoryIds, id }) => categoryIds.map((categoryId) => ({ productId: id, categoryId })))
  ),
  variants: JSON.stringify(
    entries.flatMap((entry) => entry.variants.map((variant, position) => variantRow(entry, variant, position)))
  ),
  variantPrices: JSON.stringify(entries.flatMap((entry) => entry.variants.flatMap(variantPriceRows))),
  productPrices: JSON.stringify(entries.flatMap(productPriceRows))
})
