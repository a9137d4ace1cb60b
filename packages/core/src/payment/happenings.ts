/** What a change of a payment is told as. Pure. */
import type { Happened } from "../notification/Events.ts"
import type { Payment, Refund } from "./Payment.ts"

const isOver = ({ status }: Payment) => status === "failed" || status === "expired"

export const happenings = (
  before: Payment,
  after: Payment,
  refunds: ReadonlyArray<Refund>
): ReadonlyArray<Happened> => {
  const about = { orderId: after.orderId, paymentId: after.id }
  const money = (amount: number) => ({ amount, currency: after.currency })
  const refund = refunds.find(({ status }) => status === "succeeded")
  return [
    ...(after.captured > before.captured
      ? [{ type: "payment.captured", data: { ...about, amount: money(after.captured - before.captured) } } as const]
      : []),
    ...(isOver(after) && !isOver(before) ? [{ type: "payment.failed", data: about } as const] : []),
    ...(after.refunded > before.refunded
      ? [
          {
            type: "payment.refunded",
            data: { ...about, refundId: refund?.id ?? null, amount: money(after.refunded - before.refunded) }
          } as const
        ]
      : [])
  ]
}
