import { PostgresStorage } from "@duka/adapter-postgres"
import { suites } from "@duka/conformance"
import { Effect, Layer, Redacted } from "effect"
import { describe } from "vitest"
import { freshDatabase, postgresUrl } from "../../../test/environment/postgres.ts"

const storage = Layer.unwrap(
  Effect.map(freshDatabase, (url) => PostgresStorage.layer({ url: Redacted.make(url), maxConnections: 10 }))
)

describe.skipIf(postgresUrl === null)("PostgreSQL", () => suites("PostgreSQL", storage))
