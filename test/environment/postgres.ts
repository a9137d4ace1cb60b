import { Effect, type Scope } from "effect"
import { inject } from "vitest"
import { createDatabaseOn, dropDatabaseOn } from "./databases.ts"

/** The server for tests, or null where there is none: `describe.skipIf(postgresUrl === null)`. */
export const postgresUrl = inject("postgresUrl")

const server = () => {
  if (postgresUrl === null) throw new Error("no PostgreSQL server: skip this suite when `postgresUrl` is null")
  return postgresUrl
}

/**
 * Makes an empty database `duka_test_<random>` and answers its URL.
 *
 * @public
 */
export const createDatabase = async (): Promise<string> => createDatabaseOn(server())

/** Drops a database that `createDatabase` made, whoever is still connected to it, and no other. */
export const dropDatabase = async (url: string): Promise<void> => dropDatabaseOn(server(), url)

/** The URL of an empty database that goes away with the scope. */
export const freshDatabase: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(createDatabase),
  (url) => Effect.promise(() => dropDatabase(url))
)
