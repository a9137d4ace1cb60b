/** What placing an order takes, and what it writes: decided before anything is written. */
import { Schema } from "effect"
import { PaymentMethod } from "../cart/Quote.ts"
import { CartId, cartLimits, DeliveryChoice, NewCartLine } from "../cart/Cart.ts"
import { Contact } from "../customer/Customer.ts"
import type { KeyedRequest } from "../Idempotency.ts"
import type { Units } from "../inventory/StockLevel.ts"
import { Money } from "../Money.ts"
import { type Order, OrderPatch } from "../order/Order.ts"

const common = {
  contact: Contact,
  recipient: OrderPatch.fields.recipient,
  note: OrderPatch.fields.note,
  payment: Schema.Struct({ method: PaymentMethod }),
  /** What the buyer saw. Another total by now, and nothing happens. */
  expectedTotal: Money
}

const fromCart = Schema.Struct({ cartId: CartId, ...common })
const buyNow = Schema.Struct({
  lines: Schema.NonEmptyArray(NewCartLine).check(Schema.isMaxLength(cartLimits.linesMax)),
  delivery: DeliveryChoice,
  ...common
})

/** From a cart; or in one request, with `lines` and `delivery`. */
export const PlaceOrder = Schema.Union([fromCart, buyNow]).annotate({ identifier: "PlaceOrder" })
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
