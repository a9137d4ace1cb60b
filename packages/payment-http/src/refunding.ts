/**
 * Refunds of providers that know no key for them: ours is written into a note of the refund, and looked for among those of
 * the payment before another one is made.
 */
import type { PaymentProvider, ProviderFailure, ProviderRefund, RefundState } from "@duka/core"
import { Effect } from "effect"
import type { Calls } from "./calls.ts"

/** `P`: the payment as the provider has it. */
export interface NotedRefunds<P> {
  /** Null when nobody has paid. */
  readonly paid: (id: string) => Effect.Effect<P | null, ProviderFailure>
  /** The one with our key in its note; null when there is none. */
  readonly found: (paid: P, refund: ProviderRefund) => Effect.Effect<RefundState | null, ProviderFailure>
  readonly byReference: (reference: string) => Effect.Effect<RefundState, ProviderFailure>
  readonly made: (paid: P, refund: ProviderRefund) => Effect.Effect<RefundState, ProviderFailure>
}

const unknown: RefundState = { status: "pending", reference: null, decline: null }

export const notedRefunds = <P>(
  { method, notSupported, refused }: Pick<Calls, "method" | "notSupported" | "refused">,
  { byReference, found, made, paid }: NotedRefunds<P>
): Pick<PaymentProvider, "refund" | "lookUpRefund"> => ({
  refund: Effect.fn(`${method}.refund`)(function* (refund: ProviderRefund) {
    if (refund.amount.currency !== refund.payment.amount.currency) return yield* notSupported("currency")
    const payment = yield* paid(refund.payment.id)
    if (payment === null) return yield* refused("Nothing has been paid that could be refunded.")
    return (yield* found(payment, refund)) ?? (yield* made(payment, refund))
  }),
  lookUpRefund: Effect.fn(`${method}.lookUpRefund`)(function* (refund: ProviderRefund) {
    if (refund.reference !== null) return yield* byReference(refund.reference)
    const payment = yield* paid(refund.payment.id)
    return (payment === null ? null : yield* found(payment, refund)) ?? unknown
  })
})
