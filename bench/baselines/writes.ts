/** The statements that a cart and an order are written with, as one writes them by hand. */
import { randomUUID } from "node:crypto"
import type { Cart, CartLine, Placement } from "@duka/core"
import type { Query } from "./reads.ts"

const lineColumns = `id uuid, "variantId" uuid, quantity int, customisation jsonb, "seenUnitPrice" bigint`

export const openCart = ({ createdAt, currency, expiresAt, id, lines }: Cart): Query => ({
  name: "open_cart",
  text: `WITH made AS (
      INSERT INTO cart (id, currency, version, created_at, updated_at, expires_at)
      VALUES ($1::uuid, $2, 1, $3::timestamptz, $3::timestamptz, $4::timestamptz) RETURNING id
    )
    INSERT INTO cart_line (cart_id, id, position, variant_id, quantity, customisation, seen_unit_price)
    SELECT made.id, l.id, l.position, l.variant_id, l.quantity, l.customisation, l.seen_unit_price
    FROM made, ROWS FROM (jsonb_to_recordset($5::text::jsonb) AS (${lineColumns}))
      WITH ORDINALITY AS l(id, variant_id, quantity, customisation, seen_unit_price, position)`,
  values: [id, currency, createdAt, expiresAt, JSON.stringify(lines)]
})

/** A row when the cart was still at the version that was read. */
export const addLine = ({ expiresAt, id, updatedAt, version }: Cart, line: CartLine, position: number): Query => ({
  name: "add_line",
  text: `WITH open AS (
      UPDATE cart SET version = version + 1, updated_at = $2::timestamptz, expires_at = $3::timestamptz
      WHERE id = $1::uuid AND version = $4 RETURNING id
    )
    INSERT INTO cart_line (cart_id, id, position, variant_id, quantity, customisation, seen_unit_price)
    SELECT id, $5::uuid, $6, $7::uuid, $8, $9::text::jsonb, $10::bigint FROM open RETURNING cart_id`,
  values: [
    id,
    updatedAt,
    expiresAt,
    version,
    line.id,
    position,
    line.variantId,
    line.quantity,
    JSON.stringify(line.customisation),
    line.seenUnitPrice
  ]
})

/** A row when the cart was still at the version that was read. */
export const choosePickup = ({ expiresAt, id, updatedAt, version }: Cart, storeId: string): Query => ({
  name: "choose_pickup",
  text: `UPDATE cart SET delivery = '{"method":"pickup"}', delivery_store_id = $2::uuid, version = version + 1,
      updated_at = $3::timestamptz, expires_at = $4::timestamptz
    WHERE id = $1::uuid AND version = $5 RETURNING id`,
  values: [id, storeId, updatedAt, expiresAt, version]
})

/** A row for each level that had enough. The levels are locked by variant, as everywhere. */
export const allocate = ({ allocate, order }: Placement): Query => ({
  name: "place_stock",
  text: `WITH want AS (
      SELECT * FROM unnest($2::uuid[], $3::bigint[]) AS w(variant_id, quantity)
    ), level AS MATERIALIZED (
      SELECT variant_id FROM stock_level WHERE store_id = $1::uuid AND variant_id = ANY($2::uuid[])
      ORDER BY variant_id FOR NO KEY UPDATE
    )
    UPDATE stock_level s SET allocated = s.allocated + w.quantity FROM want w JOIN level USING (variant_id)
    WHERE s.store_id = $1::uuid AND s.variant_id = w.variant_id
      AND (s.stock_policy <> 'tracked' OR s.on_hand - s.allocated >= w.quantity)
    RETURNING s.variant_id`,
  values: [
    order.storeId,
    `{${allocate.map(({ variantId }) => variantId).join(",")}}`,
    `{${allocate.map(({ quantity }) => quantity).join(",")}}`
  ]
})

