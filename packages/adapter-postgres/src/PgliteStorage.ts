/**
 * Every storage port on PGlite: PostgreSQL inside this process. It has one session, so units wait for each other, and it
 * never calls fsync, so a power cut may lose data: production uses a server.
 */
import { PgClient } from "@effect/sql-pg"
import { PGlite } from "@electric-sql/pglite"
import { Effect, Layer } from "effect"
import type { SqlClient } from "effect/sql"
import { join } from "node:path"
import * as Database from "./Database.ts"
import { DataDirLocked, locked } from "./dataDirLock.ts"
import * as Migrations from "./migrate.ts"
import { pgliteDuplex } from "./pgliteDuplex.ts"
import { StorageUnavailable, reasonOf, unavailable } from "./StorageUnavailable.ts"
import { layer as stores, type Provided } from "./stores.ts"

export { DataDirLocked } from "./dataDirLock.ts"
export { StorageHealth } from "./StorageHealth.ts"
export { StorageUnavailable } from "./StorageUnavailable.ts"

export interface PgliteConfig {
  /** A directory of its own, made when it is not there; or `memory://`, which is gone with the layer. */
  readonly dataDir: string
}

const inMemory = "memory://"

/** One session serves everybody: each client begins it as a server would. */
const beginning = [
  "ROLLBACK",
  "DISCARD ALL",
  "SET TimeZone = 'UTC'; SET lock_timeout = '5s'; SET statement_timeout = '30s'; SET application_name = 'duka'"
]

const failed = (dataDir: string) => (cause: unknown) =>
  cause instanceof DataDirLocked
    ? cause
    : new StorageUnavailable({ storage: `PGlite in ${dataDir}`, reason: reasonOf(cause) })

const opened = Effect.fnUntraced(function* (dataDir: string) {
  if (dataDir !== inMemory) yield* Effect.mapError(locked(dataDir), failed(dataDir))
  return yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () =>
        PGlite.create({ dataDir: dataDir === inMemory ? inMemory : join(dataDir, "pglite"), relaxedDurability: false }),
      catch: failed(dataDir)
    }),
    (db) => Effect.promise(() => db.close())
  )
})

const client = ({ dataDir }: PgliteConfig) =>
  Layer.unwrap(
    Effect.map(opened(dataDir), (db) =>
      PgClient.layer({
        username: "postgres",
        database: "postgres",
        stream: () => pgliteDuplex(db, beginning),
        maxConnections: 1,
        minConnections: 1,
        idleTimeout: "20 days"
      })
    )
  )

/** Opens the database, brings it to this version's schema and provides every port. */
export const layer = (
  config: PgliteConfig
): Layer.Layer<Provided | SqlClient.SqlClient, DataDirLocked | StorageUnavailable> =>
  stores.pipe(
    Layer.provide(Database.layerClient),
    Layer.provideMerge(Migrations.layer),
    Layer.provideMerge(client(config)),
    unavailable(`PGlite in ${config.dataDir}`)
  )
