/** From a priced cart to the order that is to be written. Pure. */
import { pricedProducts } from "../cart/Basket.ts"
import type { PricedLine, Priced } from "../cart/pricing.ts"
import { summed, type Units } from "../inventory/StockLevel.ts"
import type { KeyedRequest } from "../Idempotency.ts"
import { noPayments, type Order, type OrderId, type OrderLine, type TimelineEntry } from "../order/Order.ts"
import { cashOnDelivery } from "../payment/methods.ts"
import { intended } from "../payment/NewPayment.ts"
import type { Payment, PaymentId } from "../payment/Payment.ts"
import type { PaymentProvider } from "../payment/PaymentProvider.ts"
import { sumsOf } from "../payment/settling.ts"
import type { StoreId } from "../store/Store.ts"
import type { Timestamp } from "../Time.ts"
import type { Placement, Terms } from "./Placement.ts"

const orderLine = (priced: PricedLine, position: number): OrderLine => ({
  position,
  variantId: priced.offer.variantId,
  productId: priced.offer.productId,
  sku: priced.offer.sku,
  name: priced.offer.name,
  optionValues: priced.offer.optionValues,
  customisation: priced.customisation,
  quantity: priced.line.quantity,
  cancelled: 0,
  shipped: 0,
  delivered: 0,
  returned: 0,
  unitPrice: priced.unitPrice,
  gross: priced.gross,
  discount: priced.discount,
  taxClass: priced.offer.taxClass,
  taxRate: priced.taxRate,
  tax: priced.tax,
  total: priced.total,
  stocked: priced.offer.stockPolicy !== "untracked"
})

/**
 * Cash on delivery is accepted in the placing itself, and where nothing is to be paid nothing is waited for: the timeline
 * holds both steps.
 */
const firstSteps = (at: Timestamp, by: TimelineEntry["by"], payment: Payment | null): Order["timeline"] => {
  const placed: TimelineEntry = { at, event: "place", status: "pending", by, reason: null }
  if (payment !== null && payment.method !== cashOnDelivery) return [placed]
  const event = payment === null ? "authorise" : "accept_cash"
  return [placed, { at, event, status: "confirmed", by: "system", reason: null }]
}

export interface Placing {
  readonly orderId: OrderId
  readonly request: KeyedRequest
  readonly given: Terms
  readonly cart: Placement["cart"]
  readonly draft: Placement["draft"]
  readonly customerId: Order["customerId"]
  readonly delivery: Order["delivery"]
  readonly storeId: StoreId
  readonly by: TimelineEntry["by"]
  readonly at: Timestamp
  readonly paymentId: PaymentId
  /** Who takes the money; undefined: whoever brings the goods. */
  readonly provider: PaymentProvider | undefined
}

/** Everything that placing writes. A priced cart with obstacles is never placed, so it has lines. */
export const placement = (priced: Priced, placing: Placing): Placement | undefined => {
  const { at, by, cart, customerId, delivery, draft, given, orderId, paymentId, provider, request, storeId } = placing
  const [first, ...others] = priced.lines.map(orderLine)
  if (first === undefined) return undefined
  const lines: Order["lines"] = [first, ...others]
  const allocate: ReadonlyArray<Units> = summed(lines.filter((line) => line.stocked))
  const intent = { id: paymentId, orderId, amount: priced.totals.total, currency: priced.currency, at }
  const payment = priced.totals.total === 0 ? null : intended(intent, given.payment, provider)
  const timeline = firstSteps(at, by, payment)
  return {
    request,
    payment,
    order: {
      id: orderId,
      customerId,
      cartId: cart?.id ?? null,
      storeId,
      currency: priced.currency,
      status: timeline.at(-1)?.status ?? "pending",
      contact: given.contact,
      recipient: given.recipient ?? null,
      delivery,
      note: given.note ?? null,
      lines,
      totals: priced.totals,
      deliveryTaxRate: priced.deliveryTaxRate,
      paymentMethod: priced.paymentMethod,
      payments: payment === null ? noPayments : sumsOf([payment]),
      collection: null,
      timeline,
      leadTimeHours: priced.leadTimeHours,
      version: 1,
      createdAt: at,
      updatedAt: at,
      deliveredAt: null
    },
    cart,
    draft,
    products: pricedProducts(priced.lines.map(({ offer }) => offer)),
    allocate,
    jobs: []
  }
}
