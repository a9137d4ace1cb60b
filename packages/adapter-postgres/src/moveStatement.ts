import { type KeyedRequest, type PlannedMovement, StockLevel, StoreId, type Time, VariantId } from "@duka/core"
import { Schema } from "effect"
import type { SqlClient } from "effect/sql"
import { hasTurn, turn } from "./allocation.ts"
import { claimed, latched } from "./keys.ts"

/** What a level `l` of the variant `v` and its product `p` is to those who read it. */
export const levelText = `jsonb_build_object('variantId', l.variant_id, 'storeId', l.store_id, 'sku', v.sku,
  'productName', p.name, 'onHand', l.on_hand, 'allocated', l.allocated, 'available', l.on_hand - l.allocated,
  'lowStockThreshold', l.low_stock_threshold)`

/** Of what was refused, the first in the order of the movements. */
export const MoveOutcome = Schema.Struct({
  outcome: Schema.Literals(["moved", "used", "running", "unknown", "nowhere", "low"]),
  levels: Schema.NullOr(Schema.Array(StockLevel)),
  unknown: Schema.NullOr(VariantId),
  nowhere: Schema.NullOr(StoreId),
  low: Schema.NullOr(
    Schema.Struct({
      variantId: VariantId,
      storeId: StoreId,
      onHand: Schema.Int,
      allocated: Schema.Int,
      quantity: Schema.Int
    })
  )
})

/**
 * All movements or none, as one statement. Locks are taken in everybody's order: the key's latch, variants, stores, then
 * levels by variant and store. Levels that are there are changed from what their locks gave (see `asLocked`); others are
 * made, and a level that somebody made meanwhile is added to.
 */
