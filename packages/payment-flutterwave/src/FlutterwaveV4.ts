/**
 * Flutterwave's v4, after the pages "Authentication", "Refunds", "Webhooks" and "General Flow" of its v4 documentation
 * (developer.flutterwave.com). It has no page to send buyers to, and a charge needs what the buyer pays with, which a shop
 * does not hold: payments are not started here. What is charged elsewhere under the id of a payment is looked up, given
 * back and told of.
 */
import {
  type Delivered,
  type PaymentProvider,
  type ProviderEvent,
  type ProviderPayment,
  type ProviderRefund,
  type RefundState,
  received,
  type WebhookMessage,
  WebhookRefused,
  Money
} from "@duka/core"
import {
  type Asked,
  capturedState,
  declineOf,
  digest,
  failedState,
  isOurs,
  isSame,
  make as calls,
  minorOf,
  pendingState,
  readJson,
  signature
} from "@duka/payment-http"
import { Effect, type Redacted, type Schema } from "effect"
import { type HttpClient, HttpClientRequest } from "effect/http"
import { tokensOf } from "./tokens.ts"
import { Charge, Event, Refund } from "./wireV4.ts"

export interface FlutterwaveV4Config {
  /** `flutterwave_v4` unless given: also in the path of its webhook. */
  readonly name?: string
  /** Where the API is, of the sandbox `https://developersandbox-api.flutterwave.com`; the dashboard tells that of live keys. */
  readonly baseUrl: string
  /** Where tokens come from, Flutterwave's own unless given. */
  readonly tokenUrl?: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
  /** The secret hash that was entered with the webhook's URL. */
  readonly secretHash: Redacted.Redacted
  /** An answer is waited for no longer: 10 unless given. */
  readonly answerMaxSeconds?: number
}

const lookUpSeconds = 30 * 24 * 3600

const refundState = ({ data: { id, status } }: typeof Refund.Type): RefundState => ({
  status: status === "succeeded" || status === "completed" ? "succeeded" : status === "failed" ? "failed" : "pending",
  reference: id,
  decline: status === "failed" ? "declined" : null
})

const eventOf = ({ data: { id, reference }, type }: typeof Event.Type): ProviderEvent => {
  if (type.startsWith("refund.")) return { _tag: "RefundMoved", reference: id }
  if (!type.startsWith("charge.")) return { _tag: "Other" }
  return { _tag: "PaymentMoved", payment: isOurs(reference) ? { id: reference } : { reference: id }, receipt: null }
}

export const make = Effect.fnUntraced(function* (
  config: FlutterwaveV4Config
): Effect.fn.Return<PaymentProvider, never, HttpClient.HttpClient> {
  const flutterwave = yield* calls({
    name: config.name ?? "flutterwave_v4",
    answerMaxSeconds: config.answerMaxSeconds
  })
  const baseUrl = config.baseUrl.replace(/\/+$/u, "")
  const { forget, token } = yield* tokensOf(flutterwave, config)

  const asking = (request: HttpClientRequest.HttpClientRequest) =>
    Effect.map(token, (value) => HttpClientRequest.bearerToken(request, value))

  const call = <S extends Schema.ConstraintDecoder<unknown>>(asked: Asked<S>) =>
    flutterwave.call(asked).pipe(Effect.tapErrorTag("ProviderRefused", () => forget))

  const charged = Effect.fnUntraced(function* (reference: string, id: string) {
    const request = yield* asking(HttpClientRequest.get(`${baseUrl}/charges/${encodeURIComponent(reference)}`))
    const said = yield* call({ request, acts: false, answer: Charge })
    if (said._tag === "Refused") {
      return said.refusal.status === 404 ? null : yield* flutterwave.refusedBy(said.refusal)
    }
    const { data } = said.answer
    if (data.reference !== id) return yield* flutterwave.refused("The charge belongs to another payment.")
    return data
  })

  const lookUp = Effect.fn("FlutterwaveV4.lookUp")(function* ({ amount, id, reference }: ProviderPayment) {
    const { currency } = amount
    const charge = reference === null ? null : yield* charged(reference, id)
    if (charge === null) return pendingState({ reference, currency })
    if (charge.status === "failed") {
      return failedState({ reference, currency, decline: declineOf(charge.processor_response?.type) })
    }
    if (charge.status !== "succeeded") return pendingState({ reference, currency })
    if (charge.currency !== currency) {
      return yield* flutterwave.refused(`The charge was made in ${charge.currency}, and is one of ${currency}.`)
    }
    const captured = minorOf(charge.amount, currency)
    if (captured === null) return yield* flutterwave.refused("The amount that was charged is none of the currency.")
    return capturedState({ reference, currency, captured, refunded: 0, receipt: charge.id })
  })

  const refund = Effect.fn("FlutterwaveV4.refund")(function* ({ amount, key, payment }: ProviderRefund) {
    if (amount.currency !== payment.amount.currency) return yield* flutterwave.notSupported("currency")
    if (payment.reference === null) return yield* flutterwave.refused("Nothing was charged that could be refunded.")
    const request = yield* asking(
      HttpClientRequest.post(`${baseUrl}/refunds`).pipe(
        HttpClientRequest.setHeader("x-idempotency-key", key),
        HttpClientRequest.bodyJsonUnsafe({
          amount: Number(Money.decimal(amount)),
          reason: "requested_by_customer",
          charge_id: payment.reference
        })
      )
    )
    const said = yield* call({ request, acts: true, answer: Refund })
    return said._tag === "Answered" ? refundState(said.answer) : yield* flutterwave.refusedBy(said.refusal)
  })

  /** Without a name to ask by, it is the same refund again that tells, by its key. */
  const lookUpRefund = Effect.fn("FlutterwaveV4.lookUpRefund")(function* (asked: ProviderRefund) {
    if (asked.reference === null) return yield* refund(asked)
    const request = yield* asking(HttpClientRequest.get(`${baseUrl}/refunds/${encodeURIComponent(asked.reference)}`))
    const said = yield* call({ request, acts: false, answer: Refund })
    return said._tag === "Answered" ? refundState(said.answer) : yield* flutterwave.refusedBy(said.refusal)
  })

  const receive = Effect.fn("FlutterwaveV4.receive")(function* ({
    body,
    headers
  }: WebhookMessage): Effect.fn.Return<Delivered, WebhookRefused> {
    const expected = signature(body, { algorithm: "sha256", encoding: "base64", secret: config.secretHash })
    if (!isSame(expected, headers["flutterwave-signature"] ?? "")) return yield* new WebhookRefused()
    const said = yield* readJson(Event, body)
    if (said === null) return yield* new WebhookRefused()
    const { data, type } = said
    return {
      id: digest(type, data.id, data.reference ?? "", data.status ?? ""),
      kind: type.slice(0, 60),
      event: eventOf(said),
      answer: received
    }
  })

  return {
    name: flutterwave.method,
    capabilities: {
      capture: ["automatic"],
      refund: "partial",
      voids: false,
      needs: [],
      // None: it starts no payment.
      currencies: [],
      lookUpSeconds
    },
    step: () => 1,
    start: () => flutterwave.notSupported("start"),
    capture: () => flutterwave.notSupported("capture"),
    void: () => flutterwave.notSupported("void"),
    refund,
    lookUp,
    lookUpRefund,
    receive
  }
})
