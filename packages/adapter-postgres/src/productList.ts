/** The statements that list products. */
import type { Page } from "@duka/core"
import type { SqlClient, Statement } from "effect/sql"
import { all, isDescending, sortValue, window, windowText } from "./lists.ts"
import { productText, shownJoin } from "./productDocuments.ts"
import { admitsUnpriced, priceConditions, productConditions, type Search } from "./productFilters.ts"
import { time } from "./rows.ts"

/** A cursor as a comparison, or null when nothing can follow it. */
export type After = { readonly value: string | Date | number | null; readonly id: string }

const isPrice = ({ sort }: Search): boolean => sort === "price" || sort === "-price"

const isName = ({ sort }: Search): boolean => sort === "name" || sort === "-name"

/** The position as the statement takes it; undefined when it is none of ours. */
export const afterOf = (search: Search, { id, value }: Page.Position): After | undefined => {
  if (isPrice(search)) return value === null || Number.isSafeInteger(value) ? { id, value } : undefined
  const key = sortValue(isName(search) ? "text" : "time", value)
  return key === undefined ? undefined : { id, value: key }
}

interface Asked {
  readonly sql: SqlClient.SqlClient
  readonly search: Search
  readonly slice: Page.Slice
  readonly after: After | null
}

const directionOf = ({ sort }: Search) =>
  isDescending(sort) ? ({ order: "DESC", beyond: "<" } as const) : ({ order: "ASC", beyond: ">" } as const)

const pricedIn = (sql: SqlClient.SqlClient, { currency, status }: Search) => [
  sql`pp.currency = ${currency}`,
  ...(status === undefined ? [] : [sql`pp.status = ${status}`])
]

/** Every condition but the cursor's, for lists that do not begin at the prices. */
const conditions = (sql: SqlClient.SqlClient, search: Search) =>
  admitsUnpriced(search)
    ? productConditions(sql, search)
    : [
        ...productConditions(sql, search),
        sql`t.id IN (SELECT pp.product_id FROM product_price pp
          WHERE ${sql.and([...pricedIn(sql, search), ...priceConditions(sql, search)])})`
      ]

/** `page`: the ids of the page with what they are sorted by. */
const pageByColumn = ({ after, search, slice, sql }: Asked): Statement.Fragment => {
  const { beyond, order } = directionOf(search)
  const [column, type] = isName(search) ? ["name_sort", "text"] : ["created_at", "timestamptz"]
  const following =
    after === null
      ? []
      : [sql`(t.${sql.literal(`${column}, t.id) ${beyond}`)} (${after.value}::${sql.literal(type)}, ${after.id}::uuid)`]
  return sql`page AS MATERIALIZED (
    SELECT t.id, t.${sql.literal(`${column} AS by, 0 AS bucket`)} FROM product t
    WHERE ${all(sql, [...conditions(sql, search), ...following])}
    ORDER BY ${sql.literal(`t.${column} ${order}, t.id ${order} ${windowText(slice)}`)}
  )`
}

/**
 * Products with a price come first, in either direction, along the index of prices. Those without one are only looked
 * for when the others do not fill the page.
 */
const pageByPrice = ({ after, search, slice, sql }: Asked): Statement.Fragment => {
  const { beyond, order } = directionOf(search)
  const { limit, offset } = window(slice)
  const most = String(limit + offset)
  const compare = sql.literal(beyond)
  // The price carries the status, so that the index of prices is enough.
  const { status: _status, ...anyStatus } = search
  const following =
    after === null || after.value === null
      ? []
      : [sql`(pp.amount, pp.product_id) ${compare} (${after.value}::bigint, ${after.id}::uuid)`]
  const priced =
    after !== null && after.value === null
      ? sql`SELECT NULL::uuid AS id, NULL::bigint AS by WHERE false`
      : sql`SELECT t.id, pp.amount AS by FROM product_price pp JOIN product t ON t.id = pp.product_id
          WHERE ${sql.and([
            ...pricedIn(sql, search),
            ...priceConditions(sql, search),
            ...productConditions(sql, anyStatus),
            ...following
          ])}
          ORDER BY ${sql.literal(`pp.amount ${order}, pp.product_id ${order} LIMIT ${most}`)}`
  const unpriced = admitsUnpriced(search)
    ? sql`SELECT t.id, NULL::bigint AS by FROM product t
        WHERE ${sql.and([
          sql.literal(`(SELECT count(*) FROM priced) < ${most}`),
          ...productConditions(sql, search),
          sql`(SELECT true FROM product_price pp WHERE pp.product_id = t.id AND pp.currency = ${search.currency} LIMIT 1) IS NULL`,
          ...(after !== null && after.value === null ? [sql`t.id ${compare} ${after.id}::uuid`] : [])
        ])}
        ORDER BY ${sql.literal(`t.id ${order} LIMIT ${most}`)}`
    : sql`SELECT NULL::uuid AS id, NULL::bigint AS by WHERE false`
  return sql`priced AS MATERIALIZED (${priced}),
    unpriced AS MATERIALIZED (${unpriced}),
    page AS MATERIALIZED (
      SELECT id, by, bucket
      FROM (SELECT id, by, 0 AS bucket FROM priced UNION ALL SELECT id, by, 1 FROM unpriced) ranked
      ORDER BY ${sql.literal(`bucket, by ${order}, id ${order} ${windowText(slice)}`)}
    )`
}

/** Rows of `{ json, value, id, total }`; one row without a product when a numbered page is beyond the end. */
export const productList = (asked: Asked): Statement.Statement<unknown> => {
  const { search, slice, sql } = asked
  const { order } = directionOf(search)
  const shownValue = isPrice(search) ? "page.by::float8" : isName(search) ? "page.by" : time("page.by")
  const columns = sql.literal(`${productText} AS json, ${shownValue} AS value, page.id::text AS id`)
  const ordered = sql.literal(`ORDER BY page.bucket, page.by ${order}, page.id ${order}`)
  const found = sql`SELECT ${columns} FROM page JOIN product t ON t.id = page.id ${shownJoin(sql, search)} ${ordered}`
  const page = isPrice(search) ? pageByPrice(asked) : pageByColumn(asked)
  return slice._tag === "After"
    ? sql`WITH ${page} ${found}`
    : sql`WITH ${page}, counted AS MATERIALIZED (
        SELECT count(*)::float8 AS total FROM product t WHERE ${all(sql, conditions(sql, search))}
      ) SELECT counted.total, shown.* FROM counted LEFT JOIN LATERAL (${found}) shown ON true`
}
