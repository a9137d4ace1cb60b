import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { randomUUID } from "node:crypto"
import { begun } from "./provider.ts"
import { credentials, message } from "./stripeWords.ts"

const id = randomUUID()
const ours = { metadata: { duka_payment: id } }
const intent = { object: "payment_intent", id: "pi_1", ...ours }

describe("A message of Stripe's", () => {
  it.effect("is about our payment, our refund, or the intent that it names", () =>
    Effect.gen(function* () {
      const { provider } = yield* begun()
      const payment = { _tag: "PaymentMoved", payment: { id }, receipt: null }
      const byIntent = { _tag: "PaymentMoved", payment: { reference: "pi_1" }, receipt: null }
      const other = { _tag: "Other" }
      const refund = { object: "refund", id: "re_1", payment_intent: "pi_1" }
      const cases: ReadonlyArray<readonly [string, object, object]> = [
        ["payment_intent.succeeded", intent, payment],
        ["payment_intent.amount_capturable_updated", intent, payment],
        ["checkout.session.expired", { object: "checkout.session", id: "cs_1", ...ours }, payment],
        ["charge.refunded", { object: "charge", id: "ch_1", payment_intent: "pi_1", ...ours }, payment],
        [
          "refund.updated",
          { ...refund, metadata: { duka_payment: id, duka_refund: "key" } },
          { _tag: "RefundMoved", reference: "re_1" }
        ],
        ["refund.created", { ...refund, metadata: {} }, byIntent],
        ["charge.dispute.created", { object: "dispute", id: "du_1", payment_intent: "pi_1" }, byIntent],
        // Of who shares the account, and of no concern to a shop.
        ["payment_intent.succeeded", { ...intent, metadata: {} }, other],
        ["payment_intent.succeeded", { ...intent, metadata: { duka_payment: "seven" } }, other],
        ["payment_intent.created", intent, other],
        ["payout.paid", { object: "payout", id: "po_1" }, other],
        ["account.updated", { object: "account", id: 7, metadata: null }, other]
      ]
      for (const [index, [type, object, event]] of cases.entries()) {
        const told = yield* provider.receive(message({ id: `evt_${index}`, type, object }))
        expect(told, type).toMatchObject({ id: `evt_${index}`, kind: type, event, answer: { status: 200 } })
      }
    })
  )

  const event = { id: "evt_1", type: "payment_intent.succeeded", object: intent }

  it.effect("is believed for five minutes", () =>
    Effect.gen(function* () {
      const { provider } = yield* begun()
      const sent = message(event, { at: 1_000 })
      yield* TestClock.setTime(1_300_000)
      expect((yield* provider.receive(sent)).id).toBe("evt_1")
      yield* TestClock.adjust("1 seconds")
      expect((yield* Effect.flip(provider.receive(sent)))._tag).toBe("WebhookRefused")
    })
  )

  it.effect("is signed with either secret while one takes the place of the other, and with no third one", () =>
    Effect.gen(function* () {
      const { provider } = yield* begun({
        webhookSecrets: [Redacted.make("whsec_new"), Redacted.make(credentials.webhookSecret)]
      })
      for (const secret of ["whsec_new", credentials.webhookSecret]) {
        expect((yield* provider.receive(message(event, { secret }))).id).toBe("evt_1")
      }
      expect((yield* Effect.flip(provider.receive(message(event, { secret: "whsec_old" }))))._tag).toBe(
        "WebhookRefused"
      )
    })
  )

  it.effect("is refused when it is signed, and no event", () =>
    Effect.gen(function* () {
      const { provider } = yield* begun()
      const thin = JSON.stringify({
        id: "evt_1",
        object: "v2.core.event",
        type: "v1.billing.meter.error_report_triggered"
      })
      for (const body of ["{", "null", "7", '"text"', "[]", "{}", '{"id":"evt_1"}', "", thin]) {
        expect((yield* Effect.flip(provider.receive(message(body))))._tag, body).toBe("WebhookRefused")
      }
      const stranger = { ...message(event), headers: { "stripe-signature": "t=x,v1=,,=" } }
      expect((yield* Effect.flip(provider.receive(stranger)))._tag).toBe("WebhookRefused")
    })
  )
})
