/**
 * The statements that write carts. Locks are taken in everybody's order: the customer, carts, variants by id, the chosen
 * store and, last of all, the lines that go, by variant and cart. Whoever edits products locks them in that order too,
 * when he has their variants (`withdrawn` of productWrites.ts): left to cascades, the lines of a cart would be locked one
 * after the other here and variant after variant there.
 *
 * Lines that stay need no lock: nobody withdraws a variant while we hold the lock of it.
 */
import type { Cart, CartId, CustomerId } from "@duka/core"
import type { SqlClient, Statement } from "effect/sql"
import { welcomed } from "./erasures.ts"

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
const stands = (sql: SqlClient.SqlClient, storeId: string | null, when: string) => sql`known AS MATERIALIZED (
  SELECT v.id FROM variant v
  WHERE ${sql.literal(when)} AND v.id IN (SELECT variant_id FROM line) AND NOT v.retired
  ORDER BY v.id FOR KEY SHARE
), chosen AS MATERIALIZED (
  SELECT s.id FROM store s WHERE (SELECT count(*) FROM known) >= 0 AND s.id = ${storeId}::uuid FOR KEY SHARE
), stands AS MATERIALIZED (
  SELECT (SELECT count(*) FROM known) = (SELECT count(DISTINCT variant_id) FROM line)
    AND (SELECT count(*) FROM chosen) = ${storeId === null ? 0 : 1} AS yes
)`

/** `late`: what has expired of the customer's other carts in the currency, locked. */
const late = (sql: SqlClient.SqlClient, { currency, customerId, id }: Cart, at: string, when: string) =>
  sql`late AS MATERIALIZED (
    SELECT id FROM cart WHERE ${sql.literal(when)} AND customer_id = ${customerId}::uuid AND currency = ${currency}
      AND id <> ${id}::uuid AND expires_at <= ${at}::timestamptz
    FOR UPDATE
  )`

/** `leaving`: lines of these carts, locked. */
const leaving = (sql: SqlClient.SqlClient, carts: string, when: string) =>
  sql`leaving AS MATERIALIZED (
    SELECT l.id FROM cart_line l WHERE ${sql.literal(`l.cart_id IN (${carts}) AND ${when}`)}
    ORDER BY l.variant_id, l.cart_id, l.id FOR UPDATE
  )`

/** `way`: the expired carts go. */
const way = `way AS (
  DELETE FROM cart WHERE (SELECT count(*) FROM leaving) >= 0 AND id IN (SELECT id FROM late) RETURNING id
)`
const isWayMade = "(SELECT count(*) FROM way) >= 0"

const areLate = "(SELECT count(*) FROM late) >= 0"
const areChosen = "(SELECT count(*) FROM chosen) >= 0"

/** A cart that is in nobody's way. */
const guests = (sql: SqlClient.SqlClient, storeId: string | null) => ({
  ready: stands(sql, storeId, "true"),
  when: sql.literal("true")
})

/** A cart for a customer who was not removed, for which expired ones give way. */
const customers = (sql: SqlClient.SqlClient, cart: Cart, customerId: CustomerId, storeId: string | null) => ({
  ready: sql`${welcomed(sql, customerId, "true")}, ${late(sql, cart, cart.createdAt, "EXISTS (SELECT FROM welcome)")},
    ${stands(sql, storeId, areLate)}, ${leaving(sql, "SELECT id FROM late", areChosen)}, ${sql.literal(way)}`,
  when: sql.literal(`EXISTS (SELECT FROM welcome) AND ${isWayMade}`)
})

