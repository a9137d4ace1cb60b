/** What holds once all is quiet, whoever was killed when: asked of the database itself, and of who took the money. */
import type postgres from "postgres"
import type { World } from "./World.ts"

/**
 * Each finds who breaks a law: rows of `who`. A message about a refund is given up when the worker that was to write down
 * its reference is killed: whoever takes over asks the provider himself, and settles what it would have told.
 */
const broken: Readonly<Record<string, string>> = {
  "on hand is what was moved": `
    SELECT l.variant_id::text || ': ' || l.on_hand AS who FROM stock_level l
    WHERE l.on_hand <> (SELECT coalesce(sum(m.quantity), 0) FROM stock_movement m
      WHERE m.variant_id = l.variant_id AND m.store_id = l.store_id)`,
  "allocated is what orders wait for": `
    SELECT l.variant_id::text || ': ' || l.allocated AS who FROM stock_level l
    WHERE l.allocated <> (SELECT coalesce(sum(i.quantity - i.cancelled - i.shipped), 0)
      FROM order_line i JOIN orders o ON o.id = i.order_id
      WHERE i.stocked AND i.variant_id = l.variant_id AND o.store_id = l.store_id)`,
  "nothing is promised that is not there": `
    SELECT variant_id::text AS who FROM stock_level WHERE allocated < 0 OR on_hand < allocated`,
  "each entry of the ledger sums to zero": `
    SELECT entry_id::text AS who FROM ledger_posting GROUP BY entry_id HAVING sum(amount) <> 0`,
  "the ledger holds what the order says": `
    SELECT o.number::text AS who FROM orders o WHERE o.captured - o.refunded <> (
      SELECT coalesce(sum(p.amount), 0) FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
      WHERE e.order_id = o.id AND p.account LIKE 'provider:%')`,
  "the order says what its payments come to": `
    SELECT o.number::text AS who FROM orders o LEFT JOIN payment p ON p.order_id = o.id
    GROUP BY o.id HAVING (o.authorised, o.captured, o.refunded, o.refunding) IS DISTINCT FROM (
      coalesce(sum(p.authorised), 0), coalesce(sum(p.captured), 0), coalesce(sum(p.refunded), 0),
      coalesce(sum(p.refunding), 0))
      OR o.payment_open <> coalesce(bool_or(p.status = 'pending' AND NOT p.closing), false)`,
  "a payment says what its refunds come to": `
    SELECT p.id::text AS who FROM payment p LEFT JOIN refund r ON r.payment_id = p.id
    GROUP BY p.id HAVING p.refunded <> coalesce(sum(r.amount) FILTER (WHERE r.status = 'succeeded'), 0)
      OR p.refunding <> coalesce(sum(r.amount) FILTER (WHERE r.status = 'pending'), 0)`,
  "no cancelled order holds stock": `
    SELECT o.number::text AS who FROM orders o JOIN order_line i ON i.order_id = o.id
    WHERE o.status = 'cancelled' AND i.stocked AND i.quantity > i.cancelled + i.shipped`,
  "no cancelled order that was never shipped keeps money": `
    SELECT o.number::text AS who FROM orders o WHERE o.status = 'cancelled' AND o.captured <> o.refunded
      AND NOT EXISTS (SELECT FROM order_line i WHERE i.order_id = o.id AND i.shipped > 0)`,
  "nothing is paid twice": `
    SELECT o.number::text AS who FROM orders o WHERE o.captured - o.refunded - o.refunding > o.total`,
  "no order still waits for its money": `SELECT number::text AS who FROM orders WHERE status = 'pending'`,
  "no refund is still on its way": `SELECT id::text AS who FROM refund WHERE status <> 'succeeded'`,
  "every message was heard": `
    SELECT concat_ws(' ', m.kind, m.outcome, m.about, m.received_at, 'heard', h.attempts, 'times until', h.updated_at,
      'refund', r.id, r.updated_at, 'asked for', c.attempts, 'times until', c.updated_at) AS who
    FROM provider_message m
    LEFT JOIN job h ON h.queue_name = 'hear-provider' AND h.id = 'hear:' || m.id
    LEFT JOIN refund r ON r.method = m.method AND r.reference = m.about ->> 'reference'
    LEFT JOIN job c ON c.queue_name = 'carry-out-refund' AND c.id = 'refund:' || r.id
    WHERE m.outcome = 'received' OR (m.outcome = 'unknown' AND r.status IS DISTINCT FROM 'succeeded')`,
  "every job that was due is finished": `
    SELECT queue_name || ' ' || id || ' ' || state || ' ' || coalesce(last_failure, '') AS who FROM job
    WHERE state = 'failed' OR (state = 'pending' AND visible_at <= now() AT TIME ZONE 'UTC')`,
  "no key is taken for nothing": `
    SELECT scope || ' ' || key AS who FROM idempotency_key k WHERE order_id IS NULL
      AND NOT EXISTS (SELECT FROM idempotency_answer a WHERE (a.scope, a.key) = (k.scope, k.key))`,
  "everybody has the order that he asked for, once": `
    SELECT contact ->> 'name' AS who FROM orders GROUP BY contact ->> 'name' HAVING count(*) > 1`
}

