/** Why a payment cannot be had, or moved as somebody wants it to. */
import { Schema } from "effect"
import { format, Money } from "../Money.ts"
import { OrderStatus } from "../order/Order.ts"
import { PaymentState, RefundStatus } from "./Payment.ts"
import { PaymentMethod } from "./PaymentMethod.ts"

/** No such payment, or it is of somebody else's order. */
export class PaymentNotFound extends Schema.TaggedError<PaymentNotFound>()("PaymentNotFound", {
  paymentId: Schema.String
}) {
  override get message() {
    return `There is no payment ${this.paymentId}.`
  }
}

export class RefundNotFound extends Schema.TaggedError<RefundNotFound>()("RefundNotFound", {
  refundId: Schema.String
}) {
  override get message() {
    return `There is no refund ${this.refundId}.`
  }
}

/** Nobody takes payments, or tells of them, under this name. */
export class PaymentMethodNotFound extends Schema.TaggedError<PaymentMethodNotFound>()("PaymentMethodNotFound", {
  method: Schema.String
}) {
  override get message() {
    return `The shop takes no payments by ${this.method}.`
  }
}

/** The order takes no more payments: nothing is due, or it is cancelled. */
export class NothingDue extends Schema.TaggedError<NothingDue>()("NothingDue", { order: OrderStatus, due: Money }) {
  override get message() {
    return `This ${this.order} order cannot be paid: ${format(this.due)} is due.`
  }
}

/** More than is due, is authorised, or was captured and not given back. */
export class AmountNotPossible extends Schema.TaggedError<AmountNotPossible>()("AmountNotPossible", {
  asked: Money,
  most: Money
}) {
  override get message() {
    return `${format(this.asked)} is not possible: at most ${format(this.most)}, and more than nothing.`
  }
}

/** Another attempt is waiting for the payer. It has to end first. */
export class PaymentInProgress extends Schema.TaggedError<PaymentInProgress>()("PaymentInProgress", {
  paymentId: Schema.String,
  method: PaymentMethod
}) {
  override get message() {
    return "Another payment of this order waits for its payer. Finish it, or let it go first."
  }
}

/** A payment that stands like this cannot be moved like that. */
export class PaymentNotMovable extends Schema.TaggedError<PaymentNotMovable>()("PaymentNotMovable", {
  current: Schema.Union([PaymentState, RefundStatus]),
  wanted: Schema.Literals(["capture", "void", "refund", "record", "retry"])
}) {
  override get message() {
    return `It is ${this.current.replaceAll("_", " ")}: to ${this.wanted} it is not possible.`
  }
}
