/** A stock alert: a customer wants to be told, once, when a variant that is sold out can be had again. */
import { Schema } from "effect"
import { CustomerId } from "../Actor.ts"
import { ProductId, Sku, VariantId } from "../catalog/Product.ts"
import { Timestamp } from "../Time.ts"

export const stockAlertLimits = {
  /** Of one customer. */
  alertsMax: 100
} as const

/** As it is kept, until it is told or taken back. */
export class StockAlert extends Schema.Opaque<StockAlert>()(
  Schema.Struct({ customerId: CustomerId, variantId: VariantId, askedAt: Timestamp }).annotate({
    identifier: "KeptStockAlert"
  })
) {}

/** As its customer sees it. */
export class StockAlertView extends Schema.Opaque<StockAlertView>()(
  Schema.Struct({
    variantId: VariantId,
    /** Null while the shop does not offer it: the alert goes on waiting. */
    product: Schema.NullOr(
      Schema.Struct({
        id: ProductId,
        name: Schema.String,
        sku: Sku,
        optionValues: Schema.Record(Schema.String, Schema.String)
      })
    ),
    askedAt: Timestamp
  }).annotate({ identifier: "StockAlert" })
) {}
