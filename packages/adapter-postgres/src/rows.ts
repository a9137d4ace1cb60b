import { Effect, Predicate, Schema } from "effect"
import type { SqlClient, SqlError, Statement } from "effect/sql"

export type Rows = Effect.Effect<ReadonlyArray<unknown>, SqlError.SqlError>

/**
 * A shared connection keeps every answer, and all that it holds, until nothing is in flight on it: under load, for long
 * enough to become old. What it keeps is a list of ours that nobody needs any more.
 */
const emptied =
  (rows: ReadonlyArray<unknown>) =>
  <A>(decoded: A): A => {
    if (rows.length > 0 && Array.isArray(rows)) rows.length = 0
    return decoded
  }

/**
 * Reads the rows of a statement. A row that does not decode is a bug of the statement: a defect. Its shape is looked at,
 * not its lengths and patterns: they were when it was written, and half of the time went into them.
 */
const decoded = <A, I>(schema: Schema.Codec<A, I>) => {
  const decode = Schema.decodeUnknownEffect(Schema.Array(schema), { disableChecks: true })
  return (statement: Rows): Effect.Effect<ReadonlyArray<A>, SqlError.SqlError> =>
    Effect.flatMap(statement, (rows) => Effect.map(Effect.orDie(decode(rows)), emptied(rows)))
}

/** The same where no failure of the database is expected: it is a defect. */
export const rows = <A, I>(schema: Schema.Codec<A, I>) => {
  const read = decoded(schema)
  return (statement: Rows): Effect.Effect<ReadonlyArray<A>> => Effect.orDie(read(statement))
}

/**
 * The same for rows of plain columns, told by a guard: a page's schema takes a tenth of the time that the page does.
 */
export const plainRows =
  <A>(is: Predicate.Refinement<unknown, A>) =>
  (statement: Rows): Effect.Effect<ReadonlyArray<A>> =>
    Effect.orDie(
      Effect.flatMap(statement, (rows) => {
        const read = rows.filter(is)
        return read.length === rows.length
          ? Effect.succeed(emptied(rows)(read))
          : Effect.die(new Error("A row of a statement is not what the statement says."))
      })
    )

/** The only row of a statement that answers one. */
export const row = <A, I>(schema: Schema.Codec<A, I>) => {
  const read = decoded(schema)
  return (statement: Rows): Effect.Effect<A, SqlError.SqlError> =>
    Effect.flatMap(read(statement), ([first]) =>
      first === undefined
        ? Effect.die(new Error("A statement that always answers a row has answered none."))
        : Effect.succeed(first)
    )
}

/** The row of a statement that answers one, or null. */
export const rowOrNull = <A, I>(schema: Schema.Codec<A, I>) => {
  const read = decoded(schema)
  return (statement: Rows): Effect.Effect<A | null, SqlError.SqlError> =>
    Effect.map(read(statement), ([first]) => first ?? null)
}

/** A point in time as the model holds it. */
export const time = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/**
 * A list of values of which the planner is told nothing but the type. It takes it for a short one, whether it is or not:
 * rows are found by their index, and the plan is kept, where a list that it can see would be planned each time.
 */
export const opaque = (
  sql: SqlClient.SqlClient,
  values: ReadonlyArray<string>,
  type: "uuid[]" | "bigint[]" | "int[]" | "timestamptz[]"
): Statement.Fragment => sql`(SELECT ${values}::${sql.literal(type)})`
