/** A law that never fires is no law: for each of them, what breaks it. It is taken back at once. */
import type postgres from "postgres"
import { brokenLaws } from "./laws.ts"
import type { World } from "./World.ts"

const spoilt: Readonly<Record<string, string>> = {
  "on hand is what was moved": `UPDATE stock_level SET on_hand = on_hand + 1`,
  "allocated is what orders wait for": `UPDATE stock_level SET on_hand = on_hand + 1, allocated = allocated + 1`,
  "nothing is promised that is not there": `ALTER TABLE stock_level DROP CONSTRAINT stock_level_on_hand;
    UPDATE stock_level SET allocated = on_hand + 1`,
  "each entry of the ledger sums to zero": `
    INSERT INTO ledger_posting (entry_id, account, amount) SELECT entry_id, 'nobody', 1 FROM ledger_posting LIMIT 1`,
  "the ledger holds what the order says": `UPDATE orders SET authorised = authorised + 1, captured = captured + 1`,
  "the order says what its payments come to": `UPDATE orders SET payment_open = NOT payment_open`,
  "a payment says what its refunds come to": `UPDATE refund SET amount = amount + 1`,
  "no cancelled order holds stock": `UPDATE order_line SET cancelled = 0`,
  "no cancelled order that was never shipped keeps money": `
    UPDATE orders SET authorised = authorised + 1, captured = captured + 1`,
  "nothing is paid twice": `UPDATE orders SET authorised = authorised + total + 1, captured = captured + total + 1`,
  "no order still waits for its money": `UPDATE orders SET status = 'pending'`,
  "no refund is still on its way": `UPDATE refund SET status = 'pending'`,
  "every message was heard": `UPDATE provider_message SET outcome = 'received'`,
  "every job that was due is finished": `UPDATE job SET state = 'failed'`,
  "no key is taken for nothing": `
    INSERT INTO idempotency_key (scope, key, request_hash, created_at) VALUES ('guest', 'key', 'hash', now())`,
  "everybody has the order that he asked for, once": `UPDATE orders SET contact = '{"name":"Somebody"}'`,
  orders: `UPDATE orders SET contact = '{"name":"Somebody"}'`,
  payments: `UPDATE payment SET key = NULL`,
  refunds: `UPDATE refund SET key = NULL`,
  shipments: `DELETE FROM shipment`,
  movements: `UPDATE stock_movement SET note = NULL`,
  "the provider took": `UPDATE payment SET authorised = authorised + 1, captured = captured + 1`
}

/** The laws that do not notice when they are broken. */
export const sleepingLaws = async (sql: postgres.Sql, world: World): Promise<ReadonlyArray<string>> => {
  const sleeping: Array<string> = []
  for (const [law, statement] of Object.entries(spoilt)) {
    await sql.unsafe("BEGIN").simple()
    try {
      await sql.unsafe(statement).simple()
      const wrong = await brokenLaws(sql, world)
      if (!wrong.some((words) => words.includes(law))) sleeping.push(law)
    } finally {
      await sql.unsafe("ROLLBACK").simple()
    }
  }
  return sleeping
}
