import { Effect, type Scope } from "effect"
import { randomBytes } from "node:crypto"
import postgres from "postgres"
import { inject } from "vitest"

/** The server for tests, or null where there is none: `describe.skipIf(postgresUrl === null)`. */
export const postgresUrl = inject("postgresUrl")

const administer = async (statement: string) => {
  if (postgresUrl === null) throw new Error("no PostgreSQL server: skip this suite when `postgresUrl` is null")
  const sql = postgres(postgresUrl, { max: 1, onnotice: () => undefined })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end()
  }
  return postgresUrl
}

/**
 * Makes an empty database `duka_test_<random>` and answers its URL.
 *
 * @public
 */
export const createDatabase = async (): Promise<string> => {
  const name = `duka_test_${randomBytes(8).toString("hex")}`
  const url = new URL(await administer(`CREATE DATABASE ${name}`))
  url.pathname = `/${name}`
  return url.href
}

/** Drops a database that `createDatabase` made, whoever is still connected to it, and no other. */
export const dropDatabase = async (url: string): Promise<void> => {
  const name = /^\/(duka_test_[0-9a-f]{16})$/.exec(new URL(url).pathname)?.[1]
  if (name === undefined) throw new Error("not a database of the tests")
  await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
}

/** The URL of an empty database that goes away with the scope. */
export const freshDatabase: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(createDatabase),
  (url) => Effect.promise(() => dropDatabase(url))
)
