import { MemoryStorage } from "@duka/adapter-memory"
import { PgliteStorage, PostgresStorage } from "@duka/adapter-postgres"
import { DifferentialSuite } from "@duka/conformance"
import { Effect, Layer, Redacted } from "effect"
import { describe } from "vitest"
import { freshDatabase, postgresUrl } from "../../../test/environment/postgres.ts"

const postgres = Layer.unwrap(
  Effect.map(freshDatabase, (url) => PostgresStorage.layer({ url: Redacted.make(url), maxConnections: 2 }))
)

DifferentialSuite.differential("memory and PGlite", MemoryStorage.layer, PgliteStorage.layer({ dataDir: "memory://" }), {
  runs: 2
})

describe.skipIf(postgresUrl === null)("with a server", () =>
  DifferentialSuite.differential("memory and PostgreSQL", MemoryStorage.layer, postgres)
)
