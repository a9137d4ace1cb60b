/**
 * A product as the catalog keeps it, the entry, and as everybody reads it: with the price in one currency and with what
 * can be had of it.
 */
import { Schema } from "effect"
import { isUniqueBy } from "../Lists.ts"
import { Currency, Money, PriceAmount } from "../Money.ts"
import { Key, line, paragraphs, Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { Version } from "../Version.ts"
import { CategoryId } from "./Category.ts"
import { Customisations } from "./Customisation.ts"
import { Slug } from "./Slug.ts"

export const productLimits = {
  variantsMax: 100,
  optionsMax: 5,
  optionValuesMax: 100,
  imagesMax: 20,
  tagsMax: 50,
  attributesMax: 50,
  categoriesMax: 20,
  currenciesMax: 20,
  metadataMax: 50,
  bulkMax: 500,
  leadTimeHoursMax: 8_760,
  /** What the public sees of a quantity, so that a rival cannot read the sales. */
  availableShownMax: 10
} as const

export const ProductId = Uuid.pipe(Schema.brand("ProductId"))
export type ProductId = typeof ProductId.Type

export const VariantId = Uuid.pipe(Schema.brand("VariantId"))
export type VariantId = typeof VariantId.Type

/** Stock-keeping unit: capitals, digits, points, dashes, underscores. */
export const Sku = Schema.String.check(
  Schema.isPattern(/^[A-Z0-9][A-Z0-9._-]{0,63}$/u, {
    expected: "at most 64 capitals, digits, points, dashes and underscores"
  })
).pipe(Schema.brand("Sku"))
export type Sku = typeof Sku.Type

export const ProductStatus = Schema.Literals(["draft", "active", "archived"])
export type ProductStatus = typeof ProductStatus.Type

export const TaxClass = Schema.Literals(["standard", "zero", "exempt"])
export type TaxClass = typeof TaxClass.Type

/** Tracked: sold while units last. Backorder: counted, and sold below zero. Untracked: made to order, never counted. */
export const StockPolicy = Schema.Literals(["tracked", "untracked", "backorder"])
export type StockPolicy = typeof StockPolicy.Type

export const Tag = Schema.String.check(
  Schema.isPattern(/^[a-z0-9][a-z0-9-]{0,39}$/u, { expected: "at most 40 lower-case letters, digits and dashes" })
)
export const Tags = Schema.Array(Tag).check(Schema.isMaxLength(productLimits.tagsMax), Schema.isUnique())

const AttributeText = line({ max: 200 })
const Scalar = Schema.Union([AttributeText, Schema.Finite, Schema.Boolean])
export const Attributes = Schema.Record(Key, Scalar).check(Schema.isMaxProperties(productLimits.attributesMax))
export const Metadata = Schema.Record(Key, Scalar).check(Schema.isMaxProperties(productLimits.metadataMax))

export const ImageUrl = Schema.String.check(
  Schema.isMaxLength(2_000),
  Schema.isPattern(/^https?:\/\/[\x21-\x7e]+$/u, { expected: "an address that begins with https:// or http://" })
)
export const Image = Schema.Struct({ url: ImageUrl, alt: Schema.optionalKey(line({ max: 200, min: 0 })) }).annotate({
  identifier: "Image"
})
export const Images = Schema.Array(Image).check(
  Schema.isMaxLength(productLimits.imagesMax),
  isUniqueBy("url", (image) => image.url)
)

const OptionValue = line({ max: 60 })
export const ProductOption = Schema.Struct({
  name: Key,
  values: Schema.Array(OptionValue).check(Schema.isBetweenLength(1, productLimits.optionValuesMax), Schema.isUnique())
}).annotate({ identifier: "ProductOption" })
export const ProductOptions = Schema.Array(ProductOption).check(
  Schema.isMaxLength(productLimits.optionsMax),
  isUniqueBy("name", (option) => option.name)
)

/** What a variant costs in one currency. `compareAt` is the price it is shown beside. */
export const Price = Schema.Struct({
  currency: Currency,
  amount: PriceAmount,
  compareAt: Schema.optionalKey(PriceAmount)
}).annotate({ identifier: "Price" })
export type Price = typeof Price.Type
export const Prices = Schema.Array(Price).check(
  Schema.isBetweenLength(1, productLimits.currenciesMax),
  isUniqueBy("currency", (price) => price.currency)
)

/** What everybody knows of a variant, whatever is in stock. */
const variantFields = {
  sku: Sku,
  optionValues: Schema.Record(Key, OptionValue),
  prices: Prices,
  taxClass: TaxClass,
  stockPolicy: StockPolicy,
  weightGrams: Schema.NullOr(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000_000 })))
}

export const VariantEntry = Schema.Struct({ id: VariantId, ...variantFields })
export type VariantEntry = typeof VariantEntry.Type

const productFields = {
  slug: Slug,
  name: line({ max: 200 }),
  description: paragraphs({ max: 10_000 }),
  status: ProductStatus,
  categoryIds: Schema.Array(CategoryId).check(Schema.isMaxLength(productLimits.categoriesMax), Schema.isUnique()),
  tags: Tags,
  featured: Schema.Boolean,
  images: Images,
  attributes: Attributes,
  options: ProductOptions,
  customisations: Customisations,
  leadTimeHours: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: productLimits.leadTimeHoursMax })),
  /** For the shop's own systems. Everybody reads it with the product: no secrets. */
  metadata: Metadata
}

/** A product as the catalog keeps it. */
export class ProductEntry extends Schema.Opaque<ProductEntry>()(
  Schema.Struct({
    id: ProductId,
    ...productFields,
    variants: Schema.NonEmptyArray(VariantEntry).check(Schema.isMaxLength(productLimits.variantsMax)),
    version: Version,
    createdAt: Timestamp,
    updatedAt: Timestamp
  }).annotate({ identifier: "ProductEntry" })
) {}

/** A variant as everybody reads it. */
export class Variant extends Schema.Opaque<Variant>()(
  Schema.Struct({
    id: VariantId,
    ...variantFields,
    /** In the currency asked for; null when it is not sold in it. */
    price: Schema.NullOr(Money),
    compareAtPrice: Schema.NullOr(Money),
    /** The most that one order can have, shown up to a cap; null when there is no limit. */
    available: Schema.NullOr(Schema.Int)
  }).annotate({ identifier: "Variant" })
) {}

/** A product as everybody reads it. */
export class Product extends Schema.Opaque<Product>()(
  Schema.Struct({
    id: ProductId,
    ...productFields,
    /** The lowest of its variants' in the currency asked for; null when it is not sold in it. */
    price: Schema.NullOr(Money),
    inStock: Schema.Boolean,
    variants: Schema.NonEmptyArray(Variant),
    version: Version,
    createdAt: Timestamp,
    updatedAt: Timestamp
  }).annotate({ identifier: "Product" })
) {}
