import { Schema } from "effect"
import { MessageStatus } from "./Message.ts"

export class MessageNotFound extends Schema.TaggedError<MessageNotFound>()("MessageNotFound", {
  messageId: Schema.String
}) {
  override get message() {
    return `There is no message ${this.messageId}.`
  }
}

/** It is on its way, or nothing is left of it that could be sent. */
export class MessageNotResendable extends Schema.TaggedError<MessageNotResendable>()("MessageNotResendable", {
  current: MessageStatus
}) {
  override get message() {
    return `A message that is ${this.current}, or whose person was erased, cannot be sent again.`
  }
}

/** The link in a message that lets one unsubscribe is not one of the shop's. */
export class UnsubscribeLinkNotFound extends Schema.TaggedError<UnsubscribeLinkNotFound>()(
  "UnsubscribeLinkNotFound",
  {}
) {
  override get message() {
    return "This link is not known. Sign in and choose there which messages to receive, or ask the shop."
  }
}
