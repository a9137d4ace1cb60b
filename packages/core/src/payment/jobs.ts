/** What is asked of providers after a change has committed. */
import { Schema } from "effect"
import { jobKind } from "../jobs/Job.ts"
import { OrderId } from "../order/Order.ts"
import { PaymentId, RefundId } from "./Payment.ts"
import { ProviderMessageId } from "./ProviderMessage.ts"

/**
 * A provider that does not answer is left alone by its circuit breaker, so that it costs it nothing to be tried often: a
 * buyer's money waits for it.
 */
const apartMaxSeconds = 15

/** A payment that nobody wants any more is let go of at its provider. */
export const closePayment = jobKind({
  name: "close-payment",
  payload: Schema.Struct({ paymentId: PaymentId }),
  apartMaxSeconds
})

/** A refund is carried out, or asked about. */
export const carryOutRefund = jobKind({
  name: "carry-out-refund",
  payload: Schema.Struct({ refundId: RefundId }),
  apartMaxSeconds
})

/** A provider has told something: it is asked, and what it says is settled. */
export const hearMessage = jobKind({
  name: "hear-provider",
  payload: Schema.Struct({ messageId: ProviderMessageId }),
  apartMaxSeconds
})

/** An order that was not paid in time. */
export const expireOrder = jobKind({ name: "expire-order", payload: Schema.Struct({ orderId: OrderId }) })

/** Providers are asked about every payment that is due to be asked about. */
export const reconcilePayments = jobKind({ name: "reconcile-payments", payload: Schema.Struct({}) })
