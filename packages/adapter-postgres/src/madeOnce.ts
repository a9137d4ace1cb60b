/** What a command makes once for each key: a row, whose id is kept with the key. */
import { IdempotencyConflict, IdempotencyRunning, idempotencyLimits, type KeyedRequest, type Time } from "@duka/core"
import { Effect, Schema } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import { claimed, horizon, latched } from "./keys.ts"
import { row, rows } from "./rows.ts"

const claim = row(Schema.Struct({ isClaimed: Schema.Boolean }))

interface Making<Id> {
  readonly id: Id
  /** Null: whoever asks has no key. */
  readonly request: KeyedRequest | null
  readonly at: Time.Timestamp
  /** `INSERT INTO … SELECT …` of one row, without a FROM. */
  readonly insert: Statement.Fragment
}

export const madeOnce = <Id extends string>(ids: Schema.Codec<Id, string>) => {
  const uses = rows(Schema.Struct({ requestHash: Schema.String, id: Schema.NullOr(ids) }))

  /** What was made with the key; null when it is free. */
  const made = Effect.fnUntraced(function* (
    sql: SqlClient.SqlClient,
    { key, requestHash, scope }: KeyedRequest,
    at: Time.Timestamp
  ): Effect.fn.Return<Id | null, IdempotencyConflict> {
    const [use] = yield* uses(sql`
      SELECT k.request_hash AS "requestHash", a.answer #>> '{}' AS id
      FROM idempotency_key k LEFT JOIN idempotency_answer a USING (scope, key)
      WHERE k.scope = ${scope} AND k.key = ${key} AND k.created_at >= ${horizon(sql, at)}`)
    if (use === undefined) return null
    return use.requestHash === requestHash ? use.id : yield* new IdempotencyConflict({ key })
  })

  const make = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, { at, id, insert, request }: Making<Id>) {
    if (request === null) return yield* Effect.orDie(Effect.asVoid(sql`${insert}`))
    const { isClaimed } = yield* Effect.orDie(
      claim(sql`
        WITH ${latched(sql, request, at)},
        ${claimed(sql, request, at, { orderId: null, when: sql.literal("true") })},
        made AS (
          ${insert} FROM claim
        ), kept AS (
          INSERT INTO idempotency_answer (scope, key, answer)
          SELECT claim.scope, claim.key, to_jsonb(${id}::text) FROM claim
          ON CONFLICT (scope, key) DO UPDATE SET answer = excluded.answer
        )
        SELECT EXISTS (SELECT FROM claim) AS "isClaimed"`)
    )
    if (isClaimed) return
    yield* made(sql, request, at)
    const { retryAfterSeconds } = idempotencyLimits
    return yield* new IdempotencyRunning({ key: request.key, retryAfterSeconds })
  })

  return { make, made }
}
