import {
  type CustomerId,
  IdempotencyConflict,
  type KeyedRequest,
  type OrderId,
  type Page,
  Payment,
  type PaymentChange,
  type PaymentFilter,
  PaymentId,
  type PaymentMethod,
  PaymentNotFound,
  PaymentStore,
  Refund,
  type RefundFilter,
  RefundId,
  RefundNotFound,
  type Time,
  VersionConflict
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database } from "./Database.ts"
import { lister, newestFirst, ofCustomer } from "./lists.ts"
import { paymentColumns, paymentInsert, paymentText, paymentValues, refundColumns, refundText } from "./paymentTexts.ts"
import { providerMessages } from "./providerMessages.ts"
import { ledgerOf } from "./ledger.ts"
import { row, rowOrNull, rows } from "./rows.ts"

const listed = lister(Payment)
const listedRefunds = lister(Refund)
const found = rows(Schema.Struct({ item: Payment }))
const foundRefunds = rows(Schema.Struct({ item: Refund }))
const added = rowOrNull(Schema.Struct({ id: PaymentId }))
const uses = rows(
  Schema.Struct({
    requestHash: Schema.String,
    paymentId: Schema.NullOr(PaymentId),
    refundId: Schema.NullOr(RefundId)
  })
)
const saved = row(Schema.Struct({ actual: Schema.NullOr(Schema.Int), kept: Schema.NullOr(Payment) }))

const first = <A>(items: ReadonlyArray<{ readonly item: A }>): A | null => items[0]?.item ?? null

