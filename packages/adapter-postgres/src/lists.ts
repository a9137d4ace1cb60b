/**
 * Lists a page at a time. A cursor becomes a comparison of rows that an index serves, so that a deep page costs what the
 * first one does; a numbered page counts in the same statement.
 */
import type { CustomerId, Page } from "@duka/core"
import { Effect, Schema } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import { type Rows, rows, time } from "./rows.ts"

/** What a list is sorted by, before the id: `by` as an index has it, `shown` as a position holds it. */
export interface Sorting {
  readonly sort: string
  readonly by: string
  readonly shown: string
  readonly kind: "text" | "time" | "sku"
  readonly id: string
}

/** By the time of creation, and those of one moment by id, of rows that are called `t`. */
export const oldestFirst: Sorting = {
  sort: "createdAt",
  by: "t.created_at",
  shown: time("t.created_at"),
  kind: "time",
  id: "t.id"
}

export const newestFirst: Sorting = { ...oldestFirst, sort: "-createdAt" }

export interface List {
  readonly sorting: Sorting
  /** The table, and the name that all the other texts use for it. */
  readonly from: string
  readonly where: ReadonlyArray<Statement.Fragment>
  /** What becomes of a row of the page, over the same name. */
  readonly item: string
}

export const isDescending = (sort: string): boolean => sort.startsWith("-")

/** A time of the model, as `time` of rows.ts shows it: databases know others, and refuse others still. */
const dateOf = (value: string): Date | undefined => {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/u.test(value)) return undefined
  const date = new Date(value)
  return Number.isNaN(date.getTime()) || date.toISOString() !== value ? undefined : date
}

/** Cursors come from outside: what no position of ours holds is behind every item. */
export const sortValue = (kind: Sorting["kind"], value: Page.Position["value"]): string | Date | undefined => {
  if (typeof value !== "string" || !value.isWellFormed() || value.includes("\u0000")) return undefined
  if (kind === "text") return value
  // A SKU and the variant that has it: SKUs hold no spaces.
  if (kind === "sku") return value.split(" ")[0]
  return dateOf(value)
}

export const all = (sql: SqlClient.SqlClient, conditions: ReadonlyArray<Statement.Fragment>): Statement.Fragment =>
  conditions.length === 0 ? sql.literal("true") : sql.and(conditions)

/** Of rows that belong to orders, those of one customer's; of everybody's when none is named. */
export const ofCustomer = (
  sql: SqlClient.SqlClient,
  customerId: CustomerId | undefined
): ReadonlyArray<Statement.Fragment> =>
  customerId === undefined ? [] : [sql`t.order_id IN (SELECT id FROM orders WHERE customer_id = ${customerId}::uuid)`]

/**
 * How many rows a slice reads: one more than it shows, to know whether more follow. They stand in the statement as they
 * are: a plan made for all numbers would be made for a tenth of the table. Cursors' pages have a hundred sizes at most,
 * numbered ones are planned anew each time.
 */
export const window = (slice: Page.Slice): { readonly limit: number; readonly offset: number } =>
  slice._tag === "After"
    ? { limit: slice.limit + 1, offset: 0 }
    : { limit: slice.size + 1, offset: (slice.page - 1) * slice.size }

export const windowText = (slice: Page.Slice): string => {
  const { limit, offset } = window(slice)
  return offset === 0 ? `LIMIT ${limit}` : `LIMIT ${limit} OFFSET ${offset}`
}

/** Rows of `{ item, value, id, total }`; one row without an item when a numbered page is beyond the end. */
const statement = (sql: SqlClient.SqlClient, list: List, slice: Page.Slice, after: string | Date | undefined): Rows => {
  const { by, id, shown, sort } = list.sorting
  const direction = isDescending(sort) ? "DESC" : "ASC"
  const name = list.from.split(" ").at(-1) ?? list.from
  const from = sql.literal(list.from)
  const order = sql.literal(`ORDER BY ${by} ${direction}, ${id} ${direction}`)
  const part = sql.literal(windowText(slice))
  const page = (where: Statement.Fragment) => sql`
    SELECT ${sql.literal(`${list.item} AS item, ${shown} AS value, ${id}::text AS id`)}
    FROM (SELECT ${sql.literal(name)}.* FROM ${from} WHERE ${where} ${order} ${part}) ${sql.literal(name)}
    ${order}`
  if (slice._tag === "Numbered") {
    const where = all(sql, list.where)
    return sql`SELECT counted.total, page.* FROM (SELECT count(*)::float8 AS total FROM ${from} WHERE ${where}) counted
      LEFT JOIN LATERAL (${page(where)}) page ON true`.unprepared
  }
  if (slice.position === null || after === undefined) return page(all(sql, list.where))
  const cast = sql.literal(list.sorting.kind === "time" ? "timestamptz" : "text")
  const sign = sql.literal(isDescending(sort) ? "<" : ">")
  const beyond = sql`(${sql.literal(`${by}, ${id}`)}) ${sign} (${after}::${cast}, ${slice.position.id}::uuid)`
  return page(all(sql, [...list.where, beyond]))
}

/** What a store answers, from the rows of its statement. */
export const sliced = <A>(
  sort: string,
  slice: Page.Slice,
  found: ReadonlyArray<{
    readonly item: A | null
    readonly value: Page.Position["value"]
    readonly id: string | null
    readonly total?: number | null
  }>
): Page.Sliced<A> => {
  const asked = slice._tag === "After" ? slice.limit : slice.size
  const shown = found.slice(0, asked)
  const last = shown.at(-1)
  return {
    items: shown.flatMap(({ item }) => (item === null ? [] : [item])),
    next: found.length > asked && last?.id != null ? { sort, value: last.value, id: last.id } : null,
    total: slice._tag === "Numbered" ? (found[0]?.total ?? 0) : null
  }
}

export const nothing: Page.Sliced<never> = { items: [], next: null, total: null }

/** The reader of a list whose items are JSON of this schema. */
export const lister = <A, I>(item: Schema.Codec<A, I>) => {
  const read = rows(
    Schema.Struct({
      item: Schema.NullOr(item),
      value: Schema.NullOr(Schema.String),
      id: Schema.NullOr(Schema.String),
      total: Schema.optionalKey(Schema.NullOr(Schema.Int))
    })
  )
  return (sql: SqlClient.SqlClient, list: List, slice: Page.Slice): Effect.Effect<Page.Sliced<A>> => {
    const position = slice._tag === "After" ? slice.position : null
    const after = position === null ? undefined : sortValue(list.sorting.kind, position.value)
    if (position !== null && after === undefined) return Effect.succeed(nothing)
    return Effect.map(read(statement(sql, list, slice, after)), (found) => sliced(list.sorting.sort, slice, found))
  }
}
