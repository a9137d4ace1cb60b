import { MemoryStorage } from "@duka/adapter-memory"
import { DifferentialSuite } from "@duka/conformance"

DifferentialSuite.differential("memory against itself", MemoryStorage.layer, MemoryStorage.layer)
