import { PaymentProviderSuite } from "@duka/conformance"
import { Paystack } from "@duka/payment-paystack"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { failureOf, onItsPage, paymentOf, standOf, started } from "../../payment-http/test/stand.ts"
import { credentials, message, paystackServer } from "./paystackServer.ts"

const make = (baseUrl: string) => Paystack.make({ baseUrl, secretKey: Redacted.make(credentials.secretKey) })

PaymentProviderSuite.suite("Paystack", {
  ...onItsPage,
  stand: Effect.flatMap(paystackServer, (server) =>
    standOf(server, make, {
      start: ({ path }) => path === "/transaction/initialize",
      lookUp: ({ path }) => path.startsWith("/transaction/verify/"),
      refund: ({ method, path }) => method === "POST" && path === "/refund"
    })
  ),
  currency: "KES",
  otherCurrency: "NGN",
  proof: { kind: "signature", at: { header: "x-paystack-signature" } },
  secrets: Object.values(credentials)
})

const paid = Effect.gen(function* () {
  const server = yield* paystackServer
  const provider = yield* make(server.baseUrl)
  const begun = paymentOf("KES")
  yield* provider.start(begun)
  server.pay(begun.id)
  const payment = started(begun)
  const refund = (key: string, amount: number) => ({
    key,
    payment,
    amount: { ...payment.amount, amount },
    reference: null,
    reason: "stale"
  })
  return { server, provider, payment, refund }
}).pipe(Effect.provide(FetchHttpClient.layer))

describe("Paystack", () => {
  it.effect("is asked in minor units, under our reference", () =>
    Effect.gen(function* () {
      const { payment, server } = yield* paid
      expect(server.requests[0]?.body).toStrictEqual({
        amount: 129_950,
        currency: "KES",
        email: "abebe@example.com",
        reference: payment.id,
        callback_url: "https://shop.example/thanks",
        metadata: { order_number: 1042 }
      })
    })
  )

  it.effect("settles nothing of the other domain", () =>
    Effect.gen(function* () {
      const { payment, provider, server } = yield* paid
      server.change(payment.id, { domain: "live" })
      expect((yield* failureOf(provider.lookUp(payment)))._tag).toBe("ProviderRefused")
    })
  )

  it.effect("says why a payment failed", () =>
    Effect.gen(function* () {
      const { payment, provider, server } = yield* paid
      const declines = {
        "Insufficient Funds": "insufficient_funds",
        "Incorrect PIN": "incorrect_pin",
        "Expired Card": "expired_card",
        Declined: "declined"
      }
      for (const [words, decline] of Object.entries(declines)) {
        server.change(payment.id, { status: "failed", gateway_response: words })
        expect(yield* provider.lookUp(payment)).toMatchObject({ status: "failed", decline })
      }
    })
  )

  it.effect("gives back in parts, each once under its key, and counts what was processed", () =>
    Effect.gen(function* () {
      const { payment, provider, refund, server } = yield* paid
      const first = yield* provider.refund(refund("one", 50_000))
      expect(first).toMatchObject({ status: "pending" })
      expect(yield* provider.refund(refund("one", 50_000))).toStrictEqual(first)
      server.faults.push({ kind: "none" }, { kind: "none" }, { kind: "lost" })
      expect(yield* failureOf(provider.refund(refund("two", 50_000)))).toMatchObject({ outcome: "unknown" })
      const second = yield* provider.lookUpRefund(refund("two", 50_000))
      expect(second.reference).not.toBe(first.reference)
      expect(yield* provider.refund(refund("two", 50_000))).toStrictEqual(second)
      expect(server.refunds).toHaveLength(2)
      expect((yield* failureOf(provider.refund(refund("three", 50_000))))._tag).toBe("ProviderRefused")
      expect((yield* provider.lookUp(payment)).refunded).toBe(0)
      for (const [index, status] of (["processed", "failed"] as const).entries()) {
        Object.assign(server.refunds[index] ?? {}, { status })
      }
      expect((yield* provider.lookUpRefund({ ...refund("one", 50_000), reference: first.reference })).status).toBe(
        "succeeded"
      )
      expect((yield* provider.lookUpRefund(refund("two", 50_000))).status).toBe("failed")
      expect(yield* provider.lookUp(payment)).toMatchObject({ captured: 129_950, refunded: 50_000 })
      server.change(payment.id, { status: "reversed" })
      expect(yield* provider.lookUp(payment)).toMatchObject({ captured: 129_950, refunded: 129_950 })
    })
  )

  it.effect("tells of refunds by their payment, or by their id where it says one", () =>
    Effect.gen(function* () {
      const { payment, provider } = yield* paid
      const data = { status: "processed", transaction_reference: payment.id, refund_reference: null, amount: "10000" }
      const unnamed = yield* provider.receive(message({ event: "refund.processed", data }))
      expect(unnamed.event).toMatchObject({ _tag: "PaymentMoved", payment: { id: payment.id } })
      const named = yield* provider.receive(message({ event: "refund.processed", data: { ...data, id: 17 } }))
      expect(named.event).toStrictEqual({ _tag: "RefundMoved", reference: "17" })
      const others = yield* Effect.forEach(
        [
          { event: "transfer.success", data: { reference: "t" } },
          { event: "charge.success", data: { reference: "of-another-shop" } }
        ],
        (body) => provider.receive(message(body))
      )
      expect(others.map(({ event }) => event._tag)).toStrictEqual(["Other", "Other"])
      expect(new Set([unnamed, named, ...others].map(({ id }) => id)).size).toBe(4)
    })
  )
})
