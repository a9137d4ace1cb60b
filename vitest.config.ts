import { defineConfig } from "vitest/config"
import { CountsReporter } from "./test/environment/CountsReporter.ts"

const conditions = ["@duka/source", "module", "node", "development|production"]

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["@duka/source", "node"] } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts", "examples/**/*.test.ts"],
    globalSetup: ["test/environment/globalSetup.ts"],
    reporters: ["default", new CountsReporter()],
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000
  }
})
