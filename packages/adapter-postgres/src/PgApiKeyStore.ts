import { ApiKey, type ApiKeyId, ApiKeyStore, Time } from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database } from "./Database.ts"
import { rows, time } from "./rows.ts"

const item = `jsonb_build_object('id', t.id, 'name', t.name, 'permissions', to_jsonb(t.permissions), 'prefix', t.prefix,
  'expiresAt', ${time("t.expires_at")}, 'lastUsedAt', ${time("t.last_used_at")},
  'revokedAt', ${time("t.revoked_at")}, 'createdAt', ${time("t.created_at")})`

const found = rows(Schema.Struct({ item: ApiKey }))
const revoked = rows(Schema.Struct({ id: Schema.String }))

/** A key that is used a thousand times a second is written once in so long. */
const notedSeconds = 60

export const layer: Layer.Layer<ApiKeyStore, never, Database> = Layer.effect(
  ApiKeyStore,
  Effect.gen(function* () {
    const { read, write: sql } = yield* Database

    const insert = Effect.fn("PgApiKeyStore.insert")((key: ApiKey, hash: string) =>
      Effect.orDie(
        Effect.asVoid(sql`
        INSERT INTO api_key (id, name, permissions, prefix, hash, expires_at, last_used_at, revoked_at, created_at)
        VALUES (${key.id}::uuid, ${key.name}, ${[...key.permissions]}::text[], ${key.prefix}, ${hash},
          ${key.expiresAt}::timestamptz, ${key.lastUsedAt}::timestamptz, ${key.revokedAt}::timestamptz,
          ${key.createdAt}::timestamptz)`)
      )
    )

    const list = Effect.map(
      Effect.suspend(() =>
        found(read`SELECT ${read.literal(item)} AS item FROM api_key t ORDER BY t.created_at DESC, t.id DESC`)
      ),
      (all) => all.map((one) => one.item)
    )

    const use = Effect.fn("PgApiKeyStore.use")(function* (hash: string, at: Time.Timestamp) {
      const [one] = yield* found(sql`
        WITH used AS MATERIALIZED (
          SELECT * FROM api_key
          WHERE hash = ${hash} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${at}::timestamptz)
        ), noted AS (
          UPDATE api_key k SET last_used_at = ${at}::timestamptz FROM used
          WHERE k.id = used.id AND (used.last_used_at IS NULL OR used.last_used_at <= ${Time.after(at, -notedSeconds)}::timestamptz)
          RETURNING k.last_used_at
        )
        SELECT ${sql.literal(item)} || CASE WHEN EXISTS (SELECT FROM noted)
          THEN jsonb_build_object('lastUsedAt', ${at}::text) ELSE '{}' END AS item FROM used t`)
      return one?.item ?? null
    })

    const revoke = Effect.fn("PgApiKeyStore.revoke")(function* (id: ApiKeyId, at: Time.Timestamp) {
      const [one] = yield* revoked(sql`
        UPDATE api_key SET revoked_at = ${at}::timestamptz WHERE id = ${id}::uuid AND revoked_at IS NULL RETURNING id`)
      return one !== undefined
    })

    return ApiKeyStore.of({ insert, list, use, revoke })
  })
)
