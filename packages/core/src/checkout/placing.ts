/** From a priced cart to the order that is to be written. Pure. */
import type { PricedLine, Priced } from "../cart/pricing.ts"
import { summed, type Units } from "../inventory/StockLevel.ts"
import type { KeyedRequest } from "../Idempotency.ts"
import type { Order, OrderId, OrderLine, TimelineEntry } from "../order/Order.ts"
import type { StoreId } from "../store/Store.ts"
import type { Timestamp } from "../Time.ts"
import type { Placement, PlaceOrder, PricedProduct } from "./Placement.ts"

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

/** Cash on delivery is accepted in the placing itself: the timeline holds both steps. */
const firstSteps = (at: Timestamp, by: TimelineEntry["by"]): Order["timeline"] => [
  { at, event: "place", status: "pending", by, reason: null },
  { at, event: "accept_cash", status: "confirmed", by: "system", reason: null }
]

export interface Placing {
  readonly orderId: OrderId
  readonly request: KeyedRequest
  readonly given: PlaceOrder
  readonly cart: Placement["cart"]
  readonly customerId: Order["customerId"]
  readonly delivery: Order["delivery"]
  readonly storeId: StoreId
  readonly by: TimelineEntry["by"]
  readonly at: Timestamp
}

/** Everything that placing writes. A priced cart with obstacles is never placed, so it has lines. */
export const placement = (priced: Priced, placing: Placing): Placement | undefined => {
  const { at, by, cart, customerId, delivery, given, orderId, request, storeId } = placing
  const [first, ...others] = priced.lines.map(orderLine)
  if (first === undefined) return undefined
  const lines: Order["lines"] = [first, ...others]
  const products = new Map<string, PricedProduct>(
    priced.lines.map(({ offer }) => [offer.productId, { productId: offer.productId, version: offer.productVersion }])
  )
  const allocate: ReadonlyArray<Units> = summed(lines.filter((line) => line.stocked))
  return {
    request,
    order: {
      id: orderId,
      customerId,
      cartId: cart?.id ?? null,
      storeId,
      currency: priced.currency,
      status: "confirmed",
      contact: given.contact,
      recipient: given.recipient ?? null,
      delivery,
      note: given.note ?? null,
      lines,
      totals: priced.totals,
      deliveryTaxRate: priced.deliveryTaxRate,
      paymentMethod: priced.paymentMethod,
      collection: null,
      timeline: firstSteps(at, by),
      leadTimeHours: priced.leadTimeHours,
      version: 1,
      createdAt: at,
      updatedAt: at,
      deliveredAt: null
    },
    cart,
    products: [...products.values()],
    allocate,
    jobs: []
  }
}
