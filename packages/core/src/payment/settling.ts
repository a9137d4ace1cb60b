/** What becomes of a payment by what its provider says, and of an order's payments together. Pure. */
import type { MinorUnits } from "../Money.ts"
import type { PaymentSums } from "../order/Order.ts"
import { after, type Timestamp } from "../Time.ts"
import type { Payment, PaymentState } from "./Payment.ts"
import type { ProviderState } from "./ProviderState.ts"

/** Never to be had any more, but for money that comes all the same. */
export const isOff = (status: PaymentState): boolean =>
  status === "voided" || status === "failed" || status === "expired"

/** Whether it may still bring money. */
export const isOpen = ({ closing, status }: Payment): boolean => !closing && status === "pending"

/** What is promised and not taken. */
export const uncaptured = ({ authorised, captured }: Payment): MinorUnits => authorised - captured

/** What was taken, and is neither given back nor about to be. */
export const refundable = ({ captured, refunded, refunding }: Payment): MinorUnits => captured - refunded - refunding

/** What the payments of an order come to. */
export const sumsOf = (payments: ReadonlyArray<Payment>): PaymentSums => {
  const sum = (of: (payment: Payment) => MinorUnits) => payments.reduce((total, payment) => total + of(payment), 0)
  return {
    authorised: sum(({ authorised }) => authorised),
    captured: sum(({ captured }) => captured),
    refunded: sum(({ refunded }) => refunded),
    refunding: sum(({ refunding }) => refunding),
    open: payments.some(isOpen)
  }
}

/** How it stands, by its sums first and by what was said of it where they say nothing. */
export const stateOf = (
  { authorised, captured, refunded }: Pick<Payment, "authorised" | "captured" | "refunded">,
  said: PaymentState
): PaymentState => {
  if (captured > 0) return refunded === 0 ? "captured" : refunded === captured ? "refunded" : "partially_refunded"
  if (isOff(said)) return said
  return authorised > 0 ? "authorised" : "pending"
}

/** After how long a provider is asked again: soon while a payer may be at it, then less and less. */
const waits = [15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600] as const
const longestWait = 86_400

export const nextCheck = (at: Timestamp, checks: number): Timestamp => after(at, waits[checks] ?? longestWait)

/** When its provider is to be asked again; null: nothing more is to be learned that it would not tell by itself. */
const checkAt = (payment: Payment, at: Timestamp): Timestamp | null =>
  payment.status === "pending" || uncaptured(payment) > 0 ? nextCheck(at, payment.checks) : null

export interface Settled {
  readonly payment: Payment
  /** Money that has come in, and money that the provider has given back by itself. */
  readonly captured: MinorUnits
  readonly givenBack: MinorUnits
}

/**
 * Whatever is said, however often and in which order: what was taken and given back only counts up. What the provider has
 * given back beyond what it was asked for was given back outside of the shop.
 */
export const settled = (payment: Payment, state: ProviderState, at: Timestamp): Settled => {
  const captured = Math.max(payment.captured, state.captured)
  // Of what is taken, or given up, nothing more is promised.
  const isOver = state.status === "captured" || isOff(state.status)
  const authorised = isOver ? captured : Math.max(payment.authorised, state.authorised, captured)
  const asked = payment.refunded + payment.refunding
  const givenBack = Math.max(0, Math.min(state.refunded, captured) - asked)
  const sums = { authorised, captured, refunded: payment.refunded + givenBack }
  // Who says that he does not know takes nothing back.
  const said = state.status === "pending" ? payment.status : state.status
  const status = stateOf(sums, said)
  const next: Payment = {
    ...payment,
    ...sums,
    status,
    reference: payment.reference ?? state.reference,
    receipt: state.receipt ?? payment.receipt,
    decline: isOff(status) ? (state.decline ?? payment.decline) : null,
    checks: payment.checks + 1,
    updatedAt: at
  }
  return {
    payment: { ...next, checkAt: checkAt(next, at) },
    captured: captured - payment.captured,
    givenBack
  }
}
