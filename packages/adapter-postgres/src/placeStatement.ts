import type { Placement } from "@duka/core"
import type { SqlClient } from "effect/sql"
import { allocated, checked, shortagesText, want } from "./allocation.ts"
import { welcomed } from "./erasures.ts"
import { claimed, latched } from "./keys.ts"
import { eventColumns, lineColumns } from "./orderTexts.ts"
import { opaque } from "./rows.ts"

const orderColumns = `id uuid, "customerId" uuid, "cartId" uuid, "storeId" uuid, currency text, status text, contact jsonb,
  recipient jsonb, delivery jsonb, note text, totals jsonb, "deliveryTaxRate" int, "paymentMethod" text,
  collection jsonb, "leadTimeHours" int, version int, "createdAt" timestamptz, "updatedAt" timestamptz,
  "deliveredAt" timestamptz`

/**
 * `place` as one statement. Each part reads the one before it, which fixes the order of the locks for every caller: the
 * key's latch, the customer, the cart, products by id, the store, stock by variant. Nothing is written unless `claim`
 * gave a row. Guests have no customer to lock, and their text has no part for it. The cart's lines go with it in no
 * order: who withdraws a variant from carts has to wait for the lock that we have of its product.
 *
 * The statement's snapshot is older than its locks. What a locking read gives may be trusted (it re-reads the newest
 * row), and so may every UPDATE (it follows the row to its newest version), but not `prior`: see `PgCheckoutStore`.
 */
export const placeStatement = (sql: SqlClient.SqlClient, placement: Placement) => {
  const { allocate, cart, order, products, request } = placement
  const { lines, timeline, ...head } = order
  const productIds = products.map(({ productId }) => productId)
  const versions = products.map(({ version }) => String(version))
  const isClaimed = "EXISTS (SELECT FROM claim)"
  const { customerId } = order
  const buyer = customerId === null ? sql.literal("") : sql`${welcomed(sql, customerId, "EXISTS (SELECT FROM free)")},`
  const allowed = sql.literal(customerId === null ? "free" : "welcome")
  const isErased = sql.literal(customerId === null ? "" : "WHEN NOT EXISTS (SELECT FROM welcome) THEN 'erased'")
  // Variants are locked by the foreign keys of levels and lines, after the levels: nobody else can have locked them
  // while we hold the lock of their products.
  const stocking = { storeId: order.storeId, variants: "variant" } as const
  return sql`
WITH product_read AS MATERIALIZED (
  SELECT * FROM unnest(${opaque(sql, productIds, "uuid[]")}, ${opaque(sql, versions, "int[]")}) AS p(id, version)
), ${want(sql, allocate)},
${latched(sql, request, order.createdAt)},
${buyer}
open_cart AS MATERIALIZED (
  SELECT id FROM cart
  WHERE EXISTS (SELECT FROM ${allowed}) AND id = ${cart?.id ?? null}::uuid AND version = ${cart?.version ?? null}::int
  FOR UPDATE
), ready AS MATERIALIZED (
  SELECT FROM ${allowed} WHERE ${cart === null}::boolean OR EXISTS (SELECT FROM open_cart)
), priced AS MATERIALIZED (
  SELECT p.id FROM product p JOIN product_read r ON r.id = p.id AND r.version = p.version
  WHERE EXISTS (SELECT FROM ready) ORDER BY p.id FOR KEY SHARE OF p
), serving AS MATERIALIZED (
  SELECT id FROM store
  WHERE (SELECT count(*) FROM priced) = (SELECT count(*) FROM product_read) AND EXISTS (SELECT FROM ready)
    AND id = ${order.storeId}::uuid
  FOR KEY SHARE
), ${checked(sql, { ...stocking, when: "EXISTS (SELECT FROM serving)" })},
${claimed(sql, request, order.createdAt, {
  orderId: order.id,
  when: sql.literal("EXISTS (SELECT FROM serving) AND NOT EXISTS (SELECT FROM short)")
})},
${allocated(sql, { ...stocking, when: isClaimed })},
placed AS (
  INSERT INTO orders (id, customer_id, cart_id, store_id, currency, status, contact, recipient, delivery, note,
    subtotal, discount, delivery_fee, rounding, tax, total, delivery_tax_rate, payment_method, collection,
    lead_time_hours, version, created_at, updated_at, delivered_at)
  SELECT o.id, o."customerId", o."cartId", o."storeId", o.currency, o.status, o.contact, o.recipient, o.delivery, o.note,
    s.subtotal, s.discount, s.delivery, s.rounding, s.tax, s.total, o."deliveryTaxRate", o."paymentMethod", o.collection,
    o."leadTimeHours", o.version, o."createdAt", o."updatedAt", o."deliveredAt"
  FROM claim, jsonb_to_record(${JSON.stringify(head)}::jsonb) AS o(${sql.literal(orderColumns)}),
    jsonb_to_record(o.totals) AS s(subtotal bigint, discount bigint, delivery bigint, rounding bigint, tax bigint, total bigint)
  RETURNING number
), written AS (
  INSERT INTO order_line (order_id, position, variant_id, product_id, sku, name, option_values, customisation, quantity,
    cancelled, shipped, delivered, returned, unit_price, gross, discount, tax_class, tax_rate, tax, total, stocked)
  SELECT ${order.id}::uuid, position, "variantId", "productId", l.sku, name, "optionValues", customisation, quantity,
    cancelled, shipped, delivered, returned, "unitPrice", gross, discount, "taxClass", "taxRate", tax, total, stocked
  FROM claim, jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS l(${sql.literal(lineColumns)})
), told AS (
  INSERT INTO order_event (order_id, position, at, event, status, by, reason)
  SELECT ${order.id}::uuid, e.ordinality - 1, at, event, status, by, reason
  FROM claim, ROWS FROM (
    jsonb_to_recordset(${JSON.stringify(timeline)}::jsonb) AS (${sql.literal(eventColumns)})) WITH ORDINALITY AS e
), closed AS (
  DELETE FROM cart WHERE ${sql.literal(isClaimed)} AND id = ${cart?.id ?? null}::uuid
)
SELECT
  CASE WHEN EXISTS (SELECT FROM claim) THEN 'placed'
       WHEN EXISTS (SELECT FROM prior) THEN 'used'
       WHEN NOT (SELECT held FROM latch) THEN 'running'
       ${isErased}
       WHEN NOT EXISTS (SELECT FROM serving) THEN 'stale'
       WHEN EXISTS (SELECT FROM short) THEN 'short'
       ELSE 'used' END AS outcome,
  (SELECT number::float8 FROM placed) AS number,
  ${sql.literal(shortagesText)} AS shortages`
}
