import { Role, RoleInUse, type RoleName, RoleNameTaken, RoleNotFound, RoleStore, VersionConflict } from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { noted } from "./accessChanges.ts"
import { Database, decided } from "./Database.ts"
import { row, rows, time } from "./rows.ts"

const item = `jsonb_build_object('name', t.name, 'description', t.description, 'permissions', to_jsonb(t.permissions),
  'version', t.version, 'createdAt', ${time("t.created_at")}, 'updatedAt', ${time("t.updated_at")})`

const found = rows(Schema.Struct({ item: Role }))
const made = rows(Schema.Struct({ name: Schema.String }))
const replaced = row(Schema.Struct({ actual: Schema.NullOr(Schema.Int) }))
const removed = row(Schema.Struct({ known: Schema.Boolean, removed: Schema.Boolean }))

export const layer: Layer.Layer<RoleStore, never, Database> = Layer.effect(
  RoleStore,
  Effect.gen(function* () {
    const database = yield* Database
    const { read, write: sql } = database

    const list = Effect.map(
      Effect.suspend(() => found(read`SELECT ${read.literal(item)} AS item FROM role t ORDER BY t.name COLLATE "C"`)),
      (all) => all.map((one) => one.item)
    )

    const insert = Effect.fn("PgRoleStore.insert")(function* (role: Role) {
      const [one] = yield* made(sql`
        INSERT INTO role (name, description, permissions, version, created_at, updated_at)
        VALUES (${role.name}, ${role.description}, ${[...role.permissions]}::text[], ${role.version},
          ${role.createdAt}::timestamptz, ${role.updatedAt}::timestamptz)
        ON CONFLICT DO NOTHING RETURNING name`)
      if (one === undefined) return yield* new RoleNameTaken({ role: role.name })
    })

    const replace = Effect.fn("PgRoleStore.replace")(function* (role: Role, { version }: { readonly version: number }) {
      const { actual } = yield* Effect.orDie(
        replaced(sql`
          WITH locked AS MATERIALIZED (
            SELECT name, version FROM role WHERE name = ${role.name} FOR NO KEY UPDATE
          ), saved AS (
            UPDATE role t SET description = ${role.description}, permissions = ${[...role.permissions]}::text[],
              version = ${version} + 1, created_at = ${role.createdAt}::timestamptz,
              updated_at = ${role.updatedAt}::timestamptz
            FROM locked WHERE t.name = locked.name AND locked.version = ${version} RETURNING t.name
          ), ${noted(
            sql,
            "account",
            sql`SELECT h.account_id AS id FROM account_role h JOIN saved ON saved.name = h.role`,
            role.updatedAt
          )}
          SELECT (SELECT version FROM locked) AS actual`)
      )
      if (actual === null) return yield* new RoleNotFound({ role: role.name })
      if (actual !== version) return yield* new VersionConflict({ expected: version, actual })
      return { ...role, version: version + 1 }
    })

    // Whoever is given the role just now locks its row: it is removed before, or not at all.
    const remove = Effect.fn("PgRoleStore.remove")(function* (name: RoleName) {
      const outcome = yield* decided(
        database,
        removed(sql`
          WITH locked AS MATERIALIZED (SELECT name FROM role WHERE name = ${name} FOR UPDATE),
          removed AS (
            DELETE FROM role t USING locked
            WHERE t.name = locked.name AND NOT EXISTS (SELECT FROM account_role h WHERE h.role = ${name})
            RETURNING t.name
          )
          SELECT EXISTS (SELECT FROM locked) AS known, EXISTS (SELECT FROM removed) AS removed`)
      )
      if (!outcome.known) return yield* new RoleNotFound({ role: name })
      if (!outcome.removed) return yield* new RoleInUse({ role: name })
    })

    return RoleStore.of({ list, insert, replace, remove })
  })
)
