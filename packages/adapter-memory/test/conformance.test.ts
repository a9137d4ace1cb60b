import { MemoryStorage } from "@duka/adapter-memory"
import { suites } from "@duka/conformance"

suites("memory", MemoryStorage.layer)
