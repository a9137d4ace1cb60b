/**
 * What happens in the shop and is told: written with the change that it tells of, delivered at least once. Events name things
 * by their ids and nobody by his name; whoever hears of one asks for the rest. Rooms publish them by `Events`.
 */
import { Schema, Struct } from "effect"
import { ProductId, VariantId } from "../catalog/Product.ts"
import { Money } from "../Money.ts"
import { OrderId } from "../order/Order.ts"
import { PaymentId, RefundId } from "../payment/Payment.ts"
import { StoreId } from "../store/Store.ts"
import { Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"

export const EventId = Uuid.pipe(Schema.brand("EventId"))
export type EventId = typeof EventId.Type

const event = <Data extends Schema.Codec<object, object>>(about: string, data: Data) => ({ about, data })

const order = Schema.Struct({ orderId: OrderId })
const payment = { orderId: OrderId, paymentId: PaymentId }
const product = Schema.Struct({ productId: ProductId, slug: Schema.String, name: Schema.String })
const level = Schema.Struct({ variantId: VariantId, storeId: StoreId })
const account = Schema.Struct({ accountId: Uuid })

/** Every event, with what it says. A test fails when one has no publisher. */
export const eventKinds = {
  "account.registered": event("Somebody has registered, or was given an account.", account),
  "account.verified": event("Somebody has shown that an email is his.", account),
  "account.password-reset-requested": event("Somebody has forgotten his password.", account),
  "job.failed": event(
    "A job was given up: an operator has to look at it.",
    Schema.Struct({ queue: Schema.String, job: Schema.String, error: Schema.String })
  ),
  "order.placed": event("An order was placed.", order),
  "order.confirmed": event("An order is paid, or is paid in cash at the door: work on it may begin.", order),
  "order.processing": event("Work on an order has begun.", order),
  "order.shipped": event(
    "An order, or a part of it, has left the store.",
    Schema.Struct({ orderId: OrderId, shipmentId: Schema.NullOr(Uuid) })
  ),
  "order.delivered": event("An order has arrived, or was fetched.", order),
  "order.cancelled": event(
    "An order, or what was left of it, is cancelled.",
    Schema.Struct({ orderId: OrderId, reason: Schema.NullOr(Schema.String) })
  ),
  "order.returned": event("What was ordered has come back, or a part of it.", order),
  "order.updated": event("Lines, address, contact or note of an order were changed.", order),
  "payment.captured": event("Money was taken.", Schema.Struct({ ...payment, amount: Money })),
  "payment.failed": event("A payment was declined, or has expired.", Schema.Struct(payment)),
  "payment.refunded": event(
    "Money was given back.",
    Schema.Struct({ ...payment, refundId: Schema.NullOr(RefundId), amount: Money })
  ),
  "product.created": event("There is a new product.", product),
  "product.deleted": event("A product was removed, or archived since it was ordered before.", product),
  "product.back-in-stock": event("A variant that was sold out in a store can be had there again.", level),
  "stock.low": event("A variant's stock in a store has come down to its threshold.", level),
  "webhook.disabled": event(
    "An endpoint is gone, or has failed for so long that nothing is sent to it any more.",
    Schema.Struct({ endpointId: Uuid, url: Schema.String, error: Schema.String })
  )
} as const

export type EventType = keyof typeof eventKinds
export type EventData<T extends EventType> = (typeof eventKinds)[T]["data"]["Type"]

export const EventType = Schema.Literals(Struct.keys(eventKinds)).annotate({ identifier: "EventType" })

/** An event as it is published; `data` is what its type says. */
export type DomainEvent = {
  readonly [T in EventType]: {
    readonly id: EventId
    readonly type: T
    readonly at: Timestamp
    readonly data: EventData<T>
  }
}[EventType]

const member = <T extends EventType, Data extends Schema.Constraint>(type: T, { data }: { readonly data: Data }) =>
  Schema.Struct({ id: EventId, type: Schema.Literal(type), at: Timestamp, data })

/** Each by itself: so what an event says goes with its type. */
export const DomainEvent = Schema.Union([
  member("account.registered", eventKinds["account.registered"]),
  member("account.verified", eventKinds["account.verified"]),
  member("account.password-reset-requested", eventKinds["account.password-reset-requested"]),
  member("job.failed", eventKinds["job.failed"]),
  member("order.placed", eventKinds["order.placed"]),
  member("order.confirmed", eventKinds["order.confirmed"]),
  member("order.processing", eventKinds["order.processing"]),
  member("order.shipped", eventKinds["order.shipped"]),
  member("order.delivered", eventKinds["order.delivered"]),
  member("order.cancelled", eventKinds["order.cancelled"]),
  member("order.returned", eventKinds["order.returned"]),
  member("order.updated", eventKinds["order.updated"]),
  member("payment.captured", eventKinds["payment.captured"]),
  member("payment.failed", eventKinds["payment.failed"]),
  member("payment.refunded", eventKinds["payment.refunded"]),
  member("product.created", eventKinds["product.created"]),
  member("product.deleted", eventKinds["product.deleted"]),
  member("product.back-in-stock", eventKinds["product.back-in-stock"]),
  member("stock.low", eventKinds["stock.low"]),
  member("webhook.disabled", eventKinds["webhook.disabled"])
])
