import { customerWords } from "@duka/core"
import { Effect, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { statements } from "./statements.ts"

/** Customers are read and written so many at a time. */
const batch = 1_000

const Row = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  email: Schema.NullOr(Schema.String),
  phone: Schema.NullOr(Schema.String)
})

/** The words of those who are there already: they are made as the shop makes them, which SQL cannot. */
const filled = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const following = SqlSchema.findAll({
    Request: Schema.String,
    Result: Row,
    execute: (after) => sql`
      SELECT id::text AS id, name, email, phone FROM customer WHERE id > ${after}::uuid ORDER BY id LIMIT ${batch}`
  })
  let last: string | undefined = "00000000-0000-0000-0000-000000000000"
  while (last !== undefined) {
    const rows: ReadonlyArray<typeof Row.Type> = yield* following(last)
    const made = rows.map((row) => ({ id: row.id, words: customerWords(row) }))
    yield* sql`
      UPDATE customer c SET words = array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(g -> 'words')))
      FROM jsonb_array_elements(${JSON.stringify(made)}::jsonb) AS g WHERE c.id = (g ->> 'id')::uuid`
    last = rows.at(-1)?.id
  }
})

/** What customers are found by stands beside them, as it does with products. */
export const customerSearch = statements(`ALTER TABLE customer ADD COLUMN words tsvector NOT NULL DEFAULT ''`).pipe(
  Effect.andThen(filled),
  Effect.andThen(statements(`CREATE INDEX customer_search ON customer USING gin (words)`))
)
