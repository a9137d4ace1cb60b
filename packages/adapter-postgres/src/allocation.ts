/** Allocating every line or none, as parts of a statement. */
import { Shortage, type Units } from "@duka/core"
import { Schema } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import { opaque } from "./rows.ts"

/** The rows of `want`: each variant once. */
export const want = (sql: SqlClient.SqlClient, units: ReadonlyArray<Units>): Statement.Fragment => {
  const variantIds = units.map(({ variantId }) => variantId)
  const quantities = units.map(({ quantity }) => String(quantity))
  return sql`want AS MATERIALIZED (
    SELECT * FROM unnest(${opaque(sql, variantIds, "uuid[]")}, ${opaque(sql, quantities, "bigint[]")})
      AS w(variant_id, quantity)
  )`
}

/**
 * `known` and `here`: the wanted variants and the store, locked so that they stay what they are. Statements that lock
 * levels read these first: foreign keys would lock the same rows after the levels, against everybody's order.
 */
export const named = (sql: SqlClient.SqlClient, storeId: string): Statement.Fragment =>
  sql`known AS MATERIALIZED (
    SELECT v.id, v.product_id, v.sku, v.stock_policy, v.retired FROM variant v
    WHERE v.id IN (SELECT variant_id FROM want) ORDER BY v.id FOR KEY SHARE
  ), here AS MATERIALIZED (
    SELECT s.id FROM store s WHERE (SELECT count(*) FROM known) >= 0 AND s.id = ${storeId}::uuid FOR KEY SHARE
  )`

/** What `stock` waits for. */
export const isNamed = "(SELECT count(*) FROM here) >= 0"

export interface Stocking {
  readonly storeId: string
  /** The variants that are locked, or all of them for those who hold the lock of their products. */
  readonly variants: "known" | "variant"
  readonly when: string
}

/**
 * `stock`: the wanted levels of the store, locked by variant. The snapshot is older than the locks: what a level says of
 * its variant is newer than the variant's own row.
 */
const locked = (sql: SqlClient.SqlClient, { storeId, when }: Omit<Stocking, "variants">): Statement.Fragment =>
  sql`stock AS MATERIALIZED (
    SELECT variant_id, stock_policy, retired, owing, on_hand, allocated, on_hand - allocated AS available
    FROM stock_level
    WHERE ${sql.literal(when)} AND store_id = ${storeId}::uuid AND variant_id IN (SELECT variant_id FROM want)
    ORDER BY variant_id FOR NO KEY UPDATE
  )`

/**
 * `making`: a turn of one's own when some of the levels that `missing` selects are not there. Who makes levels locks those
 * that are there first, against everybody's order: two who do would wait for each other. Most statements make none.
 */
export const turn = (sql: SqlClient.SqlClient, missing: Statement.Fragment): Statement.Fragment =>
  sql`making AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(hashtextextended('duka.stock_level', 0)) WHERE EXISTS (${missing})
  )`

/** When `making` has had its turn. */
export const hasTurn = "(SELECT count(*) FROM making) >= 0"

/** `making`, `stock`, and `short`: what cannot be had of it. */
export const checked = (sql: SqlClient.SqlClient, { variants, ...stocking }: Stocking): Statement.Fragment =>
  sql`${turn(
    sql,
    sql`SELECT FROM want w WHERE ${sql.literal(stocking.when)} AND NOT EXISTS (
      SELECT FROM stock_level s WHERE s.variant_id = w.variant_id AND s.store_id = ${stocking.storeId}::uuid)`
  )}, ${locked(sql, { ...stocking, when: `${stocking.when} AND ${hasTurn}` })}, short AS MATERIALIZED (
    SELECT w.variant_id, w.quantity AS requested,
      CASE WHEN coalesce(s.retired, v.retired, true) THEN 0 ELSE greatest(coalesce(s.available, 0), 0) END AS available
    FROM want w LEFT JOIN stock s USING (variant_id) LEFT JOIN ${sql.literal(variants)} v ON v.id = w.variant_id
    WHERE coalesce(s.retired, v.retired, true)
      OR (coalesce(s.stock_policy, v.stock_policy) = 'tracked' AND coalesce(s.available, 0) < w.quantity)
  )`

/** `stock`, and `enough`: whether every wanted variant has a level and can be had. Why not, it does not say. */
export const sufficient = (sql: SqlClient.SqlClient, stocking: Omit<Stocking, "variants">): Statement.Fragment =>
  sql`${locked(sql, stocking)}, enough AS MATERIALIZED (
    SELECT (SELECT count(*) FROM want) = (
      SELECT count(*) FROM want w JOIN stock s USING (variant_id)
      WHERE NOT s.retired AND (s.stock_policy <> 'tracked' OR s.available >= w.quantity)) AS yes
  )`

/**
 * The other columns of a level `s` that its check names, from the row `k` that was locked. An UPDATE first builds its row
 * on the version that the snapshot sees: checked half old and half new it might break a law that neither version breaks.
 */
const asLocked = `stock_policy = k.stock_policy, owing = k.owing`

/** The change itself, of the levels that are there. */
export const allocated = (
  sql: SqlClient.SqlClient,
  { storeId, when }: Omit<Stocking, "variants">
): Statement.Fragment =>
  sql`allocated AS (
    UPDATE stock_level s
    SET on_hand = k.on_hand, allocated = k.allocated + w.quantity, ${sql.literal(asLocked)}
    FROM want w JOIN stock k USING (variant_id)
    WHERE ${sql.literal(when)} AND k.stock_policy <> 'untracked' AND s.store_id = ${storeId}::uuid AND s.variant_id = w.variant_id
  )`

/** What is sold on backorder gets its level with its first sale. */
export const opened = (sql: SqlClient.SqlClient, { storeId, variants, when }: Stocking): Statement.Fragment =>
  sql`opened AS (
    INSERT INTO stock_level AS kept
      (variant_id, store_id, product_id, sku, stock_policy, retired, on_hand, allocated)
    SELECT v.id, ${storeId}::uuid, v.product_id, v.sku, v.stock_policy, v.retired, 0, w.quantity
    FROM want w JOIN ${sql.literal(variants)} v ON v.id = w.variant_id
    WHERE ${sql.literal(when)} AND v.stock_policy = 'backorder' AND w.variant_id NOT IN (SELECT variant_id FROM stock)
    ORDER BY v.id
    ON CONFLICT (variant_id, store_id) DO UPDATE SET allocated = kept.allocated + excluded.allocated
  )`

export const shortagesText = `(SELECT jsonb_agg(jsonb_build_object(
  'variantId', variant_id, 'requested', requested, 'available', available) ORDER BY variant_id) FROM short)`

export const Shortages = Schema.NullOr(Schema.NonEmptyArray(Shortage))
