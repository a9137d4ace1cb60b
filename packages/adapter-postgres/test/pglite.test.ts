import { PgliteStorage } from "@duka/adapter-postgres"
import { suites } from "@duka/conformance"

suites("PGlite", PgliteStorage.layer({ dataDir: "memory://" }))
