import {
  type KeyedRequest,
  LinePart,
  type OrderId,
  type Page,
  Return,
  type ReturnFilter,
  ReturnId,
  ReturnNotFound,
  ReturnStore,
  type Time,
  VersionConflict
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database } from "./Database.ts"
import { lister, newestFirst, ofCustomer } from "./lists.ts"
import { madeOnce } from "./madeOnce.ts"
import { rowOrNull, rows, time } from "./rows.ts"

const returnText = `jsonb_build_object('id', t.id, 'orderId', t.order_id, 'status', t.status, 'by', t.by,
  'lines', t.lines, 'currency', t.currency, 'worth', t.worth, 'refunded', t.refunded, 'reason', t.reason,
  'version', t.version, 'createdAt', ${time("t.created_at")}, 'updatedAt', ${time("t.updated_at")})`

const once = madeOnce(ReturnId)
const listed = lister(Return)
const found = rows(Schema.Struct({ item: Return }))
const parts = rows(LinePart)
const saving = rowOrNull(Schema.Struct({ actual: Schema.Int, item: Schema.NullOr(Return) }))

const amount = (units: number | null) => (units === null ? null : String(units))

export const layer: Layer.Layer<ReturnStore, never, Database> = Layer.effect(
  ReturnStore,
  Effect.gen(function* () {
    const { read, write: sql } = yield* Database

    const insert = Effect.fn("PgReturnStore.insert")((given: Return, request: KeyedRequest) =>
      once.make(sql, {
        id: given.id,
        request,
        at: given.createdAt,
        insert: sql`INSERT INTO order_return SELECT ${given.id}::uuid, ${given.orderId}::uuid, ${given.status}, ${given.by},
          ${JSON.stringify(given.lines)}::jsonb, ${given.currency}, ${amount(given.worth)}::bigint,
          ${amount(given.refunded)}::bigint, ${given.reason}::text, ${given.version}::int,
          ${given.createdAt}::timestamptz, ${given.updatedAt}::timestamptz`
      })
    )

    const made = Effect.fn("PgReturnStore.made")((request: KeyedRequest, at: Time.Timestamp) =>
      once.made(sql, request, at)
    )

    const get = Effect.fn("PgReturnStore.get")(function* (id: ReturnId) {
      const [one] = yield* found(
        read`SELECT ${read.literal(returnText)} AS item FROM order_return t WHERE t.id = ${id}::uuid`
      )
      return one === undefined ? yield* new ReturnNotFound({ returnId: id }) : one.item
    })

    const list = ({ customerId, orderId, status }: ReturnFilter, slice: Page.Slice) => {
      const where = [
        ...(orderId === undefined ? [] : [read`t.order_id = ${orderId}::uuid`]),
        ...ofCustomer(read, customerId),
        ...(status === undefined ? [] : [read`t.status = ${status}`])
      ]
      return listed(read, { sorting: newestFirst, from: "order_return t", where, item: returnText }, slice)
    }

    const awaited = Effect.fn("PgReturnStore.awaited")((orderId: OrderId) =>
      parts(sql`
        SELECT l.position, sum(l.quantity)::int AS quantity
        FROM order_return t, jsonb_to_recordset(t.lines) AS l(position int, quantity int)
        WHERE t.order_id = ${orderId}::uuid AND t.status IN ('requested', 'approved')
        GROUP BY l.position ORDER BY l.position`)
    )

    const save = Effect.fn("PgReturnStore.save")(function* (given: Return, { version }: { readonly version: number }) {
      const outcome = yield* Effect.orDie(
        saving(sql`
          WITH locked AS MATERIALIZED (
            SELECT id, version FROM order_return WHERE id = ${given.id}::uuid FOR NO KEY UPDATE
          ), saved AS (
            UPDATE order_return t SET status = ${given.status}, by = ${given.by},
              lines = ${JSON.stringify(given.lines)}::jsonb, currency = ${given.currency},
              worth = ${amount(given.worth)}::bigint, refunded = ${amount(given.refunded)}::bigint,
              reason = ${given.reason}, updated_at = ${given.updatedAt}::timestamptz, version = ${version} + 1
            FROM locked WHERE t.id = locked.id AND locked.version = ${version}
            RETURNING ${sql.literal(returnText)} AS item
          )
          SELECT locked.version AS actual, saved.item FROM locked LEFT JOIN saved ON true`)
      )
      if (outcome === null) return yield* new ReturnNotFound({ returnId: given.id })
      const { actual, item } = outcome
      return item ?? (yield* new VersionConflict({ expected: version, actual }))
    })

    return ReturnStore.of({ insert, made, get, list, awaited, save })
  })
)
