import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { failureOf } from "../../payment-http/test/stand.ts"
import { formOf } from "./form.ts"
import { begun } from "./provider.ts"

const paid = Effect.tap(begun(), ({ payment, server }) => Effect.sync(() => server.pay(payment.id)))

describe("A refund at Stripe", () => {
  it.effect("is made in parts, each once under its key", () =>
    Effect.gen(function* () {
      const { payment, provider, refund, server } = yield* paid
      const first = yield* provider.refund(refund("one", 50_000))
      expect(first).toMatchObject({ status: "succeeded" })
      expect(yield* provider.refund(refund("one", 50_000))).toStrictEqual(first)
      server.faults.push({ kind: "none" }, { kind: "none" }, { kind: "lost" })
      expect(yield* failureOf(provider.refund(refund("two", 50_000)))).toMatchObject({ outcome: "unknown" })
      const second = yield* provider.lookUpRefund(refund("two", 50_000))
      expect(second.reference).not.toBe(first.reference)
      server.forgetKeys()
      expect(yield* provider.refund(refund("two", 50_000))).toStrictEqual(second)
      expect(server.refunds).toHaveLength(2)
      expect((yield* failureOf(provider.refund(refund("three", 50_000))))._tag).toBe("ProviderRefused")
      expect(yield* provider.lookUp(payment)).toMatchObject({ captured: 129_950, refunded: 100_000 })
      const asked = server.requests.find(({ method, path }) => method === "POST" && path === "/v1/refunds")
      expect(asked?.headers["idempotency-key"]).toBe("duka:refund:one")
      expect(formOf(new URLSearchParams(asked?.text))).toStrictEqual({
        payment_intent: server.intentOf(payment.id).id,
        amount: "50000",
        metadata: { duka_payment: payment.id, duka_refund: "one", reason: "stale" }
      })
    })
  )

  it.effect("counts as given back once it is", () =>
    Effect.gen(function* () {
      const { payment, provider, refund, server } = yield* paid
      const { reference } = yield* provider.refund(refund("one", 50_000))
      const asked = { ...refund("one", 50_000), reference }
      for (const [status, told] of [
        ["pending", "pending"],
        ["requires_action", "pending"],
        ["failed", "failed"],
        ["canceled", "failed"],
        ["succeeded", "succeeded"]
      ] as const) {
        Object.assign(server.refunds[0] ?? {}, { status, failure_reason: "expired_or_canceled_card" })
        const state = yield* provider.lookUpRefund(asked)
        expect(state).toStrictEqual({ status: told, reference, decline: told === "failed" ? "expired_card" : null })
        expect((yield* provider.lookUp(payment)).refunded).toBe(told === "succeeded" ? 50_000 : 0)
      }
    })
  )

  it.effect("is counted among many, be they made elsewhere", () =>
    Effect.gen(function* () {
      const { payment, provider, refund } = yield* paid
      yield* Effect.forEach(
        Array.from({ length: 13 }, (_, number) => `key-${number}`),
        (key) => provider.refund(refund(key, 1_000))
      )
      expect(yield* provider.lookUp(payment)).toMatchObject({ captured: 129_950, refunded: 13_000 })
    })
  )

  it.effect("waits where Stripe repeats a failure, and is refused where nothing was paid", () =>
    Effect.gen(function* () {
      const { payment, provider, refund, server } = yield* begun()
      expect((yield* failureOf(provider.refund(refund("one", 1_000))))._tag).toBe("ProviderRefused")
      server.pay(payment.id)
      server.faults.push(
        { kind: "none" },
        { kind: "none" },
        {
          kind: "said",
          status: 500,
          headers: { "idempotent-replayed": "true" },
          body: { error: { type: "api_error" } }
        }
      )
      expect(yield* failureOf(provider.refund(refund("one", 1_000)))).toMatchObject({ outcome: "unknown" })
      expect(yield* provider.lookUpRefund(refund("one", 1_000))).toStrictEqual({
        status: "pending",
        reference: null,
        decline: null
      })
      expect(server.refunds).toHaveLength(0)
    })
  )
})
