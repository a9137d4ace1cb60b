import {
  type DisabledReason,
  type Time,
  VersionConflict,
  WebhookEndpoint,
  type WebhookEndpointId,
  WebhookEndpointNotFound,
  WebhookEndpointStore,
  type WebhookFailure
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database } from "./Database.ts"
import { rowOrNull, rows, time } from "./rows.ts"

const item = `jsonb_build_object('id', t.id, 'url', t.url, 'description', t.description,
  'events', CASE WHEN t.events IS NULL THEN to_jsonb('all'::text) ELSE to_jsonb(t.events) END, 'status', t.status,
  'disabledReason', t.disabled_reason, 'failure', t.failure, 'failingSince', ${time("t.failing_since")},
  'pausedUntil', ${time("t.paused_until")}, 'secretVersion', t.secret_version,
  'secretRotatedAt', ${time("t.secret_rotated_at")}, 'version', t.version, 'createdAt', ${time("t.created_at")},
  'updatedAt', ${time("t.updated_at")})`

const found = rows(Schema.Struct({ item: WebhookEndpoint }))
const changing = rowOrNull(Schema.Struct({ actual: Schema.Int, item: Schema.NullOr(WebhookEndpoint) }))
const failing = rows(Schema.Struct({ since: WebhookEndpoint.fields.updatedAt }))
const disabling = rows(Schema.Struct({ id: Schema.String }))

/** Null stands for all of them. */
const listOf = ({ events }: WebhookEndpoint): ReadonlyArray<string> | null => (events === "all" ? null : [...events])

/** What is there now, or why it is not changed. */
const changed = (
  id: WebhookEndpointId,
  expected: number | undefined,
  outcome: { readonly actual: number; readonly item: WebhookEndpoint | null } | null
): Effect.Effect<WebhookEndpoint, WebhookEndpointNotFound | VersionConflict> => {
  if (outcome === null) return Effect.fail(new WebhookEndpointNotFound({ endpointId: id }))
  const { actual, item } = outcome
  return item === null
    ? Effect.fail(new VersionConflict({ expected: expected ?? actual, actual }))
    : Effect.succeed(item)
}

