/** The JSON text of products, put together by the database from texts that were made when they were saved. */
import { productLimits, type ProductView } from "@duka/core"
import type { SqlClient, Statement } from "effect/sql"
import { time } from "./rows.ts"

const common = `t.document, ',"status":"', t.status, '","categoryIds":', array_to_json(t.category_ids),
  ',"version":', t.version, ',"updatedAt":"', ${time("t.updated_at")}, '"'`

/** The entry of a product `t`. */
export const entryText = `concat(${common}, ',"variants":[', (
  SELECT string_agg(concat(v.document, '}'), ',' ORDER BY v.position)
  FROM variant v WHERE v.product_id = t.id AND NOT v.retired), ']}')`

/** The product `t` as everybody reads it, over `shown` of `shownJoin`. */
export const productText = `concat(${common}, ',"price":', shown.price,
  ',"inStock":', CASE WHEN shown.in_stock THEN 'true' ELSE 'false' END, ',"variants":[', shown.variants, ']}')`

/** Prices in the currency of the view and what can be had, of all variants of the product `t`. */
export const shownJoin = (
  sql: SqlClient.SqlClient,
  { currency, storeId }: Pick<ProductView, "currency" | "storeId">
): Statement.Fragment => {
  const inStore = storeId === undefined ? sql.literal("") : sql`AND s.store_id = ${storeId}::uuid`
  const suffix = `,"currency":"${currency}"}`
  const money = (amount: string) =>
    sql`CASE WHEN ${sql.literal(amount)} IS NULL THEN 'null' ELSE concat('{"amount":', ${sql.literal(amount)}, ${suffix}::text) END`
  return sql`CROSS JOIN LATERAL (
    SELECT ${money("min(vp.amount)")} AS price,
      bool_or(v.stock_policy <> 'tracked' OR l.available > 0) AS in_stock,
      string_agg(concat(v.document, ',"price":', ${money("vp.amount")}, ',"compareAtPrice":', ${money("vp.compare_at")},
        ',"available":', CASE WHEN v.stock_policy = 'tracked'
          THEN least(l.available, ${sql.literal(String(productLimits.availableShownMax))})::text ELSE 'null' END,
        '}'), ',' ORDER BY v.position) AS variants
    FROM variant v
    LEFT JOIN variant_price vp ON vp.variant_id = v.id AND vp.currency = ${currency}
    LEFT JOIN LATERAL (
      SELECT greatest(coalesce(max(s.on_hand - s.allocated), 0), 0) AS available
      FROM stock_level s WHERE s.variant_id = v.id ${inStore}
    ) l ON v.stock_policy = 'tracked'
    WHERE v.product_id = t.id AND NOT v.retired
  ) shown`
}
