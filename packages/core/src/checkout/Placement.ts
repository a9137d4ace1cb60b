/** What placing an order takes, and what it writes: decided before anything is written. */
import { Schema } from "effect"
import type { PricedProduct } from "../cart/Basket.ts"
import { CartId, cartLimits, DeliveryChoice, NewCartLine } from "../cart/Cart.ts"
import { Contact } from "../customer/Customer.ts"
import type { KeyedRequest } from "../Idempotency.ts"
import type { Units } from "../inventory/StockLevel.ts"
import { Money } from "../Money.ts"
import type { EncodedJob } from "../jobs/Job.ts"
import { type Order, OrderPatch } from "../order/Order.ts"
import type { Payment } from "../payment/Payment.ts"
import { PaymentMethod } from "../payment/PaymentMethod.ts"
import { NewPayment } from "../payment/NewPayment.ts"
import type { Timestamp } from "../Time.ts"
import type { DraftOrderId } from "./DraftOrder.ts"

const source = Schema.Struct({
  cartId: Schema.optionalKey(CartId),
  lines: Schema.optionalKey(Schema.Array(NewCartLine).check(Schema.isBetweenLength(1, cartLimits.linesMax))),
  delivery: Schema.optionalKey(DeliveryChoice)
})

/** A cart brings its own lines and delivery; without a cart both are needed. */
const cartOrLines = Schema.makeFilter(
  ({ cartId, delivery, lines }: typeof source.Type) => {
    if (cartId === undefined && lines === undefined)
      return { path: ["cartId"], issue: "Expected a cart, or lines and delivery" }
    if (cartId === undefined)
      return delivery === undefined ? { path: ["delivery"], issue: "Expected a delivery for the lines" } : true
    if (lines !== undefined) return { path: ["lines"], issue: "Expected no lines beside a cart" }
    return delivery === undefined ? true : { path: ["delivery"], issue: "Expected no delivery beside a cart" }
  },
  {
    expected: "a cart, or lines and delivery",
    representation: { id: "duka/cartOrLines", payload: null },
    toJsonSchema: () => [{}, true]
  }
)

/** The order's contact pays, unless somebody else is named. */
export const PaymentChoice = Schema.Struct({
  method: PaymentMethod,
  payer: NewPayment.fields.payer,
  returnUrl: NewPayment.fields.returnUrl,
  capture: NewPayment.fields.capture
}).annotate({ identifier: "PaymentChoice" })
export type PaymentChoice = typeof PaymentChoice.Type

const terms = Schema.Struct({
  contact: Contact,
  recipient: OrderPatch.fields.recipient,
  note: OrderPatch.fields.note,
  payment: PaymentChoice,
  /** What the buyer saw. Another total by now, and nothing happens. */
  expectedTotal: Money
})

/** What placing asks for beside goods and delivery, wherever those come from. */
export type Terms = typeof terms.Type

/** From a cart; or in one request, with `lines` and `delivery`. */
export const PlaceOrder = Schema.Struct({ ...source.fields, ...terms.fields })
  .check(cartOrLines)
  .annotate({ identifier: "PlaceOrder" })
export type PlaceOrder = typeof PlaceOrder.Type

/** Everything that placing writes. Of the order only the number is still to come. */
export interface Placement {
  readonly request: KeyedRequest
  readonly order: Omit<Order, "number">
  /** The cart to close, at the version that was priced; null without a cart. */
  readonly cart: { readonly id: CartId; readonly version: number } | null
  /** The draft that becomes this order, at the version that was priced, and how long it is kept then; null without one. */
  readonly draft: { readonly id: DraftOrderId; readonly version: number; readonly expiresAt: Timestamp } | null
  /** What the prices rest on. */
  readonly products: ReadonlyArray<PricedProduct>
  /** What to allocate in the order's store, each variant once. Untracked variants are left out. */
  readonly allocate: ReadonlyArray<Units>
  /** Null when there is nothing to pay. */
  readonly payment: Payment | null
  /** Enqueued with the order. */
  readonly jobs: ReadonlyArray<EncodedJob>
}
