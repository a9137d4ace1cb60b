import { Context, type Effect } from "effect"
import type { CustomerId } from "../Actor.ts"
import type { Slice, Sliced } from "../Page.ts"
import type { Timestamp } from "../Time.ts"
import type { Message, MessageId, MessageStatus } from "./Message.ts"
import type { MessageNotFound } from "./MessageErrors.ts"
import type { Channel, MessageKindName } from "./MessageKind.ts"

/** Everything that is given must be so. */
export interface MessageListFilter {
  readonly status?: MessageStatus
  readonly channel?: Channel
  readonly kind?: MessageKindName
  readonly recipientId?: CustomerId
  /** Read, or not. */
  readonly read?: boolean
}

/** What becomes of a message. */
export type MessageOutcomeFields = Pick<
  Message,
  "content" | "cost" | "failure" | "reference" | "segments" | "sender" | "status" | "updatedAt"
>

/** Nothing is sent on the channel until then. */
export interface ChannelPause {
  readonly until: Timestamp
  readonly reason: string
}

export class MessageStore extends Context.Service<
  MessageStore,
  {
    /**
     * Of those with a key that is kept already nothing is written, nor of those to or about a customer who was removed, be
     * it just now. Answers the ids of the others, in the order given.
     */
    add(messages: ReadonlyArray<Message>): Effect.Effect<ReadonlyArray<MessageId>>
    /** With the pause of its channel, when there is one that is not over. */
    get(
      id: MessageId,
      at: Timestamp
    ): Effect.Effect<{ readonly message: Message; readonly pause: ChannelPause | null }, MessageNotFound>
    /** Writes down what became of it, if it stands as it was read: false, and nothing, when somebody was faster. */
    conclude(id: MessageId, from: MessageStatus, outcome: MessageOutcomeFields): Effect.Effect<boolean>
    /** Newest first, by the time of creation and id. `sort` of a position is "-createdAt". */
    list(filter: MessageListFilter, slice: Slice): Effect.Effect<Sliced<Message>>
    /** What a carrier reports of a message that it took; one that has been reported on for good stays so. False: unknown. */
    report(
      carried: { readonly sender: string; readonly reference: string },
      reported: Pick<Message, "failure" | "updatedAt"> & { readonly status: "delivered" | "undelivered" }
    ): Effect.Effect<boolean>
    /** How many messages in somebody's inbox he has not read. */
    countUnread(recipientId: CustomerId): Effect.Effect<number>
    /** Marks messages of somebody's inbox as read; all of them without ids. Answers how many were not before. */
    markRead(recipientId: CustomerId, ids: ReadonlyArray<MessageId> | null, at: Timestamp): Effect.Effect<number>
    /**
     * Lets go of a person in every message to or about him: name, address, data, link and content go. What was pending is
     * skipped.
     */
    anonymise(customerId: CustomerId, at: Timestamp): Effect.Effect<void>
    /** Messages that were made before this time go, so many at once; answers how many. Pending ones stay. */
    remove(before: Timestamp, limit: number): Effect.Effect<number>
    /** False, and nothing, when the channel is paused already: whoever was first has told of it. */
    pause(channel: Channel, pause: ChannelPause, at: Timestamp): Effect.Effect<boolean>
  }
>()("@duka/core/notification/MessageStore") {}
