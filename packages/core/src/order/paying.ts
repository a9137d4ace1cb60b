/** What an order's payments say of it. Pure. */
import type { MinorUnits } from "../Money.ts"
import type { PaymentStatus, PaymentSums } from "./Order.ts"

/** The first that holds. */
export const paymentStatus = (
  total: MinorUnits,
  { authorised, captured, open, refunded }: PaymentSums
): PaymentStatus => {
  if (captured > 0 && refunded === captured) return "refunded"
  if (refunded > 0) return "partially_refunded"
  if (captured >= total) return "paid"
  if (captured > 0) return "partially_paid"
  if (authorised >= total) return "authorised"
  return open ? "pending" : "unpaid"
}

/** Whether the shop has, or was promised, all that it asks. */
export const isCovered = (total: MinorUnits, { authorised, refunded, refunding }: PaymentSums): boolean =>
  authorised - refunded - refunding >= total

/** What is still to be paid; below zero when more was paid than the order costs. */
export const due = (total: MinorUnits, { captured, refunded, refunding }: PaymentSums): MinorUnits =>
  total - (captured - refunded - refunding)
