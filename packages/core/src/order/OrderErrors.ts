import { Schema } from "effect"
import { format, Money } from "../Money.ts"
import { StoreId } from "../store/Store.ts"
import { OrderStatus } from "./Order.ts"

/** No such order, or it is somebody else's. */
export class OrderNotFound extends Schema.TaggedError<OrderNotFound>()("OrderNotFound", { orderId: Schema.String }) {
  override get message() {
    return `There is no order ${this.orderId}.`
  }
}

/** A tracking link that is wrong or has ended. */
export class TrackingNotFound extends Schema.TaggedError<TrackingNotFound>()("TrackingNotFound", {}) {
  override get message() {
    return "There is nothing to track under this link, or it has ended."
  }
}

export class IllegalTransition extends Schema.TaggedError<IllegalTransition>()("IllegalTransition", {
  from: OrderStatus,
  /** The status or the event that was asked for. */
  wanted: Schema.String,
  /** The statuses that can be asked for now. */
  possible: Schema.Array(OrderStatus)
}) {
  override get message() {
    return `A ${this.from} order cannot become ${this.wanted}. Possible now: ${this.possible.join(", ") || "nothing"}.`
  }
}

/** An order paid in cash is delivered with the amount collected, or with the reason why nothing was. */
export class CollectionMissing extends Schema.TaggedError<CollectionMissing>()("CollectionMissing", {
  due: Money
}) {
  override get message() {
    return `Say what was collected of ${format(this.due)} (amount and means), or the reason why nothing was.`
  }
}

/** Nothing leaves the store until the order is paid, but what is paid in cash at the door. */
export class PaymentDue extends Schema.TaggedError<PaymentDue>()("PaymentDue", { due: Money }) {
  override get message() {
    return `${format(this.due)} are still to be paid. The order can be shipped once they are.`
  }
}

/** Too late for a change: the work on it has begun, or it is closed. */
export class OrderNotEditable extends Schema.TaggedError<OrderNotEditable>()("OrderNotEditable", {
  current: OrderStatus
}) {
  override get message() {
    return `A ${this.current} order can no longer be changed this way.`
  }
}

/** The store that serves the order does not deliver so far. */
export class AddressNotServed extends Schema.TaggedError<AddressNotServed>()("AddressNotServed", { storeId: StoreId }) {
  override get message() {
    return "The store that has the goods does not deliver to this address. Cancel the order and place another one."
  }
}
