import {
  type KeyedRequest,
  type OrderId,
  type Page,
  type Shipment,
  type ShipmentFilter,
  type ShipmentId,
  ShipmentNotFound,
  type ShipmentStatus,
  ShipmentStore,
  type Time,
  VersionConflict
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { answered, madeWith } from "./keys.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { oldestFirst, sliced } from "./sliced.ts"
import { isOf, row, type Tables } from "./Tables.ts"

const get = (tables: Tables, id: ShipmentId): Result.Result<Shipment, ShipmentNotFound> => {
  const found = row(tables.shipments, id)
  return found === undefined ? Result.fail(new ShipmentNotFound({ shipmentId: id })) : Result.succeed(found)
}

const kept = (tables: Tables, shipment: Shipment): Tables => ({
  ...tables,
  shipments: HashMap.set(tables.shipments, shipment.id, shipment)
})

const insert = (tables: Tables, shipment: Shipment, request: KeyedRequest | null) => {
  const { createdAt: at, id } = shipment
  return Result.map(
    madeWith(tables.shipmentKeys, request, { at, id }),
    (shipmentKeys) => [undefined, { ...kept(tables, shipment), shipmentKeys }] as const
  )
}

const list = (tables: Tables, { customerId, orderId }: ShipmentFilter, slice: Page.Slice): Page.Sliced<Shipment> =>
  sliced(
    HashMap.toValues(tables.shipments).filter(
      (one) =>
        (orderId === undefined || one.orderId === orderId) &&
        (customerId === undefined || isOf(tables, customerId)(one))
    ),
    oldestFirst,
    slice
  )

const save = (
  tables: Tables,
  { carrier, id, note, status, trackingNumber, updatedAt }: Shipment,
  { version }: { readonly version: number }
): Change<Shipment, ShipmentNotFound | VersionConflict> =>
  Result.flatMap(get(tables, id), (before): Change<Shipment, VersionConflict> => {
    if (before.version !== version) {
      return Result.fail(new VersionConflict({ expected: version, actual: before.version }))
    }
    const saved = { ...before, carrier, note, status, trackingNumber, updatedAt, version: version + 1 }
    return Result.succeed([saved, kept(tables, saved)])
  })

const settle = (tables: Tables, orderId: OrderId, status: ShipmentStatus, at: Time.Timestamp): Tables => ({
  ...tables,
  shipments: HashMap.map(tables.shipments, (shipment) =>
    shipment.orderId === orderId && shipment.status === "shipped"
      ? { ...shipment, status, updatedAt: at, version: shipment.version + 1 }
      : shipment
  )
})

export const layer: Layer.Layer<ShipmentStore, never, MemoryTables> = Layer.effect(
  ShipmentStore,
  Effect.gen(function* () {
    const { change, find, read } = yield* MemoryTables
    return ShipmentStore.of({
      insert: (shipment, request) => change((tables) => insert(tables, shipment, request)),
      made: (request, at) =>
        find((tables) => Result.map(answered(tables.shipmentKeys, request, at), (first) => first ?? null)),
      get: (id) => find((tables) => get(tables, id)),
      list: (filter, slice) => read((tables) => list(tables, filter, slice)),
      save: (shipment, version) => change((tables) => save(tables, shipment, version)),
      settle: (orderId, to, at) => change((tables) => Result.succeed([undefined, settle(tables, orderId, to, at)]))
    })
  })
)
