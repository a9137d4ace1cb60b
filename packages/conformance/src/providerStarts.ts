/** Starting: one payment for one id, whoever asks and however often. */
import { assert } from "@effect/vitest"
import { Effect, Result } from "effect"
import { type Law, type Tried, nothingSaid } from "./providerStand.ts"
import { told } from "./outcomes.ts"

export const starts = (law: Law, { knownBy, starts, troubles }: Tried): void => {
  if (starts === "never") {
    law("starts no payment, and says so", ({ payment, provider, stand }) =>
      Effect.gen(function* () {
        assert.deepInclude(told(yield* Effect.flip(provider.start(payment()))), { operation: "start" })
        assert.deepStrictEqual(provider.capabilities.currencies, [])
        assert.strictEqual(stand.payments(), 0)
      })
    )
    return
  }

  law("starts a payment, which is pending until the buyer has done what is next", ({ payment, provider, stand }) =>
    Effect.gen(function* () {
      const asked = payment()
      const { next, state } = yield* provider.start(asked)
      assert.strictEqual(next.kind, starts)
      const { currency } = asked.amount
      const pending = { status: "pending", currency, authorised: 0, captured: 0, refunded: 0, decline: null } as const
      assert.deepInclude(state, pending)
      assert.strictEqual(stand.payments(), 1)
      assert.deepInclude(yield* provider.lookUp({ ...asked, reference: state.reference }), pending)
    })
  )

  law("starts one payment for one id, and two for two", ({ payment, provider, stand }) =>
    Effect.gen(function* () {
      const asked = payment()
      const first = yield* provider.start(asked)
      assert.deepStrictEqual(yield* provider.start(asked), first)
      assert.strictEqual(stand.payments(), 1)
      yield* provider.start(payment())
      assert.strictEqual(stand.payments(), 2)
    })
  )

  if (knownBy === "provider") {
    law("tells a payment that is started again how it stands, whichever process asks", ({ payment, stand, ...at }) =>
      Effect.gen(function* () {
        const asked = payment()
        yield* at.provider.start(asked)
        assert.strictEqual((yield* stand.another.start(asked)).state.status, "pending")
        stand.pay(asked.id)
        for (const provider of [at.provider, stand.another]) {
          const { next, state } = yield* provider.start(asked)
          assert.deepInclude(state, { status: "captured", captured: asked.amount.amount })
          assert.deepStrictEqual(next, { kind: "none" })
        }
        assert.strictEqual(stand.payments(), 1)
      })
    )
  } else {
    law("starts nothing anew while its process lives, paid or not", ({ payment, provider, stand }) =>
      Effect.gen(function* () {
        const asked = payment()
        yield* provider.start(asked)
        stand.pay(asked.id)
        assert.oneOf((yield* provider.start(asked)).state.status, ["pending", "captured"])
        assert.strictEqual(stand.payments(), 1)
      })
    )
  }

  if (troubles.includes("lost")) {
    law("is one payment, although the answer of its start was lost", ({ payment, provider, stand }) =>
      Effect.gen(function* () {
        const asked = payment()
        stand.fail("start", "lost", nothingSaid)
        const unknown = { _tag: "ProviderUnreachable", outcome: "unknown" }
        assert.deepInclude(told(yield* Effect.flip(provider.start(asked))), unknown)
        // It is found again, or it stays unknown.
        const again = yield* Effect.result(provider.start(asked))
        if (Result.isSuccess(again)) assert.strictEqual(again.success.state.status, "pending")
        else assert.deepInclude(told(again.failure), unknown)
        assert.strictEqual(stand.payments(), 1)
      })
    )
  }

  law("takes the currencies that it names, and amounts that it can express", ({ money, payment, provider, stand }) =>
    Effect.gen(function* () {
      const { currencies } = provider.capabilities
      if (currencies !== null) {
        const other = ["BRL", "KPW"].find((code) => currencies.every((known) => known !== code)) ?? ""
        const foreign = Effect.flip(provider.start(payment({ amount: money(100_000, other) })))
        assert.deepInclude(told(yield* foreign), { operation: "currency" })
      }
      const step = provider.step(money(0).currency)
      for (const amount of step === 1 ? [0] : [0, step + 1, step * 100 - 1]) {
        const odd = Effect.flip(provider.start(payment({ amount: money(amount) })))
        assert.deepInclude(told(yield* odd), { operation: "amount" })
      }
      assert.strictEqual(stand.payments(), 0)
    })
  )

  law("declines who lacks what it needs of a payer", ({ payer, payment, provider, stand }) =>
    Effect.gen(function* () {
      const { needs } = provider.capabilities
      for (const need of needs) {
        const { [need]: _, ...rest } = payer
        const failure = yield* Effect.flip(provider.start(payment({ payer: rest })))
        assert.deepInclude(told(failure), { _tag: "PaymentDeclined", decline: "invalid_payer" })
      }
      assert.strictEqual(stand.payments(), 0)
      const { name, ...ways } = payer
      const enough = Object.fromEntries(Object.entries(ways).filter(([way]) => needs.some((need) => need === way)))
      yield* provider.start(payment({ payer: { name, ...enough } }))
      assert.strictEqual(stand.payments(), 1)
    })
  )
}