/** A row with the number, and whether the key was free. */
export const orderAndKey = ({ order, payment, request }: Placement): Query => ({
  name: "place_order",
  text: `WITH placed AS (
      INSERT INTO orders (id, customer_id, cart_id, store_id, currency, status, contact, recipient, delivery, note,
        subtotal, discount, delivery_fee, rounding, tax, total, delivery_tax_rate, payment_method, lead_time_hours,
        version, created_at, updated_at, payment_open)
      VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6, $7::text::jsonb, $8::text::jsonb, $9::text::jsonb, $10,
        $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21::timestamptz, $21::timestamptz, $25::text <> 'null')
      RETURNING number
    ), claimed AS (
      INSERT INTO idempotency_key (scope, key, request_hash, order_id, created_at)
      VALUES ($22, $23, $24, $1::uuid, $21::timestamptz) ON CONFLICT DO NOTHING RETURNING key
    ), paid AS (
      INSERT INTO payment (id, order_id, method, amount, currency, status, authorised, captured, refunded, refunding,
        capture, next, closing, checks, version, created_at, updated_at)
      SELECT p.id, $1::uuid, p.method, p.amount, p.currency, p.status, 0, 0, 0, 0, p.capture, p.next, false, 0, 1,
        $21::timestamptz, $21::timestamptz
      FROM placed, jsonb_to_record($25::text::jsonb) AS p(id uuid, method text, amount bigint, currency text, status text,
        capture text, next jsonb)
    )
    SELECT number::float8 AS number, EXISTS (SELECT FROM claimed) AS claimed FROM placed`,
  values: [
    order.id,
    order.customerId,
    order.cartId,
    order.storeId,
    order.currency,
    order.status,
    JSON.stringify(order.contact),
    order.recipient === null ? null : JSON.stringify(order.recipient),
    JSON.stringify(order.delivery),
    order.note,
    order.totals.subtotal,
    order.totals.discount,
    order.totals.delivery,
    order.totals.rounding,
    order.totals.tax,
    order.totals.total,
    order.deliveryTaxRate,
    order.paymentMethod,
    order.leadTimeHours,
    order.version,
    order.createdAt,
    request.scope,
    request.key,
    request.requestHash,
    JSON.stringify(payment)
  ]
})

/** The outbox: what was placed is told by a job, as Duka's is. */
const told = ({ id: orderId, createdAt: at, timeline }: Placement["order"]) => {
  const types: Readonly<Record<string, string>> = { place: "order.placed", accept_cash: "order.confirmed" }
  const events = timeline.map(({ event }) => ({ id: randomUUID(), type: types[event], at, data: { orderId } }))
  return { id: `events:${events[0]?.id}`, element: JSON.stringify({ events }) }
}

export const lines = ({ order }: Placement): Query => ({
  name: "place_lines",
  text: `WITH written AS (
      INSERT INTO order_line (order_id, position, variant_id, product_id, sku, name, option_values, customisation,
        quantity, cancelled, shipped, delivered, returned, unit_price, gross, discount, tax_class, tax_rate, tax, total,
        stocked)
      SELECT $1::uuid, position, "variantId", "productId", sku, name, "optionValues", customisation, quantity, 0, 0, 0, 0,
        "unitPrice", gross, discount, "taxClass", "taxRate", tax, total, stocked
      FROM jsonb_to_recordset($2::text::jsonb) AS line(position int, "variantId" uuid, "productId" uuid, sku text,
        name text, "optionValues" jsonb, customisation jsonb, quantity int, "unitPrice" bigint, gross bigint,
        discount bigint, "taxClass" text, "taxRate" int, tax bigint, total bigint, stocked boolean)
    ), told AS (
      INSERT INTO job (id, queue_name, element, state, attempts, visible_at, created_at, updated_at)
      VALUES ($4::text, 'tell-events', $5::text::jsonb::text, 'pending', 0, clock_timestamp(), now(), now())
    )
    INSERT INTO order_event (order_id, position, at, event, status, by)
    SELECT $1::uuid, ordinality - 1, at, event, status, by
    FROM ROWS FROM (jsonb_to_recordset($3::text::jsonb) AS (at timestamptz, event text, status text, by text))
      WITH ORDINALITY`,
  values: [order.id, JSON.stringify(order.lines), JSON.stringify(order.timeline), ...Object.values(told(order))]
})

/** A row when the cart was still open, at the version that was priced. */
export const closeCart = ({ id, version }: { readonly id: string; readonly version: number }): Query => ({
  name: "place_cart",
  text: "DELETE FROM cart WHERE id = $1::uuid AND version = $2 RETURNING id",
  values: [id, version]
})
