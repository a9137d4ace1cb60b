/**
 * Chapa's messages. They carry two signatures: `x-chapa-signature` is made of the message, `chapa-signature` of the secret
 * alone, so that whoever has seen one message could sign any other: that one counts for nothing.
 */
import { type Delivered, type ProviderEvent, received, type WebhookMessage, WebhookRefused } from "@duka/core"
import { digest, isOurs, isSame, readJson, signature } from "@duka/payment-http"
import { Effect, type Redacted } from "effect"
import { Event } from "./wire.ts"

const eventOf = ({ event, tx_ref: txRef }: typeof Event.Type): ProviderEvent =>
  event.startsWith("charge.") && isOurs(txRef)
    ? { _tag: "PaymentMoved", payment: { id: txRef }, receipt: null }
    : { _tag: "Other" }

export const make = (secret: Redacted.Redacted) =>
  Effect.fn("Chapa.receive")(function* ({
    body,
    headers
  }: WebhookMessage): Effect.fn.Return<Delivered, WebhookRefused> {
    const expected = signature(body, { algorithm: "sha256", encoding: "hex", secret })
    if (!isSame(expected, headers["x-chapa-signature"] ?? "")) return yield* new WebhookRefused()
    const said = yield* readJson(Event, body)
    if (said === null) return yield* new WebhookRefused()
    const { amount, event, reference, status, tx_ref: txRef } = said
    return {
      // A message has no id of its own; sent again, it is about the same thing in the same state.
      id: digest(event, txRef ?? "", String(reference ?? ""), status ?? "", String(amount ?? "")),
      kind: event.slice(0, 60),
      event: eventOf(said),
      answer: received
    }
  })
