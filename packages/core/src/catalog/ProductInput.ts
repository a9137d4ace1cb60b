/** What callers hand in to make, replace or change a product. A simple product takes a name and a price. */
import { Schema, Struct } from "effect"
import { Currency, PriceAmount } from "../Money.ts"
import { ProductEntry, Prices, productLimits, Sku, StockPolicy, TaxClass, VariantEntry, VariantId } from "./Product.ts"

const entry = ProductEntry.fields
const variant = VariantEntry.fields

const variantOptions = {
  sku: Schema.optionalKey(Sku),
  taxClass: Schema.optionalKey(TaxClass),
  stockPolicy: Schema.optionalKey(StockPolicy),
  weightGrams: Schema.optionalKey(variant.weightGrams)
}

/** Left out: a SKU made of the slug, no option values, tax class standard, stock policy tracked, no weight. */
export const NewVariant = Schema.Struct({
  ...variantOptions,
  optionValues: Schema.optionalKey(variant.optionValues),
  prices: Prices
}).annotate({ identifier: "NewVariant" })
export type NewVariant = typeof NewVariant.Type

/** With its id it stays the same variant; without one it is new. */
export const VariantReplacement = Schema.Struct({ id: Schema.optionalKey(VariantId), ...NewVariant.fields }).annotate({
  identifier: "VariantReplacement"
})
export type VariantReplacement = typeof VariantReplacement.Type

/** What changes in a variant; what is left out stays. */
export const VariantPatch = NewVariant.mapFields(Struct.map(Schema.optional)).annotate({ identifier: "VariantPatch" })
export type VariantPatch = typeof VariantPatch.Type

const details = {
  slug: Schema.optionalKey(entry.slug),
  description: Schema.optionalKey(entry.description),
  status: Schema.optionalKey(entry.status),
  categoryIds: Schema.optionalKey(entry.categoryIds),
  tags: Schema.optionalKey(entry.tags),
  featured: Schema.optionalKey(entry.featured),
  images: Schema.optionalKey(entry.images),
  attributes: Schema.optionalKey(entry.attributes),
  options: Schema.optionalKey(entry.options),
  customisations: Schema.optionalKey(entry.customisations),
  leadTimeHours: Schema.optionalKey(entry.leadTimeHours),
  metadata: Schema.optionalKey(entry.metadata)
}

/** A product whose only variant is written on the product itself. */
const single = {
  price: Schema.optionalKey(Schema.Struct({ amount: PriceAmount, currency: Currency })),
  ...variantOptions
}

type Single = Partial<Record<"price" | "sku" | "taxClass" | "stockPolicy" | "weightGrams" | "variants", unknown>>

/** What belongs to the only variant stands beside `price`, never beside `variants`. */
const either = <A extends Single>() =>
  Schema.makeFilter(
    (given: A) => {
      if ((given.price === undefined) === (given.variants === undefined)) {
        return { path: ["price"], issue: "Expected either a price, for a product with one variant, or variants" }
      }
      const stray = (["sku", "taxClass", "stockPolicy", "weightGrams"] as const).find(
        (name) => given[name] !== undefined
      )
      return given.variants === undefined || stray === undefined
        ? true
        : { path: [stray], issue: `Expected ${stray} in each of the variants` }
    },
    {
      expected: "either price or variants",
      representation: { id: "duka/priceOrVariants", payload: null },
      toJsonSchema: () => [{}, true]
    }
  )

const variants = <S extends Schema.Constraint>(of: S) =>
  Schema.Array(of).check(Schema.isBetweenLength(1, productLimits.variantsMax))

/** Either `variants`, or `price` (with `sku`, `taxClass`, `stockPolicy`, `weightGrams`) when there is just one. */
export const NewProduct = Schema.Struct({
  name: entry.name,
  ...details,
  ...single,
  variants: Schema.optionalKey(variants(NewVariant))
})
  .check(either())
  .annotate({ identifier: "NewProduct" })
export type NewProduct = typeof NewProduct.Type

/** The product as it is to be: what is left out goes back to its default. Variants that are left out are removed. */
export const ProductReplacement = Schema.Struct({
  name: entry.name,
  ...details,
  ...single,
  variants: Schema.optionalKey(variants(VariantReplacement))
})
  .check(either())
  .annotate({ identifier: "ProductReplacement" })
export type ProductReplacement = typeof ProductReplacement.Type

/** What changes; what is left out stays. Variants and images have endpoints of their own. */
export const ProductPatch = Schema.Struct({ name: Schema.optionalKey(entry.name), ...details }).annotate({
  identifier: "ProductPatch"
})
export type ProductPatch = typeof ProductPatch.Type

export const BulkProducts = Schema.Array(NewProduct).check(Schema.isBetweenLength(1, productLimits.bulkMax))
