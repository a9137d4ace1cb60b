/** Customers who were removed, as parts of statements that sell to customers or write to them. */
import type { CustomerId } from "@duka/core"
import type { SqlClient, Statement } from "effect/sql"

/**
 * `buyer`: the customer's row, locked so that nobody removes it until we are done; `welcome`: a row unless the customer
 * was removed. Who had a row when the statement began and gives none to its lock was removed just now. Who had none has
 * no profile, which is no obstacle, or was removed before.
 *
 * Whoever removes a customer deletes the row first, so that they wait for us or we for them.
 */
export const welcomed = (sql: SqlClient.SqlClient, id: CustomerId, when: string): Statement.Fragment =>
  sql`buyer AS MATERIALIZED (
    SELECT FROM customer WHERE ${sql.literal(when)} AND id = ${id}::uuid FOR KEY SHARE
  ), welcome AS MATERIALIZED (
    SELECT WHERE ${sql.literal(when)} AND (EXISTS (SELECT FROM buyer) OR NOT EXISTS (
      SELECT FROM customer WHERE id = ${id}::uuid UNION ALL SELECT FROM customer_erased WHERE id = ${id}::uuid))
  )`

/**
 * The same of several at once, whose ids the part `people` has: `forgotten` has those of them who were removed, before or
 * just now.
 */
export const forgotten = (sql: SqlClient.SqlClient): Statement.Fragment =>
  sql`locked AS MATERIALIZED (
    SELECT id FROM customer WHERE id IN (SELECT id FROM people) FOR KEY SHARE
  ), forgotten AS MATERIALIZED (
    SELECT id FROM people WHERE id NOT IN (SELECT id FROM locked) AND (EXISTS (
      SELECT FROM customer c WHERE c.id = people.id) OR EXISTS (SELECT FROM customer_erased e WHERE e.id = people.id))
  )`
