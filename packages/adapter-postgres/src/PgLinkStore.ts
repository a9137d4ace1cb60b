import { AccountId, type Link, type LinkPurpose, LinkStore, Text, Time } from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database } from "./Database.ts"
import { rows, time } from "./rows.ts"

const taken = rows(
  Schema.Struct({
    accountId: AccountId,
    purpose: Schema.Literals(["verification", "reset", "invitation"]),
    hash: Schema.String,
    email: Text.Email,
    expiresAt: Time.Timestamp
  })
)

export const layer: Layer.Layer<LinkStore, never, Database> = Layer.effect(
  LinkStore,
  Effect.gen(function* () {
    const { write: sql } = yield* Database

    const insert = Effect.fn("PgLinkStore.insert")(({ accountId, email, expiresAt, hash, purpose }: Link) =>
      Effect.orDie(
        Effect.asVoid(sql`
        INSERT INTO account_link (account_id, purpose, hash, email, expires_at)
        SELECT owner.id, ${purpose}, ${hash}, ${email}, ${expiresAt}::timestamptz
        FROM (SELECT id FROM account WHERE id = ${accountId}::uuid FOR KEY SHARE) owner
        ON CONFLICT (account_id, purpose)
        DO UPDATE SET hash = excluded.hash, email = excluded.email, expires_at = excluded.expires_at`)
      )
    )

    // Who follows a link changes the person and the account next: both are locked first, as whoever asks for another link
    // and whoever erases the person lock them.
    const take = Effect.fn("PgLinkStore.take")(function* (hash: string, purpose: LinkPurpose, at: Time.Timestamp) {
      const [one] = yield* taken(sql`
        WITH asked AS MATERIALIZED (SELECT account_id FROM account_link WHERE hash = ${hash}),
        person AS MATERIALIZED (
          SELECT c.id FROM customer c JOIN asked ON c.id = asked.account_id FOR NO KEY UPDATE OF c
        ), owner AS MATERIALIZED (
          SELECT a.id FROM account a JOIN person ON a.id = person.id FOR UPDATE OF a
        )
        DELETE FROM account_link t USING owner
        WHERE t.account_id = owner.id
          AND t.hash = ${hash} AND t.purpose = ${purpose} AND t.expires_at > ${at}::timestamptz
        RETURNING t.account_id AS "accountId", t.purpose, t.hash, t.email,
          ${sql.literal(time("t.expires_at"))} AS "expiresAt"`)
      return one ?? null
    })

    const removeAll = Effect.fn("PgLinkStore.removeAll")((accountId: AccountId) =>
      Effect.orDie(Effect.asVoid(sql`DELETE FROM account_link WHERE account_id = ${accountId}::uuid`))
    )

    return LinkStore.of({ insert, removeAll, take })
  })
)
