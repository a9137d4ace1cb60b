import { PostgresStorage } from "@duka/adapter-postgres"
import { Samples, Saved } from "@duka/conformance"
import { CustomerId, type Page, StockAlertStore } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { describe } from "vitest"
import { freshDatabase, postgresUrl } from "../../../test/environment/postgres.ts"
import { asked, scanned } from "./plans/explained.ts"
import { uuid } from "./plans/seed.ts"

const storage = Layer.unwrap(
  Effect.map(freshDatabase, (url) => PostgresStorage.layer({ url: Redacted.make(url), maxConnections: 2 }))
)

const person = CustomerId.make(uuid(7, 5))
const first: Page.Slice = { _tag: "After", limit: 20, position: null }

describe.skipIf(postgresUrl === null)("of 100,000 stock alerts", () => {
  layer(storage, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.effect("nothing is read from end to end, whether they are added, listed, taken, removed or forgotten", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { add, forget, list, remove, take } = yield* StockAlertStore
        const product = yield* Saved.product({ variants: [Samples.variant(), Samples.variant()] })
        const [staying] = product.variants
        const variantId = staying.id
        yield* Saved.customer({ id: person })
        for (const { id } of product.variants) {
          yield* sql`INSERT INTO stock_alert
            SELECT (lpad('7', 8, '0')||'-0000-4000-8000-'||lpad(n::text, 12, '0'))::uuid, ${id}::uuid,
              timestamptz '2026-01-01 00:00:00Z' + n * interval '1 minute' FROM generate_series(1, 50000) n`
        }
        yield* sql`ANALYZE`
        const askedAt = Samples.at(0)
        const middle: Page.Slice = { ...first, position: { sort: "-at", value: askedAt, id: variantId } }
        const work: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
          add({ customerId: person, variantId, askedAt }),
          list(person, first),
          list(person, middle),
          take(variantId, 50),
          remove({ customerId: person, variantId }),
          forget(person)
        ]
        for (const one of work) {
          for (const statement of yield* asked(one)) {
            for (const mode of ["custom", "generic"] as const) {
              const tables = yield* scanned(statement, mode)
              assert.notInclude(tables, "stock_alert", statement.text)
            }
          }
        }
      })
    )
  })
})
