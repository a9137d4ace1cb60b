import {
  type Message,
  type MessageId,
  type MessageListFilter,
  MessageNotFound,
  MessageStore,
  type MessageStatus,
  type Time
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { newestFirst, sliced } from "./sliced.ts"
import { row, type Tables } from "./Tables.ts"

const isForgotten = ({ erased }: Tables, { aboutId, recipientId }: Message): boolean =>
  [aboutId, recipientId].some((id) => id !== null && HashMap.has(erased, id))

const added = (tables: Tables, given: ReadonlyArray<Message>): Change<ReadonlyArray<MessageId>> => {
  const ids: Array<MessageId> = []
  let { messageKeys, messages } = tables
  for (const message of given) {
    if (HashMap.has(messageKeys, message.key) || isForgotten(tables, message)) continue
    messageKeys = HashMap.set(messageKeys, message.key, message.id)
    messages = HashMap.set(messages, message.id, message)
    ids.push(message.id)
  }
  return Result.succeed([ids, { ...tables, messageKeys, messages }])
}

const finder =
  ({ channel, kind, read, recipientId, status }: MessageListFilter) =>
  (message: Message): boolean =>
    (status === undefined || message.status === status) &&
    (channel === undefined || message.channel === channel) &&
    (kind === undefined || message.kind === kind) &&
    (recipientId === undefined || message.recipientId === recipientId) &&
    (read === undefined || (message.readAt !== null) === read)

const isUnread = (message: Message): boolean =>
  message.channel === "inbox" && message.status === "delivered" && message.readAt === null

/** Those that `which` is true of become what `to` makes of them. Answers how many. */
const changed = (
  tables: Tables,
  which: (message: Message) => boolean,
  to: (message: Message) => Message
): readonly [number, Tables] => {
  const found = HashMap.toValues(tables.messages).filter(which)
  const messages = found.reduce((all, message) => HashMap.set(all, message.id, to(message)), tables.messages)
  return [found.length, { ...tables, messages }]
}

const erased = (message: Message, at: Time.Timestamp): Message => ({
  ...message,
  status: message.status === "pending" ? "skipped" : message.status,
  name: "",
  address: null,
  data: null,
  link: null,
  content: null,
  updatedAt: at
})

const removed = (tables: Tables, before: Time.Timestamp, limit: number): readonly [number, Tables] => {
  const gone = HashMap.toValues(tables.messages)
    .filter(({ createdAt, status }) => createdAt < before && status !== "pending")
    .slice(0, limit)
  return [
    gone.length,
    {
      ...tables,
      messages: gone.reduce((all, { id }) => HashMap.remove(all, id), tables.messages),
      messageKeys: gone.reduce((all, { key }) => HashMap.remove(all, key), tables.messageKeys)
    }
  ]
}

const isOpenTo = (status: MessageStatus): boolean => status === "sent"

export const layer: Layer.Layer<MessageStore, never, MemoryTables> = Layer.effect(
  MessageStore,
  Effect.gen(function* () {
    const { change, find, read } = yield* MemoryTables
    return MessageStore.of({
      add: (messages) => change((tables) => added(tables, messages)),
      get: (id, at) =>
        find((tables) => {
          const message = row(tables.messages, id)
          if (message === undefined) return Result.fail(new MessageNotFound({ messageId: id }))
          const pause = row(tables.channelPauses, message.channel)
          return Result.succeed({ message, pause: pause !== undefined && pause.until > at ? pause : null })
        }),
      conclude: (id, from, outcome) =>
        change((tables) => {
          const message = row(tables.messages, id)
          if (message?.status !== from) return Result.succeed([false, tables])
          return Result.succeed([
            true,
            { ...tables, messages: HashMap.set(tables.messages, id, { ...message, ...outcome }) }
          ])
        }),
      list: (filter, slice) =>
        read((tables) => sliced(HashMap.toValues(tables.messages).filter(finder(filter)), newestFirst, slice)),
      report: (carried, reported) =>
        change((tables) => {
          const isIt = ({ reference, sender }: Message) => sender === carried.sender && reference === carried.reference
          const known = HashMap.toValues(tables.messages).some(isIt)
          const [, next] = changed(
            tables,
            (message) => isIt(message) && isOpenTo(message.status),
            (message) => ({ ...message, ...reported })
          )
          return Result.succeed([known, next])
        }),
      countUnread: (recipientId) =>
        read(
          (tables) =>
            HashMap.toValues(tables.messages).filter(
              (message) => message.recipientId === recipientId && isUnread(message)
            ).length
        ),
      markRead: (recipientId, ids, at) =>
        change((tables) =>
          Result.succeed(
            changed(
              tables,
              (message) =>
                message.recipientId === recipientId && isUnread(message) && (ids === null || ids.includes(message.id)),
              (message) => ({ ...message, readAt: at, updatedAt: at })
            )
          )
        ),
      anonymise: (customerId, at) =>
        change((tables) => {
          const [, next] = changed(
            tables,
            ({ aboutId, recipientId }) => recipientId === customerId || aboutId === customerId,
            (message) => erased(message, at)
          )
          return Result.succeed([undefined, next])
        }),
      remove: (before, limit) => change((tables) => Result.succeed(removed(tables, before, limit))),
      pause: (channel, pause, at) =>
        change((tables) => {
          const current = row(tables.channelPauses, channel)
          // Whoever comes while it is paused prolongs nothing, and has nothing to tell.
          if (current !== undefined && current.until > at) return Result.succeed([false, tables])
          return Result.succeed([true, { ...tables, channelPauses: HashMap.set(tables.channelPauses, channel, pause) }])
        })
    })
  })
)
