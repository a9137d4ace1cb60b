/** An order copies what it sold: later edits of the catalog or the customer never change it. */
import { Schema, Struct } from "effect"
import { CustomerId } from "../Actor.ts"
import { CartId, DeliveryChoice } from "../cart/Cart.ts"
import { Customised } from "../catalog/Customisation.ts"
import { ProductId, Sku, TaxClass, VariantId } from "../catalog/Product.ts"
import { Contact } from "../customer/Customer.ts"
import { BasisPoints, Currency, MinorUnits, Money } from "../Money.ts"
import { PaymentMethod } from "../payment/PaymentMethod.ts"
import { StoreId } from "../store/Store.ts"
import { line, paragraphs, Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { Version } from "../Version.ts"

export const OrderId = Uuid.pipe(Schema.brand("OrderId"))
export type OrderId = typeof OrderId.Type

export const OrderStatus = Schema.Literals(["pending", "confirmed", "processing", "shipped", "delivered", "cancelled"])
export type OrderStatus = typeof OrderStatus.Type

export const OrderEvent = Schema.Literals([
  "place",
  "authorise",
  "accept_cash",
  "expire",
  "revive",
  "edit",
  "start",
  "ship_part",
  "ship",
  "deliver",
  "cancel",
  "cancel_rest",
  "return_all"
])
export type OrderEvent = typeof OrderEvent.Type

/** What became of a line's units. Each is at most `quantity`; shipped and cancelled together are too. */
const progress = {
  quantity: Schema.Int,
  cancelled: Schema.Int,
  shipped: Schema.Int,
  delivered: Schema.Int,
  returned: Schema.Int
}

export class OrderLine extends Schema.Opaque<OrderLine>()(
  Schema.Struct({
    /** From 0, as in the cart. */
    position: Schema.Int,
    variantId: VariantId,
    productId: ProductId,
    sku: Sku,
    name: Schema.String,
    optionValues: Schema.Record(Schema.String, Schema.String),
    customisation: Schema.Array(Customised),
    ...progress,
    /** With the surcharges of the customisation. */
    unitPrice: MinorUnits,
    /** `unitPrice` times `quantity`. */
    gross: MinorUnits,
    discount: MinorUnits,
    taxClass: TaxClass,
    taxRate: BasisPoints,
    /** Inside `total`. */
    tax: MinorUnits,
    /** `gross - discount`. */
    total: MinorUnits,
    /** Whether units of it are allocated, that is, of a variant that is tracked or on backorder. */
    stocked: Schema.Boolean
  }).annotate({ identifier: "OrderLine" })
) {}

/** `total = subtotal - discount + delivery + rounding`; `tax` is inside it. All in the order's currency. */
export const Totals = Schema.Struct({
  subtotal: MinorUnits,
  discount: MinorUnits,
  delivery: MinorUnits,
  /** What cash cannot pay, added or taken away. */
  rounding: MinorUnits,
  tax: MinorUnits,
  total: MinorUnits
}).annotate({ identifier: "OrderSums" })
export type Totals = typeof Totals.Type

export const PaymentStatus = Schema.Literals([
  "unpaid",
  "pending",
  "authorised",
  "partially_paid",
  "paid",
  "partially_refunded",
  "refunded"
])
export type PaymentStatus = typeof PaymentStatus.Type

export const FulfilmentStatus = Schema.Literals([
  "unfulfilled",
  "partially_shipped",
  "shipped",
  "partially_delivered",
  "delivered",
  "partially_returned",
  "returned",
  "cancelled"
])
export type FulfilmentStatus = typeof FulfilmentStatus.Type

/**
 * What its payments come to: promised and not let go of (`captured` of it included), taken, and given back of that.
 * `open`: one of them may still become anything.
 */
export const PaymentSums = Schema.Struct({
  authorised: MinorUnits,
  captured: MinorUnits,
  refunded: MinorUnits,
  /** On its way back. */
  refunding: MinorUnits,
  open: Schema.Boolean
}).annotate({ identifier: "PaymentSums" })
export type PaymentSums = typeof PaymentSums.Type

/** Whether an order has nothing to follow. What is on its way back changes nothing for it until it is there. */
export const isSamePaid = (a: PaymentSums, b: PaymentSums): boolean =>
  a.authorised === b.authorised && a.captured === b.captured && a.refunded === b.refunded && a.open === b.open

export const noPayments: PaymentSums = { authorised: 0, captured: 0, refunded: 0, refunding: 0, open: false }

/** What was collected at the door: how much, how, or why nothing was. */
export const Collection = Schema.Union([
  Schema.Struct({
    amount: Money.mapFields(Struct.assign({ amount: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)) })),
    means: Schema.Literals(["cash", "mpesa"]),
    /** The M-Pesa receipt, where there is one. */
    receipt: Schema.optionalKey(line({ max: 60 }))
  }),
  Schema.Struct({ reason: line({ max: 200 }) })
]).annotate({ identifier: "Collection" })
export type Collection = typeof Collection.Type

/** A step in the order's life. `by` tells what kind of actor took it, never who. */
export const TimelineEntry = Schema.Struct({
  at: Timestamp,
  event: OrderEvent,
  status: OrderStatus,
  by: Schema.Literals(["customer", "staff", "system"]),
  reason: Schema.NullOr(Schema.String)
}).annotate({ identifier: "TimelineEntry" })
export type TimelineEntry = typeof TimelineEntry.Type

/** The person who receives the goods, when it is not the buyer: cakes are gifts. */
export const Recipient = Contact.annotate({ identifier: "Recipient" })

const note = paragraphs({ max: 1_000 })

export class Order extends Schema.Opaque<Order>()(
  Schema.Struct({
    id: OrderId,
    /** For people, counted up by the shop; gaps are possible. */
    number: Schema.Int,
    customerId: Schema.NullOr(CustomerId),
    cartId: Schema.NullOr(CartId),
    storeId: StoreId,
    currency: Currency,
    status: OrderStatus,
    /** Null once the person was erased. */
    contact: Schema.NullOr(Contact),
    recipient: Schema.NullOr(Recipient),
    delivery: DeliveryChoice,
    note: Schema.NullOr(note),
    lines: Schema.NonEmptyArray(OrderLine),
    totals: Totals,
    deliveryTaxRate: BasisPoints,
    paymentMethod: PaymentMethod,
    payments: PaymentSums,
    collection: Schema.NullOr(Collection),
    timeline: Schema.NonEmptyArray(TimelineEntry),
    /** The longest of the lines'. */
    leadTimeHours: Schema.Int,
    version: Version,
    createdAt: Timestamp,
    updatedAt: Timestamp,
    deliveredAt: Schema.NullOr(Timestamp)
  }).annotate({ identifier: "OrderEntry" })
) {}

/** What may still change once it is placed: customers until processing begins, staff until it is shipped. */
export const OrderPatch = Schema.Struct({
  contact: Schema.optionalKey(Contact),
  recipient: Schema.optionalKey(Schema.NullOr(Recipient)),
  /** Of a local delivery alone. */
  address: Schema.optionalKey(DeliveryChoice.members[1].fields.address),
  note: Schema.optionalKey(Schema.NullOr(note))
}).annotate({ identifier: "OrderPatch" })
export type OrderPatch = typeof OrderPatch.Type

export const Reason = line({ max: 200 })
