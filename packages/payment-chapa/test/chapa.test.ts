import { PaymentProviderSuite } from "@duka/conformance"
import { Chapa } from "@duka/payment-chapa"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { messageOf } from "../../payment-http/test/loopback.ts"
import { failureOf, onItsPage, paymentOf, standOf, started } from "../../payment-http/test/stand.ts"
import { chapaServer, credentials, message } from "./chapaServer.ts"

const make = (baseUrl: string) =>
  Chapa.make({
    baseUrl,
    secretKey: Redacted.make(credentials.secretKey),
    webhookSecret: Redacted.make(credentials.webhookSecret)
  })

PaymentProviderSuite.suite("Chapa", {
  ...onItsPage,
  stand: Effect.flatMap(chapaServer, (server) =>
    standOf(server, make, {
      start: ({ path }) => path === "/v1/transaction/initialize",
      lookUp: ({ path }) => path.startsWith("/v1/transaction/verify/"),
      refund: ({ path }) => path.startsWith("/v1/refund/")
    })
  ),
  currency: "ETB",
  otherCurrency: "USD",
  proof: { kind: "signature", at: { header: "x-chapa-signature" } },
  secrets: Object.values(credentials)
})

const opened = Effect.gen(function* () {
  const server = yield* chapaServer
  const provider = yield* make(server.baseUrl)
  const payment = paymentOf("ETB")
  yield* provider.start(payment)
  return { server, provider, payment }
}).pipe(Effect.provide(FetchHttpClient.layer))

describe("what Chapa is asked", () => {
  it.effect("is in birr with two digits, with a phone as Chapa takes it", () =>
    Effect.gen(function* () {
      const { payment, server } = yield* opened
      expect(server.requests[0]?.body).toStrictEqual({
        amount: "1299.50",
        currency: "ETB",
        email: "abebe@example.com",
        first_name: "Abebe",
        last_name: "Bikila",
        phone_number: "0911234567",
        tx_ref: payment.id,
        callback_url: payment.webhookUrl,
        return_url: payment.returnUrl,
        customization: { title: "Order 1042" }
      })
    })
  )

  it.effect("settles nothing that was paid with keys of the other mode", () =>
    Effect.gen(function* () {
      const { payment, provider, server } = yield* opened
      server.pay(payment.id)
      server.becomeLive(payment.id)
      expect((yield* failureOf(provider.lookUp(started(payment))))._tag).toBe("ProviderRefused")
    })
  )
})

describe("a refund of Chapa's", () => {
  const paid = Effect.gen(function* () {
    const at = yield* opened
    at.server.pay(at.payment.id)
    const payment = started(at.payment)
    return { ...at, refund: { key: "refund-1", payment, amount: payment.amount, reference: null, reason: "stale" } }
  })

  it.effect("is made once under its key, and is pending until the payment is refunded", () =>
    Effect.gen(function* () {
      const { provider, refund, server } = yield* paid
      expect(yield* provider.refund(refund)).toMatchObject({ status: "pending", reference: "refund-1" })
      expect((yield* provider.refund(refund)).status).toBe("pending")
      expect(server.refunds.size).toBe(1)
      server.endRefunds()
      expect((yield* provider.lookUpRefund(refund)).status).toBe("succeeded")
      expect((yield* provider.refund(refund)).status).toBe("succeeded")
      expect(yield* provider.lookUp(refund.payment)).toMatchObject({ captured: 129_950, refunded: 129_950 })
    })
  )

  it.effect("is made once when its answer was lost", () =>
    Effect.gen(function* () {
      const { provider, refund, server } = yield* paid
      // The first question is how the payment stands.
      server.faults.push({ kind: "none" }, { kind: "lost" })
      expect(yield* failureOf(provider.refund(refund))).toMatchObject({ outcome: "unknown" })
      expect((yield* provider.refund(refund)).status).toBe("pending")
      expect(server.refunds.size).toBe(1)
    })
  )

  it.effect("is of the whole payment or not supported", () =>
    Effect.gen(function* () {
      const { provider, refund } = yield* paid
      const part = { ...refund, amount: { ...refund.amount, amount: 100 } }
      expect(yield* failureOf(provider.refund(part))).toMatchObject({ operation: "refund" })
    })
  )
})

describe("a message of Chapa's", () => {
  const body = { event: "charge.success", tx_ref: "5b0b8a7e-2f5a-4a0e-9d1a-0d7a9d6f1c11", status: "success" }

  it.effect("does not count for its constant signature", () =>
    Effect.gen(function* () {
      const { provider } = yield* opened
      const { body: raw, headers } = message(body)
      const constant = headers["chapa-signature"] ?? ""
      expect(constant).not.toBe("")
      for (const headers of [{ "chapa-signature": constant }, { "x-chapa-signature": constant }]) {
        const replayed = { ...messageOf(body, () => headers), body: raw }
        expect((yield* Effect.flip(provider.receive(replayed)))._tag).toBe("WebhookRefused")
      }
    })
  )

  it.effect("tells of payments by the literal names of events, and of nothing else", () =>
    Effect.gen(function* () {
      const { provider } = yield* opened
      for (const event of ["charge.success", "charge.failed/cancelled", "charge.refunded", "charge.reversed"]) {
        expect(yield* provider.receive(message({ ...body, event }))).toMatchObject({
          kind: event,
          event: { _tag: "PaymentMoved", payment: { id: body.tx_ref } }
        })
      }
      const others = [
        { event: "payout.success", reference: 7 },
        { event: "charge.success", tx_ref: "of-another-shop" }
      ]
      for (const other of others) {
        expect((yield* provider.receive(message(other))).event._tag).toBe("Other")
      }
    })
  )
})
