/**
 * The messages of v3: `verif-hash` is the secret hash itself, the same in every message. Who has seen one message can write
 * any other, so a message is a hint and nothing more: the payment that it names is looked up.
 */
import { type Delivered, type ProviderEvent, received, type WebhookMessage, WebhookRefused } from "@duka/core"
import { digest, isOurs, isSame, readJson } from "@duka/payment-http"
import { Effect, Redacted } from "effect"
import { Event } from "./wire.ts"

const eventOf = ({ data, event }: typeof Event.Type): ProviderEvent =>
  event.startsWith("charge.") && isOurs(data.tx_ref)
    ? { _tag: "PaymentMoved", payment: { id: data.tx_ref }, receipt: null }
    : { _tag: "Other" }

export const make = (secretHash: Redacted.Redacted) =>
  Effect.fn("Flutterwave.receive")(function* ({
    body,
    headers
  }: WebhookMessage): Effect.fn.Return<Delivered, WebhookRefused> {
    if (!isSame(Redacted.value(secretHash), headers["verif-hash"] ?? "")) return yield* new WebhookRefused()
    const said = yield* readJson(Event, body)
    if (said === null) return yield* new WebhookRefused()
    const { data, event } = said
    return {
      id: digest(event, String(data.id ?? ""), data.tx_ref ?? "", data.status ?? "", String(data.amount ?? "")),
      kind: event.slice(0, 60),
      event: eventOf(said),
      answer: received
    }
  })
