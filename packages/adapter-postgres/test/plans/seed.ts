import { Effect } from "effect"
import { SqlClient } from "effect/sql"

const seeded = { products: 100_000, categories: 500, stores: 5, people: 100_000 } as const

/** Tables that have 100,000 rows, of which none is to be read from end to end. */
export const big: ReadonlySet<string> = new Set([
  "product",
  "product_category",
  "product_price",
  "variant",
  "variant_price",
  "stock_level",
  "stock_movement",
  "customer",
  "orders",
  "order_line",
  "order_event",
  "ledger_entry",
  "ledger_posting",
  "cart",
  "cart_line",
  "draft_order",
  "audit_entry",
  "job",
  "webhook_delivery"
])

export const uuid = (kind: number, n: number): string =>
  `${String(kind).padStart(8, "0")}-0000-4000-8000-${String(n).padStart(12, "0")}`

/** The same in SQL: an id that is told by its kind and its number. */
const id = (kind: number, n: number | string): string =>
  `lpad('${kind}', 8, '0')||'-0000-4000-8000-'||lpad((${n})::text, 12, '0')`

const at = (n: string) => `timestamptz '2026-01-01 00:00:00Z' + (${n}) * interval '1 minute'`

const document = `'{"id":"'||${id(1, "n")}||'","slug":"product-'||n||'","name":"Product '||n||'","description":"'
  ||repeat('Baked this morning. ', 30)||'","tags":[],"featured":false,"images":[],"attributes":{},"options":[],'
  ||'"customisations":[],"leadTimeHours":0,"metadata":{},"createdAt":"2026-01-01T00:00:00.000Z"'`

/**
 * A shop of 100,000 products: nine of ten active, spread over a tree of 500 categories, three of four in stock, one of a
 * hundred with words, tags and attributes of its own; and as many customers, orders, levels and movements.
 */
