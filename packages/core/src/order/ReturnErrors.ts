import { Schema } from "effect"
import { format, Money } from "../Money.ts"
import { ReturnStatus } from "./ReturnStatus.ts"

/** No such return, or it is of somebody else's order. */
export class ReturnNotFound extends Schema.TaggedError<ReturnNotFound>()("ReturnNotFound", {
  returnId: Schema.String
}) {
  override get message() {
    return `There is no return ${this.returnId}.`
  }
}

export class IllegalReturn extends Schema.TaggedError<IllegalReturn>()("IllegalReturn", {
  from: ReturnStatus,
  wanted: ReturnStatus,
  /** What can be asked for now. */
  possible: Schema.Array(ReturnStatus)
}) {
  override get message() {
    return `A return that is ${this.from} cannot become ${this.wanted}. Possible now: ${this.possible.join(", ") || "nothing"}.`
  }
}

/** More than the lines of the return cost, or another currency than the order's. */
export class RefundTooLarge extends Schema.TaggedError<RefundTooLarge>()("RefundTooLarge", {
  most: Money,
  requested: Money
}) {
  override get message() {
    return `The lines of this return cost ${format(this.most)}. Give back no more than that, in that currency.`
  }
}
