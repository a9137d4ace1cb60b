/** A cart together with what is needed to price and serve it, as one read gives it. */
import { Schema } from "effect"
import { Customisations } from "../catalog/Customisation.ts"
import { ProductId, Sku, StockPolicy, TaxClass, VariantId } from "../catalog/Product.ts"
import { GeoPoint } from "../customer/Address.ts"
import { StoreId } from "../store/Store.ts"
import { Version } from "../Version.ts"
import { Cart } from "./Cart.ts"

/** What a variant is and costs right now. Only active products are offered. */
export const Offer = Schema.Struct({
  variantId: VariantId,
  productId: ProductId,
  productVersion: Version,
  sku: Sku,
  name: Schema.String,
  optionValues: Schema.Record(Schema.String, Schema.String),
  /** In the currency asked for; null when it is not sold in it. */
  unitPrice: Schema.NullOr(Schema.Int),
  taxClass: TaxClass,
  stockPolicy: StockPolicy,
  customisations: Customisations,
  leadTimeHours: Schema.Int,
  weightGrams: Schema.NullOr(Schema.Int)
})
export type Offer = typeof Offer.Type

/** What a product was when it was priced: at another version the price may be another. */
export interface PricedProduct {
  readonly productId: Offer["productId"]
  readonly version: Offer["productVersion"]
}

/** What prices rest on that were made of these offers: each product once. */
export const pricedProducts = (offers: ReadonlyArray<Offer>): ReadonlyArray<PricedProduct> => [
  ...new Map(
    offers.map(({ productId, productVersion }) => [productId, { productId, version: productVersion }])
  ).values()
]

/** A store that may serve, with what it has of the variants in question. A level that is missing has nothing. */
export const StoreSupply = Schema.Struct({
  storeId: StoreId,
  name: Schema.String,
  point: Schema.NullOr(GeoPoint),
  serviceRadiusKm: Schema.NullOr(Schema.Finite),
  pickup: Schema.Boolean,
  delivers: Schema.Boolean,
  levels: Schema.Array(Schema.Struct({ variantId: VariantId, available: Schema.Int }))
})
export type StoreSupply = typeof StoreSupply.Type

export const Supply = Schema.Struct({
  offers: Schema.Array(Offer),
  /** By `sortKey` of the name, then id. */
  stores: Schema.Array(StoreSupply)
})
export type Supply = typeof Supply.Type

export const Basket = Schema.Struct({ cart: Cart, ...Supply.fields })
export type Basket = typeof Basket.Type