const statements = [
  `INSERT INTO store SELECT (${id(5, "n")})::uuid, 'store-'||n, 'Store '||n, 'store '||n,
    '{"lines":["Street 1"],"city":"Nairobi","country":"KE"}', NULL, NULL, NULL, '[]',
    NULL, true, true, 1, now(), now() FROM generate_series(1, ${seeded.stores}) n`,
  `INSERT INTO category SELECT (${id(4, "n")})::uuid, CASE WHEN n > 20 THEN (${id(4, "n % 20 + 1")})::uuid END,
    'category-'||n, 'Category '||n, 'category '||n, '', 0, 1, now(), now() FROM generate_series(1, ${seeded.categories}) n`,
  `INSERT INTO category_closure SELECT id, id, 0 FROM category
    UNION ALL SELECT parent_id, id, 1 FROM category WHERE parent_id IS NOT NULL`,
  `INSERT INTO product SELECT (${id(1, "n")})::uuid, 'product-'||n, 'Product '||n, 'product '||lpad((n * 7919 % 100000)::text, 6, '0'),
    CASE WHEN n % 20 = 0 THEN 'draft' WHEN n % 20 = 1 THEN 'archived' ELSE 'active' END, n % 200 = 2,
    array_to_tsvector(ARRAY['product', 'cake', 'w'||(n % 100), 'word'||n]),
    ARRAY['t'||(n % 100)], ARRAY['flavour=f'||(n % 50)], ARRAY['size=s'||(n % 10)],
    ARRAY[(${id(4, `n % ${seeded.categories} + 1`)})::uuid], '[]', 0, n % 50 = 3, ${document}, 1, ${at("n")}, ${at("n")}
    FROM generate_series(1, ${seeded.products}) n`,
  `INSERT INTO product_category SELECT id, category_ids[1] FROM product`,
  `INSERT INTO variant SELECT (${id(2, "n")})::uuid, (${id(1, "n")})::uuid, 'SKU-'||lpad(n::text, 6, '0'), 0,
    jsonb_build_object('size', 's'||(n % 10)), 'standard', CASE WHEN n % 50 = 3 THEN 'backorder' ELSE 'tracked' END, NULL, false,
    '{"id":"'||${id(2, "n")}||'","sku":"SKU-'||lpad(n::text, 6, '0')||'"' FROM generate_series(1, ${seeded.products}) n`,
  `INSERT INTO variant_price SELECT (${id(2, "n")})::uuid, 'KES', n * 7 % 100000 FROM generate_series(1, ${seeded.products}) n WHERE n % 500 <> 7`,
  `INSERT INTO product_price SELECT (${id(1, "n")})::uuid, 'KES', p.status, n * 7 % 100000
    FROM generate_series(1, ${seeded.products}) n JOIN product p ON p.id = (${id(1, "n")})::uuid WHERE n % 500 <> 7`,
  `INSERT INTO stock_level (variant_id, store_id, product_id, sku, stock_policy, retired, on_hand, allocated, low_stock_threshold)
    SELECT v.id, (${id(5, `n % ${seeded.stores} + 1`)})::uuid, v.product_id, v.sku, v.stock_policy, false,
      CASE WHEN n % 4 = 0 THEN 0 ELSE n % 90 + 5 END, 0, CASE WHEN n % 2 = 0 THEN 3 END
    FROM generate_series(1, ${seeded.products}) n JOIN variant v ON v.id = (${id(2, "n")})::uuid`,
  `INSERT INTO stock_movement SELECT (${id(6, "n")})::uuid, (${id(2, "n % 1000 + 1")})::uuid, (${id(5, 1)})::uuid, 'receipt', 1, NULL,
    ${at("n")} FROM generate_series(1, ${seeded.products}) n`,
  `INSERT INTO customer SELECT (${id(7, "n")})::uuid, 'Customer '||n, NULL, '+254700000000', NULL, 1, ${at("n")}, ${at("n")}, array_to_tsvector(ARRAY['customer', n::text])
    FROM generate_series(1, ${seeded.people}) n`,
  `INSERT INTO orders SELECT (${id(8, "n")})::uuid, nextval('order_number'), (${id(7, "n % 20000 + 1")})::uuid, NULL,
    (${id(5, 1)})::uuid, 'KES', (ARRAY['pending', 'confirmed', 'processing', 'shipped', 'delivered', 'cancelled'])[n % 6 + 1],
    '{"name":"Somebody","phone":"+254700000000"}', NULL, '{"method":"pickup","storeId":"${uuid(5, 1)}"}', NULL, 100, 0, 0, 0, 0, 100, 0, 'cash_on_delivery', NULL, 0, 1, ${at("n")}, ${at("n")}, NULL
    FROM generate_series(1, ${seeded.people}) n`,
  `INSERT INTO order_line SELECT (${id(8, "n")})::uuid, 0, v.id, v.product_id, v.sku, 'Product', '{}', '[]', 1, 0, 0, 0, 0, 100,
    100, 0, 'standard', 1600, 14, 100, true
    FROM generate_series(1, ${seeded.people}) n JOIN variant v ON v.id = (${id(2, "n")})::uuid`,
  `INSERT INTO order_event SELECT id, 0, created_at, 'place', 'pending', 'customer', NULL FROM orders`,
  // Each entry would be looked at by itself: they are even by how they are made.
  "ALTER TABLE ledger_entry DISABLE TRIGGER USER",
  "ALTER TABLE ledger_posting DISABLE TRIGGER USER",
  `INSERT INTO ledger_entry SELECT (${id(12, "n")})::uuid, ${at("n")}, 'capture', (${id(8, "n")})::uuid, (${id(8, "n")})::uuid, NULL, 'KES'
    FROM generate_series(1, ${seeded.people}) n`,
  `INSERT INTO ledger_posting SELECT id, account, amount FROM ledger_entry, (VALUES ('provider:cash_on_delivery', 100), ('orders', -100)) p(account, amount)`,
  `INSERT INTO cart SELECT (${id(9, "n")})::uuid, (${id(7, "n")})::uuid, 'KES', NULL, NULL, 1, ${at("n")}, ${at("n")}, ${at("n")}
    FROM generate_series(1, ${seeded.people}) n`,
  `INSERT INTO cart_line SELECT (${id(9, "n")})::uuid, (${id(3, "n")})::uuid, 0, (${id(2, "n")})::uuid, 1, '{}', NULL
    FROM generate_series(1, ${seeded.people}) n`,
  `INSERT INTO draft_order SELECT (${id(12, "n")})::uuid, 'KES', '[]', (${id(7, "n % 20000 + 1")})::uuid, NULL, NULL, NULL,
    NULL, NULL, CASE WHEN n % 2 = 0 THEN (${id(8, "n")})::uuid END, 1, ${at("n")}, ${at("n")}, ${at("n + 100000000")}
    FROM generate_series(1, ${seeded.people}) n`,
  `INSERT INTO audit_entry SELECT (${id(10, "n")})::uuid, ${at("n")}, 'staff', ${id(7, "n % 100")},
    (ARRAY['product.updated', 'stock.moved', 'account.signed-in', 'role.removed'])[CASE WHEN n % 1000 = 0 THEN 4 ELSE n % 3 + 1 END],
    'product', ${id(1, "n % 20000")}, '203.0.113.0/24', '{name}', NULL, '{}' FROM generate_series(1, ${seeded.people}) n`,
  `INSERT INTO job (id, queue_name, element, state, attempts, visible_at, created_at, updated_at, enqueued_at)
    SELECT 'job-'||n, 'queue-'||(n % 5), '{}',
      CASE WHEN n % 1000 = 0 THEN 'failed' WHEN n % 1000 = 1 THEN 'pending' ELSE 'completed' END, 1, ${at("n")}, ${at("n")},
      ${at("n")}, ${at("n")} FROM generate_series(1, ${seeded.people}) n`,
  `INSERT INTO webhook_endpoint SELECT (${id(13, "n")})::uuid, 'https://receiver.example/'||n, '', NULL, 'active', NULL, NULL,
    NULL, NULL, 1, NULL, 1, ${at("n")}, ${at("n")} FROM generate_series(1, 3) n`,
  `INSERT INTO webhook_delivery SELECT (${id(14, "n")})::uuid, (${id(13, "n % 3 + 1")})::uuid, (${id(15, "n")})::uuid,
    'order.placed', ${at("n")}, '{}', (ARRAY['pending', 'failed', 'delivered'])[CASE WHEN n % 1000 < 2 THEN n % 1000 + 1 ELSE 3 END],
    1, 0, 204, NULL, NULL, ${at("n")}, ${at("n")}, NULL FROM generate_series(1, ${seeded.people}) n`
]

export const seed = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.forEach([...statements, "VACUUM (ANALYZE)"], (text) => sql.unsafe(text), { discard: true })
)
