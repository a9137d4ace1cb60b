/**
 * Every message that the shop can send: to whom, about what, and what its templates may name. Which of them are sent, and on
 * which channels, is the shop's to change (`MessageRule`).
 */
import { Schema, Struct } from "effect"
import {
  CustomerDigestFacts,
  OrderFacts,
  PaymentFacts,
  ProductFacts,
  RefundFacts,
  ShipmentFacts,
  StaffDigestFacts,
  StockFacts,
  VariantFacts
} from "./Facts.ts"

/** `inbox`: in the shop's own app. */
export const Channel = Schema.Literals(["email", "sms", "inbox"]).annotate({ identifier: "MessageChannel" })
export type Channel = typeof Channel.Type

/** Why somebody is written to. `necessary` cannot be unsubscribed from: an account or an order is nothing without it. */
export const Topic = Schema.Literals(["necessary", "orders", "stockAlerts", "digests", "staff"]).annotate({
  identifier: "MessageTopic"
})
export type Topic = typeof Topic.Type

/**
 * What the link in a message lets its reader do. Links are made when a message is rendered: no storage has them in clear.
 * `unsubscribe` is in every message that one may unsubscribe from, and not told here.
 */
export const LinkKind = Schema.Literals(["tracking", "verification", "reset", "invitation"])
export type LinkKind = typeof LinkKind.Type

export interface MessageKind<Data extends Schema.Codec<object, object>> {
  readonly audience: "customer" | "staff"
  readonly topic: Topic
  /** Where it goes unless the shop says otherwise. */
  readonly channels: ReadonlyArray<Channel>
  readonly link: LinkKind | null
  readonly data: Data
}

const kind = <Data extends Schema.Codec<object, object>>(
  audience: "customer" | "staff",
  topic: Topic,
  channels: ReadonlyArray<Channel>,
  data: Data,
  link: LinkKind | null = null
): MessageKind<Data> => ({ audience, topic, channels, link, data })

const everywhere = ["email", "sms", "inbox"] as const
const written = ["email", "inbox"] as const
const nothing = Schema.Struct({})
const order = { order: OrderFacts }
const reason = { reason: Schema.NullOr(Schema.String) }

export const messageKinds = {
  welcome: kind("customer", "necessary", written, nothing),
  "verify-email": kind("customer", "necessary", ["email"], nothing, "verification"),
  "password-reset": kind("customer", "necessary", ["email"], nothing, "reset"),
  "password-changed": kind("customer", "necessary", written, nothing),
  "email-changed": kind("customer", "necessary", ["email"], nothing),
  /** Somebody registered with an email that has an account: its owner is told, and nobody else. */
  "already-registered": kind("customer", "necessary", ["email"], nothing),
  "order-confirmation": kind("customer", "necessary", everywhere, Schema.Struct(order), "tracking"),
  "payment-received": kind(
    "customer",
    "orders",
    written,
    Schema.Struct({ ...order, payment: PaymentFacts }),
    "tracking"
  ),
  "payment-failed": kind(
    "customer",
    "necessary",
    everywhere,
    Schema.Struct({ ...order, payment: PaymentFacts }),
    "tracking"
  ),
  /** It was confirmed, or is being worked on. */
  "order-status": kind("customer", "orders", written, Schema.Struct(order), "tracking"),
  "order-shipped": kind(
    "customer",
    "orders",
    everywhere,
    Schema.Struct({ ...order, shipment: ShipmentFacts }),
    "tracking"
  ),
  "order-delivered": kind("customer", "orders", everywhere, Schema.Struct(order), "tracking"),
  "order-cancelled": kind("customer", "necessary", everywhere, Schema.Struct({ ...order, ...reason }), "tracking"),
  "order-returned": kind("customer", "orders", written, Schema.Struct(order), "tracking"),
  "order-refunded": kind(
    "customer",
    "necessary",
    everywhere,
    Schema.Struct({ ...order, refund: RefundFacts }),
    "tracking"
  ),
  /** What somebody waited for, who has asked to be told. */
  "back-in-stock": kind("customer", "stockAlerts", everywhere, Schema.Struct({ variant: VariantFacts })),
  "customer-digest": kind("customer", "digests", ["email"], CustomerDigestFacts),
  invitation: kind("staff", "necessary", ["email"], nothing, "invitation"),
  "roles-given": kind("staff", "necessary", ["email"], nothing),
  "staff-order-placed": kind("staff", "staff", written, Schema.Struct(order)),
  "staff-order-updated": kind("staff", "staff", ["inbox"], Schema.Struct(order)),
  "staff-order-cancelled": kind("staff", "staff", written, Schema.Struct({ ...order, ...reason })),
  "staff-low-stock": kind("staff", "staff", written, Schema.Struct({ stock: StockFacts })),
  "staff-product-created": kind("staff", "staff", ["inbox"], Schema.Struct({ product: ProductFacts })),
  "staff-product-deleted": kind("staff", "staff", ["inbox"], Schema.Struct({ product: ProductFacts })),
  "staff-account-registered": kind("staff", "staff", ["inbox"], nothing),
  /** A job was given up. `error` tells of no person. */
  "staff-job-failed": kind(
    "staff",
    "staff",
    written,
    Schema.Struct({ job: Schema.Struct({ id: Schema.String, queue: Schema.String, error: Schema.String }) })
  ),
  /** A channel takes nothing for now, such as an SMS account without credit; what was to be sent is kept. */
  "staff-channel-paused": kind(
    "staff",
    "staff",
    written,
    Schema.Struct({ channel: Channel, sender: Schema.String, reason: Schema.String })
  ),
  /** An endpoint has failed for so long that nothing is sent to it any more. */
  "staff-webhook-disabled": kind(
    "staff",
    "staff",
    written,
    Schema.Struct({ endpoint: Schema.Struct({ url: Schema.String, error: Schema.String }) })
  ),
  "staff-digest": kind("staff", "digests", ["email"], StaffDigestFacts)
} as const satisfies Readonly<Record<string, MessageKind<Schema.Codec<object, object>>>>

export const MessageKindName = Schema.Literals(Struct.keys(messageKinds)).annotate({ identifier: "MessageKind" })
export type MessageKindName = typeof MessageKindName.Type

/** What the templates of a kind are given of it. */
export type MessageData<K extends MessageKindName> = (typeof messageKinds)[K]["data"]["Type"]
