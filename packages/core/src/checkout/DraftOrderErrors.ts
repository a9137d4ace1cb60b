import { Schema } from "effect"
import { OrderId } from "../order/Order.ts"

/** No such draft, or it has expired. */
export class DraftOrderNotFound extends Schema.TaggedError<DraftOrderNotFound>()("DraftOrderNotFound", {
  draftOrderId: Schema.String
}) {
  override get message() {
    return `There is no draft order ${this.draftOrderId}.`
  }
}

/** The draft was placed before: it is changed, removed and placed no more. */
export class DraftOrderPlaced extends Schema.TaggedError<DraftOrderPlaced>()("DraftOrderPlaced", {
  /** What it became. */
  orderId: OrderId
}) {
  override get message() {
    return `The draft was placed: it is the order ${this.orderId} now.`
  }
}
