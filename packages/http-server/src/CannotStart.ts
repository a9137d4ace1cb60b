import { Runtime, Schema } from "effect"

/** The process ends, with a message that tells somebody what to change. It is told where it is logged. */
export class CannotStart extends Schema.TaggedError<CannotStart>()("CannotStart", { reason: Schema.String }) {
  override readonly [Runtime.errorReported] = false

  override get message() {
    return `Duka did not start. ${this.reason}`
  }
}
