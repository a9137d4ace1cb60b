import type { Placement } from "@duka/core"
import type { SqlClient } from "effect/sql"
import { allocated, checked, opened, shortagesText, sufficient, want } from "./allocation.ts"
import { welcomed } from "./erasures.ts"
import { claimed, latched } from "./keys.ts"
import { eventColumns, lineColumns } from "./orderTexts.ts"
import { paymentColumns, paymentInsert, paymentValues } from "./paymentTexts.ts"
import { opaque } from "./rows.ts"

const orderColumns = `id uuid, "customerId" uuid, "cartId" uuid, "storeId" uuid, currency text, status text, contact jsonb,
  recipient jsonb, delivery jsonb, note text, totals jsonb, "deliveryTaxRate" int, "paymentMethod" text,
  payments jsonb, collection jsonb, "leadTimeHours" int, version int, "createdAt" timestamptz, "updatedAt" timestamptz,
  "deliveredAt" timestamptz`

// Locked by the foreign keys of levels and lines, after the levels: nobody else can have locked them while we hold the lock
// of their products.
const variants = "variant"

interface Kind {
  /**
   * Whether it says why nothing was placed, and opens the level of what is sold on backorder for the first time. That is
   * a tenth of what the database does for an order, and most orders need neither: a statement without it goes first, and
   * gives a row only when it placed the order.
   */
  readonly explains: boolean
}

/**
 * `place` as one statement. Each part reads the one before it, which fixes the order of the locks for every caller: the
 * key's latch, the customer, the cart or the draft, products by id, the store, stock by variant. Nothing is written
 * unless `claim` gave a row. Guests have no customer to lock, and their text has no part for it. The cart's lines go with
 * it in no order: who withdraws a variant from carts has to wait for the lock that we have of its product.
 *
 * The statement's snapshot is older than its locks. What a locking read gives may be trusted (it re-reads the newest
 * row), and so may every UPDATE (it follows the row to its newest version), but not `prior`: see `PgCheckoutStore`.
 */
