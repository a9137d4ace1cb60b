import { PaymentProviderSuite } from "@duka/conformance"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { failureOf, onItsPage, paymentOf, standOf, started } from "../../payment-http/test/stand.ts"
import { formOf } from "./form.ts"
import { begun, make } from "./provider.ts"
import { stripeServer } from "./stripeServer.ts"
import { credentials } from "./stripeWords.ts"

const error = (type: string, code: string, more: object = {}) => ({ error: { type, code, message: code, ...more } })

PaymentProviderSuite.suite("Stripe", {
  ...onItsPage,
  stand: Effect.flatMap(stripeServer, (server) =>
    standOf(
      server,
      make,
      {
        start: ({ method, path }) => method === "POST" && path === "/v1/checkout/sessions",
        capture: ({ path }) => path.endsWith("/capture"),
        void: ({ path }) => path.endsWith("/cancel") || path.endsWith("/expire"),
        lookUp: ({ method }) => method === "GET",
        refund: ({ method, path }) => method === "POST" && path === "/v1/refunds"
      },
      (message) => error("invalid_request_error", "", { message })
    )
  ),
  currency: "KES",
  otherCurrency: "NGN",
  proof: { kind: "signature", at: { header: "stripe-signature" } },
  secrets: Object.values(credentials)
})

describe("Stripe's page", () => {
  it.effect("sells one thing, the order, under our id", () =>
    Effect.gen(function* () {
      const { payment, server } = yield* begun({}, { capture: "manual" })
      const [request] = server.requests
      expect(request?.headers["idempotency-key"]).toBe(`duka:start:${payment.id}`)
      const metadata = { duka_payment: payment.id, order_number: "1042" }
      expect(formOf(new URLSearchParams(request?.text))).toStrictEqual({
        mode: "payment",
        client_reference_id: payment.id,
        customer_email: "abebe@example.com",
        line_items: {
          0: {
            quantity: "1",
            price_data: { currency: "kes", unit_amount: "129950", product_data: { name: "Order 1042" } }
          }
        },
        payment_intent_data: { capture_method: "manual", description: "Order 1042", metadata },
        metadata,
        success_url: "https://shop.example/thanks",
        cancel_url: "https://shop.example/thanks"
      })
    })
  )

  it.effect("sends buyers back to the shop where nobody says it", () =>
    Effect.gen(function* () {
      const { server } = yield* begun({}, { returnUrl: null })
      expect(new URLSearchParams(server.requests[0]?.text).get("success_url")).toBe("https://shop.example")
      const other = yield* begun({ returnUrl: "https://front.example" }, { returnUrl: null })
      expect(new URLSearchParams(other.server.requests[0]?.text).get("cancel_url")).toBe("https://front.example")
      expect((yield* Effect.flip(begun({}, { returnUrl: null, webhookUrl: null })))._tag).toBe("ProviderRefused")
    })
  )

  it.effect("says what it does not take, and whose email it is not", () =>
    Effect.gen(function* () {
      expect(yield* Effect.flip(begun({}, { amount: paymentOf("KES", 49).amount }))).toMatchObject({
        _tag: "PaymentNotSupported",
        operation: "amount"
      })
      expect(yield* Effect.flip(begun({}, { amount: paymentOf("ETB").amount }))).toMatchObject({
        operation: "currency"
      })
      const payer = { name: "Abebe", email: "abebe" }
      expect(yield* Effect.flip(begun({}, { payer }))).toMatchObject({
        _tag: "PaymentDeclined",
        decline: "invalid_payer"
      })
    })
  )

  it.effect("stays open after a try that failed, and ends with its time", () =>
    Effect.gen(function* () {
      const { first, payment, provider, server, start } = yield* begun()
      server.refuse(payment.id, { code: "card_declined", decline_code: "insufficient_funds" })
      expect(yield* provider.lookUp(payment)).toMatchObject({ status: "pending", decline: null })
      expect((yield* provider.start(start)).next).toStrictEqual(first.next)
      yield* TestClock.setTime(Date.parse("2026-11-29T05:00:10Z"))
      server.expire(payment.id)
      expect(yield* provider.lookUp(payment)).toMatchObject({ status: "expired", decline: "insufficient_funds" })
    })
  )

  it.effect("is not made anew when its key is forgotten", () =>
    Effect.gen(function* () {
      const { payment, provider, server, start } = yield* begun()
      server.pay(payment.id)
      server.forgetKeys()
      yield* TestClock.setTime(Date.parse("2026-11-29T06:00:00Z"))
      expect(yield* provider.start(start)).toMatchObject({ state: { status: "captured" }, next: { kind: "none" } })
      expect((yield* failureOf(provider.start(paymentOf("KES"))))._tag).toBe("PaymentExpired")
      expect(server.count()).toBe(1)
    })
  )

  it.effect("is found when the same payment is started with another email, or when Stripe repeats a failure", () =>
    Effect.gen(function* () {
      const { first, provider, server, start } = yield* begun()
      const again = { ...start, payer: { name: "Abebe", email: "bikila@example.com" } }
      expect(yield* provider.start(again)).toStrictEqual(first)
      const failed = { kind: "said" as const, status: 500, headers: { "idempotent-replayed": "true" } }
      server.faults.push({ ...failed, body: error("api_error", "") })
      expect(yield* provider.start(start)).toStrictEqual(first)
      server.faults.push({ ...failed, body: error("api_error", "") })
      expect(yield* failureOf(provider.start(paymentOf("KES")))).toMatchObject({ outcome: "unknown" })
      expect(server.count()).toBe(1)
    })
  )

  it.effect("is found among hundreds", () =>
    Effect.gen(function* () {
      const { payment, provider, server } = yield* begun()
      yield* Effect.forEach(Array.from({ length: 230 }), () => provider.start(paymentOf("KES")), { concurrency: 20 })
      server.requests.length = 0
      server.pay(payment.id)
      expect(yield* provider.lookUp({ ...payment, reference: null })).toMatchObject({ status: "captured" })
      expect(server.requests).toHaveLength(4)
    })
  )
})