/** What the effects of a kind of command are: each under its key, once. */
const effects = {
  orders: `SELECT contact ->> 'name' AS key, id::text FROM orders`,
  payments: `SELECT key, id::text FROM payment WHERE key IS NOT NULL`,
  refunds: `SELECT key, id::text FROM refund WHERE key IS NOT NULL`,
  shipments: `SELECT note AS key, id::text FROM shipment WHERE note IS NOT NULL`,
  movements: `SELECT note AS key, note AS id FROM stock_movement WHERE kind = 'receipt' AND note IS NOT NULL`
} as const

const kinds = ["orders", "payments", "refunds", "shipments", "movements"] as const

const ofProvider = async (sql: postgres.Sql, { paystack }: World): Promise<ReadonlyArray<string>> => {
  const wrong: Array<string> = []
  const payments = await sql`SELECT id::text, captured::int, refunded::int FROM payment WHERE method = 'paystack'`
  const known = new Map(payments.map(({ captured, id, refunded }) => [String(id), { captured, refunded }]))
  for (const { amount, id, reference, status } of paystack.transactions.values()) {
    const payment = known.get(reference)
    const mine = paystack.refunds.filter(({ transaction }) => transaction === id)
    const took = status === "success" ? amount : 0
    const gave = mine.reduce((sum, refund) => sum + (refund.status === "processed" ? refund.amount : 0), 0)
    if (payment === undefined) wrong.push(`${reference}: the provider has a payment that the shop does not know`)
    else if (payment.captured !== took || payment.refunded !== gave) {
      wrong.push(`${reference}: the provider took ${took} and gave ${gave}, the shop says ${JSON.stringify(payment)}`)
    }
  }
  const notes = paystack.refunds.map(({ merchant_note: note }) => note)
  if (new Set(notes).size !== notes.length) wrong.push("the provider gave back twice for one refund")
  return wrong
}

/** Every law that is broken, in words. */
export const brokenLaws = async (sql: postgres.Sql, world: World): Promise<ReadonlyArray<string>> => {
  const wrong: Array<string> = []
  for (const [law, statement] of Object.entries(broken)) {
    for (const { who } of await sql.unsafe(statement)) wrong.push(`${law}: not of ${who}`)
  }
  for (const kind of kinds) {
    const made = Map.groupBy(await sql.unsafe(effects[kind]), ({ key }) => String(key))
    for (const { ids, key } of world.answered[kind]) {
      const found = (made.get(key) ?? []).map(({ id }) => String(id))
      const [one] = found
      if (found.length !== 1 || ids.size !== 1 || one === undefined || !ids.has(one)) {
        wrong.push(`${kind}: ${key} was answered with ${[...ids].join(", ")}, and there is ${found.join(", ")}`)
      }
    }
    for (const [key, found] of made) if (found.length > 1) wrong.push(`${kind}: ${key} was done ${found.length} times`)
  }
  return [...wrong, ...(await ofProvider(sql, world))]
}

/** What still waits, though it could be done now, by kind. */
export const waiting = async (sql: postgres.Sql, { paystack }: World): Promise<ReadonlyArray<string>> => {
  const rows = await sql`
    SELECT concat_ws(' ', queue_name, id, attempts, 'attempts, next at', visible_at, 'taken at', acquired_at, last_failure)
      AS what FROM job
      WHERE state = 'pending' AND (attempts > 0 OR visible_at <= now() AT TIME ZONE 'UTC')
    UNION ALL SELECT 'refund ' || id FROM refund WHERE status = 'pending'
    UNION ALL SELECT 'message ' || id FROM provider_message WHERE outcome = 'received'`
  const heard = await sql`SELECT id::text FROM payment WHERE captured > 0`
  const captured = new Set(heard.map(({ id }) => String(id)))
  const paid = [...paystack.transactions.values()].filter(({ status }) => status === "success")
  return [
    ...rows.map(({ what }) => String(what)),
    ...paid.flatMap(({ reference }) => (captured.has(reference) ? [] : [`payment ${reference}`]))
  ]
}
