/** Every storage port on a PostgreSQL server. */
import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, Redacted } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, type SqlError } from "effect/sql"
import * as Database from "./Database.ts"
import * as Migrations from "./migrate.ts"
import { type StorageUnavailable, unavailable } from "./StorageUnavailable.ts"
import { layer as stores, type Provided } from "./stores.ts"

export { StorageHealth } from "./StorageHealth.ts"
export { StorageUnavailable } from "./StorageUnavailable.ts"
export { type Provided } from "./stores.ts"
export { migrate } from "./migrate.ts"

export interface PostgresConfig {
  readonly url: Redacted.Redacted
  /** For writing; half as many more are shared by reads. 10 unless given. */
  readonly maxConnections?: number
}

/** What every session begins with: times are UTC, and nobody waits for ever. */
const startupParameters = {
  TimeZone: "UTC",
  lock_timeout: "5s",
  statement_timeout: "30s",
  application_name: "duka",
  // Statements here end in milliseconds: compiling one costs more than it could ever save.
  jit: "off",
  // The default is a spinning disk's, and makes the planner read whole tables instead of a few rows by their index.
  random_page_cost: "1.1"
} as const

/**
 * The driver sends what is asked in one moment together, and one backend answers it in turn: that costs both sides less.
 * The more is in flight at once, the longer whoever comes behind a slow statement, or a backend that has to wait for the
 * processor, waits too; whoever finds no place waits in the order of coming.
 */
const readsPerConnection = 4

/** Two clients over one URL: reads of many fibers share connections, a transaction needs one of its own. */
const clients = ({
  maxConnections = 10,
  url
}: PostgresConfig): Layer.Layer<Database.Database | SqlClient.SqlClient, SqlError.SqlError> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const write = yield* PgClient.make({ url, maxConnections, startupParameters })
      const read = yield* PgClient.make({
        url,
        maxConnections: Math.ceil(maxConnections / 2),
        startupParameters,
        multiplex: true,
        multiplexConcurrency: readsPerConnection
      })
      return Context.make(Database.Database, Database.make({ read, write })).pipe(
        Context.add(SqlClient.SqlClient, write)
      )
    })
  ).pipe(Layer.provide(Reactivity.layer))

/** Where it is, for people: without the password. */
const address = (url: Redacted.Redacted): string => {
  const text = Redacted.value(url)
  if (!URL.canParse(text)) return "named by an address that is none"
  const { host, pathname, username } = new URL(text)
  return `${username === "" ? "" : `${username}@`}${host}${pathname}`
}

/**
 * Connects, brings the database to this version's schema and provides every port. Fails when that cannot be done now;
 * once it is there, lost connections come back by themselves.
 */
export const layer = (config: PostgresConfig): Layer.Layer<Provided | SqlClient.SqlClient, StorageUnavailable> =>
  stores.pipe(
    Layer.provideMerge(Migrations.layer),
    Layer.provideMerge(clients(config)),
    unavailable(`The database ${address(config.url)}`)
  )

/** The same over one client that is there already, for reading and writing alike. Its sessions' time zone is UTC. */
export const layerClient: Layer.Layer<Provided, StorageUnavailable, SqlClient.SqlClient> = stores.pipe(
  Layer.provide(Database.layerClient),
  Layer.provideMerge(Migrations.layer),
  unavailable("The database")
)
