/** How payments are changed, with what this says to the books: by every use case of this room. */
import { Effect } from "effect"
import { Ids } from "../Ids.ts"
import type { KeyedRequest } from "../Idempotency.ts"
import { Jobs } from "../jobs/Jobs.ts"
import type { MinorUnits } from "../Money.ts"
import { now, type Timestamp } from "../Time.ts"
import { Events } from "../notification/Events.ts"
import { happenings } from "./happenings.ts"
import { carryOutRefund, closePayment } from "./jobs.ts"
import { cashOnDelivery } from "./methods.ts"
import { type LedgerEntry, LedgerEntryId, type Payment, type Refund, RefundId } from "./Payment.ts"
import { type PaymentChange, PaymentStore } from "./PaymentStore.ts"
import { Providers } from "./Providers.ts"
import type { ProviderState } from "./ProviderState.ts"
import { settled, stateOf, uncaptured } from "./settling.ts"

interface Movement {
  readonly kind: LedgerEntry["kind"]
  readonly amount: MinorUnits
  readonly refundId?: Refund["id"]
}

export const booking = Effect.gen(function* () {
  const store = yield* PaymentStore
  const { named: providerOf } = yield* Providers
  const ids = yield* Ids
  const jobs = yield* Jobs
  const events = yield* Events

  /** The till, or the provider, gains what the order has paid, or loses what it was given back. */
  const entry = Effect.fnUntraced(function* (payment: Payment, { amount, kind, refundId }: Movement, at: Timestamp) {
    const gained = kind === "capture" ? amount : -amount
    return {
      id: yield* ids.make(LedgerEntryId),
      at,
      kind,
      orderId: payment.orderId,
      paymentId: payment.id,
      refundId: refundId ?? null,
      currency: payment.currency,
      postings: [
        { account: `provider:${payment.method}`, amount: gained },
        { account: "orders", amount: -gained }
      ]
    } satisfies LedgerEntry
  })

  /** Within a unit that has locked it: nobody can have changed it since. */
  const write = (before: Payment, change: PaymentChange) =>
    Effect.tap(Effect.orDie(store.save(change, before)), (after) =>
      events.publish(...happenings(before, after, change.refunds ?? []))
    )

  const newRefund = Effect.fnUntraced(function* (
    payment: Payment,
    { amount, reason, status }: Pick<Refund, "amount" | "reason" | "status">,
    at: Timestamp
  ) {
    const capability = providerOf(payment.method)?.capabilities.refund ?? "by_hand"
    const isWhole = amount === payment.captured
    return {
      id: yield* ids.make(RefundId),
      paymentId: payment.id,
      orderId: payment.orderId,
      method: payment.method,
      amount,
      currency: payment.currency,
      status,
      byHand: status === "pending" && (capability === "by_hand" || (capability === "full" && !isWhole)),
      reason,
      reference: null,
      decline: null,
      version: 1,
      createdAt: at,
      updatedAt: at
    } satisfies Refund
  })

  /** A refund is on its way from now on: by a job, unless staff has to give the money back. */
  const giveBack = Effect.fnUntraced(function* (
    payment: Payment,
    given: { readonly amount: MinorUnits; readonly reason: string | null; readonly request?: KeyedRequest }
  ) {
    const at = yield* now
    const { amount, reason, request } = given
    const refund = yield* newRefund(payment, { amount, reason, status: "pending" }, at)
    const next: Payment = { ...payment, refunding: payment.refunding + amount, updatedAt: at }
    const saved = yield* write(payment, {
      payment: next,
      refunds: [refund],
      ...(request === undefined ? {} : { request })
    })
    if (!refund.byHand) {
      yield* jobs.enqueue(carryOutRefund, { refundId: refund.id }, { id: `refund:${refund.id}` })
    }
    return { payment: saved, refund }
  })

  /** A refund has come to its end: money that is gone from the books, or that stays after all. */
  const conclude = Effect.fnUntraced(function* (
    payment: Payment,
    refund: Refund,
    end: Pick<Refund, "status" | "reference" | "decline">
  ) {
    const at = yield* now
    const isDone = end.status === "succeeded"
    const refunded = payment.refunded + (isDone ? refund.amount : 0)
    const next: Payment = {
      ...payment,
      refunded,
      refunding: payment.refunding - (end.status === "pending" ? 0 : refund.amount),
      status: stateOf({ ...payment, refunded }, payment.status),
      updatedAt: at
    }
    return yield* write(payment, {
      payment: next,
      refunds: [{ ...refund, ...end, updatedAt: at }],
      entries: isDone ? [yield* entry(payment, { kind: "refund", amount: refund.amount, refundId: refund.id }, at)] : []
    })
  })

  /** Nobody wants it any more. Cash is nobody's to ask about; a provider is told by a job. */
  const close = Effect.fnUntraced(function* (payment: Payment) {
    if (payment.closing || (payment.status !== "pending" && uncaptured(payment) === 0)) return payment
    const at = yield* now
    if (payment.method === cashOnDelivery) {
      return yield* write(payment, { payment: { ...payment, status: "voided", closing: true, updatedAt: at } })
    }
    const saved = yield* write(payment, { payment: { ...payment, closing: true, updatedAt: at } })
    yield* jobs.enqueue(closePayment, { paymentId: payment.id }, { id: `close:${payment.id}` })
    return saved
  })

  /** What its provider has said of it. */
  const settle = Effect.fnUntraced(function* (payment: Payment, state: ProviderState, also: Partial<Payment> = {}) {
    const at = yield* now
    const { captured, givenBack, payment: next } = settled(payment, state, at)
    const outside =
      givenBack === 0 ? undefined : yield* newRefund(next, { amount: givenBack, reason: null, status: "succeeded" }, at)
    const movements: ReadonlyArray<Movement> = [
      ...(captured === 0 ? [] : [{ kind: "capture" as const, amount: captured }]),
      ...(outside === undefined ? [] : [{ kind: "refund" as const, amount: givenBack, refundId: outside.id }])
    ]
    return yield* write(payment, {
      payment: { ...next, ...also },
      refunds: outside === undefined ? [] : [outside],
      entries: yield* Effect.forEach(movements, (movement) => entry(payment, movement, at))
    })
  })

  return { close, conclude, entry, giveBack, providerOf, settle, store, write }
})
