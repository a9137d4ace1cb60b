import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** A migration of these statements, in their order. One at a time: the driver sends no several statements in one string. */
export const statements = (...texts: ReadonlyArray<string>) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => Effect.forEach(texts, (text) => sql.unsafe(text), { discard: true }))
