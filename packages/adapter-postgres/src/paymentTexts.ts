import { time } from "./rows.ts"

/** The payment `t`. */
export const paymentText = `jsonb_build_object('id', t.id, 'orderId', t.order_id, 'method', t.method, 'amount', t.amount,
  'currency', t.currency, 'status', t.status, 'authorised', t.authorised, 'captured', t.captured,
  'refunded', t.refunded, 'refunding', t.refunding, 'capture', t.capture, 'reference', t.reference,
  'receipt', t.receipt, 'decline', t.decline, 'next', t.next, 'payer', t.payer, 'returnUrl', t.return_url,
  'closing', t.closing, 'checkAt', ${time("t.check_at")}, 'checks', t.checks, 'version', t.version,
  'createdAt', ${time("t.created_at")}, 'updatedAt', ${time("t.updated_at")})`

/** The refund `t`. */
export const refundText = `jsonb_build_object('id', t.id, 'paymentId', t.payment_id, 'orderId', t.order_id,
  'method', t.method, 'amount', t.amount, 'currency', t.currency, 'status', t.status, 'byHand', t.by_hand,
  'reason', t.reason, 'reference', t.reference, 'decline', t.decline, 'version', t.version,
  'createdAt', ${time("t.created_at")}, 'updatedAt', ${time("t.updated_at")})`

/** The columns of payments as JSON holds them. */
export const paymentColumns = `id uuid, "orderId" uuid, method text, amount bigint, currency text, status text,
  authorised bigint, captured bigint, refunded bigint, refunding bigint, capture text, reference text, receipt text,
  decline text, next jsonb, payer jsonb, "returnUrl" text, closing boolean, "checkAt" timestamptz, checks int, version int,
  "createdAt" timestamptz, "updatedAt" timestamptz`

export const paymentInsert = `payment (id, order_id, method, amount, currency, status, authorised, captured, refunded,
  refunding, capture, reference, receipt, decline, next, payer, return_url, closing, check_at, checks, version,
  created_at, updated_at`

/** The same columns of a record `p` of `paymentColumns`. JSON's null is no JSON of a column. */
export const paymentValues = `p.id, p."orderId", p.method, p.amount, p.currency, p.status, p.authorised, p.captured,
  p.refunded, p.refunding, p.capture, p.reference, p.receipt, p.decline, nullif(p.next, 'null'), nullif(p.payer, 'null'),
  p."returnUrl", p.closing, p."checkAt", p.checks, p.version, p."createdAt", p."updatedAt"`

export const refundColumns = `id uuid, "paymentId" uuid, "orderId" uuid, method text, amount bigint, currency text,
  status text, "byHand" boolean, reason text, reference text, decline text, version int, "createdAt" timestamptz,
  "updatedAt" timestamptz`

export const messageText = `jsonb_build_object('id', t.id, 'method', t.method, 'key', t.key, 'kind', t.kind,
  'about', t.about, 'outcome', t.outcome, 'receivedAt', ${time("t.received_at")})`
