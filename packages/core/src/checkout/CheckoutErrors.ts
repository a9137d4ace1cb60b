import { Schema } from "effect"
import { Obstacle, Quote, QuoteLine } from "../cart/Quote.ts"
import { format } from "../Money.ts"

/** The total is no longer what the buyer saw, higher or lower: nothing has happened. */
export class QuoteChanged extends Schema.TaggedError<QuoteChanged>()("QuoteChanged", {
  quote: Quote,
  /** Lines whose unit price is not what it was when the buyer chose them. */
  changedLines: Schema.Array(QuoteLine)
}) {
  override get message() {
    return `The total is ${format(this.quote.totals.total)} by now. Show the new quote, and place again with it.`
  }
}

const told = (obstacle: Obstacle): string => {
  const what = obstacle.kind.replaceAll("_", " ")
  return obstacle.kind === "customisation"
    ? `${what} (${obstacle.violations.map(({ message, pointer }) => `${pointer}: ${message}`).join(", ")})`
    : what
}

/** The cart cannot be placed as it is. A cart that is merely out of stock fails with `OutOfStock`. */
export class NotPlaceable extends Schema.TaggedError<NotPlaceable>()("NotPlaceable", {
  obstacles: Schema.Array(Obstacle)
}) {
  override get message() {
    return `It cannot be placed yet: ${this.obstacles.map(told).join("; ")}.`
  }
}
