/** What becomes of allocated units: given back, shipped, taken back again. */
import type { StoreId, Time, Units } from "@duka/core"
import type { SqlClient } from "effect/sql"
import { isNamed, named, want } from "./allocation.ts"

/** As `asLocked` of allocation.ts; what was owed is no longer when there is as much again as is promised. */
const settled = (back: string) => `stock_policy = k.stock_policy, owing = k.owing AND k.on_hand < k.allocated${back}`

export interface Occasion {
  readonly storeId: StoreId
  readonly at: Time.Timestamp
  readonly note: string
}

/**
 * Takes units from `allocated`, and with an occasion from `on_hand` too, all of them or none; answers the variants of
 * which fewer are allocated. Nothing was ever promised of a variant that is not counted: it is passed over.
 */
export const settle = (
  sql: SqlClient.SqlClient,
  storeId: StoreId,
  units: ReadonlyArray<Units>,
  shipped: Occasion | null
) => sql`
WITH ${want(sql, units)}, ${named(sql, storeId)},
stock AS MATERIALIZED (
  SELECT variant_id, stock_policy, retired, owing, on_hand, allocated FROM stock_level
  WHERE ${sql.literal(isNamed)} AND store_id = ${storeId}::uuid AND variant_id IN (SELECT variant_id FROM want)
  ORDER BY variant_id FOR NO KEY UPDATE
), wrong AS MATERIALIZED (
  SELECT w.variant_id FROM want w LEFT JOIN stock s USING (variant_id) LEFT JOIN known v ON v.id = w.variant_id
  WHERE coalesce(s.allocated, 0) < w.quantity AND (coalesce(s.retired, v.retired, true)
    OR coalesce(s.stock_policy, v.stock_policy) <> 'untracked')
), settled AS (
  UPDATE stock_level s SET allocated = k.allocated - w.quantity,
    on_hand = k.on_hand - CASE WHEN ${shipped !== null}::boolean THEN w.quantity ELSE 0 END,
    ${sql.literal(settled(""))}
  FROM want w JOIN stock k USING (variant_id)
  WHERE NOT EXISTS (SELECT FROM wrong) AND k.allocated >= w.quantity
    AND s.store_id = ${storeId}::uuid AND s.variant_id = w.variant_id
  RETURNING s.variant_id, w.quantity
), written AS (
  INSERT INTO stock_movement (id, variant_id, store_id, kind, quantity, note, at)
  SELECT gen_random_uuid(), variant_id, ${storeId}::uuid, 'shipment', -quantity, ${shipped?.note ?? null}::text,
    ${shipped?.at ?? null}::timestamptz
  FROM settled WHERE ${shipped !== null}::boolean
)
SELECT variant_id::text AS "variantId" FROM wrong`

/** Puts units back on hand, all of them or none; answers what is not there to take them back: variants, or the store. */
export const takeBack = (sql: SqlClient.SqlClient, { at, note, storeId }: Occasion, units: ReadonlyArray<Units>) => sql`
WITH ${want(sql, units)}, ${named(sql, storeId)},
wrong AS MATERIALIZED (
  SELECT variant_id FROM want WHERE variant_id NOT IN (SELECT id FROM known) OR NOT EXISTS (SELECT FROM here)
), stock AS MATERIALIZED (
  SELECT variant_id, stock_policy, owing, on_hand, allocated FROM stock_level
  WHERE NOT EXISTS (SELECT FROM wrong) AND store_id = ${storeId}::uuid AND variant_id IN (SELECT variant_id FROM want)
  ORDER BY variant_id FOR NO KEY UPDATE
), changed AS (
  UPDATE stock_level s SET on_hand = k.on_hand + w.quantity, allocated = k.allocated, ${sql.literal(settled(" - w.quantity"))}
  FROM want w JOIN stock k USING (variant_id)
  WHERE k.stock_policy <> 'untracked' AND s.store_id = ${storeId}::uuid AND s.variant_id = w.variant_id
  RETURNING s.variant_id, w.quantity
), made AS (
  INSERT INTO stock_level AS kept
    (variant_id, store_id, product_id, sku, stock_policy, retired, on_hand, allocated)
  SELECT k.id, ${storeId}::uuid, k.product_id, k.sku, k.stock_policy, k.retired, w.quantity, 0
  FROM want w JOIN known k ON k.id = w.variant_id
  WHERE NOT EXISTS (SELECT FROM wrong) AND k.stock_policy <> 'untracked'
    AND w.variant_id NOT IN (SELECT variant_id FROM stock)
  ORDER BY k.id
  ON CONFLICT (variant_id, store_id) DO UPDATE SET on_hand = kept.on_hand + excluded.on_hand
  RETURNING variant_id
), written AS (
  INSERT INTO stock_movement (id, variant_id, store_id, kind, quantity, note, at)
  SELECT gen_random_uuid(), w.variant_id, ${storeId}::uuid, 'return', w.quantity, ${note}::text, ${at}::timestamptz
  FROM want w WHERE w.variant_id IN (SELECT variant_id FROM changed UNION ALL SELECT variant_id FROM made)
)
SELECT variant_id::text AS "variantId" FROM wrong`
