import { suites } from "@duka/conformance"
import { describe } from "vitest"
import { postgresUrl } from "../../../test/environment/postgres.ts"
import { postgresStorage } from "./storage.ts"

describe.skipIf(postgresUrl === null)("on a server", () => suites("PostgreSQL", postgresStorage()))
