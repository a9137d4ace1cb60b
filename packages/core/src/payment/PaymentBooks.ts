import { Context, Effect, Layer } from "effect"
import type { CustomerId } from "../Actor.ts"
import type { MinorUnits } from "../Money.ts"
import type { Order, OrderId, PaymentSums } from "../order/Order.ts"
import { now } from "../Time.ts"
import { booking } from "./booking.ts"
import { cashOnDelivery } from "./methods.ts"
import type { Payment } from "./Payment.ts"
import { refundable, sumsOf } from "./settling.ts"

/**
 * What the room of orders asks of an order's payments, within its own unit of work and before it saves the order. What has
 * to be asked of a provider is asked afterwards, by jobs that commit with the unit. Each answers what the payments come to
 * then, which the order is saved with.
 */
export class PaymentBooks extends Context.Service<
  PaymentBooks,
  {
    /** Money was collected at the door, of a payment in cash on delivery: `amount` may be less than was due, or nothing. */
    collect(order: Order, amount: MinorUnits, receipt: string | null): Effect.Effect<PaymentSums>
    /**
     * Gives back so much of what was captured, newest payment first, as refunds that providers or staff carry out. More than
     * there is, is all there is.
     */
    refund(order: Order, amount: MinorUnits, reason: string | null): Effect.Effect<PaymentSums>
    /**
     * The order is cancelled: all that was captured is given back but for what it costs all the same, and what is not
     * captured is let go of.
     */
    release(order: Order, reason: string | null, costs?: MinorUnits): Effect.Effect<PaymentSums>
    /** More was paid than the order costs, as by who pays twice: what is too much is given back. */
    refundExcess(order: Order, costs: MinorUnits): Effect.Effect<PaymentSums>
    /** What the payments of an order come to. */
    sums(orderId: OrderId): Effect.Effect<PaymentSums>
    /** Lets go of a person: who paid, what he was given for it, and why he was given back. */
    anonymise(customerId: CustomerId): Effect.Effect<void>
  }
>()("@duka/core/payment/PaymentBooks") {
  static readonly layer = Layer.effect(
    PaymentBooks,
    Effect.gen(function* () {
      const { close, giveBack, settle, store } = yield* booking

      const sums = Effect.fn("PaymentBooks.sums")((orderId: OrderId) => Effect.map(store.ofOrder(orderId), sumsOf))

      const collect = Effect.fn("PaymentBooks.collect")(function* (
        order: Order,
        amount: MinorUnits,
        receipt: string | null
      ) {
        const payments = yield* store.ofOrder(order.id)
        const cash = payments.find(({ method, status }) => method === cashOnDelivery && status === "pending")
        if (cash !== undefined) {
          yield* settle(cash, {
            status: amount > 0 ? "captured" : "voided",
            reference: null,
            currency: cash.currency,
            authorised: amount,
            captured: amount,
            refunded: 0,
            decline: null,
            receipt
          })
        }
        return yield* sums(order.id)
      })

      /** Newest first: what was paid last is what was too much. */
      const refundOf = Effect.fnUntraced(function* (
        payments: ReadonlyArray<Payment>,
        amount: MinorUnits,
        reason: string | null
      ) {
        let left = amount
        const after: Array<Payment> = []
        for (const payment of payments.toReversed()) {
          const part = Math.min(left, refundable(payment))
          after.unshift(part > 0 ? (yield* giveBack(payment, { amount: part, reason })).payment : payment)
          left -= Math.max(0, part)
        }
        return after
      })

      const refund = Effect.fn("PaymentBooks.refund")(function* (
        order: Order,
        amount: MinorUnits,
        reason: string | null
      ) {
        return sumsOf(yield* refundOf(yield* store.ofOrder(order.id), amount, reason))
      })

      const held = (payments: ReadonlyArray<Payment>) =>
        payments.reduce((total, payment) => total + refundable(payment), 0)

      const refundExcess = Effect.fn("PaymentBooks.refundExcess")(function* (order: Order, costs: MinorUnits) {
        const payments = yield* store.ofOrder(order.id)
        return sumsOf(yield* refundOf(payments, held(payments) - costs, "Paid more than the order costs."))
      })

      const release = Effect.fn("PaymentBooks.release")(function* (
        order: Order,
        reason: string | null,
        costs: MinorUnits = 0
      ) {
        const payments = yield* store.ofOrder(order.id)
        return sumsOf(yield* Effect.forEach(yield* refundOf(payments, held(payments) - costs, reason), close))
      })

      const anonymise = Effect.fn("PaymentBooks.anonymise")((customerId: CustomerId) =>
        Effect.flatMap(now, (at) => store.anonymise(customerId, at))
      )

      return PaymentBooks.of({ anonymise, collect, refund, refundExcess, release, sums })
    })
  )
}
