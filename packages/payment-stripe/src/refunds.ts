/** Stripe's refunds. Ours carry their key, and are looked for by it before another one is asked for. */
import type { Money, ProviderRefund, RefundState } from "@duka/core"
import { Effect } from "effect"
import type { Asking } from "./asking.ts"
import { minorOf, unitsOf } from "./amounts.ts"
import { declineOf } from "./declines.ts"
import { listed } from "./listing.ts"
import { type Intent, paymentKey, Refund, refundKey, Refunds } from "./wire.ts"

/** `requires_action`: the buyer has been asked where the money shall go. */
const stateOf = ({ failure_reason: reason, id, status }: Refund): RefundState => {
  const isOver = status === "failed" || status === "canceled"
  return {
    status: status === "succeeded" ? "succeeded" : isOver ? "failed" : "pending",
    reference: id,
    decline: isOver ? declineOf({ code: reason }) : null
  }
}

export const make = (asking: Asking) => {
  const all = (intent: string, isEnough?: (refund: Refund) => boolean) =>
    listed(
      asking,
      { answer: Refunds, page: (stripe, at) => stripe.refunds.list({ payment_intent: intent, ...at }) },
      isEnough
    )

  /** What is back with the buyer, in minor units. Most payments tell it by themselves. */
  const refunded = Effect.fnUntraced(function* (intent: Intent, currency: Money.Currency) {
    const { latest_charge: charge } = intent
    const told = charge == null || typeof charge === "string" ? null : charge.refunds
    if (intent.amount_received === 0) return 0
    const refunds = told == null || told.has_more ? yield* all(intent.id) : told.data
    const units = refunds.reduce((sum, { amount, status }) => (status === "succeeded" ? sum + amount : sum), 0)
    return minorOf(units, currency)
  })

  const found = Effect.fnUntraced(function* (intent: string, key: string) {
    const isMine = ({ metadata }: Refund) => metadata?.[refundKey] === key
    const mine = (yield* all(intent, isMine)).find(isMine)
    return mine === undefined ? null : stateOf(mine)
  })

  const byReference = Effect.fnUntraced(function* (reference: string) {
    const refund = yield* asking.read({ answer: Refund, ask: (stripe) => stripe.refunds.retrieve(reference) })
    return refund === null ? yield* asking.refused(`Stripe does not know the refund ${reference}.`) : stateOf(refund)
  })

  const made = Effect.fnUntraced(function* (intent: string, { amount, key, payment, reason }: ProviderRefund) {
    const units = unitsOf(amount)
    if (units === null || units <= 0) return yield* asking.notSupported("amount")
    const before = yield* found(intent, key)
    if (before !== null) return before
    const said = yield* asking.act({
      answer: Refund,
      ask: (stripe) =>
        stripe.refunds.create(
          {
            payment_intent: intent,
            amount: units,
            metadata: {
              [paymentKey]: payment.id,
              [refundKey]: key,
              ...(reason === null ? {} : { reason: reason.slice(0, 200) })
            }
          },
          { idempotencyKey: `duka:refund:${key}` }
        )
    })
    switch (said._tag) {
      case "Answered":
        return stateOf(said.answer)
      case "Refused":
        return yield* asking.refusedBy(said.refusal)
      case "Spent":
        // Until Stripe forgets the key, after a day: then it is asked for anew.
        return (yield* found(intent, key)) ?? (yield* asking.unreachable("unknown"))
    }
  })

  return { byReference, found, made, refunded }
}

export type Refunding = ReturnType<typeof make>
