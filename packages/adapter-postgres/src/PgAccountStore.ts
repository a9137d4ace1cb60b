import {
  Account,
  type AccountId,
  AccountNotFound,
  AccountStore,
  EmailTaken,
  LastOwner,
  loginKey,
  owner,
  type Page,
  RoleNotFound,
  StaffMember,
  UsernameTaken,
  VersionConflict
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { noted } from "./accessChanges.ts"
import { Database, decided } from "./Database.ts"
import { lister } from "./lists.ts"
import { ownersLeft } from "./owners.ts"
import { row, rows, time } from "./rows.ts"

const fields = `jsonb_build_object('id', t.id, 'email', t.email, 'username', t.username,
  'emailVerifiedAt', ${time("t.email_verified_at")},
  'roles', (SELECT coalesce(jsonb_agg(h.role ORDER BY h.role COLLATE "C"), '[]') FROM account_role h
    WHERE h.account_id = t.id),
  'status', t.status, 'version', t.version,
  'createdAt', ${time("t.created_at")}, 'updatedAt', ${time("t.updated_at")})`

const columns = `${fields} AS account, t.password_hash AS "passwordHash"`

const byEmail = { sort: "email", by: "t.email_key", shown: "t.email_key", kind: "text", id: "t.id" } as const

const members = lister(StaffMember)

const found = rows(Schema.Struct({ account: Account, passwordHash: Schema.NullOr(Schema.String) }))
const made = rows(Schema.Struct({ id: Schema.String }))
const taken = row(Schema.Struct({ email: Schema.Boolean, username: Schema.Boolean }))
const inserted = row(Schema.Struct({ made: Schema.Boolean, unknown: Schema.NullOr(Schema.String) }))
const owned = row(Schema.Struct({ owned: Schema.Boolean }))
const replaced = row(
  Schema.Struct({
    actual: Schema.NullOr(Schema.Int),
    email: Schema.Boolean,
    username: Schema.Boolean,
    unknown: Schema.NullOr(Schema.String),
    lastOwner: Schema.Boolean,
    saved: Schema.Boolean
  })
)

const usernameKey = ({ username }: Account) => (username === null ? null : loginKey(username))

export const layer: Layer.Layer<AccountStore, never, Database> = Layer.effect(
  AccountStore,
  Effect.gen(function* () {
    const database = yield* Database
    const { read, write: sql } = database

    const others = (account: Account) => sql`
      EXISTS (SELECT FROM account WHERE email_key = ${loginKey(account.email)} AND id <> ${account.id}::uuid) AS email,
      EXISTS (SELECT FROM account WHERE username_key = ${usernameKey(account)}::text AND id <> ${account.id}::uuid)
        AS username`

    /** The roles that it is to hold, locked so that none is removed meanwhile, and whether there are such. */
    const wanted = ({ roles }: Account) => sql`
      SELECT given.role, r.name IS NOT NULL AS known
      FROM unnest(${[...roles]}::text[]) AS given(role)
      LEFT JOIN (SELECT name FROM role WHERE name = ANY(${[...roles]}::text[]) ORDER BY name FOR KEY SHARE) r
        ON r.name = given.role`

    const usernameOr = (account: Account, isEmail: boolean) =>
      isEmail ? Effect.fail(new EmailTaken()) : Effect.fail(new UsernameTaken({ username: account.username ?? "" }))

    const insert = Effect.fn("PgAccountStore.insert")(function* (account: Account, passwordHash: string | null) {
      const outcome = yield* Effect.orDie(
        inserted(sql`
          WITH wanted AS MATERIALIZED (${wanted(account)}),
          made AS (
            INSERT INTO account (id, email, email_key, username, username_key, email_verified_at, status, password_hash,
              version, created_at, updated_at)
            SELECT ${account.id}::uuid, ${account.email}, ${loginKey(account.email)}, ${account.username},
              ${usernameKey(account)}, ${account.emailVerifiedAt}::timestamptz, ${account.status}, ${passwordHash},
              ${account.version}, ${account.createdAt}::timestamptz, ${account.updatedAt}::timestamptz
            WHERE NOT EXISTS (SELECT FROM wanted WHERE NOT known)
            ON CONFLICT DO NOTHING RETURNING id
          ), held AS (INSERT INTO account_role (account_id, role) SELECT made.id, wanted.role FROM made, wanted)
          SELECT EXISTS (SELECT FROM made) AS made, (SELECT min(role) FROM wanted WHERE NOT known) AS unknown`)
      )
      if (outcome.made) return
      if (outcome.unknown !== null) return yield* new RoleNotFound({ role: outcome.unknown })
      // Another statement: it sees whoever was just faster.
      const { username } = yield* Effect.orDie(taken(sql`SELECT ${others(account)}`))
      return yield* usernameOr(account, !username)
    })

    const get = Effect.fn("PgAccountStore.get")(function* (id: AccountId) {
      const [one] = yield* found(read`SELECT ${read.literal(columns)} FROM account t WHERE t.id = ${id}::uuid`)
      return one === undefined ? yield* new AccountNotFound({ accountId: id }) : one
    })

    const find = Effect.fn("PgAccountStore.find")(function* (login: string) {
      const key = loginKey(login)
      const [one] = yield* found(
        read`SELECT ${read.literal(columns)} FROM account t WHERE t.email_key = ${key} OR t.username_key = ${key}`
      )
      return one ?? null
    })

    const replace = Effect.fn("PgAccountStore.replace")(function* (
      account: Account,
      { version }: { readonly version: number }
    ) {
      const isOwner = account.status === "active" && account.roles.includes(owner)
      const outcome = yield* decided(
        database,
        replaced(sql`
          WITH locked AS MATERIALIZED (SELECT id, version FROM account WHERE id = ${account.id}::uuid FOR UPDATE),
          ${ownersLeft(sql, account.id, sql`${!isOwner}::boolean`)},
          others AS MATERIALIZED (SELECT ${others(account)}),
          wanted AS MATERIALIZED (${wanted(account)}),
          refused AS MATERIALIZED (
            SELECT others.email, others.username, (SELECT min(role) FROM wanted WHERE NOT known) AS unknown,
              EXISTS (SELECT FROM last_owner) AS "lastOwner"
            FROM others
          ), saved AS (
            UPDATE account t SET email = ${account.email}, email_key = ${loginKey(account.email)},
              username = ${account.username}, username_key = ${usernameKey(account)},
              email_verified_at = ${account.emailVerifiedAt}::timestamptz, status = ${account.status},
              version = ${version} + 1, created_at = ${account.createdAt}::timestamptz,
              updated_at = ${account.updatedAt}::timestamptz
            FROM locked, refused
            WHERE t.id = locked.id AND locked.version = ${version} AND NOT refused.email AND NOT refused.username
              AND refused.unknown IS NULL AND NOT refused."lastOwner"
            RETURNING t.id
          ), dropped AS (
            DELETE FROM account_role h USING saved
            WHERE h.account_id = saved.id AND h.role NOT IN (SELECT role FROM wanted)
          ), held AS (
            INSERT INTO account_role (account_id, role) SELECT saved.id, wanted.role FROM saved, wanted
            ON CONFLICT DO NOTHING
          ), ${noted(sql, "account", sql`SELECT id FROM saved`, account.updatedAt)}
          SELECT (SELECT version FROM locked) AS actual, refused.*, EXISTS (SELECT FROM saved) AS saved FROM refused`)
      )
      if (outcome.actual === null) return yield* new AccountNotFound({ accountId: account.id })
      if (outcome.actual !== version) return yield* new VersionConflict({ expected: version, actual: outcome.actual })
      if (outcome.saved) return { ...account, version: version + 1 }
      if (outcome.unknown !== null) return yield* new RoleNotFound({ role: outcome.unknown })
      if (outcome.lastOwner) return yield* new LastOwner()
      return yield* usernameOr(account, !outcome.username)
    })

    const setPassword = Effect.fn("PgAccountStore.setPassword")(function* (
      id: AccountId,
      hash: string | null,
      before?: string
    ) {
      const [one] = yield* made(sql`
        UPDATE account SET password_hash = ${hash}
        WHERE id = ${id}::uuid AND (${before ?? null}::text IS NULL OR password_hash = ${before ?? null})
        RETURNING id`)
      return one !== undefined
    })

    const hasOwner = Effect.map(
      Effect.suspend(() =>
        owned(read`
          SELECT EXISTS (
            SELECT FROM account_role h JOIN account a ON a.id = h.account_id
            WHERE h.role = ${owner} AND a.status = 'active'
          ) AS owned`)
      ),
      ({ owned }) => owned
    ).pipe(Effect.orDie)

    const staff = (slice: Page.Slice) =>
      members(
        read,
        {
          sorting: byEmail,
          from: "account t",
          where: [read`EXISTS (SELECT FROM account_role h WHERE h.account_id = t.id)`],
          item: `${fields} || jsonb_build_object('name', (SELECT c.name FROM customer c WHERE c.id = t.id))`
        },
        slice
      )

    return AccountStore.of({ insert, get, find, replace, setPassword, hasOwner, staff })
  })
)
