/** Three years of a shop's orders, as its reports find them: written by the database itself, which takes minutes. */
import type { Sql } from "postgres"

const counts = { stores: 5, categories: 40, products: 2_000, customers: 200_000 } as const
const years = 3
export const begins = "2024-01-01"

const uuid = (kind: number, n: string) =>
  `(lpad('${kind}', 8, '0')||'-0000-4000-8000-'||lpad((${n})::text, 12, '0'))::uuid`

/** An id that sorts by its time, as those of a shop do. */
const timed = (variant: string, at: string, n: string) => {
  const hex = `lpad(to_hex((extract(epoch FROM ${at}) * 1000)::bigint), 12, '0')`
  return `(substr(${hex}, 1, 8)||'-'||substr(${hex}, 9, 4)||'-7000-${variant}000-'||lpad(to_hex(${n}), 12, '0'))::uuid`
}

const product = "(n * 7919 + i * 104729) % 2000"
const quantity = "(n * 7 + i * 3) % 4 + 1"
const price = "((n * 31 + i * 17) % 500 + 1) * 199"
const gross = `${price} * (${quantity})`
const discount = `CASE WHEN (n + i) % 11 = 0 THEN (${gross}) / 10 ELSE 0 END`
const rate = "CASE WHEN (n + i) % 7 = 0 THEN 0 ELSE 1600 END"
const tax = `round(((${gross}) - (${discount})) * (${rate})::numeric / (10000 + (${rate})))::bigint`

/** One of thirty waits for money, one of twenty is cancelled: half of these were sold before. */
const status = `CASE WHEN n % 30 = 0 THEN 'pending' WHEN n % 20 = 1 THEN 'cancelled' ELSE 'delivered' END`
const isCash = "n % 2 = 0"

const statements = (orders: number): ReadonlyArray<string> => {
  const at = `timestamptz '${begins} 00:00:00+03' + n * interval '${years} years' / ${orders}`
  const id = (variant: string, n = "n") => timed(variant, "at", n)
  const all = `(SELECT n, date_trunc('milliseconds', ${at}) AS at FROM generate_series(0::bigint, ${orders - 1}) n) told`
  return [
    `INSERT INTO store SELECT ${uuid(5, "n")}, 'store-'||n, 'Store '||n, 'store '||n,
      '{"lines":["Street 1"],"city":"Nairobi","country":"KE"}', NULL, NULL, NULL, '[]', NULL, true, true, 1, now(), now()
      FROM generate_series(0, ${counts.stores - 1}) n`,
    `INSERT INTO category SELECT ${uuid(4, "n")}, NULL, 'category-'||n, 'Category '||n, 'category '||n, '', 0, 1, now(), now()
      FROM generate_series(0, ${counts.categories - 1}) n`,
    `INSERT INTO product SELECT ${uuid(1, "n")}, 'product-'||n, 'Product '||n, 'product '||n, 'active', false, '', '{}', '{}',
      '{}', ARRAY[${uuid(4, `n % ${counts.categories}`)}], '[]', 0, false, '{}', 1, now(), now()
      FROM generate_series(0, ${counts.products - 1}) n`,
    `INSERT INTO order_line SELECT ${id("8")}, i, ${uuid(2, product)}, ${uuid(1, product)}, 'SKU', 'Product', '{}', '[]',
      ${quantity}, CASE WHEN (${status}) = 'cancelled' THEN ${quantity} ELSE 0 END,
      CASE WHEN (${status}) = 'delivered' THEN ${quantity} ELSE 0 END,
      CASE WHEN (${status}) = 'delivered' THEN ${quantity} - CASE WHEN (n + i) % 33 = 5 THEN 1 ELSE 0 END ELSE 0 END,
      CASE WHEN (${status}) = 'delivered' AND (n + i) % 33 = 5 THEN 1 ELSE 0 END,
      ${price}, ${gross}, ${discount}, CASE WHEN (n + i) % 7 = 0 THEN 'zero' ELSE 'standard' END, ${rate}, ${tax},
      (${gross}) - (${discount}), true
      FROM ${all}, generate_series(0, n % 3) i`,
    `INSERT INTO orders SELECT ${id("8")}, n + 1001, CASE WHEN n % 10 < 7 THEN ${uuid(7, `(n * 7919) % ${counts.customers}`)} END,
      NULL, ${uuid(5, `n % ${counts.stores}`)}, 'KES', ${status}, '{"name":"Somebody","phone":"+254700000000"}', NULL,
      '{"method":"pickup"}', NULL, subtotal, discount, fee, rounding, tax + round(fee * 1600.0 / 11600),
      subtotal - discount + fee + rounding, 1600, CASE WHEN ${isCash} THEN 'cash_on_delivery' ELSE 'mpesa' END, NULL, 0, 1,
      at, at, CASE WHEN (${status}) = 'delivered' THEN at + interval '1 day' END
      FROM (SELECT told.*, fee, l.*, round((subtotal - l.discount + fee) / 100.0) * 100 - (subtotal - l.discount + fee) AS rounding
        FROM ${all}, LATERAL (SELECT CASE WHEN n % 4 = 0 THEN 25000 ELSE 0 END AS fee) f,
          LATERAL (SELECT sum(${gross}) AS subtotal, sum(${discount}) AS discount, sum(${tax}) AS tax
            FROM generate_series(0, n % 3) i) l) sums`,
    `INSERT INTO order_event SELECT ${id("8")}, 0, at, 'place', 'pending', 'customer', NULL FROM ${all}`,
    `INSERT INTO order_event SELECT ${id("8")}, 1, at, 'authorise', 'confirmed', 'system', NULL FROM ${all}
      WHERE (${status}) = 'delivered' OR n % 40 = 1`,
    `INSERT INTO ledger_entry SELECT ${id("9")}, at + interval '10 minutes', 'capture', ${id("8")}, ${id("8")}, NULL, 'KES'
      FROM ${all} WHERE (${status}) = 'delivered'`,
    `INSERT INTO ledger_entry SELECT ${id("a")}, at + interval '2 days', 'refund', ${id("8")}, ${id("8")}, ${id("a")}, 'KES'
      FROM ${all} WHERE (${status}) = 'delivered' AND n % 25 = 7`,
    `INSERT INTO ledger_posting SELECT e.id, p.account,
        p.sign * CASE e.kind WHEN 'capture' THEN greatest(o.total, 1) ELSE -greatest(o.total / 10, 1) END
      FROM ledger_entry e JOIN orders o ON o.id = e.order_id,
        LATERAL (VALUES ('provider:'||o.payment_method, 1), ('orders', -1)) p(account, sign)`
  ]
}

/** Without the checks of single rows, which hold by how the rows are made, and which would take longer than the rows. */
export const fill = async (sql: Sql, orders: number): Promise<void> => {
  await sql`SET session_replication_role = replica`
  await sql`SET synchronous_commit = off`
  await sql`SET maintenance_work_mem = '512MB'`
  const always = ["ledger_entry", "ledger_posting"]
  for (const table of always) await sql.unsafe(`ALTER TABLE ${table} DISABLE TRIGGER ALL`)
  for (const statement of statements(orders)) await sql.unsafe(statement)
  for (const table of always) await sql.unsafe(`ALTER TABLE ${table} ENABLE TRIGGER ALL`)
  await sql`RESET session_replication_role`
  await sql`VACUUM ANALYZE`
  // What the filling has left to be written is not the reports' to wait for.
  await sql`CHECKPOINT`
}
