/** What a search asks of a product `t`. Only what is asked stands in the statement: the planner sees simple conditions. */
import type { ProductSearch } from "@duka/core"
import type { SqlClient, Statement } from "effect/sql"
import { pair } from "./productRows.ts"

const entries = (matches: Readonly<Record<string, string>> | undefined) => Object.entries(matches ?? {})

const pairs = (matches: ReadonlyArray<readonly [string, string]>) => matches.map(([name, value]) => pair(name, value))

// A subquery with a LIMIT is asked for each product by its index; as EXISTS it would be hashed from the whole table.
const inStock = (sql: SqlClient.SqlClient, wanted: boolean, storeId: string | undefined) => {
  const inStore = storeId === undefined ? sql.literal("") : sql`AND s.store_id = ${storeId}::uuid`
  return sql`${sql.literal(wanted ? "" : "NOT ")}(t.always_in_stock OR coalesce((
    SELECT true FROM stock_level s WHERE s.product_id = t.id AND s.sellable ${inStore} LIMIT 1), false))`
}

/** Whether a product without a price in the currency may be found. */
export const admitsUnpriced = ({ maxPrice, minPrice }: Search): boolean =>
  minPrice === undefined && maxPrice === undefined

/** Whether something beside the status is asked: then the values decide which plan is good. */
export const isFiltered = ({
  currency: _currency,
  sort: _sort,
  status: _status,
  storeId: _storeId,
  words,
  ...filters
}: Search): boolean => words.length > 0 || Object.values(filters).some((filter) => filter !== undefined)

/** Of the lowest price `pp` in the currency. */
export const priceConditions = (
  sql: SqlClient.SqlClient,
  { maxPrice, minPrice }: Search
): ReadonlyArray<Statement.Fragment> => [
  ...(minPrice === undefined ? [] : [sql`pp.amount >= ${minPrice}::bigint`]),
  ...(maxPrice === undefined ? [] : [sql`pp.amount <= ${maxPrice}::bigint`])
]

/** A search whose category has become the ids of all that is in it: the planner knows how many products have them. */
export interface Search extends Omit<ProductSearch, "categoryId"> {
  readonly categoryIds?: ReadonlyArray<string>
}

/** Every condition but those on the price. */
export const productConditions = (sql: SqlClient.SqlClient, search: Search): ReadonlyArray<Statement.Fragment> => {
  const { attributes, categoryIds, featured, ids, options, status, storeId, tag, words } = search
  const [attribute, option] = [entries(attributes), entries(options)]
  return [
    ...(status === undefined ? [] : [sql`t.status = ${status}`]),
    ...(ids === undefined ? [] : [sql`t.id = ANY(${ids}::uuid[])`]),
    ...(featured === undefined ? [] : [sql.literal(featured ? "t.featured" : "NOT t.featured")]),
    ...(words.length === 0 ? [] : [sql`t.words @@ ${words.map((word) => `'${word}':*`).join(" & ")}::tsquery`]),
    ...(tag === undefined ? [] : [sql`t.tags @> ${[tag]}::text[]`]),
    ...(attribute.length === 0 ? [] : [sql`t.attribute_pairs @> ${pairs(attribute)}::text[]`]),
    ...(option.length === 0 ? [] : [sql`t.option_pairs @> ${pairs(option)}::text[]`]),
    // One variant has all of them: a red one in M, not a red one and another in M.
    ...(option.length < 2
      ? []
      : [
          sql`EXISTS (SELECT FROM variant v WHERE v.product_id = t.id AND NOT v.retired
            AND v.option_values @> ${JSON.stringify(Object.fromEntries(option))}::jsonb)`
        ]),
    ...(categoryIds === undefined ? [] : [sql`t.category_ids && ${categoryIds}::uuid[]`]),
    ...(search.inStock === undefined ? [] : [inStock(sql, search.inStock, storeId)])
  ]
}
