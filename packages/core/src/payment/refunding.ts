/** Carrying out refunds at their providers: by jobs, as often as it takes. */
import { Effect } from "effect"
import { Jobs } from "../jobs/Jobs.ts"
import { asking, known } from "./asking.ts"
import { carryOutRefund } from "./jobs.ts"
import type { Refund, RefundId } from "./Payment.ts"
import type { ProviderFailure } from "./PaymentErrors.ts"

type End = Pick<Refund, "decline" | "reference" | "status">

/** How long until a refund that takes its time is asked about again. */
const againSeconds = 300

export const refunding = Effect.gen(function* () {
  const { change, conclude, providerOf, store } = yield* asking
  const jobs = yield* Jobs

  /** What a provider says of a refund that has not ended yet. */
  const ended = (refund: Refund, state: End) =>
    change({ id: refund.paymentId, orderId: refund.orderId }, (payment) =>
      Effect.gen(function* () {
        const current = yield* Effect.orDie(store.getRefund(refund.id))
        const reference = state.reference ?? current.reference
        const isNews = state.status !== "pending" || reference !== current.reference
        if (current.status !== "pending" || !isNews) return [payment, current] as const
        const end = { status: state.status, reference, decline: state.decline }
        return [yield* conclude(payment, current, end), current] as const
      })
    )

  /**
   * A refund of a provider's. What may have been carried out already is looked up before it is asked for again, and the
   * provider knows it by its key. A failure of the shop's or the provider's is tried again with the job; a no is final.
   */
  const carryOut = Effect.fn("Payments.carryOutRefund")(function* (refundId: RefundId, check: number) {
    const refund = yield* store.getRefund(refundId)
    const payment = yield* store.get(refund.paymentId)
    const provider = providerOf(refund.method)
    if (refund.status !== "pending" || refund.byHand || provider === undefined) return
    const asked = {
      key: refund.id,
      payment: known(payment),
      amount: { amount: refund.amount, currency: refund.currency },
      reference: refund.reference,
      reason: refund.reason
    }
    const no = (decline: string): Effect.Effect<End> =>
      Effect.succeed({ status: "failed", reference: refund.reference, decline })
    const asking: Effect.Effect<End, ProviderFailure> =
      refund.reference === null ? provider.refund(asked) : provider.lookUpRefund(asked)
    const state = yield* Effect.catchTags(asking, {
      PaymentDeclined: ({ decline }) => no(decline),
      PaymentExpired: () => no("expired"),
      PaymentNotSupported: ({ operation }) => no(`not supported: ${operation}`),
      ProviderRefused: ({ problem }) => no(problem.slice(0, 200))
    })
    yield* ended(refund, state)
    if (state.status === "pending") {
      yield* jobs.enqueue(
        carryOutRefund,
        { refundId },
        { id: `refund:${refundId}:${check + 1}`, delaySeconds: againSeconds }
      )
    }
  })

  return { carryOut }
})
