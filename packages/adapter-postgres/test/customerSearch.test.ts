/** Customers who were there before they could be searched are found as well. */
import { Samples, Saved } from "@duka/conformance"
import { CustomerStore, wantedWords } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { describe } from "vitest"
import { postgresUrl } from "../../../test/environment/postgres.ts"
import { customerSearch } from "../src/migrations/0016_customer_search.ts"
import { postgresStorage } from "./storage.ts"

describe.skipIf(postgresUrl === null)("a shop that is brought to this version, on a server", () => {
  layer(postgresStorage(), { timeout: "60 seconds", excludeTestServices: true })((it) => {
    it.effect("finds each of its customers by their words", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { list } = yield* CustomerStore
        const names = Array.from({ length: 1_001 }, (_, index) => `Zoë ${index}`)
        yield* Effect.forEach(names, (name) => Saved.customer({ name, createdAt: Samples.at(0) }), { discard: true })
        yield* sql`ALTER TABLE customer DROP COLUMN words`
        yield* customerSearch
        const words = wantedWords({ q: "zoe" }) ?? []
        const { total } = yield* list({ words }, { _tag: "Numbered", page: 1, size: 1 })
        assert.strictEqual(total, names.length)
      })
    )
  })
})
