import {
  Account,
  type AccountId,
  AccountNotFound,
  AccountStore,
  EmailTaken,
  loginKey,
  UsernameTaken,
  VersionConflict
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { noted } from "./accessChanges.ts"
import { Database, decided } from "./Database.ts"
import { row, rows, time } from "./rows.ts"

const columns = `jsonb_build_object('id', t.id, 'email', t.email, 'username', t.username,
  'emailVerifiedAt', ${time("t.email_verified_at")}, 'status', t.status, 'version', t.version,
  'createdAt', ${time("t.created_at")}, 'updatedAt', ${time("t.updated_at")}) AS account, t.password_hash AS "passwordHash"`

const found = rows(Schema.Struct({ account: Account, passwordHash: Schema.NullOr(Schema.String) }))
const made = rows(Schema.Struct({ id: Schema.String }))
const taken = row(Schema.Struct({ email: Schema.Boolean, username: Schema.Boolean }))
const replaced = row(
  Schema.Struct({
    actual: Schema.NullOr(Schema.Int),
    email: Schema.Boolean,
    username: Schema.Boolean,
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

    const usernameOr = (account: Account, isEmail: boolean) =>
      isEmail ? Effect.fail(new EmailTaken()) : Effect.fail(new UsernameTaken({ username: account.username ?? "" }))

    const insert = Effect.fn("PgAccountStore.insert")(function* (account: Account, passwordHash: string | null) {
      const [one] = yield* made(sql`
        INSERT INTO account (id, email, email_key, username, username_key, email_verified_at, status, password_hash,
          version, created_at, updated_at)
        VALUES (${account.id}::uuid, ${account.email}, ${loginKey(account.email)}, ${account.username},
          ${usernameKey(account)}, ${account.emailVerifiedAt}::timestamptz, ${account.status}, ${passwordHash},
          ${account.version}, ${account.createdAt}::timestamptz, ${account.updatedAt}::timestamptz)
        ON CONFLICT DO NOTHING RETURNING id`)
      if (one !== undefined) return
      // Another statement: it sees whoever was just faster.
      const { email, username } = yield* Effect.orDie(taken(sql`SELECT ${others(account)}`))
      return yield* usernameOr(account, email || !username)
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
      const outcome = yield* decided(
        database,
        replaced(sql`
          WITH locked AS MATERIALIZED (SELECT id, version FROM account WHERE id = ${account.id}::uuid FOR UPDATE),
          others AS MATERIALIZED (SELECT ${others(account)}),
          saved AS (
            UPDATE account t SET email = ${account.email}, email_key = ${loginKey(account.email)},
              username = ${account.username}, username_key = ${usernameKey(account)},
              email_verified_at = ${account.emailVerifiedAt}::timestamptz, status = ${account.status},
              version = ${version} + 1, created_at = ${account.createdAt}::timestamptz,
              updated_at = ${account.updatedAt}::timestamptz
            FROM locked, others
            WHERE t.id = locked.id AND locked.version = ${version} AND NOT others.email AND NOT others.username
            RETURNING t.id
          ), ${noted(sql, "account", sql`SELECT id FROM saved`, account.updatedAt)}
          SELECT (SELECT version FROM locked) AS actual, others.email, others.username,
            EXISTS (SELECT FROM saved) AS saved FROM others`)
      )
      if (outcome.actual === null) return yield* new AccountNotFound({ accountId: account.id })
      if (outcome.actual !== version) return yield* new VersionConflict({ expected: version, actual: outcome.actual })
      if (!outcome.saved) return yield* usernameOr(account, outcome.email)
      return { ...account, version: version + 1 }
    })

    const setPassword = Effect.fn("PgAccountStore.setPassword")(function* (
      id: AccountId,
      hash: string,
      before?: string
    ) {
      const [one] = yield* made(sql`
        UPDATE account SET password_hash = ${hash}
        WHERE id = ${id}::uuid AND (${before ?? null}::text IS NULL OR password_hash = ${before ?? null})
        RETURNING id`)
      return one !== undefined
    })

    return AccountStore.of({ insert, get, find, replace, setPassword })
  })
)