describe("A promise of money", () => {
  it.effect("is taken in part, and the rest is released", () =>
    Effect.gen(function* () {
      const { change, payment, provider, server } = yield* begun({ capture: "manual" }, { capture: "manual" })
      expect(provider.capabilities.capture).toStrictEqual(["manual", "automatic"])
      expect((yield* failureOf(provider.capture(change("k"))))._tag).toBe("ProviderRefused")
      server.pay(payment.id)
      expect((yield* failureOf(provider.capture(change("k", 129_951))))._tag).toBe("ProviderRefused")
      const failed = { kind: "said" as const, status: 500, headers: { "idempotent-replayed": "true" } }
      server.faults.push({ kind: "none" }, { ...failed, body: error("api_error", "") })
      expect(yield* failureOf(provider.capture(change("k", 40_000)))).toMatchObject({ outcome: "unknown" })
      server.faults.push({ kind: "none" }, { kind: "lost" })
      expect(yield* failureOf(provider.capture(change("k", 50_000)))).toMatchObject({ outcome: "unknown" })
      const taken = { status: "captured", authorised: 50_000, captured: 50_000 }
      expect(yield* provider.capture(change("k", 50_000))).toMatchObject(taken)
      expect(yield* provider.lookUp(payment)).toMatchObject(taken)
      const asked = server.requests.filter(({ path }) => path.endsWith("/capture"))
      expect(asked.map(({ headers }) => headers["idempotency-key"])).toStrictEqual([
        "duka:k:129951",
        "duka:k:40000",
        "duka:k:50000"
      ])
    })
  )

  it.effect("is let go of, and runs out by itself", () =>
    Effect.gen(function* () {
      const one = yield* begun({}, { capture: "manual" })
      one.server.pay(one.payment.id)
      expect(yield* one.provider.void(one.change("v"))).toMatchObject({ status: "voided", authorised: 0, captured: 0 })
      expect(one.server.intentOf(one.payment.id).status).toBe("canceled")
      for (const [reason, status] of [
        ["automatic", "expired"],
        ["expired", "expired"],
        ["requested_by_customer", "voided"],
        [null, "voided"]
      ] as const) {
        one.server.change(one.payment.id, { cancellation_reason: reason })
        expect(yield* one.provider.lookUp(one.payment)).toMatchObject({ status })
      }
    })
  )

  it.effect("is not let go of once it was taken, nor while the money is on its way", () =>
    Effect.gen(function* () {
      const { change, payment, provider, server } = yield* begun()
      server.pay(payment.id)
      expect(yield* provider.void(change("v"))).toMatchObject({ status: "captured", captured: 129_950 })
      server.change(payment.id, { status: "processing", amount_received: 0 })
      expect(yield* provider.void(change("v"))).toMatchObject({ status: "pending" })
    })
  )

  it.effect("that was never made is let go of", () =>
    Effect.gen(function* () {
      const { change, provider } = yield* begun()
      const payment = started(paymentOf("KES"))
      expect(yield* provider.void({ ...change("v"), payment })).toMatchObject({ status: "voided", reference: null })
    })
  )
})

