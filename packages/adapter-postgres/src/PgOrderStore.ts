import {
  type CustomerId,
  Order,
  type OrderFilter,
  type OrderId,
  type OrderLine,
  OrderNotFound,
  OrderStore,
  type Page,
  type PricedProduct,
  type Time,
  VersionConflict
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database } from "./Database.ts"
import { editStatement } from "./editStatement.ts"
import { lister, newestFirst } from "./lists.ts"
import { eventColumns, orderText } from "./orderTexts.ts"
import { row, rows } from "./rows.ts"

const listed = lister(Order)
const found = rows(Schema.Struct({ item: Order }))
const asIsKept = { actual: Schema.NullOr(Schema.Int), item: Schema.NullOr(Order) }
const before = row(Schema.Struct(asIsKept))
const edited = row(Schema.Struct({ ...asIsKept, priced: Schema.Int }))
const numbers = rows(Schema.Struct({ number: Schema.Int }))

const progressed = (kept: OrderLine, given: OrderLine | undefined): OrderLine => {
  if (given === undefined) return kept
  const { cancelled, delivered, returned, shipped } = given
  return { ...kept, cancelled, delivered, returned, shipped }
}

/** The order as it was kept, with what may change taken from the one that is given. */
const moved = (kept: Order, given: Order): Order => {
  const lineAt = new Map(given.lines.map((line) => [line.position, line]))
  const [first, ...rest] = kept.lines
  const { collection, contact, deliveredAt, delivery, note, payments, recipient, status, updatedAt } = given
  return {
    ...kept,
    collection,
    contact,
    deliveredAt,
    delivery,
    note,
    payments,
    recipient,
    status,
    updatedAt,
    lines: [
      progressed(first, lineAt.get(first.position)),
      ...rest.map((line) => progressed(line, lineAt.get(line.position)))
    ],
    timeline: [...kept.timeline, ...given.timeline.slice(kept.timeline.length)],
    version: kept.version + 1
  }
}

const json = (value: unknown) => (value === null ? null : JSON.stringify(value))

