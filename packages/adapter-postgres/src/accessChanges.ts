/** Telling other processes what their remembered access tokens cannot know, as parts of the statements that change it. */
import { Time } from "@duka/core"
import type { SqlClient, Statement } from "effect/sql"

/** Told for so long; then whoever could have missed it has expired. */
const keptSeconds = 2 * 3600

/** Notes that the sessions or accounts that `ids` selects have changed, and forgets what was noted long ago. */
export const noted = (
  sql: SqlClient.SqlClient,
  kind: "session" | "account",
  ids: Statement.Fragment,
  at: Time.Timestamp
): Statement.Fragment => sql`
  noted AS (
    INSERT INTO access_change (kind, id, at) SELECT ${kind}, changed.id, ${at}::timestamptz FROM (${ids}) changed
    ON CONFLICT DO NOTHING
  ), forgotten AS (
    DELETE FROM access_change c USING (
      SELECT kind, id, at FROM access_change
      WHERE at < ${Time.after(at, -keptSeconds)}::timestamptz LIMIT 100 FOR UPDATE SKIP LOCKED
    ) old WHERE c.kind = old.kind AND c.id = old.id AND c.at = old.at
  )`
