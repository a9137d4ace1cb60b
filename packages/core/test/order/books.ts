import {
  LedgerEntryId,
  type Money,
  type OrderId,
  OrderStore,
  type PaymentSums,
  PaymentStore,
  Settling
} from "@duka/core"
import { Effect } from "effect"
import { uuid } from "../samples.ts"

let entries = 900_000

/** What was given back, or is on its way. */
export const back = ({ refunded, refunding }: Pick<PaymentSums, "refunded" | "refunding">): number =>
  refunded + refunding

/** The buyer pays so much of the order, of the payment that it was placed with. */
export const pay = Effect.fnUntraced(function* (id: OrderId, amount: Money.MinorUnits) {
  const store = yield* OrderStore
  const payments = yield* PaymentStore
  const order = yield* store.get(id)
  const [payment] = yield* payments.ofOrder(id)
  if (payment === undefined) return yield* Effect.die(new Error("The order was placed without a payment."))
  const captured = payment.captured + amount
  yield* payments.save(
    {
      payment: { ...payment, status: "captured", authorised: captured, captured },
      entries: [
        {
          id: LedgerEntryId.make(uuid(entries++)),
          at: order.createdAt,
          kind: "capture",
          orderId: id,
          paymentId: payment.id,
          refundId: null,
          currency: order.currency,
          postings: [
            { account: `provider:${payment.method}`, amount },
            { account: "orders", amount: -amount }
          ]
        }
      ]
    },
    payment
  )
  const status = order.status === "pending" ? "confirmed" : order.status
  const sums = Settling.sumsOf(yield* payments.ofOrder(id))
  return yield* store.save({ ...order, status, payments: sums }, { version: order.version })
})
