/** The statements of carts: what one holds, and what its lines are and cost. */
import { Basket, type Cart, Supply, type VariantId } from "@duka/core"
import { Schema } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import { welcomed } from "./erasures.ts"
import { opaque, time } from "./rows.ts"

/** The cart `c`. A choice of a store that is gone went with it. */
const cartText = `jsonb_build_object('id', c.id, 'customerId', c.customer_id, 'currency', c.currency,
  'lines', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'variantId', l.variant_id, 'quantity', l.quantity,
      'customisation', l.customisation, 'seenUnitPrice', l.seen_unit_price) ORDER BY l.position), '[]')
    FROM cart_line l WHERE l.cart_id = c.id),
  'delivery', CASE
    WHEN c.delivery_store_id IS NOT NULL THEN c.delivery || jsonb_build_object('storeId', c.delivery_store_id)
    WHEN c.delivery ->> 'method' <> 'pickup' THEN c.delivery END,
  'version', c.version, 'createdAt', ${time("c.created_at")}, 'updatedAt', ${time("c.updated_at")},
  'expiresAt', ${time("c.expires_at")})`

/** `offered`: of the rows of `wanted`, what is for sale. Only active products are. */
const offered = (currency: Statement.Fragment, sql: SqlClient.SqlClient) => sql`offered AS MATERIALIZED (
  SELECT w.place, v.id AS variant_id, v.stock_policy, jsonb_build_object('variantId', v.id, 'productId', p.id,
    'productVersion', p.version, 'sku', v.sku, 'name', p.name, 'optionValues', v.option_values, 'unitPrice', vp.amount,
    'taxClass', v.tax_class, 'stockPolicy', v.stock_policy, 'customisations', p.customisations,
    'leadTimeHours', p.lead_time_hours, 'weightGrams', v.weight_grams) AS offer
  FROM wanted w
  JOIN variant v ON v.id = w.variant_id AND NOT v.retired
  JOIN product p ON p.id = v.product_id AND p.status = 'active'
  LEFT JOIN variant_price vp ON vp.variant_id = v.id AND vp.currency = ${currency}
)`

const supplied = `'offers', (SELECT coalesce(jsonb_agg(offer ORDER BY place), '[]') FROM offered),
  'stores', (SELECT coalesce(jsonb_agg(jsonb_build_object('storeId', s.id, 'name', s.name, 'point', s.point,
      'serviceRadiusKm', s.service_radius_km, 'pickup', s.pickup, 'delivers', s.delivers, 'levels', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('variantId', o.variant_id, 'available', l.on_hand - l.allocated)
          ORDER BY o.place), '[]')
        FROM offered o JOIN stock_level l ON l.variant_id = o.variant_id AND l.store_id = s.id
        WHERE o.stock_policy <> 'untracked')) ORDER BY s.name_sort, s.id), '[]')
    FROM store s)`

export const BasketRow = Schema.Struct({ basket: Basket })
export const SupplyRow = Schema.Struct({ supply: Supply })

/** One row, or none when there is no such cart that has not expired. */
export const basket = (sql: SqlClient.SqlClient, id: string, at: string, also: ReadonlyArray<VariantId>) => sql`
  WITH found AS MATERIALIZED (SELECT * FROM cart WHERE id = ${id}::uuid AND expires_at > ${at}::timestamptz),
  wanted AS MATERIALIZED (
    SELECT variant_id, min(place) AS place
    FROM (
      SELECT l.variant_id, l.position::bigint AS place FROM cart_line l JOIN found ON found.id = l.cart_id
      UNION ALL SELECT a.id, 1000000 + a.place FROM unnest(${opaque(sql, also, "uuid[]")}) WITH ORDINALITY AS a(id, place)
    ) named GROUP BY variant_id
  ), ${offered(sql.literal("(SELECT currency FROM found)"), sql)}
  SELECT jsonb_build_object('cart', ${sql.literal(`${cartText}, ${supplied}`)}) AS basket FROM found c`

export const supply = (sql: SqlClient.SqlClient, variantIds: ReadonlyArray<VariantId>, currency: string) => sql`
  WITH wanted AS MATERIALIZED (
    SELECT a.id AS variant_id, min(a.place) AS place
    FROM unnest(${opaque(sql, variantIds, "uuid[]")}) WITH ORDINALITY AS a(id, place) GROUP BY a.id
  ), ${offered(sql`${currency}`, sql)}
  SELECT jsonb_build_object(${sql.literal(supplied)}) AS supply`

const lineColumns = `id uuid, "variantId" uuid, quantity int, customisation jsonb, "seenUnitPrice" bigint`

const deliveryOf = ({ delivery }: Cart) => {
  if (delivery === null) return { choice: null, storeId: null }
  const { storeId = null, ...choice } = delivery
  return { choice: JSON.stringify(choice), storeId }
}

/** `line`: the lines as they are to be, in their order. */
const line = (sql: SqlClient.SqlClient, { lines }: Cart) => sql`line AS MATERIALIZED (
  SELECT l.* FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS (${sql.literal(lineColumns)}))
    WITH ORDINALITY AS l(id, variant_id, quantity, customisation, seen_unit_price, position)
)`