export const layer: Layer.Layer<OrderStore, never, Database> = Layer.effect(
  OrderStore,
  Effect.gen(function* () {
    const { read, write: sql } = yield* Database

    const get = Effect.fn("PgOrderStore.get")(function* (id: OrderId) {
      const [one] = yield* found(read`SELECT ${read.literal(orderText)} AS item FROM orders t WHERE t.id = ${id}::uuid`)
      return one === undefined ? yield* new OrderNotFound({ orderId: id }) : one.item
    })

    const list = ({ customerId, number, status }: OrderFilter, slice: Page.Slice) => {
      const where = [
        ...(customerId === undefined ? [] : [read`t.customer_id = ${customerId}::uuid`]),
        ...(status === undefined ? [] : [read`t.status = ${status}`]),
        ...(number === undefined ? [] : [read`t.number = ${number}::bigint`])
      ]
      return listed(read, { sorting: newestFirst, from: "orders t", where, item: orderText }, slice)
    }

    // The last part reads the order as it was: a statement does not see its own changes.
    const save = Effect.fn("PgOrderStore.save")(function* (order: Order, { version }: { readonly version: number }) {
      const progress = order.lines.map(({ cancelled, delivered, position, returned, shipped }) => {
        return { cancelled, delivered, position, returned, shipped }
      })
      const { actual, item: kept } = yield* Effect.orDie(
        before(sql`
          WITH locked AS MATERIALIZED (
            SELECT id, version FROM orders WHERE id = ${order.id}::uuid FOR NO KEY UPDATE
          ), saved AS (
            UPDATE orders o SET status = ${order.status}, contact = ${json(order.contact)}::jsonb,
              recipient = ${json(order.recipient)}::jsonb, delivery = ${json(order.delivery)}::jsonb,
              note = ${order.note}, collection = ${json(order.collection)}::jsonb,
              authorised = ${String(order.payments.authorised)}::bigint, captured = ${String(order.payments.captured)}::bigint,
              refunded = ${String(order.payments.refunded)}::bigint,
              refunding = ${String(order.payments.refunding)}::bigint, payment_open = ${order.payments.open}::boolean,
              delivered_at = ${order.deliveredAt}::timestamptz, updated_at = ${order.updatedAt}::timestamptz,
              version = ${version} + 1
            FROM locked WHERE o.id = locked.id AND locked.version = ${version} RETURNING o.id
          ), lines AS (
            UPDATE order_line l SET cancelled = p.cancelled, shipped = p.shipped, delivered = p.delivered,
              returned = p.returned
            FROM saved, jsonb_to_recordset(${JSON.stringify(progress)}::jsonb)
              AS p(position int, cancelled int, shipped int, delivered int, returned int)
            WHERE l.order_id = saved.id AND l.position = p.position
              AND (l.cancelled, l.shipped, l.delivered, l.returned)
                IS DISTINCT FROM (p.cancelled, p.shipped, p.delivered, p.returned)
          ), told AS (
            INSERT INTO order_event (order_id, position, at, event, status, by, reason)
            SELECT saved.id, e.ordinality - 1, e.at, e.event, e.status, e.by, e.reason
            FROM saved, ROWS FROM (jsonb_to_recordset(${JSON.stringify(order.timeline)}::jsonb)
              AS (${sql.literal(eventColumns)})) WITH ORDINALITY AS e
            ON CONFLICT (order_id, position) DO NOTHING
          )
          SELECT (SELECT version FROM locked) AS actual,
            (SELECT ${sql.literal(orderText)} FROM orders t WHERE t.id = (SELECT id FROM locked)) AS item`)
      )
      if (actual === null || kept === null) return yield* new OrderNotFound({ orderId: order.id })
      if (actual !== version) return yield* new VersionConflict({ expected: version, actual })
      return moved(kept, order)
    })

    const edit = Effect.fn("PgOrderStore.edit")(function* (
      order: Order,
      read: { readonly version: number; readonly products: ReadonlyArray<PricedProduct> }
    ) {
      const { products, version } = read
      const { actual, item: kept, priced } = yield* Effect.orDie(edited(editStatement(sql, order, read)))
      if (actual === null || kept === null) return yield* new OrderNotFound({ orderId: order.id })
      if (actual !== version) return yield* new VersionConflict({ expected: version, actual })
      if (priced !== products.length) return null
      const { leadTimeHours, lines, totals } = order
      return { ...moved(kept, order), leadTimeHours, lines, totals }
    })

    const openOf = Effect.fn("PgOrderStore.openOf")((customerId: CustomerId) =>
      Effect.map(
        numbers(read`SELECT number::float8 AS number FROM orders
          WHERE customer_id = ${customerId}::uuid AND status NOT IN ('delivered', 'cancelled') ORDER BY number`),
        (open) => open.map(({ number }) => number)
      )
    )

    const join = Effect.fn("PgOrderStore.join")((customerId: CustomerId, email: string, at: Time.Timestamp) =>
      Effect.orDie(
        Effect.asVoid(sql`
        WITH theirs AS MATERIALIZED (
          SELECT id FROM orders
          WHERE customer_id IS NULL AND lower((contact ->> 'email') COLLATE "C") = lower(${email}::text COLLATE "C")
          ORDER BY id FOR NO KEY UPDATE
        )
        UPDATE orders o SET customer_id = ${customerId}::uuid, version = o.version + 1, updated_at = ${at}::timestamptz
        FROM theirs WHERE o.id = theirs.id AND o.customer_id IS NULL`)
      )
    )

    const anonymise = Effect.fn("PgOrderStore.anonymise")((customerId: CustomerId, at: Time.Timestamp) =>
      Effect.orDie(
        Effect.asVoid(sql`
        WITH theirs AS MATERIALIZED (
          SELECT id FROM orders WHERE customer_id = ${customerId}::uuid ORDER BY id FOR NO KEY UPDATE
        ), orders_erased AS (
          UPDATE orders o SET customer_id = NULL, contact = NULL, recipient = NULL, note = NULL,
            collection = CASE WHEN o.collection ? 'reason' THEN '{"reason":"erased"}' ELSE o.collection - 'receipt' END,
            delivery = CASE WHEN o.delivery ? 'address' THEN jsonb_set(o.delivery, '{address}', jsonb_strip_nulls(
              jsonb_build_object('firstName', 'erased', 'lines', jsonb_build_array('erased'),
                'city', o.delivery #> '{address,city}', 'county', o.delivery #> '{address,county}',
                'country', o.delivery #> '{address,country}'))) ELSE o.delivery END,
            version = o.version + 1, updated_at = ${at}::timestamptz
          FROM theirs WHERE o.id = theirs.id
        ), shipments_erased AS (
          UPDATE shipment s SET note = NULL, version = s.version + 1, updated_at = ${at}::timestamptz
          FROM theirs WHERE s.order_id = theirs.id AND s.note IS NOT NULL
        ), returns_erased AS (
          UPDATE order_return r SET reason = NULL, lines = (
              SELECT jsonb_agg(l.value || '{"reason":null}' ORDER BY l.ordinality)
              FROM jsonb_array_elements(r.lines) WITH ORDINALITY AS l),
            version = r.version + 1, updated_at = ${at}::timestamptz
          FROM theirs WHERE r.order_id = theirs.id
        ), reasons_erased AS (
          UPDATE order_event e SET reason = NULL FROM theirs WHERE e.order_id = theirs.id AND e.reason IS NOT NULL
        )
        UPDATE order_line l SET customisation = (
          SELECT coalesce(jsonb_agg(c.value || '{"text":""}' ORDER BY c.ordinality), '[]')
          FROM jsonb_array_elements(l.customisation) WITH ORDINALITY AS c)
        FROM theirs WHERE l.order_id = theirs.id AND l.customisation <> '[]'`)
      )
    )

    return OrderStore.of({ get, list, save, edit, openOf, join, anonymise })
  })
)
