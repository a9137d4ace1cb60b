import type { TestProject } from "vitest/node"
import { findPostgres } from "./postgresServer.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** A server for the tests' own databases, or null where there is none. */
    readonly postgresUrl: string | null
  }
}

/** `DUKA_TEST_POSTGRES=required` turns a missing server from skipped suites into a failure. */
export const setup = async (project: TestProject) => {
  // The shop's own database: no test may reach it, not even by way of the configuration it tests.
  delete process.env["DATABASE_URL"]
  const server = await findPostgres()
  if (server === null && process.env["DUKA_TEST_POSTGRES"] === "required") {
    throw new Error("DUKA_TEST_POSTGRES=required, but this machine has no PostgreSQL server")
  }
  project.provide("postgresUrl", server?.url ?? null)
  return () => server?.stop()
}
