/**
 * What the fake provider tells, signed as the trade does it: `fake-signature: t=<seconds>,v1=<hex>`, where `v1` is the
 * HMAC-SHA256 of `<t>.<body>` over the raw bytes. A signature ends after five minutes: a message that is told again is signed
 * again, with the id that it had.
 */
import { type Delivered, type ProviderEvent, type WebhookAnswer, type WebhookMessage, WebhookRefused } from "@duka/core"
import { isSame, readJson, signature } from "@duka/payment-http"
import { Clock, Effect, type Redacted, Schema } from "effect"

const header = "fake-signature"

/** A signature that is older, or younger, is none. */
const toleranceSeconds = 300

const Name = Schema.NonEmptyString.check(Schema.isMaxLength(200))

/** `data` may say anything of the payment: nobody takes it for true. */
export const Event = Schema.Union([
  Schema.Struct({
    id: Name,
    type: Schema.Literal("payment.moved"),
    data: Schema.Struct({ payment: Name, status: Schema.optional(Schema.String) })
  }),
  Schema.Struct({ id: Name, type: Schema.Literal("refund.moved"), data: Schema.Struct({ refund: Name }) }),
  /** It asks whether anybody is there. */
  Schema.Struct({ id: Name, type: Schema.Literal("ping") })
])
export type Event = typeof Event.Type

/** What it wants to hear. */
const answer: WebhookAnswer = { status: 200, contentType: "application/json", body: '{"received":true}' }

const bytes = new TextEncoder()

const signedBytes = (at: string, body: Uint8Array) => {
  const head = bytes.encode(`${at}.`)
  const all = new Uint8Array(head.length + body.length)
  all.set(head)
  all.set(body, head.length)
  return all
}

const seconds = Effect.map(Clock.currentTimeMillis, (now) => Math.floor(now / 1_000))

const heard = (event: Event): ProviderEvent => {
  switch (event.type) {
    case "payment.moved":
      return { _tag: "PaymentMoved", payment: { id: event.data.payment }, receipt: null }
    case "refund.moved":
      return { _tag: "RefundMoved", reference: event.data.refund }
    case "ping":
      return { _tag: "Other" }
  }
}

export const make = (secret: Redacted.Redacted) => {
  const sign = (at: string, body: Uint8Array) =>
    signature(signedBytes(at, body), { algorithm: "sha256", encoding: "hex", secret })

  return {
    /** The message, signed now. */
    message: (event: Event): Effect.Effect<WebhookMessage> =>
      Effect.map(seconds, (now) => {
        const body = bytes.encode(JSON.stringify(event))
        const headers = { "content-type": "application/json", [header]: `t=${now},v1=${sign(String(now), body)}` }
        return { headers, body, path: [] }
      }),
    receive: Effect.fn("FakeProvider.receive")(function* ({
      body,
      headers
    }: WebhookMessage): Effect.fn.Return<Delivered, WebhookRefused> {
      const [, at = "", given = ""] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/u.exec(headers[header] ?? "") ?? []
      const isRecent = Math.abs((yield* seconds) - Number(at)) <= toleranceSeconds
      if (!isSame(sign(at, body), given) || !isRecent) return yield* new WebhookRefused()
      const event = yield* readJson(Event, body)
      if (event === null) return yield* new WebhookRefused()
      return { id: event.id, kind: event.type, event: heard(event), answer }
    })
  }
}
