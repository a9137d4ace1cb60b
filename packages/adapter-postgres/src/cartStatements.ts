/** The statements that read carts: what one holds, and what its lines are and cost. */
import { Basket, Cart, type CustomerId, Supply, type VariantId } from "@duka/core"
import { Schema } from "effect"
import type { SqlClient, Statement } from "effect/sql"
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
export const CartRow = Schema.Struct({ cart: Cart })
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

export const allOf = (sql: SqlClient.SqlClient, customerId: CustomerId, at: string) => sql`
  SELECT ${sql.literal(cartText)} AS cart FROM cart c
  WHERE customer_id = ${customerId}::uuid AND expires_at > ${at}::timestamptz ORDER BY currency COLLATE "C"`

export const supply = (sql: SqlClient.SqlClient, variantIds: ReadonlyArray<VariantId>, currency: string) => sql`
  WITH wanted AS MATERIALIZED (
    SELECT a.id AS variant_id, min(a.place) AS place
    FROM unnest(${opaque(sql, variantIds, "uuid[]")}) WITH ORDINALITY AS a(id, place) GROUP BY a.id
  ), ${offered(sql`${currency}`, sql)}
  SELECT jsonb_build_object(${sql.literal(supplied)}) AS supply`
