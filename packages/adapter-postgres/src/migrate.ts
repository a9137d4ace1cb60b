import { Effect, Layer } from "effect"
import { Migrator, SqlClient, type SqlError } from "effect/sql"
import { prepared } from "./PgJobQueue.ts"
import { migrations } from "./migrations/index.ts"

const run = Migrator.make({})({ loader: Migrator.fromRecord(migrations), table: "duka_migration" })

/**
 * Brings the database to what this version needs, in one transaction. Any number of processes may start at once: one
 * migrates, the others wait for it and find nothing left to do.
 */
export const migrate: Effect.Effect<void, Migrator.MigrationError | SqlError.SqlError, SqlClient.SqlClient> =
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql.withTransaction(
      Effect.gen(function* () {
        // Another process may take its time over a large table: the limits of ordinary statements are not for this.
        yield* sql`SET LOCAL lock_timeout = 0`
        yield* sql`SET LOCAL statement_timeout = 0`
        yield* sql`SELECT pg_advisory_xact_lock(hashtextextended('duka migrations', 0))`
        yield* prepared
        yield* run
      })
    )
  )

export const layer: Layer.Layer<never, Migrator.MigrationError | SqlError.SqlError, SqlClient.SqlClient> =
  Layer.effectDiscard(migrate)
