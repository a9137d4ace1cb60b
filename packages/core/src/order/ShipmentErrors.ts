import { Schema } from "effect"
import { ShipmentStatus } from "./Shipment.ts"

/** No such shipment, or it is of somebody else's order. */
export class ShipmentNotFound extends Schema.TaggedError<ShipmentNotFound>()("ShipmentNotFound", {
  shipmentId: Schema.String
}) {
  override get message() {
    return `There is no shipment ${this.shipmentId}.`
  }
}

/** It has arrived, or came back: nothing else becomes of it. */
export class ShipmentClosed extends Schema.TaggedError<ShipmentClosed>()("ShipmentClosed", {
  current: ShipmentStatus
}) {
  override get message() {
    return `The shipment is ${this.current} for good. What was delivered comes back as a return.`
  }
}

/** A line has fewer units that this can be done with: that wait to be shipped, or that the buyer has. */
export class UnitsUnavailable extends Schema.TaggedError<UnitsUnavailable>()("UnitsUnavailable", {
  position: Schema.Int,
  requested: Schema.Int,
  available: Schema.Int
}) {
  override get message() {
    return `Line ${this.position} has ${this.available} units left for this, not ${this.requested}.`
  }
}