export const layer: Layer.Layer<WebhookEndpointStore, never, Database> = Layer.effect(
  WebhookEndpointStore,
  Effect.gen(function* () {
    const { read, write: sql } = yield* Database

    const insert = Effect.fn("PgWebhookEndpointStore.insert")((endpoint: WebhookEndpoint) =>
      Effect.orDie(
        Effect.asVoid(sql`
          INSERT INTO webhook_endpoint (id, url, description, events, status, disabled_reason, failure, failing_since,
            paused_until, secret_version, secret_rotated_at, version, created_at, updated_at)
          VALUES (${endpoint.id}::uuid, ${endpoint.url}, ${endpoint.description}, ${listOf(endpoint)}::text[],
            ${endpoint.status}, ${endpoint.disabledReason}, ${endpoint.failure},
            ${endpoint.failingSince}::timestamptz, ${endpoint.pausedUntil}::timestamptz, ${endpoint.secretVersion}::int,
            ${endpoint.secretRotatedAt}::timestamptz, ${endpoint.version}::int, ${endpoint.createdAt}::timestamptz,
            ${endpoint.updatedAt}::timestamptz)`)
      )
    )

    const list = Effect.map(
      Effect.suspend(() =>
        found(read`SELECT ${read.literal(item)} AS item FROM webhook_endpoint t ORDER BY t.created_at DESC, t.id DESC`)
      ),
      (all) => all.map((one) => one.item)
    )

    const get = Effect.fn("PgWebhookEndpointStore.get")(function* (id: WebhookEndpointId) {
      const [one] = yield* found(
        read`SELECT ${read.literal(item)} AS item FROM webhook_endpoint t WHERE t.id = ${id}::uuid`
      )
      return one === undefined ? yield* new WebhookEndpointNotFound({ endpointId: id }) : one.item
    })

    const save = Effect.fn("PgWebhookEndpointStore.save")(function* (
      endpoint: WebhookEndpoint,
      { version }: { readonly version: number }
    ) {
      const outcome = yield* Effect.orDie(
        changing(sql`
          WITH locked AS MATERIALIZED (
            SELECT id, version FROM webhook_endpoint WHERE id = ${endpoint.id}::uuid FOR UPDATE
          ), saved AS (
            UPDATE webhook_endpoint t SET url = ${endpoint.url}, description = ${endpoint.description},
              events = ${listOf(endpoint)}::text[], status = ${endpoint.status},
              disabled_reason = ${endpoint.disabledReason}, failure = ${endpoint.failure},
              failing_since = ${endpoint.failingSince}::timestamptz, paused_until = ${endpoint.pausedUntil}::timestamptz,
              secret_version = ${endpoint.secretVersion}::int,
              secret_rotated_at = ${endpoint.secretRotatedAt}::timestamptz, version = ${version}::int + 1,
              updated_at = ${endpoint.updatedAt}::timestamptz
            FROM locked WHERE t.id = locked.id AND locked.version = ${version}::int
            RETURNING ${sql.literal(item)} AS item
          )
          SELECT locked.version AS actual, saved.item FROM locked LEFT JOIN saved ON true`)
      )
      return yield* changed(endpoint.id, version, outcome)
    })

    const remove = Effect.fn("PgWebhookEndpointStore.remove")(function* (
      id: WebhookEndpointId,
      { version }: { readonly version?: number }
    ) {
      const asked = version === undefined ? sql.literal("true") : sql`locked.version = ${version}::int`
      const outcome = yield* Effect.orDie(
        changing(sql`
          WITH locked AS MATERIALIZED (
            SELECT id, version FROM webhook_endpoint WHERE id = ${id}::uuid FOR UPDATE
          ), gone AS (
            DELETE FROM webhook_endpoint t USING locked WHERE t.id = locked.id AND ${asked}
            RETURNING ${sql.literal(item)} AS item
          )
          SELECT locked.version AS actual, gone.item FROM locked LEFT JOIN gone ON true`)
      )
      return yield* changed(id, version, outcome)
    })

    const noteSuccess = Effect.fn("PgWebhookEndpointStore.noteSuccess")((id: WebhookEndpointId, at: Time.Timestamp) =>
      Effect.orDie(
        Effect.asVoid(sql`
          UPDATE webhook_endpoint SET failure = NULL, failing_since = NULL,
            paused_until = CASE WHEN paused_until > ${at}::timestamptz THEN paused_until END
          WHERE id = ${id}::uuid
            AND (failure IS NOT NULL OR failing_since IS NOT NULL OR paused_until <= ${at}::timestamptz)`)
      )
    )

    const noteFailure = Effect.fn("PgWebhookEndpointStore.noteFailure")(function* (
      id: WebhookEndpointId,
      { at, failure, pausedUntil, wellSince }: WebhookFailure
    ) {
      const [one] = yield* failing(sql`
        UPDATE webhook_endpoint t SET failure = ${failure},
          failing_since = CASE WHEN t.paused_until >= ${wellSince}::timestamptz
            THEN coalesce(t.failing_since, ${at}::timestamptz) ELSE ${at}::timestamptz END,
          paused_until = greatest(t.paused_until, ${pausedUntil}::timestamptz)
        WHERE t.id = ${id}::uuid AND t.status = 'active'
        RETURNING ${sql.literal(time("t.failing_since"))} AS since`)
      return one?.since ?? null
    })

    const disable = Effect.fn("PgWebhookEndpointStore.disable")(function* (
      id: WebhookEndpointId,
      {
        at,
        failure,
        reason
      }: { readonly at: Time.Timestamp; readonly failure: string; readonly reason: DisabledReason }
    ) {
      const [one] = yield* disabling(sql`
        UPDATE webhook_endpoint SET status = 'disabled', disabled_reason = ${reason}, failure = ${failure},
          version = version + 1, updated_at = ${at}::timestamptz
        WHERE id = ${id}::uuid AND status = 'active' RETURNING id`)
      return one !== undefined
    })

    return WebhookEndpointStore.of({ insert, list, get, save, remove, noteSuccess, noteFailure, disable })
  })
)
