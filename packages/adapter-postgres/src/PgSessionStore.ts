import { AccountId, Session, SessionId, SessionStore, type Time } from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { noted } from "./accessChanges.ts"
import { Database } from "./Database.ts"
import { row, rows, time } from "./rows.ts"

const item = `jsonb_build_object('id', t.id, 'accountId', t.account_id, 'client', t.client,
  'createdAt', ${time("t.created_at")}, 'usedAt', ${time("t.used_at")}, 'expiresAt', ${time("t.expires_at")},
  'endsAt', ${time("t.ends_at")})`

const found = rows(Schema.Struct({ item: Session }))
const ids = rows(Schema.Struct({ id: SessionId }))
const rotated = row(
  Schema.Struct({
    session: Schema.NullOr(Session),
    endedId: Schema.NullOr(SessionId),
    endedOf: Schema.NullOr(AccountId)
  })
)
const changed = rows(Schema.Struct({ kind: Schema.Literals(["session", "account"]), id: Schema.String }))

export const layer: Layer.Layer<SessionStore, never, Database> = Layer.effect(
  SessionStore,
  Effect.gen(function* () {
    const { read, write: sql } = yield* Database

    const open = Effect.fn("PgSessionStore.open")(
      (
        session: Session,
        {
          most,
          passwordHash,
          refreshHash
        }: { readonly refreshHash: string; readonly passwordHash: string | null; readonly most: number }
      ) =>
        Effect.map(
          ids(sql`
        WITH owner AS MATERIALIZED (
          SELECT id FROM account WHERE id = ${session.accountId}::uuid AND status = 'active'
            AND password_hash IS NOT DISTINCT FROM ${passwordHash}::text
          FOR SHARE
        ), old AS MATERIALIZED (
          SELECT id FROM (
            SELECT id, expires_at, row_number() OVER (ORDER BY used_at DESC, id DESC) AS place
            FROM session WHERE account_id = ${session.accountId}::uuid
          ) theirs WHERE place >= ${most} OR expires_at <= ${session.createdAt}::timestamptz
        ), locked AS MATERIALIZED (
          SELECT s.id FROM session s JOIN old ON s.id = old.id ORDER BY s.id FOR UPDATE OF s
        ), gone AS (
          DELETE FROM session s USING locked WHERE s.id = locked.id RETURNING s.id
        ), ${noted(sql, "session", sql`SELECT id FROM gone`, session.createdAt)}, opened AS (
          INSERT INTO session (id, account_id, client, created_at, used_at, expires_at, ends_at)
          SELECT ${session.id}::uuid, owner.id, ${JSON.stringify(session.client)}::jsonb,
            ${session.createdAt}::timestamptz, ${session.usedAt}::timestamptz, ${session.expiresAt}::timestamptz,
            ${session.endsAt}::timestamptz
          FROM owner RETURNING id
        )
        INSERT INTO refresh_token (hash, session_id, used) SELECT ${refreshHash}, id, false FROM opened RETURNING session_id AS id`),
          (made) => made.length > 0
        )
    )

    /** Session and token are locked, in this order: of two that show a token at once, the second finds it used. */
    const rotate = Effect.fn("PgSessionStore.rotate")(function* (asked: {
      readonly hash: string
      readonly next: string
      readonly at: Time.Timestamp
      readonly expiresAt: Time.Timestamp
    }) {
      const { at, expiresAt, hash, next } = asked
      const outcome = yield* Effect.orDie(
        rotated(sql`
          WITH shown AS MATERIALIZED (
            SELECT r.session_id, r.used FROM session s JOIN refresh_token r ON r.session_id = s.id
            WHERE r.hash = ${hash} FOR UPDATE
          ), used AS (
            UPDATE refresh_token r SET used = true FROM shown WHERE r.hash = ${hash} AND NOT shown.used
          ), ended AS (
            DELETE FROM session s USING shown WHERE s.id = shown.session_id AND shown.used RETURNING s.id, s.account_id
          ), ${noted(sql, "session", sql`SELECT id FROM ended`, at)}, moved AS (
            UPDATE session s SET used_at = ${at}::timestamptz,
              expires_at = least(${expiresAt}::timestamptz, s.ends_at)
            FROM shown
            WHERE s.id = shown.session_id AND NOT shown.used AND s.expires_at > ${at}::timestamptz
            RETURNING s.*
          ), following AS (
            INSERT INTO refresh_token (hash, session_id, used) SELECT ${next}, id, false FROM moved
          )
          SELECT (SELECT ${sql.literal(item)} FROM moved t) AS session,
            (SELECT id FROM ended) AS "endedId", (SELECT account_id FROM ended) AS "endedOf"`)
      )
      if (outcome.session !== null) return { _tag: "Rotated", session: outcome.session } as const
      return outcome.endedId !== null && outcome.endedOf !== null
        ? ({ _tag: "Reused", sessionId: outcome.endedId, accountId: outcome.endedOf } as const)
        : ({ _tag: "Unknown" } as const)
    })

    const end = Effect.fn("PgSessionStore.end")(function* (accountId: AccountId, id: SessionId, at: Time.Timestamp) {
      const gone = yield* ids(sql`
        WITH gone AS (
          DELETE FROM session WHERE id = ${id}::uuid AND account_id = ${accountId}::uuid RETURNING id
        ), ${noted(sql, "session", sql`SELECT id FROM gone`, at)}
        SELECT id FROM gone`)
      return gone.length > 0
    })

    const endAll = Effect.fn("PgSessionStore.endAll")(function* (
      accountId: AccountId,
      at: Time.Timestamp,
      { except }: { readonly except?: SessionId } = {}
    ) {
      const gone = yield* ids(sql`
        WITH theirs AS MATERIALIZED (
          SELECT id FROM session
          WHERE account_id = ${accountId}::uuid AND id IS DISTINCT FROM ${except ?? null}::uuid
          ORDER BY id FOR UPDATE
        ), gone AS (
          DELETE FROM session s USING theirs WHERE s.id = theirs.id RETURNING s.id
        ), ${noted(sql, "session", sql`SELECT id FROM gone`, at)}
        SELECT id FROM gone`)
      return gone.map(({ id }) => id)
    })

    const list = Effect.fn("PgSessionStore.list")(function* (accountId: AccountId, at: Time.Timestamp) {
      const sessions = yield* found(read`
        SELECT ${read.literal(item)} AS item FROM session t
        WHERE t.account_id = ${accountId}::uuid AND t.expires_at > ${at}::timestamptz
        ORDER BY t.used_at DESC, t.id DESC`)
      return sessions.map((one) => one.item)
    })

    const changes = Effect.fnUntraced(function* (since: Time.Timestamp) {
      const told = yield* changed(
        read`SELECT kind, id::text AS id FROM access_change WHERE at >= ${since}::timestamptz`
      )
      return {
        ended: told.flatMap(({ id, kind }) => (kind === "session" ? [SessionId.make(id)] : [])),
        accounts: told.flatMap(({ id, kind }) => (kind === "account" ? [AccountId.make(id)] : []))
      }
    })

    return SessionStore.of({ open, rotate, end, endAll, list, changes })
  })
)
