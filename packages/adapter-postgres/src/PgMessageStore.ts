import {
  type Channel,
  type ChannelPause,
  type CustomerId,
  Message,
  MessageId,
  type MessageListFilter,
  MessageNotFound,
  type MessageOutcomeFields,
  type MessageStatus,
  MessageStore,
  type Page,
  Time
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database } from "./Database.ts"
import { forgotten } from "./erasures.ts"
import { lister, newestFirst } from "./lists.ts"
import { opaque, rowOrNull, rows, time } from "./rows.ts"

const item = `jsonb_build_object('id', t.id, 'key', t.key, 'kind', t.kind, 'channel', t.channel, 'status', t.status,
  'recipientId', t.recipient_id, 'aboutId', t.about_id, 'name', t.name, 'address', t.address, 'locale', t.locale,
  'data', t.data, 'link', t.link, 'eventId', t.event_id, 'content', t.content, 'sender', t.sender,
  'reference', t.reference, 'cost', t.cost, 'segments', t.segments, 'failure', t.failure,
  'readAt', ${time("t.read_at")}, 'createdAt', ${time("t.created_at")}, 'updatedAt', ${time("t.updated_at")})`

const listed = lister(Message)

const pauseText = `jsonb_build_object('until', ${time("p.until")}, 'reason', p.reason)`

const Pause = Schema.Struct({ until: Time.Timestamp, reason: Schema.String })
const found = rowOrNull(Schema.Struct({ message: Message, pause: Schema.NullOr(Pause) }))
const ids = rows(Schema.Struct({ id: MessageId }))
const counted = rowOrNull(Schema.Struct({ count: Schema.Int }))

/** What becomes of a message that is to be read by its person. */
const unread = `channel = 'inbox' AND status = 'delivered' AND read_at IS NULL`

