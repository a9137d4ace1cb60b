/** A quote is the cart priced: what the buyer is shown, and pays when nothing has moved by then. */
import { Schema } from "effect"
import { Sku, TaxClass, VariantId } from "../catalog/Product.ts"
import { Violation } from "../Input.ts"
import { Shortage } from "../inventory/StockLevel.ts"
import { BasisPoints, Currency, Money } from "../Money.ts"
import { PaymentMethod } from "../payment/PaymentMethod.ts"
import { StoreId } from "../store/Store.ts"
import { CartLineId, Quantity } from "./Cart.ts"

/** An answer to a customisation, as it is priced and shown. */
export const ShownCustomisation = Schema.Struct({
  key: Schema.String,
  label: Schema.String,
  text: Schema.String,
  surcharge: Money
}).annotate({ identifier: "ShownCustomisation" })

export class QuoteLine extends Schema.Opaque<QuoteLine>()(
  Schema.Struct({
    /** The cart line it prices; null when it is quoted without a cart. */
    lineId: Schema.NullOr(CartLineId),
    variantId: VariantId,
    sku: Sku,
    name: Schema.String,
    optionValues: Schema.Record(Schema.String, Schema.String),
    customisation: Schema.Array(ShownCustomisation),
    quantity: Quantity,
    /** With the surcharges of the customisation. */
    unitPrice: Money,
    gross: Money,
    discount: Money,
    taxClass: TaxClass,
    taxRate: BasisPoints,
    /** Inside `total`. */
    tax: Money,
    total: Money
  }).annotate({ identifier: "QuoteLine" })
) {}

export const TaxPart = Schema.Struct({ taxClass: TaxClass, rate: BasisPoints, amount: Money }).annotate({
  identifier: "TaxPart"
})

/** `total = subtotal - discount + delivery + rounding`; `tax` is inside it. */
export const ShownTotals = Schema.Struct({
  subtotal: Money,
  discount: Money,
  delivery: Money,
  /** What coarse money such as cash cannot pay, added or taken away. */
  rounding: Money,
  tax: Money,
  total: Money
}).annotate({ identifier: "Totals" })

const line = { lineId: Schema.NullOr(CartLineId), variantId: VariantId }

/** Why a quote cannot be placed as it is. Lines that are not for sale, or no longer fit, are left out of the sums. */
export const Obstacle = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("empty") }),
  Schema.Struct({ kind: Schema.Literal("not_for_sale"), ...line }),
  Schema.Struct({ kind: Schema.Literal("customisation"), ...line, violations: Schema.Array(Violation) }),
  /** No store that could serve holds every line. */
  Schema.Struct({ kind: Schema.Literal("out_of_stock"), shortages: Schema.NonEmptyArray(Shortage) }),
  Schema.Struct({ kind: Schema.Literal("no_delivery_chosen") }),
  /** The chosen store does not offer it, or no store delivers to the address. */
  Schema.Struct({ kind: Schema.Literal("not_served") }),
  /** The shop does not take money this way, or not in this currency. */
  Schema.Struct({ kind: Schema.Literal("payment_not_offered"), paymentMethod: PaymentMethod }),
  /** Of a draft order: nobody is named to whom it goes. */
  Schema.Struct({ kind: Schema.Literal("no_contact") }),
  Schema.Struct({ kind: Schema.Literal("no_payment_chosen") }),
  /** Of a draft order: it cannot be paid this way without the payer's email or phone. */
  Schema.Struct({ kind: Schema.Literal("payer_unknown"), needed: Schema.Literals(["email", "phone"]) })
]).annotate({ identifier: "Obstacle" })
export type Obstacle = typeof Obstacle.Type

export class Quote extends Schema.Opaque<Quote>()(
  Schema.Struct({
    currency: Currency,
    lines: Schema.Array(QuoteLine),
    /** One for each class and rate, delivery's included; they sum to `totals.tax`. */
    taxes: Schema.Array(TaxPart),
    totals: ShownTotals,
    /** The rounding is this method's. */
    paymentMethod: PaymentMethod,
    /** The store that would serve; null while none can. */
    storeId: Schema.NullOr(StoreId),
    leadTimeHours: Schema.Int,
    /** Empty when it can be placed. */
    obstacles: Schema.Array(Obstacle)
  }).annotate({ identifier: "Quote" })
) {}

/** A way to have the goods, as the cart stands. */
export const DeliveryOption = Schema.Struct({
  method: Schema.Literals(["pickup", "local"]),
  /** Of pickup alone. */
  storeId: Schema.NullOr(StoreId),
  name: Schema.String,
  fee: Money,
  /** Whether one store holds every line. */
  inStock: Schema.Boolean
}).annotate({ identifier: "DeliveryOption" })
export type DeliveryOption = typeof DeliveryOption.Type

export const PaymentOption = Schema.Struct({
  method: PaymentMethod,
  /** Totals are rounded to a multiple of it. */
  step: Money
}).annotate({ identifier: "PaymentOption" })
export type PaymentOption = typeof PaymentOption.Type
