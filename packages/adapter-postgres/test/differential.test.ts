import { MemoryStorage } from "@duka/adapter-memory"
import { PgliteStorage } from "@duka/adapter-postgres"
import { DifferentialSuite } from "@duka/conformance"
import { describe } from "vitest"
import { postgresUrl } from "../../../test/environment/postgres.ts"
import { postgresStorage } from "./storage.ts"

const pglite = PgliteStorage.layer({ dataDir: "memory://" })

DifferentialSuite.differential("memory and PGlite", MemoryStorage.layer, pglite, { runs: 2 })

describe.skipIf(postgresUrl === null)("on a server", () =>
  DifferentialSuite.differential("memory and PostgreSQL", MemoryStorage.layer, postgresStorage(2))
)
