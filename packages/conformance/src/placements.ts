/** What placing takes, priced by a rule that is simple enough for a law: the first price, no tax, no delivery fee. */
import {
  type CartId,
  type CustomerId,
  type DeliveryChoice,
  type KeyedRequest,
  noPayments,
  type Order,
  OrderId,
  type OrderLine,
  type Placement,
  type ProductEntry,
  type StoreId,
  summed,
  type Time,
  type VariantId
} from "@duka/core"
import type { Array } from "effect"
import * as Samples from "./samples.ts"

export interface Asked {
  readonly product: ProductEntry
  readonly quantity: number
  /** The first one when left out. */
  readonly variantId?: VariantId
}

const variantOf = ({ product, variantId }: Asked) =>
  product.variants.find((variant) => variant.id === variantId) ?? product.variants[0]

const orderLine = (asked: Asked, position: number): OrderLine => {
  const variant = variantOf(asked)
  const unitPrice = variant.prices[0]?.amount ?? 0
  const gross = unitPrice * asked.quantity
  return {
    position,
    variantId: variant.id,
    productId: asked.product.id,
    sku: variant.sku,
    name: asked.product.name,
    optionValues: variant.optionValues,
    customisation: [{ key: "message", label: "Message", text: "Happy birthday", surcharge: 0 }],
    quantity: asked.quantity,
    cancelled: 0,
    shipped: 0,
    delivered: 0,
    returned: 0,
    unitPrice,
    gross,
    discount: 0,
    taxClass: variant.taxClass,
    taxRate: 0,
    tax: 0,
    total: gross,
    stocked: variant.stockPolicy !== "untracked"
  }
}

export interface Wanted {
  readonly storeId: StoreId
  readonly lines: Array.NonEmptyReadonlyArray<Asked>
  readonly cart?: { readonly id: CartId; readonly version: number }
  readonly draft?: Placement["draft"]
  readonly customerId?: CustomerId
  readonly request?: KeyedRequest
  readonly at?: Time.Timestamp
  readonly delivery?: DeliveryChoice
  readonly changes?: Partial<Order>
}

export const order = (wanted: Wanted): Omit<Order, "number"> => {
  const [first, ...rest] = wanted.lines
  const lines: Order["lines"] = [orderLine(first, 0), ...rest.map((asked, index) => orderLine(asked, index + 1))]
  const total = lines.reduce((sum, line) => sum + line.total, 0)
  const at = wanted.at ?? Samples.at(0)
  return {
    id: OrderId.make(Samples.uuid()),
    customerId: wanted.customerId ?? null,
    cartId: wanted.cart?.id ?? null,
    storeId: wanted.storeId,
    currency: Samples.KES,
    status: "confirmed",
    contact: Samples.contact,
    recipient: { name: "The recipient", phone: "+254700000004" },
    delivery: wanted.delivery ?? { method: "local", address: Samples.address(), storeId: wanted.storeId },
    note: "Ring twice.",
    lines,
    totals: { subtotal: total, discount: 0, delivery: 0, rounding: 0, tax: 0, total },
    deliveryTaxRate: 0,
    paymentMethod: "cash_on_delivery",
    payments: noPayments,
    collection: null,
    timeline: [
      { at, event: "place", status: "pending", by: "customer", reason: null },
      { at, event: "accept_cash", status: "confirmed", by: "system", reason: null }
    ],
    leadTimeHours: 0,
    version: 1,
    createdAt: at,
    updatedAt: at,
    deliveredAt: null,
    ...wanted.changes
  }
}

/** A placement whose prices rest on the products as they are given. */
export const placement = (wanted: Wanted): Placement => ({
  request: wanted.request ?? Samples.request(),
  order: order(wanted),
  cart: wanted.cart ?? null,
  draft: wanted.draft ?? null,
  products: [
    ...new Map(
      wanted.lines.map(({ product }) => [product.id, { productId: product.id, version: product.version }])
    ).values()
  ],
  allocate: summed(
    wanted.lines.flatMap((asked) => {
      const { id, stockPolicy } = variantOf(asked)
      return stockPolicy === "untracked" ? [] : [{ variantId: id, quantity: asked.quantity }]
    })
  ),
  payment: null,
  jobs: []
})

/** The same order asked for again, as another request would ask for it: under an id of its own. */
export const again = (placement: Placement): Placement => ({
  ...placement,
  order: { ...placement.order, id: OrderId.make(Samples.uuid()) }
})
