/** One message to one person on one channel, from when it was decided on until it has arrived, or will not. */
import { Schema } from "effect"
import { CustomerId } from "../Actor.ts"
import { Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { EventId } from "./Event.ts"
import { Channel, LinkKind, MessageKindName } from "./MessageKind.ts"
import { Locale } from "./MessageTemplates.ts"

export const MessageId = Uuid.pipe(Schema.brand("MessageId"))
export type MessageId = typeof MessageId.Type

/**
 * `pending` until a carrier has taken it. `sent`: taken. `delivered`, `undelivered`: as the carrier reported later; in the
 * inbox it is delivered at once. `failed`: refused for good, or not to be rendered: it waits for an operator. `skipped`: there
 * is no carrier for its channel.
 */
export const MessageStatus = Schema.Literals([
  "pending",
  "sent",
  "delivered",
  "undelivered",
  "failed",
  "skipped"
]).annotate({ identifier: "MessageStatus" })
export type MessageStatus = typeof MessageStatus.Type

/** What it reads as. Of mail both forms are kept. */
export const MessageContent = Schema.Struct({
  /** The subject of mail, the title in the inbox; null in an SMS. */
  title: Schema.NullOr(Schema.String),
  text: Schema.String,
  html: Schema.NullOr(Schema.String)
}).annotate({ identifier: "MessageContent" })
export type MessageContent = typeof MessageContent.Type

/** What its link is made of when it is rendered: the token itself is kept nowhere. */
const MessageLink = Schema.Struct({ kind: LinkKind, id: Uuid, expiresAt: Schema.NullOr(Timestamp) })

export class Message extends Schema.Opaque<Message>()(
  Schema.Struct({
    id: MessageId,
    /** Of two with the same key one is kept: whoever decides on it again has decided before. */
    key: Schema.String.check(Schema.isMaxLength(200)),
    kind: MessageKindName,
    channel: Channel,
    status: MessageStatus,
    /** Whose inbox and preferences count; null: somebody without an account. */
    recipientId: Schema.NullOr(CustomerId),
    /** Of whom it tells, when that is somebody else: staff reads of customers. */
    aboutId: Schema.NullOr(CustomerId),
    /** Empty when it is not known, or was erased. */
    name: Schema.String,
    /** An email or a telephone number; null in the inbox, and once it was erased. */
    address: Schema.NullOr(Schema.String),
    locale: Locale,
    /** What the templates of its kind are given; null once it was erased. */
    data: Schema.NullOr(Schema.Json),
    link: Schema.NullOr(MessageLink),
    eventId: Schema.NullOr(EventId),
    /** Kept in the inbox, and everywhere in development. */
    content: Schema.NullOr(MessageContent),
    /** Who carried it. */
    sender: Schema.NullOr(Schema.String),
    /** The carrier's own name for it. */
    reference: Schema.NullOr(Schema.String),
    /** As the carrier says: `KES 0.8000`. */
    cost: Schema.NullOr(Schema.String),
    /** Of an SMS. */
    segments: Schema.NullOr(Schema.Int),
    /** Why it failed or was not delivered. */
    failure: Schema.NullOr(Schema.String),
    readAt: Schema.NullOr(Timestamp),
    createdAt: Timestamp,
    updatedAt: Timestamp
  }).annotate({ identifier: "MessageEntry" })
) {}
