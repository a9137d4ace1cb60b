import { PaymentProviderSuite } from "@duka/conformance"
import { Money } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { FetchHttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { messageOf } from "../../payment-http/test/loopback.ts"
import { failureOf, onItsPage, paymentOf, standOf } from "../../payment-http/test/stand.ts"
import { credentials, flutterwaveV4Server, make, message } from "./flutterwaveV4Server.ts"

PaymentProviderSuite.suite("Flutterwave's v4", {
  ...onItsPage,
  stand: Effect.flatMap(flutterwaveV4Server, (server) =>
    Effect.map(
      standOf(server, make, {
        lookUp: ({ path }) => path.startsWith("/charges/"),
        refund: ({ method, path }) => method === "POST" && path === "/refunds"
      }),
      (stand) => ({ ...stand, begin: server.begin })
    )
  ),
  starts: "never",
  looksTellRefunds: false,
  currency: "KES",
  otherCurrency: "NGN",
  proof: { kind: "signature", at: { header: "flutterwave-signature" } },
  secrets: Object.values(credentials)
})

const opened = Effect.gen(function* () {
  const server = yield* flutterwaveV4Server
  const provider = yield* make(server.baseUrl)
  const begun = paymentOf("KES")
  const payment = { ...begun, reference: server.begin(begun) }
  const charge = server.charges.get(begun.id)
  if (charge === undefined) throw new Error("Nothing was charged.")
  return { begun, charge, payment, provider, server, refunds: server.refunds, tokens: server.tokens }
}).pipe(Effect.provide(FetchHttpClient.layer))

describe("Flutterwave's v4", () => {
  it.effect("looks up charges, with a token for as long as it lives", () =>
    Effect.gen(function* () {
      const { charge, payment, provider, tokens } = yield* opened
      expect((yield* provider.lookUp({ ...payment, reference: null })).status).toBe("pending")
      expect((yield* provider.lookUp({ ...payment, reference: "chg_unknown" })).status).toBe("pending")
      expect((yield* provider.lookUp(payment)).status).toBe("pending")
      charge.status = "succeeded"
      expect(yield* provider.lookUp(payment)).toMatchObject({ status: "captured", captured: 129_950, currency: "KES" })
      expect(tokens).toHaveLength(1)
      yield* TestClock.adjust("541 seconds")
      charge.status = "failed"
      expect((yield* provider.lookUp(payment)).status).toBe("failed")
      expect(tokens).toHaveLength(2)
      // Taken back before its time.
      tokens.push("another")
      expect((yield* failureOf(provider.lookUp(payment)))._tag).toBe("ProviderRefused")
      expect((yield* provider.lookUp(payment)).status).toBe("failed")
    })
  )

  it.effect("settles no other currency and no other payment, and starts none", () =>
    Effect.gen(function* () {
      const { begun, charge, payment, provider } = yield* opened
      charge.status = "succeeded"
      const other = { ...payment, id: paymentOf("KES").id }
      expect((yield* failureOf(provider.lookUp(other)))._tag).toBe("ProviderRefused")
      charge.currency = "NGN"
      expect((yield* failureOf(provider.lookUp(payment)))._tag).toBe("ProviderRefused")
      expect(yield* failureOf(provider.start(begun))).toMatchObject({ operation: "start" })
    })
  )

  it.effect("gives back once under its key, whose refund is found by it", () =>
    Effect.gen(function* () {
      const { payment, provider, refunds, server } = yield* opened
      server.pay(payment.id)
      const amount = Money.Money.make({ amount: 10_050, currency: payment.amount.currency })
      const refund = { key: "one", payment, amount, reference: null, reason: "stale" }
      server.faults.push({ kind: "none" }, { kind: "lost" })
      expect(yield* failureOf(provider.refund(refund))).toMatchObject({ outcome: "unknown" })
      const first = yield* provider.lookUpRefund(refund)
      expect(yield* provider.refund(refund)).toStrictEqual(first)
      expect([...refunds.values()]).toMatchObject([{ amount_refunded: 100.5 }])
      Object.assign(refunds.get("one") ?? {}, { status: "succeeded" })
      expect((yield* provider.lookUpRefund({ ...refund, reference: first.reference })).status).toBe("succeeded")
    })
  )

  it.effect("is told by the signature of the raw body, and by nothing else", () =>
    Effect.gen(function* () {
      const { charge, payment, provider } = yield* opened
      const body = { type: "charge.completed", data: { ...charge, status: "succeeded" } }
      const told = yield* provider.receive(message(body))
      expect(told).toMatchObject({
        kind: "charge.completed",
        event: { _tag: "PaymentMoved", payment: { id: payment.id } },
        answer: { status: 200 }
      })
      expect((yield* provider.receive(message(body))).id).toBe(told.id)
      const foreign = { ...body, data: { ...body.data, reference: "of-an-app" } }
      expect((yield* provider.receive(message(foreign))).event).toMatchObject({ payment: { reference: charge.id } })
      const refund = { type: "refund.completed", data: { id: "rfd_0", status: "succeeded" } }
      expect((yield* provider.receive(message(refund))).event).toStrictEqual({
        _tag: "RefundMoved",
        reference: "rfd_0"
      })
      const forged = [
        messageOf(body, () => ({ "verif-hash": credentials.secretHash })),
        messageOf(body, () => ({ "flutterwave-signature": credentials.secretHash })),
        { ...message(body), body: message(foreign).body },
        message("{")
      ]
      for (const each of forged) expect((yield* Effect.flip(provider.receive(each)))._tag).toBe("WebhookRefused")
    })
  )
})
