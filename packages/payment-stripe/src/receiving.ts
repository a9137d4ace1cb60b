/**
 * Stripe's messages, verified by its own library: `Stripe-Signature` holds a time and HMAC-SHA256s of that time and the raw body.
 */
import { type Delivered, type ProviderEvent, received, type WebhookMessage, WebhookRefused } from "@duka/core"
import { isOurs } from "@duka/payment-http"
import { type Array, Clock, Effect, Predicate, Redacted, Schema } from "effect"
import { library } from "./asking.ts"
import { Event, paymentKey, refundKey } from "./wire.ts"

/** Older messages are somebody's who has listened. */
const toleranceSeconds = 300

/** What may move a payment. Of everything else that an account tells nothing comes. */
const moving: ReadonlySet<string> = new Set([
  "payment_intent.succeeded",
  "payment_intent.amount_capturable_updated",
  "payment_intent.payment_failed",
  "payment_intent.canceled",
  "checkout.session.completed",
  "checkout.session.expired",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "charge.captured",
  "charge.expired",
  "charge.refunded",
  "charge.refund.updated",
  "refund.created",
  "refund.updated",
  "refund.failed",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.closed",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.funds_reinstated"
])

const textIn = (from: unknown, name: string): string | null =>
  Predicate.hasProperty(from, name) && typeof from[name] === "string" ? from[name] : null

/** Refunds of ours are told by their name. Others, and disputes, name the intent alone. */
const eventOf = ({ data: { object }, type }: typeof Event.Type): ProviderEvent => {
  if (!moving.has(type)) return { _tag: "Other" }
  const [refund, id] = [textIn(object, "id"), textIn(object.metadata, paymentKey)]
  if (object.object === "refund" && refund !== null && textIn(object.metadata, refundKey) !== null) {
    return { _tag: "RefundMoved", reference: refund }
  }
  if (isOurs(id)) return { _tag: "PaymentMoved", payment: { id }, receipt: null }
  const reference = textIn(object, "payment_intent")
  const isOfCharge = object.object === "refund" || object.object === "dispute"
  return isOfCharge && reference !== null
    ? { _tag: "PaymentMoved", payment: { reference: reference.slice(0, 200) }, receipt: null }
    : { _tag: "Other" }
}

export const make = (secrets: Array.NonEmptyReadonlyArray<Redacted.Redacted>) => {
  /** Throws what it does not believe, and what is no JSON. */
  const believed = Effect.fnUntraced(function* ({ body, headers }: WebhookMessage) {
    const { default: Library } = yield* library
    const now = yield* Clock.currentTimeMillis
    return yield* Effect.firstSuccessOf(
      secrets.map((secret) =>
        Effect.tryPromise({
          try: (): Promise<unknown> =>
            Library.webhooks.constructEventAsync(
              body,
              headers["stripe-signature"] ?? "",
              Redacted.value(secret),
              toleranceSeconds,
              undefined,
              now
            ),
          catch: () => new WebhookRefused()
        })
      )
    )
  })

  return Effect.fn("Stripe.receive")(function* (message: WebhookMessage): Effect.fn.Return<Delivered, WebhookRefused> {
    const event = yield* believed(message).pipe(
      Effect.flatMap(Schema.decodeUnknownEffect(Event)),
      Effect.mapError(() => new WebhookRefused())
    )
    return { id: event.id, kind: event.type.slice(0, 60), event: eventOf(event), answer: received }
  })
}
