/** Orders for the tests. */
import { noPayments, type Order, OrderId, type OrderLine, ProductId, Sku } from "@duka/core"
import { local, storeId } from "../cart/carts.ts"
import { variantId } from "../catalog/products.ts"
import { at, KES, uuid } from "../samples.ts"

export const orderLine = (position: number, changes: Partial<OrderLine> = {}): OrderLine => ({
  position,
  variantId: variantId(position),
  productId: ProductId.make(uuid(4_000 + position)),
  sku: Sku.make(`SKU-${position}`),
  name: "Cake",
  optionValues: {},
  customisation: [],
  quantity: 1,
  cancelled: 0,
  shipped: 0,
  delivered: 0,
  returned: 0,
  unitPrice: 1_000,
  gross: 1_000,
  discount: 0,
  taxClass: "zero",
  taxRate: 0,
  tax: 0,
  total: 1_000,
  stocked: true,
  ...changes
})

export const order = (changes: Partial<Order> = {}): Order => ({
  id: OrderId.make(uuid(6_000)),
  number: 1_001,
  customerId: null,
  cartId: null,
  storeId: storeId(1),
  currency: KES,
  status: "confirmed",
  contact: { name: "Buyer", phone: "+254700000001" },
  recipient: null,
  delivery: local(),
  note: null,
  lines: [orderLine(0)],
  totals: { subtotal: 1_000, discount: 0, delivery: 0, rounding: 0, tax: 0, total: 1_000 },
  deliveryTaxRate: 0,
  paymentMethod: "cash_on_delivery",
  payments: noPayments,
  collection: null,
  timeline: [{ at: at(0), event: "place", status: "pending", by: "customer", reason: null }],
  leadTimeHours: 0,
  version: 1,
  createdAt: at(0),
  updatedAt: at(0),
  deliveredAt: null,
  ...changes
})
