import { JobQueue } from "@duka/core"
import { Effect, Layer } from "effect"
import { PersistedQueue } from "effect/persistence"
import { SqlClient } from "effect/sql"
import { Database } from "./Database.ts"

/** The queue's table, and the prefix of what belongs to it. */
const tableName = "job"

/**
 * A process that dies leaves its jobs to others after the lease; a job that runs renews it. Others' offers are found at the
 * poll, this process's own at once.
 */
const options = {
  tableName,
  lockExpiration: "30 seconds",
  lockRefreshInterval: "10 seconds",
  pollInterval: "500 millis"
} as const

const make = Effect.orDie(PersistedQueue.makeStoreSql(options))

/** The queue's own tables, as its version of Effect wants them. */
export const prepared: Effect.Effect<void, never, SqlClient.SqlClient> = Effect.asVoid(Effect.scoped(make))

/** Effect's queue over the shop's own database, on the client that units run on: an offer is part of its unit. */
export const layer: Layer.Layer<JobQueue, never, Database> = Layer.effect(
  JobQueue,
  Effect.flatMap(Database, ({ write }) => Effect.provideService(make, SqlClient.SqlClient, write))
)
