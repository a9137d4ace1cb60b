import { time } from "./rows.ts"

/** The order `t` with its lines and its timeline. */
export const orderText = `jsonb_build_object(
  'id', t.id, 'number', t.number, 'customerId', t.customer_id, 'cartId', t.cart_id, 'storeId', t.store_id,
  'currency', t.currency, 'status', t.status, 'contact', t.contact, 'recipient', t.recipient, 'delivery', t.delivery,
  'note', t.note, 'lines', (
    SELECT jsonb_agg(jsonb_build_object('position', l.position, 'variantId', l.variant_id, 'productId', l.product_id,
      'sku', l.sku, 'name', l.name, 'optionValues', l.option_values, 'customisation', l.customisation,
      'quantity', l.quantity, 'cancelled', l.cancelled, 'shipped', l.shipped, 'delivered', l.delivered,
      'returned', l.returned, 'unitPrice', l.unit_price, 'gross', l.gross, 'discount', l.discount,
      'taxClass', l.tax_class, 'taxRate', l.tax_rate, 'tax', l.tax, 'total', l.total, 'stocked', l.stocked)
      ORDER BY l.position)
    FROM order_line l WHERE l.order_id = t.id),
  'totals', jsonb_build_object('subtotal', t.subtotal, 'discount', t.discount, 'delivery', t.delivery_fee,
    'rounding', t.rounding, 'tax', t.tax, 'total', t.total),
  'deliveryTaxRate', t.delivery_tax_rate, 'paymentMethod', t.payment_method, 'payments', jsonb_build_object('authorised', t.authorised,
    'captured', t.captured, 'refunded', t.refunded, 'refunding', t.refunding, 'open', t.payment_open), 'collection', t.collection,
  'timeline', (
    SELECT jsonb_agg(jsonb_build_object('at', ${time("e.at")}, 'event', e.event, 'status', e.status, 'by', e.by,
      'reason', e.reason) ORDER BY e.position)
    FROM order_event e WHERE e.order_id = t.id),
  'leadTimeHours', t.lead_time_hours, 'version', t.version, 'createdAt', ${time("t.created_at")},
  'updatedAt', ${time("t.updated_at")}, 'deliveredAt', ${time("t.delivered_at")})`

/** The columns of lines as JSON holds them. */
export const lineColumns = `position int, "variantId" uuid, "productId" uuid, sku text, name text, "optionValues" jsonb,
  customisation jsonb, quantity int, cancelled int, shipped int, delivered int, returned int, "unitPrice" bigint,
  gross bigint, discount bigint, "taxClass" text, "taxRate" int, tax bigint, total bigint, stocked boolean`

export const eventColumns = `at timestamptz, event text, status text, by text, reason text`
