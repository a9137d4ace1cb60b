import {
  type KeyedRequest,
  type OrderId,
  type Page,
  Shipment,
  ShipmentId,
  ShipmentNotFound,
  type ShipmentFilter,
  type ShipmentStatus,
  ShipmentStore,
  type Time,
  VersionConflict
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database } from "./Database.ts"
import { lister, oldestFirst, ofCustomer } from "./lists.ts"
import { madeOnce } from "./madeOnce.ts"
import { rowOrNull, rows, time } from "./rows.ts"

const shipmentText = `jsonb_build_object('id', t.id, 'orderId', t.order_id, 'status', t.status, 'lines', t.lines,
  'carrier', t.carrier, 'trackingNumber', t.tracking_number, 'note', t.note, 'version', t.version,
  'createdAt', ${time("t.created_at")}, 'updatedAt', ${time("t.updated_at")})`

const listed = lister(Shipment)
const found = rows(Schema.Struct({ item: Shipment }))
const once = madeOnce(ShipmentId)
const saving = rowOrNull(Schema.Struct({ actual: Schema.Int, item: Schema.NullOr(Shipment) }))

export const layer: Layer.Layer<ShipmentStore, never, Database> = Layer.effect(
  ShipmentStore,
  Effect.gen(function* () {
    const { read, write: sql } = yield* Database

    const insert = Effect.fn("PgShipmentStore.insert")((shipment: Shipment, request: KeyedRequest | null) =>
      once.make(sql, {
        id: shipment.id,
        request,
        at: shipment.createdAt,
        insert: sql`INSERT INTO shipment SELECT ${shipment.id}::uuid, ${shipment.orderId}::uuid, ${shipment.status},
          ${JSON.stringify(shipment.lines)}::jsonb, ${shipment.carrier}::text, ${shipment.trackingNumber}::text,
          ${shipment.note}::text, ${shipment.version}::int, ${shipment.createdAt}::timestamptz,
          ${shipment.updatedAt}::timestamptz`
      })
    )

    const made = Effect.fn("PgShipmentStore.made")((request: KeyedRequest, at: Time.Timestamp) =>
      once.made(sql, request, at)
    )

    const get = Effect.fn("PgShipmentStore.get")(function* (id: ShipmentId) {
      const [one] = yield* found(
        read`SELECT ${read.literal(shipmentText)} AS item FROM shipment t WHERE t.id = ${id}::uuid`
      )
      return one === undefined ? yield* new ShipmentNotFound({ shipmentId: id }) : one.item
    })

    const list = ({ customerId, orderId }: ShipmentFilter, slice: Page.Slice) => {
      const where = [
        ...(orderId === undefined ? [] : [read`t.order_id = ${orderId}::uuid`]),
        ...ofCustomer(read, customerId)
      ]
      return listed(read, { sorting: oldestFirst, from: "shipment t", where, item: shipmentText }, slice)
    }

    const save = Effect.fn("PgShipmentStore.save")(function* (
      { carrier, id, note, status, trackingNumber, updatedAt }: Shipment,
      { version }: { readonly version: number }
    ) {
      const outcome = yield* Effect.orDie(
        saving(sql`
          WITH locked AS MATERIALIZED (
            SELECT id, version FROM shipment WHERE id = ${id}::uuid FOR NO KEY UPDATE
          ), saved AS (
            UPDATE shipment t SET status = ${status}, carrier = ${carrier}, tracking_number = ${trackingNumber},
              note = ${note}, updated_at = ${updatedAt}::timestamptz, version = ${version} + 1
            FROM locked WHERE t.id = locked.id AND locked.version = ${version}
            RETURNING ${sql.literal(shipmentText)} AS item
          )
          SELECT locked.version AS actual, saved.item FROM locked LEFT JOIN saved ON true`)
      )
      if (outcome === null) return yield* new ShipmentNotFound({ shipmentId: id })
      const { actual, item } = outcome
      return item ?? (yield* new VersionConflict({ expected: version, actual }))
    })

    const settle = Effect.fn("PgShipmentStore.settle")((orderId: OrderId, to: ShipmentStatus, at: Time.Timestamp) =>
      Effect.orDie(
        Effect.asVoid(sql`
        WITH open AS MATERIALIZED (
          SELECT id FROM shipment WHERE order_id = ${orderId}::uuid AND status = 'shipped' ORDER BY id FOR NO KEY UPDATE
        )
        UPDATE shipment t SET status = ${to}, updated_at = ${at}::timestamptz, version = t.version + 1
        FROM open WHERE t.id = open.id`)
      )
    )

    return ShipmentStore.of({ insert, made, get, list, save, settle })
  })
)
