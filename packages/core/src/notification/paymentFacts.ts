/** What messages tell of a payment. */
import { Effect } from "effect"
import { asSystem } from "../Actor.ts"
import type { Money } from "../Money.ts"
import { Payments } from "../payment/Payments.ts"

export const paymentFacts = Effect.map(Payments, (payments) =>
  /** `amount`: what it is about, when that is not the whole. Null: there is no such payment. */
  Effect.fnUntraced(
    function* (paymentId: string, amount?: Money) {
      const { amount: whole, decline, method, receipt } = yield* payments.get(paymentId)
      return { method, amount: amount ?? whole, receipt, decline }
    },
    asSystem,
    Effect.catchTag("PaymentNotFound", () => Effect.succeed(null))
  )
)
