/** An order as its owner and staff see it: every amount as money, with the statuses that are derived. */
import { Schema } from "effect"
import { QuoteLine, ShownTotals } from "../cart/Quote.ts"
import type { Priced } from "../cart/pricing.ts"
import { Money } from "../Money.ts"
import { Payment } from "../payment/Payment.ts"
import { PaymentMethod } from "../payment/PaymentMethod.ts"
import { Token } from "../Tokens.ts"
import { fulfilmentStatus } from "./life.ts"
import { FulfilmentStatus, Order, OrderLine, PaymentStatus } from "./Order.ts"
import { paymentStatus } from "./paying.ts"

const line = OrderLine.fields

export const OrderViewLine = Schema.Struct({
  position: line.position,
  variantId: line.variantId,
  productId: line.productId,
  sku: line.sku,
  name: line.name,
  optionValues: line.optionValues,
  customisation: QuoteLine.fields.customisation,
  quantity: line.quantity,
  cancelled: line.cancelled,
  shipped: line.shipped,
  delivered: line.delivered,
  returned: line.returned,
  unitPrice: Money,
  gross: Money,
  discount: Money,
  taxClass: line.taxClass,
  taxRate: line.taxRate,
  tax: Money,
  total: Money
}).annotate({ identifier: "OrderLine" })

const order = Order.fields

const fields = {
  id: order.id,
  number: order.number,
  customerId: order.customerId,
  storeId: order.storeId,
  currency: order.currency,
  status: order.status,
  paymentStatus: PaymentStatus,
  fulfilmentStatus: FulfilmentStatus,
  contact: order.contact,
  recipient: order.recipient,
  delivery: order.delivery,
  note: order.note,
  lines: Schema.Array(OrderViewLine),
  totals: ShownTotals,
  /** What its payments come to. */
  payments: Schema.Struct({ authorised: Money, captured: Money, refunded: Money, refunding: Money }).annotate({
    identifier: "OrderPayments"
  }),
  paymentMethod: order.paymentMethod,
  collection: order.collection,
  timeline: order.timeline,
  leadTimeHours: order.leadTimeHours,
  version: order.version,
  createdAt: order.createdAt,
  updatedAt: order.updatedAt,
  deliveredAt: order.deliveredAt
}

export class OrderView extends Schema.Opaque<OrderView>()(Schema.Struct(fields).annotate({ identifier: "Order" })) {}

/** The payment that the order was placed with, and what the buyer does next to pay. Cash on delivery: nothing now. */
export const StartedPayment = Schema.Struct({
  id: Payment.fields.id,
  method: PaymentMethod,
  status: Payment.fields.status,
  next: Payment.fields.next,
  /** Why, when it was declined at once: another one may be started. */
  decline: Payment.fields.decline
}).annotate({ identifier: "StartedPayment" })

/** A placed order, with the tokens that let a guest at it. */
export class PlacedOrder extends Schema.Opaque<PlacedOrder>()(
  Schema.Struct({
    ...fields,
    /** Reads and cancels the order; goes into a header, never into an address. */
    token: Token,
    /** Shows the public timeline alone; stands in links. */
    trackingToken: Token,
    /** Null when there is nothing to pay. */
    payment: Schema.NullOr(StartedPayment)
  }).annotate({ identifier: "PlacedOrder" })
) {}

/** What a tracking link shows: statuses and times, no person, no address, no sum. */
export class Tracking extends Schema.Opaque<Tracking>()(
  Schema.Struct({
    number: order.number,
    status: order.status,
    fulfilmentStatus: FulfilmentStatus,
    deliveryMethod: Schema.Literals(["pickup", "local"]),
    timeline: Schema.Array(Schema.Struct({ at: order.createdAt, status: order.status })),
    updatedAt: order.updatedAt
  }).annotate({ identifier: "Tracking" })
) {}

export const view = (kept: Order): OrderView => {
  const money = (amount: number) => ({ amount, currency: kept.currency })
  const { cartId: _cart, deliveryTaxRate: _rate, lines, payments, totals, ...rest } = kept
  const { delivery, discount, rounding, subtotal, tax, total }: Priced["totals"] = totals
  return {
    ...rest,
    paymentStatus: paymentStatus(totals.total, payments),
    payments: {
      authorised: money(payments.authorised),
      captured: money(payments.captured),
      refunded: money(payments.refunded),
      refunding: money(payments.refunding)
    },
    fulfilmentStatus: fulfilmentStatus(lines),
    lines: lines.map(({ stocked: _stocked, ...line }) => ({
      ...line,
      customisation: line.customisation.map((customised) => ({
        ...customised,
        surcharge: money(customised.surcharge)
      })),
      unitPrice: money(line.unitPrice),
      gross: money(line.gross),
      discount: money(line.discount),
      tax: money(line.tax),
      total: money(line.total)
    })),
    totals: {
      subtotal: money(subtotal),
      discount: money(discount),
      delivery: money(delivery),
      rounding: money(rounding),
      tax: money(tax),
      total: money(total)
    }
  }
}

export const tracking = (kept: Order): Tracking => ({
  number: kept.number,
  status: kept.status,
  fulfilmentStatus: fulfilmentStatus(kept.lines),
  deliveryMethod: kept.delivery.method,
  timeline: kept.timeline.map(({ at, status }) => ({ at, status })),
  updatedAt: kept.updatedAt
})
