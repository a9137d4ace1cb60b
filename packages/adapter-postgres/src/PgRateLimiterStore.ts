import { RateLimiterStore } from "@duka/core"
import { Clock, Duration, Effect, Layer, Schema } from "effect"
import { layerStoreMemory } from "effect/persistence/RateLimiter"
import { Database } from "./Database.ts"
import { row } from "./rows.ts"

const counted = row(Schema.Struct({ asked: Schema.Number, expiresAt: Schema.Number }))
const taken = row(Schema.Struct({ remaining: Schema.Number, refilledAt: Schema.Number }))

/** So many counters that say nothing any more go with each that is asked for: more go than come. */
const forgottenAtOnce = 3

/** Counters are asked for outside of transactions: what was tried was tried, whatever became of it. */
export const layer: Layer.Layer<RateLimiterStore, never, Database> = Layer.effect(
  RateLimiterStore,
  Effect.gen(function* () {
    const { write: sql } = yield* Database

    const forgotten = (table: "rate_window" | "rate_bucket", key: string, now: number) => sql`
      forgotten AS (
        DELETE FROM ${sql(table)} WHERE key IN (
          SELECT key FROM ${sql(table)} WHERE expires_at <= ${now}::float8 AND key <> ${key}
          ORDER BY expires_at LIMIT ${forgottenAtOnce} FOR UPDATE SKIP LOCKED
        )
      )`

    /** A window that has ended begins anew. `asked` is what the count would be. */
    const fixedWindow: RateLimiterStore["Service"]["fixedWindow"] = Effect.fnUntraced(function* (options) {
      const { key, tokens } = options
      const now = yield* Clock.currentTimeMillis
      const most = options.limit === undefined || options.limit === 0 ? null : options.limit
      const refillMillis = Duration.toMillis(options.refillRate)
      const { asked, expiresAt } = yield* Effect.orDie(
        counted(sql`
          WITH ${forgotten("rate_window", key, now)}
          INSERT INTO rate_window AS w (key, count, asked, expires_at)
          SELECT ${key}, CASE WHEN a.fits THEN a.tokens ELSE 0 END, a.tokens,
            a.at + CASE WHEN a.fits THEN a.refill * a.tokens ELSE 0 END
          FROM (SELECT ${tokens}::float8 AS tokens, ${now}::float8 AS at, ${refillMillis}::float8 AS refill,
            ${most}::float8 IS NULL OR ${tokens}::float8 <= ${most}::float8 AS fits) a
          ON CONFLICT (key) DO UPDATE SET (count, asked, expires_at) = (
            SELECT CASE WHEN n.fits THEN n.asked ELSE n.count END, n.asked,
              n.expires_at + CASE WHEN n.fits THEN ${refillMillis}::float8 * ${tokens}::float8 ELSE 0 END
            FROM (SELECT o.count, o.expires_at, o.count + ${tokens}::float8 AS asked,
              ${most}::float8 IS NULL OR o.count + ${tokens}::float8 <= ${most}::float8 AS fits
              FROM (SELECT CASE WHEN w.expires_at <= ${now}::float8 THEN 0 ELSE w.count END AS count,
                greatest(w.expires_at, ${now}::float8) AS expires_at) o) n
          )
          RETURNING w.asked, w.expires_at AS "expiresAt"`)
      )
      return [asked, expiresAt - now]
    })

    /** `remaining` is what would be left: of a bucket that holds too little nothing is taken. */
    const tokenBucket: RateLimiterStore["Service"]["tokenBucket"] = Effect.fnUntraced(function* (options) {
      const { allowOverflow, key, limit, tokens } = options
      const now = yield* Clock.currentTimeMillis
      const refillMillis = Duration.toMillis(options.refillRate)
      const { refilledAt, remaining } = yield* Effect.orDie(
        taken(sql`
          WITH ${forgotten("rate_bucket", key, now)}
          INSERT INTO rate_bucket AS b (key, tokens, remaining, refilled_at, expires_at)
          SELECT ${key}, left_over.tokens, left_over.remaining, ${now}::float8,
            ${now}::float8 + (${limit}::float8 - left_over.tokens) * ${refillMillis}::float8
          FROM (
            SELECT r.remaining,
              CASE WHEN r.remaining >= 0 OR ${allowOverflow}::boolean THEN r.remaining ELSE ${limit}::float8 END AS tokens
            FROM (SELECT least(${limit}::float8, ${limit}::float8 - ${tokens}::float8) AS remaining) r
          ) left_over
          ON CONFLICT (key) DO UPDATE SET (tokens, remaining, refilled_at, expires_at) = (
            SELECT l.tokens, l.remaining, l.refilled_at,
              l.refilled_at + (${limit}::float8 - l.tokens) * ${refillMillis}::float8
            FROM (
              SELECT r.remaining, r.refilled_at,
                CASE WHEN r.remaining >= 0 OR ${allowOverflow}::boolean THEN r.remaining ELSE r.tokens END AS tokens
              FROM (
                SELECT f.tokens, least(${limit}::float8, f.tokens - ${tokens}::float8) AS remaining,
                  CASE WHEN f.tokens >= ${limit}::float8 THEN ${now}::float8 ELSE f.refilled_at END AS refilled_at
                FROM (
                  SELECT CASE WHEN i.whole > 0 THEN least(${limit}::float8, b.tokens + i.whole) ELSE b.tokens END AS tokens,
                    CASE WHEN i.whole > 0 THEN b.refilled_at + i.whole * ${refillMillis}::float8 ELSE b.refilled_at END
                      AS refilled_at
                  FROM (SELECT floor((${now}::float8 - b.refilled_at) / ${refillMillis}::float8) AS whole) i
                ) f
              ) r
            ) l
          )
          RETURNING b.remaining, b.refilled_at AS "refilledAt"`)
      )
      return [remaining, Math.max(0, now - refilledAt)]
    })

    // Limits that others tell us are learnt by each process for itself.
    const { adaptiveConsume, adaptiveFeedback } = yield* Effect.provide(RateLimiterStore, layerStoreMemory)
    return RateLimiterStore.of({ fixedWindow, tokenBucket, adaptiveConsume, adaptiveFeedback })
  })
)
