/** A shipment takes units of an order's lines out of the store together, and they arrive together or come back. */
import { Schema } from "effect"
import { isUniqueBy } from "../Lists.ts"
import { line, Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { Version } from "../Version.ts"
import { Collection, OrderId, Reason } from "./Order.ts"

export const shipmentLimits = { partsMax: 200, unitsMax: 1_000_000 } as const

export const ShipmentId = Uuid.pipe(Schema.brand("ShipmentId"))
export type ShipmentId = typeof ShipmentId.Type

/** `failed`: it came back to the store. */
export const ShipmentStatus = Schema.Literals(["shipped", "delivered", "failed"])
export type ShipmentStatus = typeof ShipmentStatus.Type

const units = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: shipmentLimits.unitsMax }))

/** So many units of an order's line, by its position. */
export const LinePart = Schema.Struct({
  position: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000 })),
  quantity: units
}).annotate({ identifier: "LinePart" })
export type LinePart = typeof LinePart.Type

export class Shipment extends Schema.Opaque<Shipment>()(
  Schema.Struct({
    id: ShipmentId,
    orderId: OrderId,
    status: ShipmentStatus,
    lines: Schema.Array(LinePart),
    /** Who brings it. */
    carrier: Schema.NullOr(Schema.String),
    trackingNumber: Schema.NullOr(Schema.String),
    note: Schema.NullOr(Schema.String),
    version: Version,
    createdAt: Timestamp,
    updatedAt: Timestamp
  }).annotate({ identifier: "Shipment" })
) {}

const told = {
  carrier: Schema.optionalKey(line({ max: 100 })),
  trackingNumber: Schema.optionalKey(line({ max: 100 })),
  note: Schema.optionalKey(line({ max: 200 }))
}

/** Without lines: everything that waits. A line stands once. */
export const NewShipment = Schema.Struct({
  lines: Schema.optionalKey(
    Schema.Array(LinePart).check(
      Schema.isBetweenLength(1, shipmentLimits.partsMax),
      isUniqueBy("position", ({ position }) => String(position))
    )
  ),
  ...told
}).annotate({ identifier: "NewShipment" })
export type NewShipment = typeof NewShipment.Type

/** What became of it, or what is told of it. */
export const ShipmentPatch = Schema.Struct({
  status: Schema.optionalKey(Schema.Literals(["delivered", "failed"])),
  ...told,
  /** Where this completes an order that is paid in cash: what was collected, or why nothing was. */
  collection: Schema.optionalKey(Collection),
  reason: Schema.optionalKey(Reason)
}).annotate({ identifier: "ShipmentPatch" })
export type ShipmentPatch = typeof ShipmentPatch.Type
