import {
  type KeptDelivery,
  type Page,
  type Time,
  WebhookDelivery,
  type WebhookDeliveryFilter,
  WebhookDeliveryId,
  WebhookDeliveryNotFound,
  WebhookDeliveryStore,
  type WebhookEndpointId,
  type WebhookOutcome,
  type WebhookSending
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database } from "./Database.ts"
import { lister, newestFirst } from "./lists.ts"
import { rows, time } from "./rows.ts"

const item = `jsonb_build_object('id', t.id, 'endpointId', t.endpoint_id,
  'event', jsonb_build_object('id', t.event_id, 'type', t.event_type, 'at', ${time("t.event_at")}), 'status', t.status,
  'attempts', t.attempts, 'resends', t.resends, 'lastStatus', t.last_status, 'lastError', t.last_error,
  'nextAttemptAt', ${time("t.next_attempt_at")}, 'createdAt', ${time("t.created_at")},
  'updatedAt', ${time("t.updated_at")}, 'deliveredAt', ${time("t.delivered_at")})`

const listed = lister(WebhookDelivery)
const ids = rows(Schema.Struct({ id: WebhookDeliveryId }))
const found = rows(Schema.Struct({ item: WebhookDelivery }))
const foundWithBody = rows(Schema.Struct({ item: WebhookDelivery, body: Schema.String }))

/** Whoever writes several of them locks in one order, the endpoints first. */
const inOrder = (deliveries: ReadonlyArray<KeptDelivery>): ReadonlyArray<KeptDelivery> =>
  deliveries.toSorted((a, b) => {
    const [one, other] = [a, b].map(({ delivery: { endpointId, event } }) => `${endpointId} ${event.id}`)
    return String(one) < String(other) ? -1 : 1
  })

export const layer: Layer.Layer<WebhookDeliveryStore, never, Database> = Layer.effect(
  WebhookDeliveryStore,
  Effect.gen(function* () {
    const { read, write: sql } = yield* Database

    const add = Effect.fn("PgWebhookDeliveryStore.add")(function* (deliveries: ReadonlyArray<KeptDelivery>) {
      const added = yield* ids(sql`
        WITH given AS MATERIALIZED (
          SELECT d.value -> 'delivery' AS t, d.value ->> 'body' AS body, d.ordinality AS place
          FROM jsonb_array_elements(${JSON.stringify(inOrder(deliveries))}::jsonb) WITH ORDINALITY AS d
        ), known AS MATERIALIZED (
          SELECT e.id FROM webhook_endpoint e WHERE e.id IN (SELECT (t ->> 'endpointId')::uuid FROM given)
          ORDER BY e.id FOR KEY SHARE
        )
        INSERT INTO webhook_delivery (id, endpoint_id, event_id, event_type, event_at, body, status, attempts, resends,
          last_status, last_error, next_attempt_at, created_at, updated_at, delivered_at)
        SELECT (t ->> 'id')::uuid, known.id, (t -> 'event' ->> 'id')::uuid, t -> 'event' ->> 'type',
          (t -> 'event' ->> 'at')::timestamptz, given.body, t ->> 'status', (t ->> 'attempts')::int,
          (t ->> 'resends')::int, (t ->> 'lastStatus')::int, t ->> 'lastError', (t ->> 'nextAttemptAt')::timestamptz,
          (t ->> 'createdAt')::timestamptz, (t ->> 'updatedAt')::timestamptz, (t ->> 'deliveredAt')::timestamptz
        FROM given JOIN known ON known.id = (t ->> 'endpointId')::uuid
        ORDER BY given.place
        ON CONFLICT (endpoint_id, event_id) DO NOTHING
        RETURNING id`)
      return new Set(added.map(({ id }) => id))
    })

    const get = Effect.fn("PgWebhookDeliveryStore.get")(function* (id: WebhookDeliveryId) {
      const [one] = yield* foundWithBody(
        read`SELECT ${read.literal(item)} AS item, t.body FROM webhook_delivery t WHERE t.id = ${id}::uuid`
      )
      return one === undefined
        ? yield* new WebhookDeliveryNotFound({ deliveryId: id })
        : { delivery: one.item, body: one.body }
    })

    const list = (endpointId: WebhookEndpointId, { status }: WebhookDeliveryFilter, slice: Page.Slice) => {
      const where = [
        read`t.endpoint_id = ${endpointId}::uuid`,
        ...(status === undefined ? [] : [read`t.status = ${status}`])
      ]
      return listed(read, { sorting: newestFirst, from: "webhook_delivery t", where, item }, slice)
    }

    const isOpen = ({ id, resends }: WebhookSending) =>
      sql`id = ${id}::uuid AND resends = ${resends}::int AND status = 'pending'`

    const record = Effect.fn("PgWebhookDeliveryStore.record")(function* (
      sending: WebhookSending,
      { attempted, deliveredAt, lastError, lastStatus, nextAttemptAt, status, updatedAt }: WebhookOutcome
    ) {
      const [one] = yield* ids(sql`
        UPDATE webhook_delivery SET status = ${status}, attempts = attempts + ${attempted ? 1 : 0}::int,
          last_status = ${lastStatus}::int, last_error = ${lastError}, next_attempt_at = ${nextAttemptAt}::timestamptz,
          updated_at = ${updatedAt}::timestamptz, delivered_at = ${deliveredAt}::timestamptz
        WHERE ${isOpen(sending)} RETURNING id`)
      return one !== undefined
    })

    const postpone = Effect.fn("PgWebhookDeliveryStore.postpone")(
      (sending: WebhookSending, nextAttemptAt: Time.Timestamp) =>
        Effect.orDie(
          Effect.asVoid(sql`
            UPDATE webhook_delivery SET next_attempt_at = ${nextAttemptAt}::timestamptz WHERE ${isOpen(sending)}`)
        )
    )

    const resend = Effect.fn("PgWebhookDeliveryStore.resend")(function* (id: WebhookDeliveryId, at: Time.Timestamp) {
      const [one] = yield* found(sql`
        UPDATE webhook_delivery t SET status = 'pending', resends = t.resends + 1,
          next_attempt_at = ${at}::timestamptz, updated_at = ${at}::timestamptz, delivered_at = NULL
        WHERE t.id = ${id}::uuid RETURNING ${sql.literal(item)} AS item`)
      return one === undefined ? yield* new WebhookDeliveryNotFound({ deliveryId: id }) : one.item
    })

    // The limit stands in the statement: a plan made for all numbers would be made for a tenth of the table.
    const removeOlder = Effect.fn("PgWebhookDeliveryStore.removeOlder")((before: Time.Timestamp, limit: number) =>
      Effect.map(
        ids(sql`
          DELETE FROM webhook_delivery WHERE id IN (
            SELECT id FROM webhook_delivery WHERE created_at < ${before}::timestamptz ORDER BY created_at
            ${sql.literal(`LIMIT ${Math.trunc(limit)}`)} FOR UPDATE SKIP LOCKED)
          RETURNING id`),
        (gone) => gone.length
      )
    )

    return WebhookDeliveryStore.of({ add, get, list, record, postpone, resend, removeOlder })
  })
)
