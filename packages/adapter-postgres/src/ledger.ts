import { LedgerEntryId, Money, OrderId, PaymentId, RefundId, Time } from "@duka/core"
import { Effect, Schema } from "effect"
import type { SqlClient } from "effect/sql"
import { rows, time } from "./rows.ts"

const Entry = Schema.Struct({
  id: LedgerEntryId,
  at: Time.Timestamp,
  kind: Schema.Literals(["capture", "refund"]),
  orderId: OrderId,
  paymentId: PaymentId,
  refundId: Schema.NullOr(RefundId),
  currency: Money.Currency,
  postings: Schema.Array(Schema.Struct({ account: Schema.String, amount: Schema.Int }))
})

const found = rows(Schema.Struct({ item: Entry }))

/** The movements of an order's money, oldest first; of each, what is gained stands first. */
export const ledgerOf = (read: SqlClient.SqlClient) => (orderId: OrderId) =>
  Effect.map(
    found(read`
      SELECT jsonb_build_object('id', t.id, 'at', ${read.literal(time("t.at"))}, 'kind', t.kind, 'orderId', t.order_id,
        'paymentId', t.payment_id, 'refundId', t.refund_id, 'currency', t.currency, 'postings', (
          SELECT jsonb_agg(jsonb_build_object('account', p.account, 'amount', p.amount) ORDER BY p.account DESC)
          FROM ledger_posting p WHERE p.entry_id = t.id)) AS item
      FROM ledger_entry t WHERE t.order_id = ${orderId}::uuid ORDER BY t.at, t.id`),
    (all) => all.map(({ item }) => item)
  )
