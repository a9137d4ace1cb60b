/**
 * What messages tell of: copied when a message is written, so that it can be rendered again and says the same. Templates see
 * these names and no others.
 */
import { Schema } from "effect"
import { DeclineCode } from "../payment/PaymentErrors.ts"
import { PaymentMethod } from "../payment/PaymentMethod.ts"
import { Money } from "../Money.ts"
import { OrderStatus } from "../order/Order.ts"
import { Timestamp } from "../Time.ts"

export const OrderLineFacts = Schema.Struct({
  name: Schema.String,
  sku: Schema.String,
  /** `Large, Red`; empty where there is nothing to choose. */
  options: Schema.String,
  /** What the buyer asked for on this line, such as a text on a cake. */
  customisation: Schema.Array(Schema.Struct({ label: Schema.String, value: Schema.String })),
  quantity: Schema.Int,
  unitPrice: Money,
  total: Money
})

/** `total = subtotal - discount + delivery + rounding`; `tax` is inside it. */
export const TotalsFacts = Schema.Struct({
  subtotal: Money,
  discount: Money,
  delivery: Money,
  rounding: Money,
  tax: Money,
  total: Money
})

export const OrderFacts = Schema.Struct({
  number: Schema.Int,
  status: OrderStatus,
  placedAt: Timestamp,
  paymentMethod: PaymentMethod,
  lines: Schema.Array(OrderLineFacts),
  totals: TotalsFacts,
  delivery: Schema.Struct({
    method: Schema.Literals(["pickup", "local"]),
    /** The store that it comes from, or is fetched from. */
    store: Schema.String,
    /** Line by line; none for what is fetched. */
    address: Schema.Array(Schema.String)
  }),
  contact: Schema.Struct({
    name: Schema.String,
    email: Schema.NullOr(Schema.String),
    phone: Schema.NullOr(Schema.String)
  }),
  note: Schema.NullOr(Schema.String)
})
export type OrderFacts = typeof OrderFacts.Type

export const PaymentFacts = Schema.Struct({
  method: PaymentMethod,
  amount: Money,
  /** The receipt that the provider gave the buyer, such as M-Pesa's. */
  receipt: Schema.NullOr(Schema.String),
  /** Why it failed. */
  decline: Schema.NullOr(DeclineCode)
})

export const RefundFacts = Schema.Struct({ method: PaymentMethod, amount: Money })

export const ShipmentFacts = Schema.Struct({
  carrier: Schema.NullOr(Schema.String),
  trackingNumber: Schema.NullOr(Schema.String),
  /** Whether more is to come. */
  isPart: Schema.Boolean,
  lines: Schema.Array(Schema.Struct({ name: Schema.String, quantity: Schema.Int }))
})

export type ShipmentFacts = typeof ShipmentFacts.Type

export const ProductFacts = Schema.Struct({ name: Schema.String, slug: Schema.String })

/** Something that can be had again. */
export const VariantFacts = Schema.Struct({
  name: Schema.String,
  sku: Schema.String,
  /** `Large, Red`; empty where there is nothing to choose. */
  options: Schema.String,
  /** In the shop's own currency; null where it is not sold in it. */
  price: Schema.NullOr(Money),
  store: Schema.String
})
export type VariantFacts = typeof VariantFacts.Type

export const StockFacts = Schema.Struct({
  product: Schema.String,
  sku: Schema.String,
  store: Schema.String,
  available: Schema.Int,
  threshold: Schema.Int
})

/** What a digest counts, and the first few of each list. Sums are of the shop's own currency. */
export const StaffDigestFacts = Schema.Struct({
  from: Timestamp,
  until: Timestamp,
  orders: Schema.Int,
  sales: Money,
  refunds: Money,
  waiting: Schema.Array(Schema.Struct({ number: Schema.Int, status: OrderStatus, placedAt: Timestamp, total: Money })),
  waitingCount: Schema.Int,
  lowStock: Schema.Array(StockFacts),
  lowStockCount: Schema.Int
})

export const CustomerDigestFacts = Schema.Struct({
  from: Timestamp,
  until: Timestamp,
  orders: Schema.Array(Schema.Struct({ number: Schema.Int, status: OrderStatus, placedAt: Timestamp, total: Money }))
})
