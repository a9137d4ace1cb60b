import { PgliteStorage, PostgresStorage } from "@duka/adapter-postgres"
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { describe } from "vitest"
import { freshDatabase, postgresUrl } from "../../../test/environment/postgres.ts"
import { migrations } from "../src/migrations/index.ts"

const built = (url: string) => Layer.build(PostgresStorage.layer({ url: Redacted.make(url), maxConnections: 3 }))

const applied = SqlSchema.findAll({
  Request: Schema.Void,
  Result: Schema.Struct({ id: Schema.Int }),
  execute: () =>
    Effect.flatMap(
      SqlClient.SqlClient,
      (sql) => sql`SELECT migration_id AS id FROM duka_migration ORDER BY migration_id`
    )
})

describe.skipIf(postgresUrl === null)("starting on a server", () => {
  it.live("two that start at once on an empty database both start, and it is migrated once", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase
      const [one, ...others] = yield* Effect.all([built(url), built(url), built(url), built(url)], {
        concurrency: "unbounded"
      })
      const ids = (yield* applied(undefined).pipe(Effect.provide(one))).map(({ id }) => id)
      assert.deepStrictEqual(
        ids,
        Object.keys(migrations).map((name) => Number(name.slice(0, 4)))
      )
      for (const other of others) {
        yield* Effect.flatMap(PostgresStorage.StorageHealth, ({ check }) => check).pipe(Effect.provide(other))
      }
      assert.lengthOf(yield* applied(undefined).pipe(Effect.provide(yield* built(url))), ids.length)
    })
  )

  it.live("sessions tell the time in UTC and wait for nothing for ever", () =>
    Effect.gen(function* () {
      const context = yield* built(yield* freshDatabase)
      const shown = (name: string) =>
        Effect.flatMap(SqlClient.SqlClient, (sql) => sql`SELECT current_setting(${name}) AS value`).pipe(
          Effect.provide(context)
        )
      for (const [name, value] of [
        ["TimeZone", "UTC"],
        ["lock_timeout", "5s"],
        ["statement_timeout", "30s"],
        ["application_name", "duka"]
      ] as const) {
        assert.deepStrictEqual(yield* shown(name), [{ value }])
      }
    })
  )

  it.live("a database that does not exist is told by its name, and the password never", () =>
    Effect.gen(function* () {
      const url = new URL(yield* freshDatabase)
      url.password = "swordfish"
      url.pathname = "/duka_test_missing"
      const failure = yield* Effect.flip(built(url.href))
      assert.strictEqual(failure._tag, "StorageUnavailable")
      assert.include(failure.message, `${url.host}/duka_test_missing`)
      assert.include(failure.message, "does not exist")
      assert.notInclude(JSON.stringify([failure, failure.message, String(failure.stack)]), "swordfish")
    })
  )
})

it.live("a server that is not there is told by its address, and the password never", () =>
  Effect.gen(function* () {
    const failure = yield* Effect.flip(built("postgres://duka:swordfish@127.0.0.1:1/shop"))
    assert.strictEqual(failure._tag, "StorageUnavailable")
    assert.include(failure.message, "duka@127.0.0.1:1/shop")
    assert.include(failure.message, "ECONNREFUSED")
    assert.notInclude(JSON.stringify([failure, failure.message, String(failure.stack)]), "swordfish")
    const nonsense = yield* Effect.flip(built("postgres//duka:swordfish@127.0.0.1"))
    assert.notInclude(JSON.stringify([nonsense, nonsense.message, String(nonsense.stack)]), "swordfish")
  })
)

it.live("a data directory that cannot be made is told by its name", () =>
  Effect.gen(function* () {
    const failure = yield* Effect.flip(Layer.build(PgliteStorage.layer({ dataDir: "/dev/null/duka" })))
    assert.strictEqual(failure._tag, "StorageUnavailable")
    assert.include(failure.message, "/dev/null/duka")
    assert.include(failure.message, "ENOTDIR")
  })
)
