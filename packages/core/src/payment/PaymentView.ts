/** Payments and refunds as their owner and staff see them. */
import { Schema } from "effect"
import { Money } from "../Money.ts"
import { Payment, Refund } from "./Payment.ts"
import { NextStep } from "./ProviderState.ts"

const { capture, closing, createdAt, decline, id, method, orderId, receipt, reference, status, updatedAt, version } =
  Payment.fields

export class PaymentView extends Schema.Opaque<PaymentView>()(
  Schema.Struct({
    id,
    orderId,
    method,
    status,
    amount: Money,
    authorised: Money,
    captured: Money,
    refunded: Money,
    /** On its way back. */
    refunding: Money,
    capture,
    /** What the payer does next: told to whose order it is; null where there is nothing to tell. */
    next: Schema.NullOr(NextStep),
    decline,
    reference,
    receipt,
    /** It is being let go of. */
    closing,
    version,
    createdAt,
    updatedAt
  }).annotate({ identifier: "Payment" })
) {}

const refund = Refund.fields

export class RefundView extends Schema.Opaque<RefundView>()(
  Schema.Struct({
    id: refund.id,
    paymentId: refund.paymentId,
    orderId: refund.orderId,
    method: refund.method,
    amount: Money,
    status: refund.status,
    byHand: refund.byHand,
    reason: refund.reason,
    reference: refund.reference,
    decline: refund.decline,
    version: refund.version,
    createdAt: refund.createdAt,
    updatedAt: refund.updatedAt
  }).annotate({ identifier: "Refund" })
) {}

/** `isPayer`: the next step may hold a secret, which is of no use to anybody else. */
export const paymentView = (kept: Payment, isPayer: boolean): PaymentView => {
  const money = (amount: number) => ({ amount, currency: kept.currency })
  const { checkAt: _at, checks: _checks, currency: _currency, payer: _payer, returnUrl: _url, ...shown } = kept
  return {
    ...shown,
    amount: money(kept.amount),
    authorised: money(kept.authorised),
    captured: money(kept.captured),
    refunded: money(kept.refunded),
    refunding: money(kept.refunding),
    next: isPayer ? kept.next : null
  }
}

export const refundView = ({ amount, currency, ...kept }: Refund): RefundView => ({
  ...kept,
  amount: { amount, currency }
})
