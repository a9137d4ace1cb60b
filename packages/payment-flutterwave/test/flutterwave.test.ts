import { PaymentProviderSuite } from "@duka/conformance"
import { Money } from "@duka/core"
import { Flutterwave } from "@duka/payment-flutterwave"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { failureOf, onItsPage, paymentOf, standOf, started } from "../../payment-http/test/stand.ts"
import { credentials, flutterwaveServer, message } from "./flutterwaveServer.ts"

const make = (baseUrl: string) =>
  Flutterwave.make({
    baseUrl,
    secretKey: Redacted.make(credentials.secretKey),
    secretHash: Redacted.make(credentials.secretHash)
  })

PaymentProviderSuite.suite("Flutterwave", {
  ...onItsPage,
  stand: Effect.flatMap(flutterwaveServer, (server) =>
    standOf(server, make, {
      start: ({ method, path }) => method === "POST" && path === "/v3/payments",
      lookUp: ({ path }) => path === "/v3/transactions/verify_by_reference",
      refund: ({ method, path }) => method === "POST" && path.endsWith("/refund")
    })
  ),
  currency: "KES",
  otherCurrency: "NGN",
  proof: { kind: "secret", at: { header: "verif-hash" } },
  secrets: Object.values(credentials)
})

const begun = (currency: string, amount?: number) =>
  Effect.gen(function* () {
    const server = yield* flutterwaveServer
    const provider = yield* make(server.baseUrl)
    const payment = paymentOf(currency, amount)
    const first = yield* provider.start(payment)
    return { server, provider, payment, first }
  }).pipe(Effect.provide(FetchHttpClient.layer))

describe("Flutterwave", () => {
  it.effect("is asked in major units of the currency", () =>
    Effect.gen(function* () {
      for (const [currency, amount, text] of [
        ["KES", 129_950, "1299.50"],
        ["UGX", 5_000, "5000"]
      ] as const) {
        const { payment, provider, server } = yield* begun(currency, amount)
        expect(server.requests[0]?.body).toStrictEqual({
          tx_ref: payment.id,
          amount: text,
          currency,
          redirect_url: "https://shop.example/thanks",
          customer: { email: "abebe@example.com", name: "Abebe Bikila", phonenumber: "+251911234567" },
          customizations: { title: "Order 1042" }
        })
        server.pay(payment.id)
        expect((yield* provider.lookUp(started(payment))).captured).toBe(amount)
      }
    })
  )

  it.effect("opens one page, and none for a payment that another process saw paid", () =>
    Effect.gen(function* () {
      const { payment, provider, server } = yield* begun("KES")
      yield* provider.start(payment)
      expect(server.links()).toBe(1)
      server.pay(payment.id)
      const other = yield* make(server.baseUrl).pipe(Effect.provide(FetchHttpClient.layer))
      const again = yield* other.start(payment)
      expect(again).toMatchObject({ state: { status: "captured" }, next: { kind: "none" } })
    })
  )

  it.effect("gives back in parts, each once under its key, wherever it stands in the list", () =>
    Effect.gen(function* () {
      const { payment: of, provider, server } = yield* begun("KES")
      server.pay(of.id)
      const payment = started(of)
      const amount = Money.Money.make({ amount: 10_050, currency: of.amount.currency })
      const refund = (key: string) => ({ key, payment, amount, reference: null, reason: "stale" })
      for (const key of ["a", "b", "c"]) {
        const first = yield* provider.refund(refund(key))
        expect(first.status).toBe("pending")
        expect(yield* provider.refund(refund(key))).toStrictEqual(first)
        expect(yield* provider.lookUpRefund({ ...refund(key), reference: first.reference })).toStrictEqual(first)
      }
      // Asked how the payment stands, for two pages of refunds, and then to give back.
      server.faults.push({ kind: "none" }, { kind: "none" }, { kind: "none" }, { kind: "lost" })
      expect(yield* failureOf(provider.refund(refund("d")))).toMatchObject({ outcome: "unknown" })
      expect((yield* provider.lookUpRefund(refund("d"))).reference).not.toBeNull()
      yield* provider.refund(refund("d"))
      expect(server.refunds.map(({ amount_refunded: each }) => each)).toStrictEqual([100.5, 100.5, 100.5, 100.5])
      for (const [index, status] of ["completed", "failed", "completed-mpgs", "completed-pending"].entries()) {
        Object.assign(server.refunds[index] ?? {}, { status })
      }
      expect(yield* provider.lookUp(payment)).toMatchObject({ captured: 129_950, refunded: 20_100 })
      expect((yield* provider.lookUpRefund(refund("b"))).status).toBe("failed")
    })
  )

  it.effect("gives nothing back when it cannot be seen what was given back before", () =>
    Effect.gen(function* () {
      const { payment: of, provider, server } = yield* begun("KES")
      server.pay(of.id)
      const payment = started(of)
      const refund = { key: "a", payment, amount: of.amount, reference: null, reason: null }
      const unlike = { status: "success", data: [{ id: 1, status: "completed", amount_refunded: 1 }] }
      server.faults.push({ kind: "none" }, { kind: "said", status: 200, body: unlike })
      expect(yield* failureOf(provider.refund(refund))).toMatchObject({ outcome: "nothing_done" })
      expect(server.refunds).toHaveLength(0)
      server.faults.push({ kind: "none" }, { kind: "said", status: 200, body: unlike })
      expect(yield* provider.lookUp(payment)).toMatchObject({ status: "captured", captured: 129_950 })
    })
  )

  it.effect("takes a message for a hint: it is not believed what it says of money", () =>
    Effect.gen(function* () {
      const { payment, provider } = yield* begun("KES")
      const data = { id: 1, tx_ref: payment.id, status: "successful", amount: 1299.5 }
      const told = yield* provider.receive(message({ event: "charge.completed", data }))
      expect(told.event).toMatchObject({ _tag: "PaymentMoved", payment: { id: payment.id } })
      expect((yield* provider.lookUp(started(payment))).status).toBe("pending")
      const others = [
        { event: "charge.completed", data: { ...data, status: "failed" } },
        { event: "charge.completed", data: { ...data, id: 2 } },
        { event: "transfer.completed", data: { id: 1 } }
      ]
      const ids = yield* Effect.forEach(others, (body) => Effect.map(provider.receive(message(body)), ({ id }) => id))
      expect(new Set([told.id, ...ids]).size).toBe(4)
    })
  )
})