export const layer: Layer.Layer<PaymentStore, never, Database> = Layer.effect(
  PaymentStore,
  Effect.gen(function* () {
    const database = yield* Database
    const { read, write: sql } = database
    const item = read.literal(paymentText)
    const refundItem = read.literal(refundText)

    const get = Effect.fn("PgPaymentStore.get")(function* (id: PaymentId) {
      const payment = first(yield* found(read`SELECT ${item} AS item FROM payment t WHERE t.id = ${id}::uuid`))
      return payment ?? (yield* new PaymentNotFound({ paymentId: id }))
    })

    const getRefund = Effect.fn("PgPaymentStore.getRefund")(function* (id: RefundId) {
      const refund = first(
        yield* foundRefunds(read`SELECT ${refundItem} AS item FROM refund t WHERE t.id = ${id}::uuid`)
      )
      return refund ?? (yield* new RefundNotFound({ refundId: id }))
    })

    const byReference = (method: PaymentMethod, reference: string) =>
      Effect.map(
        found(read`SELECT ${item} AS item FROM payment t WHERE t.method = ${method} AND t.reference = ${reference}`),
        first
      )

    const refundByReference = (method: PaymentMethod, reference: string) =>
      Effect.map(
        foundRefunds(
          read`SELECT ${refundItem} AS item FROM refund t WHERE t.method = ${method} AND t.reference = ${reference}`
        ),
        first
      )

    // Locked one after the other by id, and only then read: what is read is what was locked.
    const ofOrder = Effect.fn("PgPaymentStore.ofOrder")((orderId: OrderId) =>
      Effect.map(
        found(sql`
          SELECT ${sql.literal(paymentText)} AS item FROM (
            SELECT * FROM payment WHERE order_id = ${orderId}::uuid ORDER BY id FOR NO KEY UPDATE
          ) t ORDER BY t.created_at, t.id`),
        (all) => all.map(({ item }) => item)
      )
    )

    const list = ({ customerId, method, orderId, status }: PaymentFilter, slice: Page.Slice) =>
      listed(
        read,
        {
          sorting: newestFirst,
          from: "payment t",
          where: [
            ...(orderId === undefined ? [] : [read`t.order_id = ${orderId}::uuid`]),
            ...(method === undefined ? [] : [read`t.method = ${method}`]),
            ...(status === undefined ? [] : [read`t.status = ${status}`]),
            ...ofCustomer(read, customerId)
          ],
          item: paymentText
        },
        slice
      )

    const refunds = ({ orderId, status }: RefundFilter, slice: Page.Slice) =>
      listedRefunds(
        read,
        {
          sorting: newestFirst,
          from: "refund t",
          where: [
            ...(orderId === undefined ? [] : [read`t.order_id = ${orderId}::uuid`]),
            ...(status === undefined ? [] : [read`t.status = ${status}`])
          ],
          item: refundText
        },
        slice
      )

    const madeBy = Effect.fn("PgPaymentStore.madeBy")(function* ({ key, requestHash, scope }: KeyedRequest) {
      const [use] = yield* uses(read`
        SELECT request_hash AS "requestHash", id AS "paymentId", NULL::uuid AS "refundId" FROM payment
        WHERE key_scope = ${scope} AND key = ${key}
        UNION ALL
        SELECT request_hash, NULL, id FROM refund WHERE key_scope = ${scope} AND key = ${key}`)
      if (use === undefined) return null
      if (use.requestHash !== requestHash) return yield* new IdempotencyConflict({ key })
      if (use.paymentId !== null) return { paymentId: use.paymentId }
      return use.refundId === null ? null : { refundId: use.refundId }
    })

    const add = Effect.fn("PgPaymentStore.add")((payment: Payment, request: KeyedRequest | null) =>
      Effect.orDie(
        Effect.map(
          added(sql`
            INSERT INTO ${sql.literal(paymentInsert)}, key_scope, key, request_hash)
            SELECT ${sql.literal(paymentValues)}, ${request?.scope ?? null}::text, ${request?.key ?? null}::text,
              ${request?.requestHash ?? null}::text
            FROM jsonb_to_record(${JSON.stringify(payment)}::jsonb) AS p(${sql.literal(paymentColumns)})
            ON CONFLICT DO NOTHING RETURNING id`),
          (made) => made !== null
        )
      )
    )

    // The last part reads the payment as it was: a statement does not see its own changes.
    const save = Effect.fn("PgPaymentStore.save")(function* (
      { entries = [], payment, refunds = [], request }: PaymentChange,
      { version }: { readonly version: number }
    ) {
      // Most changes move no money: the database plans and runs no more than there is.
      const nothing = sql.literal("")
      const refunded =
        refunds.length === 0
          ? nothing
          : sql`, given_back AS (
            INSERT INTO refund AS r (id, payment_id, order_id, method, amount, currency, status, by_hand, reason,
              reference, decline, version, created_at, updated_at, key_scope, key, request_hash)
            SELECT f.id, f."paymentId", f."orderId", f.method, f.amount, f.currency, f.status, f."byHand", f.reason,
              f.reference, f.decline, f.version, f."createdAt", f."updatedAt",
              CASE WHEN f.first THEN ${request?.scope ?? null}::text END,
              CASE WHEN f.first THEN ${request?.key ?? null}::text END,
              CASE WHEN f.first THEN ${request?.requestHash ?? null}::text END
            FROM changed, jsonb_to_recordset(${JSON.stringify(
              refunds.map((refund, index) => ({ ...refund, first: index === 0 }))
            )}::jsonb) AS f(${sql.literal(refundColumns)}, first boolean)
            ON CONFLICT (id) DO UPDATE SET status = excluded.status, by_hand = excluded.by_hand,
              reason = excluded.reason, reference = excluded.reference, decline = excluded.decline,
              updated_at = excluded.updated_at, version = r.version + 1
          )`
      const booked =
        entries.length === 0
          ? nothing
          : sql`, booked AS (
            INSERT INTO ledger_entry (id, at, kind, order_id, payment_id, refund_id, currency)
            SELECT e.id, e.at, e.kind, e."orderId", e."paymentId", e."refundId", e.currency
            FROM changed, jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS e(id uuid, at timestamptz, kind text,
              "orderId" uuid, "paymentId" uuid, "refundId" uuid, currency text)
            RETURNING id
          ), posted AS (
            INSERT INTO ledger_posting (entry_id, account, amount)
            SELECT e.id, x.account, x.amount
            FROM changed, jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS e(id uuid, postings jsonb),
              jsonb_to_recordset(e.postings) AS x(account text, amount bigint)
          )`
      const { actual, kept } = yield* Effect.orDie(
        saved(sql`
          WITH locked AS MATERIALIZED (
            SELECT id, version FROM payment WHERE id = ${payment.id}::uuid FOR NO KEY UPDATE
          ), changed AS (
            UPDATE payment o SET status = p.status, authorised = p.authorised, captured = p.captured,
              refunded = p.refunded, refunding = p.refunding, capture = p.capture, reference = p.reference,
              receipt = p.receipt, decline = p.decline, next = nullif(p.next, 'null'), payer = nullif(p.payer, 'null'),
              return_url = p."returnUrl", closing = p.closing, check_at = p."checkAt", checks = p.checks,
              updated_at = p."updatedAt", version = ${version} + 1
            FROM locked, jsonb_to_record(${JSON.stringify(payment)}::jsonb) AS p(${sql.literal(paymentColumns)})
            WHERE o.id = locked.id AND locked.version = ${version} RETURNING o.id
          )${refunded}${booked}
          SELECT (SELECT version FROM locked) AS actual,
            (SELECT ${sql.literal(paymentText)} FROM payment t WHERE t.id = (SELECT id FROM locked)) AS kept`)
      )
      if (actual === null || kept === null) return yield* new PaymentNotFound({ paymentId: payment.id })
      if (actual !== version) return yield* new VersionConflict({ expected: version, actual })
      const { amount, createdAt, currency, method, orderId } = kept
      return { ...payment, amount, createdAt, currency, method, orderId, version: version + 1 }
    })

    const due = (at: Time.Timestamp, limit: number) =>
      Effect.map(
        found(read`SELECT ${item} AS item FROM payment t WHERE t.check_at <= ${at}::timestamptz
          ORDER BY t.check_at, t.id LIMIT ${limit}`),
        (all) => all.map(({ item }) => item)
      )

    const anonymise = Effect.fn("PgPaymentStore.anonymise")((customerId: CustomerId, at: Time.Timestamp) =>
      Effect.orDie(
        Effect.asVoid(sql`
          WITH theirs AS MATERIALIZED (
            SELECT id FROM payment WHERE order_id IN (SELECT id FROM orders WHERE customer_id = ${customerId}::uuid)
            ORDER BY id FOR NO KEY UPDATE
          ), paid AS (
            UPDATE payment p SET payer = NULL, receipt = NULL, version = p.version + 1, updated_at = ${at}::timestamptz
            FROM theirs WHERE p.id = theirs.id
          )
          UPDATE refund r SET reason = NULL, version = r.version + 1, updated_at = ${at}::timestamptz
          FROM theirs WHERE r.payment_id = theirs.id`)
      )
    )

    return PaymentStore.of({
      ...providerMessages(database),
      add,
      anonymise,
      byReference,
      due,
      get,
      getRefund,
      ledger: ledgerOf(read),
      list,
      madeBy,
      ofOrder,
      refundByReference,
      refunds,
      save
    })
  })
)
