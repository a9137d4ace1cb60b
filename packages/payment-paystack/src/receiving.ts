/** Paystack's messages: `x-paystack-signature` is the HMAC-SHA512 of the raw body under the secret key itself. */
import { type Delivered, type ProviderEvent, received, type WebhookMessage, WebhookRefused } from "@duka/core"
import { digest, isOurs, isSame, readJson, signature } from "@duka/payment-http"
import { Effect, type Redacted } from "effect"
import { Event } from "./wire.ts"

/** Messages about refunds name the payment, and the refund itself only at times. */
const eventOf = ({ data, event }: typeof Event.Type): ProviderEvent => {
  if (event.startsWith("refund.")) {
    if (!isOurs(data.transaction_reference)) return { _tag: "Other" }
    return data.id === undefined || data.id === null
      ? { _tag: "PaymentMoved", payment: { id: data.transaction_reference }, receipt: null }
      : { _tag: "RefundMoved", reference: String(data.id) }
  }
  return event === "charge.success" && isOurs(data.reference)
    ? { _tag: "PaymentMoved", payment: { id: data.reference }, receipt: null }
    : { _tag: "Other" }
}

export const make = (secret: Redacted.Redacted) =>
  Effect.fn("Paystack.receive")(function* ({
    body,
    headers
  }: WebhookMessage): Effect.fn.Return<Delivered, WebhookRefused> {
    const expected = signature(body, { algorithm: "sha512", encoding: "hex", secret })
    if (!isSame(expected, headers["x-paystack-signature"] ?? "")) return yield* new WebhookRefused()
    const said = yield* readJson(Event, body)
    if (said === null) return yield* new WebhookRefused()
    const { data, event } = said
    return {
      id: digest(
        event,
        String(data.id ?? ""),
        data.reference ?? data.transaction_reference ?? "",
        String(data.refund_reference ?? ""),
        String(data.status ?? ""),
        String(data.amount ?? "")
      ),
      kind: event.slice(0, 60),
      event: eventOf(said),
      answer: received
    }
  })
