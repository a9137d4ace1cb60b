import type { Order, PricedProduct } from "@duka/core"
import type { SqlClient } from "effect/sql"
import { eventColumns, lineColumns, orderText } from "./orderTexts.ts"
import { opaque } from "./rows.ts"

const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
const amount = (units: number) => String(units)

/**
 * What `save` of orders writes, with lines and sums in place of those that were sold, if the products that they rest on are
 * what they were: their lock keeps them until the unit ends. The last part reads the order as it was: a statement does not
 * see its own changes. Lines that go and lines that stay or come are never the same rows.
 */
export const editStatement = (
  sql: SqlClient.SqlClient,
  order: Order,
  { products, version }: { readonly version: number; readonly products: ReadonlyArray<PricedProduct> }
) => {
  const { payments, totals } = order
  const productIds = products.map(({ productId }) => productId)
  const versions = products.map((product) => String(product.version))
  const lines = JSON.stringify(order.lines)
  return sql`
WITH locked AS MATERIALIZED (
  SELECT id, version FROM orders WHERE id = ${order.id}::uuid FOR NO KEY UPDATE
), priced AS MATERIALIZED (
  SELECT p.id FROM product p
  JOIN unnest(${opaque(sql, productIds, "uuid[]")}, ${opaque(sql, versions, "int[]")}) AS r(id, version)
    ON r.id = p.id AND r.version = p.version
  WHERE EXISTS (SELECT FROM locked WHERE version = ${version}) ORDER BY p.id FOR KEY SHARE OF p
), saved AS (
  UPDATE orders o SET status = ${order.status}, contact = ${json(order.contact)}::jsonb,
    recipient = ${json(order.recipient)}::jsonb, delivery = ${json(order.delivery)}::jsonb, note = ${order.note},
    collection = ${json(order.collection)}::jsonb, authorised = ${amount(payments.authorised)}::bigint,
    captured = ${amount(payments.captured)}::bigint, refunded = ${amount(payments.refunded)}::bigint,
    payment_open = ${payments.open}::boolean, delivered_at = ${order.deliveredAt}::timestamptz,
    updated_at = ${order.updatedAt}::timestamptz, subtotal = ${amount(totals.subtotal)}::bigint,
    discount = ${amount(totals.discount)}::bigint, delivery_fee = ${amount(totals.delivery)}::bigint,
    rounding = ${amount(totals.rounding)}::bigint, tax = ${amount(totals.tax)}::bigint,
    total = ${amount(totals.total)}::bigint, lead_time_hours = ${order.leadTimeHours}, version = ${version} + 1
  FROM locked WHERE o.id = locked.id AND locked.version = ${version}
    AND (SELECT count(*) FROM priced) = ${products.length}::int RETURNING o.id
), given AS MATERIALIZED (
  SELECT l.* FROM saved, jsonb_to_recordset(${lines}::jsonb) AS l(${sql.literal(lineColumns)})
), gone AS (
  DELETE FROM order_line l USING saved
  WHERE l.order_id = saved.id AND l.position NOT IN (SELECT position FROM given)
), written AS (
  INSERT INTO order_line (order_id, position, variant_id, product_id, sku, name, option_values, customisation, quantity,
    cancelled, shipped, delivered, returned, unit_price, gross, discount, tax_class, tax_rate, tax, total, stocked)
  SELECT ${order.id}::uuid, position, "variantId", "productId", sku, name, "optionValues", customisation, quantity,
    cancelled, shipped, delivered, returned, "unitPrice", gross, discount, "taxClass", "taxRate", tax, total, stocked
  FROM given
  ON CONFLICT (order_id, position) DO UPDATE SET variant_id = excluded.variant_id, product_id = excluded.product_id,
    sku = excluded.sku, name = excluded.name, option_values = excluded.option_values,
    customisation = excluded.customisation, quantity = excluded.quantity, cancelled = excluded.cancelled,
    shipped = excluded.shipped, delivered = excluded.delivered, returned = excluded.returned,
    unit_price = excluded.unit_price, gross = excluded.gross, discount = excluded.discount,
    tax_class = excluded.tax_class, tax_rate = excluded.tax_rate, tax = excluded.tax, total = excluded.total,
    stocked = excluded.stocked
), told AS (
  INSERT INTO order_event (order_id, position, at, event, status, by, reason)
  SELECT saved.id, e.ordinality - 1, e.at, e.event, e.status, e.by, e.reason
  FROM saved, ROWS FROM (jsonb_to_recordset(${JSON.stringify(order.timeline)}::jsonb)
    AS (${sql.literal(eventColumns)})) WITH ORDINALITY AS e
  ON CONFLICT (order_id, position) DO NOTHING
)
SELECT (SELECT version FROM locked) AS actual, (SELECT count(*)::int FROM priced) AS priced,
  (SELECT ${sql.literal(orderText)} FROM orders t WHERE t.id = (SELECT id FROM locked)) AS item`
}
