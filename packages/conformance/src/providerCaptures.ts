/** Taking what was promised, and letting go of it. */
import type { ProviderPayment } from "@duka/core"
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { refusal, told } from "./outcomes.ts"
import { type Law, type Opened, nothingSaid } from "./providerStand.ts"

const captured = ({ provider }: Opened) => provider.capabilities.capture.includes("manual")

/** So much of it, under a key. */
const change = (payment: ProviderPayment, amount = payment.amount.amount, key = "change-1") => ({
  key,
  payment,
  amount: { ...payment.amount, amount }
})

export const captures = (law: Law): void => {
  law("captures what was authorised, or says that it captures at once", (at) =>
    Effect.gen(function* () {
      const { paid, payment, provider } = at
      if (!captured(at)) {
        const known = { ...payment(), reference: null }
        assert.deepInclude(told(yield* Effect.flip(provider.capture(change(known)))), { operation: "capture" })
        const manual = Effect.flip(provider.start(payment({ capture: "manual" })))
        assert.deepInclude(told(yield* manual), { operation: "start" })
        return
      }
      const known = yield* paid({ capture: "manual" })
      const { amount } = known.amount
      assert.deepInclude(yield* provider.lookUp(known), { status: "authorised", authorised: amount, captured: 0 })
      const state = yield* provider.capture(change(known))
      assert.deepInclude(state, { status: "captured", authorised: amount, captured: amount, refunded: 0 })
      assert.deepInclude(yield* provider.lookUp(known), { status: "captured", captured: amount })
    })
  )

  law("captures once under one key, and never more than was authorised", (at) =>
    Effect.gen(function* () {
      const { paid, payment, provider, stand, troubles } = at
      if (!captured(at)) {
        const known = { ...payment(), reference: null }
        assert.strictEqual(yield* refusal(provider.capture(change(known, 1))), "PaymentNotSupported")
        return
      }
      const known = yield* paid({ capture: "manual" })
      const { amount } = known.amount
      const tooMuch = change(known, amount + 1, "too much")
      assert.strictEqual(yield* refusal(provider.capture(tooMuch)), "ProviderRefused")
      const part = change(known, amount / 3)
      if (troubles.includes("lost")) {
        stand.fail("capture", "lost", nothingSaid)
        assert.deepInclude(told(yield* Effect.flip(provider.capture(part))), { outcome: "unknown" })
      }
      const first = yield* provider.capture(part)
      assert.strictEqual(first.captured, amount / 3)
      assert.deepStrictEqual(yield* provider.capture(part), first)
      assert.strictEqual((yield* provider.lookUp(known)).captured, amount / 3)
    })
  )
}

export const voids = (law: Law): void => {
  law("lets go of what was not captured, once and again, or says that it cannot", (at) =>
    Effect.gen(function* () {
      const { begun, paid, payment, provider } = at
      if (!provider.capabilities.voids) {
        const known = { ...payment(), reference: null }
        assert.deepInclude(told(yield* Effect.flip(provider.void(change(known)))), { operation: "void" })
        return
      }
      const open = [yield* begun(payment()), ...(captured(at) ? [yield* paid({ capture: "manual" })] : [])]
      for (const known of open) {
        const state = yield* provider.void(change(known))
        assert.deepInclude(state, { status: "voided", captured: 0 })
        assert.deepStrictEqual(yield* provider.void(change(known)), state)
        assert.deepInclude(yield* provider.lookUp(known), { status: "voided", captured: 0 })
      }
    })
  )

  law("takes back nothing that was captured, by letting go", (at) =>
    Effect.gen(function* () {
      const { paid, payment, provider } = at
      if (!provider.capabilities.voids) {
        assert.strictEqual(
          yield* refusal(provider.void(change({ ...payment(), reference: null }))),
          "PaymentNotSupported"
        )
        return
      }
      const known = yield* paid()
      const { amount } = known.amount
      yield* Effect.exit(provider.void(change(known)))
      assert.deepInclude(yield* provider.lookUp(known), { status: "captured", captured: amount, refunded: 0 })
    })
  )
}
