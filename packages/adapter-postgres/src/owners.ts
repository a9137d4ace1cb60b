/** The shop's owners, as part of statements that may take one away. */
import { owner } from "@duka/core"
import type { SqlClient, Statement } from "effect/sql"

/**
 * `last_owner`: a row when the account is the only active owner, and `when` holds. Every owner is locked, so that of two who
 * take each other's role away at the same time one comes second; they may have to wait for each other, and then one
 * begins again.
 */
export const ownersLeft = (
  sql: SqlClient.SqlClient,
  id: string,
  when: Statement.Fragment
): Statement.Fragment => sql`owners AS MATERIALIZED (
    SELECT h.account_id FROM account_role h JOIN account a ON a.id = h.account_id
    WHERE ${when} AND h.role = ${owner} AND a.status = 'active'
    ORDER BY h.account_id FOR UPDATE
  ), last_owner AS MATERIALIZED (
    SELECT FROM owners WHERE account_id = ${id}::uuid
      AND NOT EXISTS (SELECT FROM owners others WHERE others.account_id <> ${id}::uuid)
  )`