describe("The shop's own page", () => {
  it.effect("confirms one intent, whose secret is the buyer's", () =>
    Effect.gen(function* () {
      const { first, payment, provider, server, start } = yield* begun(
        { next: "confirm" },
        { returnUrl: null, webhookUrl: null }
      )
      const { client_secret: clientSecret, id } = server.intentOf(payment.id)
      expect(first).toMatchObject({
        state: { status: "pending", reference: id },
        next: { kind: "confirm", clientSecret }
      })
      expect(yield* provider.start(start)).toStrictEqual(first)
      server.refuse(payment.id, { code: "card_declined", decline_code: "expired_card" })
      expect(yield* provider.lookUp({ ...payment, reference: null })).toMatchObject({ status: "pending" })
      server.pay(payment.id)
      expect(yield* provider.start(start)).toMatchObject({ state: { status: "captured" }, next: { kind: "none" } })
    })
  )

  it.effect("gives up an intent on which nobody has paid", () =>
    Effect.gen(function* () {
      const { change, payment, provider, server } = yield* begun({ next: "confirm" })
      expect(yield* provider.void(change("v"))).toMatchObject({ status: "voided" })
      expect(yield* provider.void(change("v"))).toMatchObject({ status: "voided" })
      expect(server.intentOf(payment.id).status).toBe("canceled")
    })
  )
})

describe("Why there is no money", () => {
  it.effect("is told in the shop's words, and no more of a card that is lost or suspected", () =>
    Effect.gen(function* () {
      const { payment, provider, server } = yield* begun()
      server.decline(payment.id)
      const declines = {
        insufficient_funds: "insufficient_funds",
        expired_card: "expired_card",
        incorrect_cvc: "authentication_failed",
        incorrect_number: "invalid_payer",
        card_velocity_exceeded: "limit_exceeded",
        restricted_card: "payer_not_permitted",
        lost_card: "declined",
        stolen_card: "declined",
        fraudulent: "declined",
        a_new_one: "declined"
      }
      for (const [code, decline] of Object.entries(declines)) {
        server.refuse(payment.id, { code: "card_declined", decline_code: code })
        expect(yield* provider.lookUp(payment)).toMatchObject({ status: "failed", decline })
      }
      server.refuse(payment.id, { code: "payment_intent_authentication_failure" })
      expect(yield* provider.lookUp(payment)).toMatchObject({ decline: "authentication_failed" })
    })
  )
})