export const insert = (sql: SqlClient.SqlClient, cart: Cart) => {
  const { customerId } = cart
  const { choice, storeId } = deliveryOf(cart)
  const { ready, when } = customerId === null ? guests(sql, storeId) : customers(sql, cart, customerId, storeId)
  return sql`
    WITH ${line(sql, cart)}, ${ready},
    made AS (
      INSERT INTO cart (id, customer_id, currency, delivery, delivery_store_id, version, created_at, updated_at, expires_at)
      SELECT ${cart.id}::uuid, ${customerId}::uuid, ${cart.currency}, ${choice}::jsonb, ${storeId}::uuid,
        ${cart.version}, ${cart.createdAt}::timestamptz, ${cart.updatedAt}::timestamptz, ${cart.expiresAt}::timestamptz
      FROM stands WHERE yes AND ${when}
      ON CONFLICT (customer_id, currency) WHERE customer_id IS NOT NULL DO NOTHING RETURNING id
    ), lines AS (
      INSERT INTO cart_line (cart_id, id, position, variant_id, quantity, customisation, seen_unit_price)
      SELECT made.id, l.id, l.position, l.variant_id, l.quantity, l.customisation, l.seen_unit_price FROM made, line l
    )
    SELECT EXISTS (SELECT FROM made) AS saved`
}

/** Of a cart that is saved these go; a line that is to hold another variant leaves the one that it held. */
const dropped = `NOT EXISTS (SELECT FROM line n WHERE n.id = l.id AND n.variant_id = l.variant_id)`

/**
 * Without `anew`, a change of the customer is left to a statement that may begin again. It alone asks for the customer:
 * a cart that stays whose it is goes with its customer, whether it is saved before or after.
 */
export const save = (sql: SqlClient.SqlClient, cart: Cart, version: number, { anew }: { readonly anew: boolean }) => {
  const { customerId } = cart
  const { choice, storeId } = deliveryOf(cart)
  const asks = anew && customerId !== null
  return sql`
    WITH ${asks ? sql`${welcomed(sql, customerId, "true")},` : sql.literal("")} ${line(sql, cart)},
    open AS MATERIALIZED (
      SELECT id, currency, customer_id IS NOT DISTINCT FROM ${customerId}::uuid AS same FROM cart
      WHERE ${sql.literal(asks ? "EXISTS (SELECT FROM welcome)" : "true")} AND id = ${cart.id}::uuid AND version = ${version}
      FOR UPDATE
    ), ${late(sql, cart, cart.updatedAt, "EXISTS (SELECT FROM open)")},
    ${stands(sql, storeId, `EXISTS (SELECT FROM open) AND ${areLate}`)},
    ${leaving(sql, "SELECT id FROM open UNION ALL SELECT id FROM late", `${areChosen} AND ${dropped}`)},
    ${sql.literal(way)},
    saved AS (
      UPDATE cart c SET customer_id = ${customerId}::uuid, delivery = ${choice}::jsonb,
        delivery_store_id = ${storeId}::uuid, updated_at = ${cart.updatedAt}::timestamptz,
        expires_at = ${cart.expiresAt}::timestamptz, version = ${version} + 1
      FROM open WHERE c.id = open.id AND (open.same OR ${anew}::boolean) AND (SELECT yes FROM stands)
        AND ${sql.literal(isWayMade)}
        AND NOT EXISTS (SELECT FROM cart other WHERE other.customer_id = ${customerId}::uuid
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

/**
 * Lines that a cart was given while we waited for its lock are not among those that are locked in order: they are left to
 * the cascade. At worst one of two gives way, and its request is asked for again.
 */
const remove = (sql: SqlClient.SqlClient, which: Statement.Fragment) => sql`
  WITH going AS MATERIALIZED (SELECT id FROM cart WHERE ${which} ORDER BY id FOR UPDATE),
  ${leaving(sql, "SELECT id FROM going", "true")}
  DELETE FROM cart c USING going WHERE c.id = going.id AND (SELECT count(*) FROM leaving) >= 0 RETURNING c.id`

export const removeOne = (sql: SqlClient.SqlClient, id: CartId) => remove(sql, sql`id = ${id}::uuid`)

export const removeOf = (sql: SqlClient.SqlClient, customerId: CustomerId) =>
  remove(sql, sql`customer_id = ${customerId}::uuid`)
