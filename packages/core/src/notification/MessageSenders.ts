/**
 * Who carries messages out of the shop. A sender is a value; the shop is given at most one for each channel. It sends what it
 * is given once, keeps nothing, and says what became of it.
 */
import { Context, type Effect, Layer, Schema } from "effect"
import type { MailContent } from "./MessageTemplates.ts"

/** What the carrier said when it took a message. */
export interface Receipt {
  /** The carrier's own name for it, by which it is found in its logs and in its reports; null: it gives none. */
  readonly reference: string | null
  /** What it costs, as the carrier writes it: `KES 0.8000`. */
  readonly cost: string | null
  /** How many parts of an SMS it was cut into. */
  readonly segments: number | null
}

/** It will never be taken: the address is wrong, or does not want it. It is not tried again. */
export class MessageRejected extends Schema.TaggedError<MessageRejected>()("MessageRejected", {
  /** For operators: it tells of no person, and holds nothing of the message. */
  reason: Schema.String
}) {
  override get message() {
    return `The message was refused: ${this.reason}`
  }
}

/** Not now, as it seems: it is tried again. The carrier may have taken it all the same. */
export class SenderUnavailable extends Schema.TaggedError<SenderUnavailable>()("SenderUnavailable", {
  reason: Schema.String
}) {
  override get message() {
    return `The carrier does not take messages right now: ${this.reason}`
  }
}

/** Nothing of the shop is taken until somebody does something about it: no credit, a wrong key. Messages are kept. */
export class SenderPaused extends Schema.TaggedError<SenderPaused>()("SenderPaused", { reason: Schema.String }) {
  override get message() {
    return `The carrier takes nothing of the shop: ${this.reason}`
  }
}

export type SendFailure = MessageRejected | SenderUnavailable | SenderPaused

export interface Mail extends MailContent {
  /** The message's own, a UUID: the same whenever it is sent again. */
  readonly id: string
  readonly to: { readonly name: string; readonly address: string }
  /** Takes one POST without a body to unsubscribe (RFC 8058); null in what is necessary. */
  readonly unsubscribeUrl: string | null
}

export interface Sms {
  readonly id: string
  /** E.164. */
  readonly to: string
  readonly text: string
}

/** What a carrier tells later of a message that it took. */
export interface DeliveryReport {
  readonly reference: string
  readonly outcome: "delivered" | "failed" | "pending"
  /** Why it failed, as the carrier says. */
  readonly reason: string | null
}

export interface MailSender {
  /** `smtp`. */
  readonly name: string
  send(mail: Mail): Effect.Effect<Receipt, SendFailure>
}

export interface SmsSender {
  /** `africastalking`. */
  readonly name: string
  send(sms: Sms): Effect.Effect<Receipt, SendFailure>
  /** Reads a report as it comes in; null: it is none. */
  report(body: string): Effect.Effect<DeliveryReport | null>
}

export interface Senders {
  readonly email: MailSender | null
  readonly sms: SmsSender | null
}

/** Null: nobody carries it, and it is shown where operators look. */
export const MessageSenders: Context.Reference<Senders> = Context.Reference<Senders>(
  "@duka/core/notification/MessageSenders",
  { defaultValue: () => ({ email: null, sms: null }) }
)

export const layerSenders = (senders: Partial<Senders>): Layer.Layer<never> =>
  Layer.succeed(MessageSenders, { email: null, sms: null, ...senders })
