/** Idempotency keys within a statement: the latch, what was done with the key before, and the claim on it. */
import { IdempotencyConflict, idempotencyLimits, type KeyedRequest, OrderId, StockLevel, type Time } from "@duka/core"
import { Effect, Schema } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import { rows } from "./rows.ts"

/** The first moment whose keys are still kept. */
export const horizon = (sql: SqlClient.SqlClient, at: Time.Timestamp): Statement.Fragment =>
  sql`${at}::timestamptz - ${sql.literal(`interval '${idempotencyLimits.keptSeconds} seconds'`)}`

/**
 * `latch`: whether nobody else is at work with the key; `prior`: what was done with it; `free`: a row when both allow
 * going on. The snapshot is older than the latch: a twin that committed in between is seen by `claim` alone.
 */
export const latched = (
  sql: SqlClient.SqlClient,
  { key, scope }: KeyedRequest,
  at: Time.Timestamp
): Statement.Fragment =>
  sql`latch AS MATERIALIZED (
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`${scope} ${key}`}::text, 0)) AS held
  ), prior AS MATERIALIZED (
    SELECT FROM idempotency_key WHERE scope = ${scope} AND key = ${key} AND created_at >= ${horizon(sql, at)}
  ), free AS MATERIALIZED (
    SELECT FROM latch WHERE held AND NOT EXISTS (SELECT FROM prior)
  )`

/** `claim`: a row when the key is ours from now on, if the condition holds. A key beyond its time gives way. */
export const claimed = (
  sql: SqlClient.SqlClient,
  { key, requestHash, scope }: KeyedRequest,
  at: Time.Timestamp,
  { orderId, when }: { readonly orderId: OrderId | null; readonly when: Statement.Fragment }
): Statement.Fragment =>
  sql`claim AS (
    INSERT INTO idempotency_key AS kept (scope, key, request_hash, order_id, created_at)
    SELECT ${scope}, ${key}, ${requestHash}, ${orderId}::uuid, ${at}::timestamptz FROM free WHERE ${when}
    ON CONFLICT (scope, key) DO UPDATE SET request_hash = excluded.request_hash, order_id = excluded.order_id,
      created_at = excluded.created_at WHERE kept.created_at < ${horizon(sql, at)}
    RETURNING scope, key
  )`

const uses = rows(
  Schema.Struct({
    requestHash: Schema.String,
    orderId: Schema.NullOr(OrderId),
    answer: Schema.NullOr(Schema.Array(StockLevel))
  })
)
export interface KeyUse {
  readonly orderId: OrderId | null
  readonly answer: ReadonlyArray<StockLevel> | null
}

/** What the same request was answered before; null when the key is free. */
export const used = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  { key, requestHash, scope }: KeyedRequest,
  at: Time.Timestamp
): Effect.fn.Return<KeyUse | null, IdempotencyConflict> {
  const [use] = yield* uses(sql`
    SELECT k.request_hash AS "requestHash", k.order_id AS "orderId", a.answer
    FROM idempotency_key k LEFT JOIN idempotency_answer a USING (scope, key)
    WHERE k.scope = ${scope} AND k.key = ${key} AND k.created_at >= ${horizon(sql, at)}`)
  if (use === undefined) return null
  return use.requestHash === requestHash ? use : yield* new IdempotencyConflict({ key })
})
