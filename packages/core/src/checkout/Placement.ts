/** What placing an order takes, and what it writes: decided before anything is written. */
import { Schema } from "effect"
import { PaymentMethod } from "../cart/Quote.ts"
import { CartId, cartLimits, DeliveryChoice, NewCartLine } from "../cart/Cart.ts"
import { Contact } from "../customer/Customer.ts"
import type { KeyedRequest } from "../Idempotency.ts"
import type { Units } from "../inventory/StockLevel.ts"
import { Money } from "../Money.ts"
import { type Order, OrderPatch } from "../order/Order.ts"

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

/** From a cart; or in one request, with `lines` and `delivery`. */
export const PlaceOrder = Schema.Struct({
  ...source.fields,
  contact: Contact,
  recipient: OrderPatch.fields.recipient,
  note: OrderPatch.fields.note,
  payment: Schema.Struct({ method: PaymentMethod }),
  /** What the buyer saw. Another total by now, and nothing happens. */
  expectedTotal: Money
})
  .check(cartOrLines)
  .annotate({ identifier: "PlaceOrder" })
export type PlaceOrder = typeof PlaceOrder.Type

/** A job whose payload its own schema has already encoded: the store only keeps it. */
export const EncodedJob = Schema.Struct({ queue: Schema.String, id: Schema.String, payload: Schema.Json })
export interface EncodedJob extends Schema.Schema.Type<typeof EncodedJob> {}

/** What a product was when it was priced: at another version the price may be another. */
export interface PricedProduct {
  readonly productId: Order["lines"][number]["productId"]
  readonly version: number
}

/** Everything that placing writes. Of the order only the number is still to come. */
export interface Placement {
  readonly request: KeyedRequest
  readonly order: Omit<Order, "number">
  /** The cart to close, at the version that was priced; null without a cart. */
  readonly cart: { readonly id: CartId; readonly version: number } | null
  /** What the prices rest on. */
  readonly products: ReadonlyArray<PricedProduct>
  /** What to allocate in the order's store, each variant once. Untracked variants are left out. */
  readonly allocate: ReadonlyArray<Units>
  /** Without meaning until there are jobs: always empty. */
  readonly jobs: ReadonlyArray<EncodedJob>
}
