/** Giving back: once under one key, and never more than was taken. */
import type { ProviderPayment, ProviderRefund } from "@duka/core"
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { refusal, told } from "./outcomes.ts"
import { type Law, type Opened, type Tried, nothingSaid } from "./providerStand.ts"

const refundOf = (payment: ProviderPayment, key: string, amount = payment.amount.amount): ProviderRefund => ({
  key,
  payment,
  amount: { ...payment.amount, amount },
  reference: null,
  reason: "stale"
})

/** What a provider that gives back parts can give back of it, a third; of another one, all. */
const partOf = ({ provider }: Opened, { amount: { amount } }: ProviderPayment) =>
  provider.capabilities.refund === "partial" ? amount / 3 : amount

const isByHand = ({ provider }: Opened) => provider.capabilities.refund === "by_hand"

export const refunds = (law: Law, { looksTellRefunds, starts, troubles }: Tried): void => {
  law("gives back what was captured, or says that it cannot", (at) =>
    Effect.gen(function* () {
      const { paid, provider, stand } = at
      const known = yield* paid()
      const whole = refundOf(known, "refund-1")
      if (isByHand(at)) {
        for (const asked of [provider.refund(whole), provider.lookUpRefund(whole)]) {
          assert.deepInclude(told(yield* Effect.flip(asked)), { operation: "refund" })
        }
        return
      }
      const made = yield* provider.refund(whole)
      assert.oneOf(made.status, ["pending", "succeeded"])
      stand.endRefunds()
      assert.strictEqual((yield* provider.lookUpRefund({ ...whole, reference: made.reference })).status, "succeeded")
      const { amount } = known.amount
      const state = yield* provider.lookUp(known)
      assert.deepInclude(state, { captured: amount, refunded: looksTellRefunds ? amount : 0 })
    })
  )

  law("gives back once under one key", (at) =>
    Effect.gen(function* () {
      const { paid, provider, stand } = at
      const known = yield* paid()
      const refund = refundOf(known, "refund-1", partOf(at, known))
      if (isByHand(at)) {
        assert.strictEqual(yield* refusal(provider.refund(refund)), "PaymentNotSupported")
        return
      }
      if (troubles.includes("lost")) {
        stand.fail("refund", "lost", nothingSaid)
        assert.deepInclude(told(yield* Effect.flip(provider.refund(refund))), { outcome: "unknown" })
        assert.strictEqual(stand.refunds(), 1)
      }
      const first = yield* provider.refund(refund)
      assert.deepStrictEqual(yield* provider.refund(refund), first)
      assert.deepStrictEqual(yield* provider.lookUpRefund(refund), first)
      assert.strictEqual(stand.refunds(), 1)
    })
  )

  law("gives back in parts that sum, and never more than there is, or the whole alone", (at) =>
    Effect.gen(function* () {
      const { paid, provider, stand } = at
      const known = yield* paid()
      const third = known.amount.amount / 3
      if (provider.capabilities.refund !== "partial") {
        const part = Effect.flip(provider.refund(refundOf(known, "refund-1", third)))
        assert.deepInclude(told(yield* part), { operation: "refund" })
        assert.strictEqual(stand.refunds(), 0)
        return
      }
      const parts = [yield* provider.refund(refundOf(known, "a", third))]
      parts.push(yield* provider.refund(refundOf(known, "b", third)))
      assert.strictEqual(new Set(parts.map(({ reference }) => reference)).size, 2)
      // What is on its way is not there twice.
      assert.strictEqual(yield* refusal(provider.refund(refundOf(known, "c", third + 1))), "ProviderRefused")
      assert.strictEqual(stand.refunds(), 2)
      stand.endRefunds()
      if (looksTellRefunds) assert.strictEqual((yield* provider.lookUp(known)).refunded, third * 2)
      yield* provider.refund(refundOf(known, "c", third))
      stand.endRefunds()
      const all = { captured: known.amount.amount, refunded: looksTellRefunds ? known.amount.amount : 0 }
      assert.deepInclude(yield* provider.lookUp(known), all)
      assert.strictEqual(stand.refunds(), 3)
    })
  )

  law("gives nothing back that nobody has paid, and nothing in another currency", (at) =>
    Effect.gen(function* () {
      const { begun, money, otherCurrency, paid, payment, provider, stand } = at
      if (isByHand(at)) {
        assert.strictEqual(yield* refusal(provider.refund(refundOf(yield* paid(), "a"))), "PaymentNotSupported")
        return
      }
      const open = starts === "never" ? { ...payment(), reference: null } : yield* begun(payment())
      assert.oneOf(yield* refusal(provider.refund(refundOf(open, "a"))), ["ProviderRefused", "PaymentNotSupported"])
      const foreign = { ...refundOf(yield* paid(), "b"), amount: money(100, otherCurrency) }
      assert.oneOf(yield* refusal(provider.refund(foreign)), ["ProviderRefused", "PaymentNotSupported"])
      assert.strictEqual(stand.refunds(), 0)
    })
  )
}
