/** Looking: what is true at the other side, and nothing of another payment. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { refusal } from "./outcomes.ts"
import type { Law, Tried } from "./providerStand.ts"

export const looks = (law: Law, { oddities, starts }: Tried): void => {
  law("says of a payment that nobody knows that it is pending", ({ payment, provider }) =>
    Effect.gen(function* () {
      const nobodys = { ...payment(), reference: null }
      const { currency } = nobodys.amount
      assert.deepInclude(yield* provider.lookUp(nobodys), { status: "pending", captured: 0, refunded: 0, currency })
    })
  )

  law("says what was paid, and by which name it knows it", ({ begun, payment, provider, stand }) =>
    Effect.gen(function* () {
      const asked = payment()
      const known = yield* begun(asked)
      assert.deepInclude(yield* provider.lookUp(known), { status: "pending", captured: 0 })
      stand.pay(asked.id)
      const { amount, currency } = asked.amount
      const state = yield* provider.lookUp(known)
      assert.deepInclude(state, { status: "captured", authorised: amount, captured: amount, refunded: 0, currency })
      assert.isNotNull(state.reference)
      assert.isNull(state.decline)
      assert.deepStrictEqual(yield* provider.lookUp({ ...known, reference: state.reference }), state)
    })
  )

  law("says of a payment that was declined why", ({ begun, payment, provider, stand }) =>
    Effect.gen(function* () {
      const asked = payment()
      const known = yield* begun(asked)
      stand.decline(asked.id)
      const state = yield* provider.lookUp(known)
      assert.deepInclude(state, { status: "failed", captured: 0 })
      assert.isNotNull(state.decline)
    })
  )

  if (starts !== "never") {
    law("finds what it has started by our id alone", ({ payment, provider, stand }) =>
      Effect.gen(function* () {
        const asked = payment()
        yield* provider.start(asked)
        stand.pay(asked.id)
        assert.strictEqual((yield* provider.lookUp({ ...asked, reference: null })).status, "captured")
      })
    )
  }

  if (oddities.includes("amount")) {
    law("says how much was paid, be it more or less than was asked for", ({ begun, payment, provider, stand }) =>
      Effect.gen(function* () {
        const asked = payment()
        const { amount } = asked.amount
        for (const paid of [1, amount - 1, amount + 1]) {
          const other = payment()
          const known = yield* begun(other)
          stand.pay(other.id, { amount: paid })
          assert.deepInclude(yield* provider.lookUp(known), { status: "captured", captured: paid })
        }
      })
    )
  }

  if (oddities.includes("currency")) {
    law("takes no money of another currency for its own", ({ begun, otherCurrency, payment, provider, stand }) =>
      Effect.gen(function* () {
        const asked = payment()
        const known = yield* begun(asked)
        stand.pay(asked.id, { currency: otherCurrency })
        assert.strictEqual(yield* refusal(provider.lookUp(known)), "ProviderRefused")
      })
    )
  }

  if (oddities.includes("payment")) {
    law("takes no other payment for the one that was asked about", ({ paid, provider, stand }) =>
      Effect.gen(function* () {
        const known = yield* paid()
        stand.confuse?.(known.id)
        assert.strictEqual(yield* refusal(provider.lookUp(known)), "ProviderRefused")
      })
    )
  }
}