export const placeStatement = (sql: SqlClient.SqlClient, placement: Placement, { explains }: Kind) => {
  const { allocate, cart, draft, jobs, order, payment, products, request } = placement
  const { lines, timeline, ...head } = order
  const productIds = products.map(({ productId }) => productId)
  const versions = products.map(({ version }) => String(version))
  const isClaimed = "EXISTS (SELECT FROM claim)"
  const { customerId } = order
  const nothing = sql.literal("")
  const buyer = customerId === null ? nothing : sql`${welcomed(sql, customerId, "EXISTS (SELECT FROM free)")},`
  const allowed = customerId === null ? "free" : "welcome"
  const ready = sql.literal(cart !== null ? "open_cart" : draft !== null ? "open_draft" : allowed)
  const isErased = sql.literal(customerId === null ? "" : "WHEN NOT EXISTS (SELECT FROM welcome) THEN 'erased'")
  const openCart =
    cart === null
      ? nothing
      : sql`open_cart AS MATERIALIZED (
  SELECT id FROM cart
  WHERE EXISTS (SELECT FROM ${sql.literal(allowed)}) AND id = ${cart.id}::uuid AND version = ${cart.version}::int
  FOR UPDATE
),`
  const closed =
    cart === null
      ? nothing
      : sql`, closed AS (
  DELETE FROM cart WHERE ${sql.literal(isClaimed)} AND id = ${cart.id}::uuid
)`
  const openDraft =
    draft === null
      ? nothing
      : sql`open_draft AS MATERIALIZED (
  SELECT id FROM draft_order
  WHERE EXISTS (SELECT FROM ${sql.literal(allowed)}) AND id = ${draft.id}::uuid AND version = ${draft.version}::int
    AND order_id IS NULL
  FOR UPDATE
),`
  const became =
    draft === null
      ? nothing
      : sql`, became AS (
  UPDATE draft_order SET order_id = ${order.id}::uuid, version = version + 1,
    updated_at = ${order.createdAt}::timestamptz, expires_at = ${draft.expiresAt}::timestamptz
  WHERE ${sql.literal(isClaimed)} AND id = ${draft.id}::uuid
)`
  const paid =
    payment === null
      ? nothing
      : sql`, paid AS (
  INSERT INTO ${sql.literal(paymentInsert)})
  SELECT ${sql.literal(paymentValues)}
  FROM placed, jsonb_to_record(${JSON.stringify(payment)}::jsonb) AS p(${sql.literal(paymentColumns)})
)`
  const enqueued =
    jobs.length === 0
      ? nothing
      : sql`, enqueued AS (
  INSERT INTO job (id, queue_name, element, state, attempts, visible_at, created_at, updated_at)
  SELECT j.id, j.queue, j.payload::text, 'pending', 0, clock_timestamp() + make_interval(secs => j."delaySeconds"), now(),
    now()
  FROM placed, jsonb_to_recordset(${JSON.stringify(jobs)}::jsonb)
    AS j(queue text, id text, payload jsonb, "delaySeconds" int)
  ON CONFLICT (id, queue_name) DO NOTHING
)`
  const { storeId } = order
  const when = "EXISTS (SELECT FROM serving)"
  const stock = explains ? checked(sql, { storeId, variants, when }) : sufficient(sql, { storeId, when })
  const answer = explains
    ? sql`SELECT
  CASE WHEN EXISTS (SELECT FROM claim) THEN 'placed'
       WHEN EXISTS (SELECT FROM prior) THEN 'used'
       WHEN NOT (SELECT held FROM latch) THEN 'running'
       ${isErased}
       WHEN NOT EXISTS (SELECT FROM serving) THEN 'stale'
       WHEN EXISTS (SELECT FROM short) THEN 'short'
       ELSE 'used' END AS outcome,
  (SELECT number::float8 FROM placed) AS number,
  ${sql.literal(shortagesText)} AS shortages`
    : sql`SELECT number::float8 AS number FROM placed`
  return sql`
WITH product_read AS MATERIALIZED (
  SELECT * FROM unnest(${opaque(sql, productIds, "uuid[]")}, ${opaque(sql, versions, "int[]")}) AS p(id, version)
), ${want(sql, allocate)},
${latched(sql, request, order.createdAt)},
${buyer}
${openCart}
${openDraft}
priced AS MATERIALIZED (
  SELECT p.id FROM product p JOIN product_read r ON r.id = p.id AND r.version = p.version
  WHERE EXISTS (SELECT FROM ${ready}) ORDER BY p.id FOR KEY SHARE OF p
), serving AS MATERIALIZED (
  SELECT id FROM store
  WHERE (SELECT count(*) FROM priced) = (SELECT count(*) FROM product_read) AND EXISTS (SELECT FROM ${ready})
    AND id = ${order.storeId}::uuid
  FOR KEY SHARE
), ${stock},
${claimed(sql, request, order.createdAt, {
  orderId: order.id,
  when: sql.literal(
    `EXISTS (SELECT FROM serving) AND ${explains ? "NOT EXISTS (SELECT FROM short)" : "(SELECT yes FROM enough)"}`
  )
})},
${allocated(sql, { storeId, when: isClaimed })},
${explains ? sql`${opened(sql, { storeId, variants, when: isClaimed })},` : nothing}
placed AS (
  INSERT INTO orders (id, customer_id, cart_id, store_id, currency, status, contact, recipient, delivery, note,
    subtotal, discount, delivery_fee, rounding, tax, total, delivery_tax_rate, payment_method, collection,
    authorised, captured, refunded, refunding, payment_open, lead_time_hours, version, created_at, updated_at, delivered_at)
  SELECT o.id, o."customerId", o."cartId", o."storeId", o.currency, o.status, o.contact, o.recipient, o.delivery, o.note,
    s.subtotal, s.discount, s.delivery, s.rounding, s.tax, s.total, o."deliveryTaxRate", o."paymentMethod", o.collection,
    p.authorised, p.captured, p.refunded, p.refunding, p.open, o."leadTimeHours", o.version, o."createdAt", o."updatedAt", o."deliveredAt"
  FROM claim, jsonb_to_record(${JSON.stringify(head)}::jsonb) AS o(${sql.literal(orderColumns)}),
    jsonb_to_record(o.totals) AS s(subtotal bigint, discount bigint, delivery bigint, rounding bigint, tax bigint, total bigint),
    jsonb_to_record(o.payments) AS p(authorised bigint, captured bigint, refunded bigint, refunding bigint, open boolean)
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
)${closed}${became}${paid}${enqueued}
${answer}`
}