export const layer: Layer.Layer<MessageStore, never, Database> = Layer.effect(
  MessageStore,
  Effect.gen(function* () {
    const { read, write: sql } = yield* Database

    /** The key of one is another's that was kept before, or stands earlier in the list. */
    const add = Effect.fn("PgMessageStore.add")(function* (messages: ReadonlyArray<Message>) {
      if (messages.length === 0) return []
      const made = yield* ids(sql`
        WITH given AS MATERIALIZED (
          SELECT m, place, (m ->> 'recipientId')::uuid AS recipient, (m ->> 'aboutId')::uuid AS about
          FROM jsonb_array_elements(${JSON.stringify(messages)}::jsonb) WITH ORDINALITY AS given (m, place)
        ), people AS MATERIALIZED (
          SELECT recipient AS id FROM given WHERE recipient IS NOT NULL
          UNION SELECT about FROM given WHERE about IS NOT NULL
        ), ${forgotten(sql)}
        INSERT INTO message (id, key, kind, channel, status, recipient_id, about_id, name, address, locale, data, link,
          event_id, content, sender, reference, cost, segments, failure, read_at, created_at, updated_at)
        SELECT (m ->> 'id')::uuid, m ->> 'key', m ->> 'kind', m ->> 'channel', m ->> 'status',
          recipient, about, m ->> 'name', m ->> 'address', m ->> 'locale',
          nullif(m -> 'data', 'null'), nullif(m -> 'link', 'null'), (m ->> 'eventId')::uuid,
          nullif(m -> 'content', 'null'), m ->> 'sender', m ->> 'reference', m ->> 'cost', (m ->> 'segments')::int,
          m ->> 'failure', (m ->> 'readAt')::timestamptz, (m ->> 'createdAt')::timestamptz,
          (m ->> 'updatedAt')::timestamptz
        FROM given
        WHERE NOT EXISTS (SELECT FROM forgotten WHERE id IN (recipient, about))
        ORDER BY place
        ON CONFLICT (key) DO NOTHING
        RETURNING id`)
      const kept = new Set(made.map(({ id }) => id))
      return messages.flatMap(({ id }) => (kept.has(id) ? [id] : []))
    })

    const get = Effect.fn("PgMessageStore.get")(function* (id: MessageId, at: Time.Timestamp) {
      const one = yield* Effect.orDie(
        found(read`
          SELECT ${read.literal(item)} AS message, CASE WHEN p.channel IS NOT NULL THEN ${read.literal(pauseText)} END AS pause
          FROM message t LEFT JOIN message_channel_pause p ON p.channel = t.channel AND p.until > ${at}::timestamptz
          WHERE t.id = ${id}::uuid`)
      )
      return one === null ? yield* new MessageNotFound({ messageId: id }) : one
    })

    const conclude = Effect.fn("PgMessageStore.conclude")(
      (id: MessageId, from: MessageStatus, outcome: MessageOutcomeFields) =>
        Effect.map(
          ids(sql`
          UPDATE message SET status = ${outcome.status}, sender = ${outcome.sender}, reference = ${outcome.reference},
            cost = ${outcome.cost}, segments = ${outcome.segments}::int, failure = ${outcome.failure},
            content = ${outcome.content === null ? null : JSON.stringify(outcome.content)}::jsonb,
            updated_at = ${outcome.updatedAt}::timestamptz
          WHERE id = ${id}::uuid AND status = ${from}
          RETURNING id`),
          (changed) => changed.length > 0
        )
    )

    const list = ({ channel, kind, read: isRead, recipientId, status }: MessageListFilter, slice: Page.Slice) =>
      listed(
        read,
        {
          sorting: newestFirst,
          from: "message t",
          where: [
            ...(status === undefined ? [] : [read`t.status = ${status}`]),
            ...(channel === undefined ? [] : [read`t.channel = ${channel}`]),
            ...(kind === undefined ? [] : [read`t.kind = ${kind}`]),
            ...(recipientId === undefined ? [] : [read`t.recipient_id = ${recipientId}::uuid`]),
            ...(isRead === undefined ? [] : [read.literal(`t.read_at IS ${isRead ? "NOT NULL" : "NULL"}`)])
          ],
          item
        },
        slice
      )

    const report: MessageStore["Service"]["report"] = Effect.fn("PgMessageStore.report")((carried, reported) =>
      Effect.map(
        ids(sql`
          WITH known AS (
            SELECT id, status FROM message WHERE reference = ${carried.reference} AND sender = ${carried.sender}
          ), changed AS (
            UPDATE message m SET status = ${reported.status}, failure = ${reported.failure},
              updated_at = ${reported.updatedAt}::timestamptz
            FROM known WHERE m.id = known.id AND m.status = 'sent'
          )
          SELECT id FROM known`),
        (known) => known.length > 0
      )
    )

    const countUnread = Effect.fn("PgMessageStore.countUnread")((recipientId: CustomerId) =>
      Effect.map(
        Effect.orDie(
          counted(read`SELECT count(*)::int AS count FROM message
            WHERE recipient_id = ${recipientId}::uuid AND ${read.literal(unread)}`)
        ),
        (one) => one?.count ?? 0
      )
    )

    const markRead = Effect.fn("PgMessageStore.markRead")(
      (recipientId: CustomerId, wanted: ReadonlyArray<MessageId> | null, at: Time.Timestamp) =>
        Effect.map(
          ids(sql`
          UPDATE message SET read_at = ${at}::timestamptz, updated_at = ${at}::timestamptz
          WHERE recipient_id = ${recipientId}::uuid AND ${sql.literal(unread)}
            AND ${wanted === null ? sql.literal("true") : sql`id IN (SELECT unnest(${opaque(sql, wanted, "uuid[]")}))`}
          RETURNING id`),
          (marked) => marked.length
        )
    )

    const anonymise = Effect.fn("PgMessageStore.anonymise")((customerId: CustomerId, at: Time.Timestamp) =>
      Effect.orDie(
        Effect.asVoid(sql`
          UPDATE message SET name = '', address = NULL, data = NULL, link = NULL, content = NULL,
            status = CASE status WHEN 'pending' THEN 'skipped' ELSE status END, updated_at = ${at}::timestamptz
          WHERE recipient_id = ${customerId}::uuid OR about_id = ${customerId}::uuid`)
      )
    )

    const remove = Effect.fn("PgMessageStore.remove")((before: Time.Timestamp, limit: number) =>
      Effect.map(
        ids(sql`
          DELETE FROM message WHERE id IN (
            SELECT id FROM message WHERE created_at < ${before}::timestamptz AND status <> 'pending'
            ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
          RETURNING id`),
        (gone) => gone.length
      )
    )

    const paused = rows(Schema.Struct({ channel: Schema.String }))

    const pause = Effect.fn("PgMessageStore.pause")(
      (channel: Channel, { reason, until }: ChannelPause, at: Time.Timestamp) =>
        Effect.map(
          paused(sql`
          INSERT INTO message_channel_pause AS p (channel, until, reason)
          VALUES (${channel}, ${until}::timestamptz, ${reason})
          ON CONFLICT (channel) DO UPDATE SET until = excluded.until, reason = excluded.reason
            WHERE p.until <= ${at}::timestamptz
          RETURNING channel`),
          (first) => first.length > 0
        )
    )

    return MessageStore.of({
      add,
      get,
      conclude,
      list,
      report,
      countUnread,
      markRead,
      anonymise,
      remove,
      pause
    })
  })
)
