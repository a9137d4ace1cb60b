import { PostgresStorage } from "@duka/adapter-postgres"
import { Effect, Layer, Redacted } from "effect"
import { freshDatabase } from "../../../test/environment/postgres.ts"

/** The storage in a database of its own on the tests' server. */
export const postgresStorage = (maxConnections = 10) =>
  Layer.unwrap(Effect.map(freshDatabase, (url) => PostgresStorage.layer({ url: Redacted.make(url), maxConnections })))