export const moveStatement = (
  sql: SqlClient.SqlClient,
  movements: ReadonlyArray<PlannedMovement>,
  request: KeyedRequest,
  at: Time.Timestamp
) => sql`
WITH given AS MATERIALIZED (
  SELECT g.ordinality AS position, m.id, m."variantId" AS variant_id, m."storeId" AS store_id, m.kind, m.quantity, m.note,
    g.value ? 'lowStockThreshold' AS sets, m."lowStockThreshold" AS threshold
  FROM jsonb_array_elements(${JSON.stringify(movements)}::jsonb) WITH ORDINALITY AS g,
    jsonb_to_record(g.value) AS m(id uuid, "variantId" uuid, "storeId" uuid, kind text, quantity bigint, note text,
      "lowStockThreshold" bigint)
), ${latched(sql, request, at)},
counted AS MATERIALIZED (
  SELECT v.id, v.product_id, v.sku, v.stock_policy, v.retired FROM variant v
  WHERE EXISTS (SELECT FROM free) AND v.id IN (SELECT variant_id FROM given)
    AND NOT v.retired AND v.stock_policy <> 'untracked'
  ORDER BY v.id FOR KEY SHARE
), place AS MATERIALIZED (
  SELECT s.id FROM store s
  WHERE (SELECT count(*) FROM counted) > 0 AND s.id IN (SELECT store_id FROM given) ORDER BY s.id FOR KEY SHARE
), unknown AS MATERIALIZED (
  SELECT position, variant_id FROM given
  WHERE EXISTS (SELECT FROM free) AND variant_id NOT IN (SELECT id FROM counted)
), nowhere AS MATERIALIZED (
  SELECT position, store_id FROM given
  WHERE EXISTS (SELECT FROM free) AND store_id NOT IN (SELECT id FROM place)
), ${turn(
  sql,
  sql`SELECT FROM given g WHERE (SELECT count(*) FROM place) > 0 AND NOT EXISTS (
    SELECT FROM stock_level s WHERE s.variant_id = g.variant_id AND s.store_id = g.store_id)`
)}, stock AS MATERIALIZED (
  SELECT s.variant_id, s.store_id, s.stock_policy, s.owing, s.on_hand, s.allocated, s.low_stock_threshold
  FROM stock_level s
  WHERE ${sql.literal(hasTurn)} AND NOT EXISTS (SELECT FROM unknown) AND NOT EXISTS (SELECT FROM nowhere)
    AND (s.variant_id, s.store_id) IN (SELECT variant_id, store_id FROM given)
  ORDER BY s.variant_id, s.store_id FOR NO KEY UPDATE
), low AS MATERIALIZED (
  SELECT g.position, g.variant_id, g.store_id, g.quantity,
    coalesce(s.on_hand, 0) AS on_hand, coalesce(s.allocated, 0) AS allocated
  FROM given g JOIN counted c ON c.id = g.variant_id LEFT JOIN stock s USING (variant_id, store_id)
  WHERE g.quantity < 0 AND c.stock_policy <> 'backorder'
    AND coalesce(s.on_hand, 0) + g.quantity < coalesce(s.allocated, 0)
), ${claimed(sql, request, at, {
  orderId: null,
  when: sql.literal(
    "NOT EXISTS (SELECT FROM unknown) AND NOT EXISTS (SELECT FROM nowhere) AND NOT EXISTS (SELECT FROM low)"
  )
})},
changed AS (
  UPDATE stock_level s SET on_hand = k.on_hand + g.quantity, allocated = k.allocated,
    low_stock_threshold = CASE WHEN g.sets THEN g.threshold ELSE k.low_stock_threshold END,
    stock_policy = k.stock_policy, owing = k.owing AND k.on_hand + g.quantity < k.allocated
  FROM given g JOIN stock k USING (variant_id, store_id)
  WHERE EXISTS (SELECT FROM claim) AND s.variant_id = g.variant_id AND s.store_id = g.store_id
  RETURNING s.variant_id, s.store_id, s.on_hand, s.allocated, s.low_stock_threshold
), made AS (
  INSERT INTO stock_level AS kept
    (variant_id, store_id, product_id, sku, stock_policy, retired, on_hand, allocated, low_stock_threshold)
  SELECT c.id, g.store_id, c.product_id, c.sku, c.stock_policy, c.retired, g.quantity, 0, g.threshold
  FROM given g JOIN counted c ON c.id = g.variant_id
  WHERE EXISTS (SELECT FROM claim)
    AND (g.variant_id, g.store_id) NOT IN (SELECT variant_id, store_id FROM stock)
  ORDER BY g.variant_id, g.store_id
  ON CONFLICT (variant_id, store_id) DO UPDATE SET on_hand = kept.on_hand + excluded.on_hand,
    low_stock_threshold = coalesce(excluded.low_stock_threshold, kept.low_stock_threshold)
  RETURNING variant_id, store_id, on_hand, allocated, low_stock_threshold
), written AS (
  INSERT INTO stock_movement (id, variant_id, store_id, kind, quantity, note, at)
  SELECT g.id, g.variant_id, g.store_id, g.kind, g.quantity, g.note, ${at}::timestamptz FROM claim, given g
), answer AS MATERIALIZED (
  SELECT jsonb_agg(${sql.literal(levelText)} ORDER BY g.position) AS levels
  FROM given g
  JOIN (SELECT * FROM changed UNION ALL SELECT * FROM made) l USING (variant_id, store_id)
  JOIN counted v ON v.id = g.variant_id
  JOIN product p ON p.id = v.product_id
), kept AS (
  INSERT INTO idempotency_answer (scope, key, answer) SELECT claim.scope, claim.key, answer.levels FROM claim, answer
  ON CONFLICT (scope, key) DO UPDATE SET answer = excluded.answer
)
SELECT
  CASE WHEN EXISTS (SELECT FROM claim) THEN 'moved'
       WHEN EXISTS (SELECT FROM prior) THEN 'used'
       WHEN NOT (SELECT held FROM latch) THEN 'running'
       WHEN EXISTS (SELECT FROM unknown) THEN 'unknown'
       WHEN EXISTS (SELECT FROM nowhere) THEN 'nowhere'
       WHEN EXISTS (SELECT FROM low) THEN 'low'
       ELSE 'used' END AS outcome,
  (SELECT levels FROM answer) AS levels,
  (SELECT variant_id FROM unknown ORDER BY position LIMIT 1) AS unknown,
  (SELECT store_id FROM nowhere ORDER BY position LIMIT 1) AS nowhere,
  (SELECT jsonb_build_object('variantId', variant_id, 'storeId', store_id, 'onHand', on_hand, 'allocated', allocated,
    'quantity', quantity) FROM low ORDER BY position LIMIT 1) AS low`
