/** Parts of the statements of reports: core's `isSold`, `lineSold` and `sold`, in SQL. */
import type { SoldIn, Span } from "@duka/core"
import type { SqlClient, Statement } from "effect/sql"
import { opaque } from "./rows.ts"

const last = ({ edges }: Span) => edges.at(-1) ?? edges[0]

/** The rows of the table `name` that lie in the span by this column. */
export const within = (sql: SqlClient.SqlClient, asked: Span, name: string, column: string): Statement.Fragment =>
  sql`${sql.literal(name)}.currency = ${asked.currency}
    AND ${sql.literal(`${name}.${column}`)} >= ${asked.edges[0]}::timestamptz
    AND ${sql.literal(`${name}.${column}`)} < ${last(asked)}::timestamptz`

/** The number of the period, from 0. The edges are read once, and not for every row. */
export const periodOf = (sql: SqlClient.SqlClient, { edges }: Span, column: string): Statement.Fragment =>
  sql`width_bucket(${sql.literal(column)}, ${opaque(sql, edges, "timestamptz[]")}) - 1`

/**
 * Whether the order of this name was ever sold. Only those that are cancelled have to be looked up: the subquery is one
 * that the planner cannot turn into a reading of all events.
 */
export const isSold = (name: string): string => `(${name}.status NOT IN ('pending', 'cancelled')
    OR (${name}.status = 'cancelled' AND (SELECT true FROM order_event e
      WHERE e.order_id = ${name}.id AND e.status = 'confirmed' LIMIT 1)))`

/** The orders `o` of the span that count. */
export const soldIn = (sql: SqlClient.SqlClient, asked: Span): Statement.Fragment =>
  sql`orders o WHERE ${within(sql, asked, "o", "created_at")} AND ${sql.literal(isSold("o"))}`

/** Of `whole`, what belongs to the first `units` of the line `l`: nearly always there are none. */
const counted = (whole: string, units: string): string =>
  `CASE WHEN ${units} = 0 THEN 0 ELSE div(${whole}::numeric * (${units}), l.quantity)::bigint END`

const gone = "l.cancelled + l.returned"

/** What the line `l` was sold for. */
export const lineSold = `l.quantity - l.cancelled - l.returned AS units, l.gross, l.discount,
  ${counted("l.total", "l.cancelled")} AS cancelled,
  ${counted("l.total", gone)} - ${counted("l.total", "l.cancelled")} AS returned,
  l.tax - ${counted("l.tax", gone)} AS tax`

/** The lines of the order `o`, found by their order whatever the planner thinks of it. */
export const linesOf = (columns: string): string =>
  `LATERAL (SELECT ${columns} FROM order_line l WHERE l.order_id = o.id OFFSET 0) l`

/** The lines of the order `o` together, as `s`: `undone` when nothing was shipped or will be, `gone` their lost units. */
const summed = `LATERAL (SELECT sum(l.units) AS units, sum(l.gross) AS gross, sum(l.discount) AS discount,
    sum(l.cancelled) AS cancelled, sum(l.returned) AS returned, sum(l.tax) AS tax, sum(l.whole_tax) AS whole_tax,
    bool_and(l.undone) AS undone, sum(l.gone) AS gone
  FROM (SELECT ${lineSold}, l.tax AS whole_tax, l.shipped = 0 AND l.cancelled = l.quantity AS undone, ${gone} AS gone
    FROM order_line l WHERE l.order_id = o.id) l) s`

/**
 * What the lost units of the order `o` cost with their lines' shares of its rounding, which is split over the lines by
 * largest remainder. It is asked of orders that were rounded and have lost some, which few have.
 */
const roundedWorth = `(SELECT sum(div((l.total + sign(o.rounding::numeric) * (l.share
      + CASE WHEN l.place <= abs(o.rounding) - l.shared THEN 1 ELSE 0 END))::numeric * l.gone, l.quantity)) AS worth
  FROM (SELECT l.*, row_number() OVER (ORDER BY l.remainder DESC, l.position) AS place, sum(l.share) OVER () AS shared
    FROM (SELECT l.position, l.quantity, l.total, ${gone} AS gone,
        CASE WHEN w.whole > 0 THEN div(abs(o.rounding)::numeric * l.total, w.whole)
          WHEN l.position = w.first THEN abs(o.rounding) ELSE 0 END AS share,
        CASE WHEN w.whole > 0 THEN abs(o.rounding)::numeric * l.total % w.whole ELSE 0 END AS remainder
      FROM order_line l, (SELECT sum(l.total) AS whole, min(l.position) AS first FROM order_line l
        WHERE l.order_id = o.id) w
      WHERE l.order_id = o.id) l) l)`

/** What each of the orders that count comes to, beside these columns of the order `o`. */
export const sold = (sql: SqlClient.SqlClient, asked: SoldIn, columns: string): Statement.Fragment => {
  const worth = `CASE WHEN o.rounding = 0 THEN s.cancelled + s.returned ELSE ${roundedWorth} END`
  const multiple = sql`coalesce((${JSON.stringify(asked.multiples)}::jsonb ->> o.payment_method)::bigint, 1)`
  return sql`(
    SELECT ${sql.literal(columns)}, s.units, s.gross, s.discount, s.cancelled, s.returned,
      CASE WHEN s.undone THEN 0 ELSE o.delivery_fee END AS delivery,
      s.tax + CASE WHEN s.undone THEN 0 ELSE o.tax - s.whole_tax END AS tax,
      CASE WHEN s.gone = 0 THEN o.total WHEN s.undone THEN 0 ELSE o.total
        - least(o.total, greatest(0, div(${sql.literal(worth)}, given.multiple) * given.multiple)) END AS total
    FROM (SELECT o.* FROM ${soldIn(sql, asked)}) o
    CROSS JOIN ${sql.literal(summed)}
    CROSS JOIN LATERAL (SELECT ${multiple} AS multiple) given
  )`
}