/** `stands`: whether everything that the cart names is still there, locked so that it stays until we are done. */
const stands = (sql: SqlClient.SqlClient, storeId: string | null) => sql`known AS MATERIALIZED (
  SELECT v.id FROM variant v
  WHERE (SELECT ready FROM way_made) AND v.id IN (SELECT variant_id FROM line) AND NOT v.retired
  ORDER BY v.id FOR KEY SHARE
), chosen AS MATERIALIZED (
  SELECT s.id FROM store s WHERE (SELECT count(*) FROM known) >= 0 AND s.id = ${storeId}::uuid FOR KEY SHARE
), stands AS MATERIALIZED (
  SELECT (SELECT count(*) FROM known) = (SELECT count(DISTINCT variant_id) FROM line)
    AND (SELECT count(*) FROM chosen) = ${storeId === null ? 0 : 1} AS yes
)`

/** `way`: what has expired of the customer's other carts in the currency goes. */
const way = (sql: SqlClient.SqlClient, { currency, customerId, id }: Cart, at: string, when: string) => sql`way AS (
  DELETE FROM cart WHERE ${sql.literal(when)} AND customer_id = ${customerId}::uuid AND currency = ${currency}
    AND id <> ${id}::uuid AND expires_at <= ${at}::timestamptz
  RETURNING id
)`

/** The first part of a statement that gives a customer a cart, and the condition under which it goes on. */
const given = (sql: SqlClient.SqlClient, { customerId }: Cart) =>
  customerId === null
    ? { buyer: sql.literal(""), when: "true" }
    : { buyer: sql`${welcomed(sql, customerId, "true")},`, when: "EXISTS (SELECT FROM welcome)" }

export const insert = (sql: SqlClient.SqlClient, cart: Cart) => {
  const { choice, storeId } = deliveryOf(cart)
  const { buyer, when } = given(sql, cart)
  return sql`
    WITH ${buyer} ${line(sql, cart)}, ${way(sql, cart, cart.createdAt, when)},
    way_made AS MATERIALIZED (SELECT count(*) >= 0 AS ready FROM way), ${stands(sql, storeId)},
    made AS (
      INSERT INTO cart (id, customer_id, currency, delivery, delivery_store_id, version, created_at, updated_at, expires_at)
      SELECT ${cart.id}::uuid, ${cart.customerId}::uuid, ${cart.currency}, ${choice}::jsonb, ${storeId}::uuid,
        ${cart.version}, ${cart.createdAt}::timestamptz, ${cart.updatedAt}::timestamptz, ${cart.expiresAt}::timestamptz
      FROM stands WHERE yes AND ${sql.literal(when)}
      ON CONFLICT (customer_id, currency) WHERE customer_id IS NOT NULL DO NOTHING RETURNING id
    ), lines AS (
      INSERT INTO cart_line (cart_id, id, position, variant_id, quantity, customisation, seen_unit_price)
      SELECT made.id, l.id, l.position, l.variant_id, l.quantity, l.customisation, l.seen_unit_price FROM made, line l
    )
    SELECT EXISTS (SELECT FROM made) AS saved`
}

/**
 * Without `anew`, a change of the customer is left to a statement that may begin again. It alone asks for the customer:
 * a cart that stays whose it is goes with its customer, whether it is saved before or after.
 */
export const save = (sql: SqlClient.SqlClient, cart: Cart, version: number, { anew }: { readonly anew: boolean }) => {
  const { choice, storeId } = deliveryOf(cart)
  const { buyer, when } = given(sql, anew ? cart : { ...cart, customerId: null })
  return sql`
    WITH ${buyer} ${line(sql, cart)},
    open AS MATERIALIZED (
      SELECT id, currency, customer_id IS NOT DISTINCT FROM ${cart.customerId}::uuid AS same FROM cart
      WHERE ${sql.literal(when)} AND id = ${cart.id}::uuid AND version = ${version} FOR UPDATE
    ), ${way(sql, cart, cart.updatedAt, "EXISTS (SELECT FROM open)")},
    way_made AS MATERIALIZED (SELECT count(*) >= 0 AND EXISTS (SELECT FROM open) AS ready FROM way), ${stands(sql, storeId)},
    saved AS (
      UPDATE cart c SET customer_id = ${cart.customerId}::uuid, delivery = ${choice}::jsonb,
        delivery_store_id = ${storeId}::uuid, updated_at = ${cart.updatedAt}::timestamptz,
        expires_at = ${cart.expiresAt}::timestamptz, version = ${version} + 1
      FROM open WHERE c.id = open.id AND (open.same OR ${anew}::boolean) AND (SELECT yes FROM stands)
        AND NOT EXISTS (SELECT FROM cart other WHERE other.customer_id = ${cart.customerId}::uuid
          AND other.currency = open.currency AND other.id <> open.id AND other.expires_at > ${cart.updatedAt}::timestamptz)
      RETURNING c.id
    ), dropped AS (
      DELETE FROM cart_line l USING saved WHERE l.cart_id = saved.id AND l.id NOT IN (SELECT id FROM line)
    ), kept AS (
      INSERT INTO cart_line AS kept (cart_id, id, position, variant_id, quantity, customisation, seen_unit_price)
      SELECT saved.id, l.id, l.position, l.variant_id, l.quantity, l.customisation, l.seen_unit_price FROM saved, line l
      ON CONFLICT (cart_id, id) DO UPDATE SET position = excluded.position, variant_id = excluded.variant_id,
        quantity = excluded.quantity, customisation = excluded.customisation, seen_unit_price = excluded.seen_unit_price
      WHERE (kept.position, kept.variant_id, kept.quantity, kept.customisation, kept.seen_unit_price)
        IS DISTINCT FROM (excluded.position, excluded.variant_id, excluded.quantity, excluded.customisation, excluded.seen_unit_price)
    )
    SELECT EXISTS (SELECT FROM saved) AS saved, EXISTS (SELECT FROM open WHERE NOT same) AS "isAnother"`
}
