/** A return brings back what was delivered: asked for, looked at, received line by line, and paid back. */
import { Result, Schema, Struct } from "effect"
import { isUniqueBy } from "../Lists.ts"
import { Currency, MinorUnits, Money } from "../Money.ts"
import { Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { Version } from "../Version.ts"
import { OrderId, Reason, TimelineEntry } from "./Order.ts"
import { IllegalReturn } from "./ReturnErrors.ts"
import { ReturnStatus } from "./ReturnStatus.ts"
import { LinePart, shipmentLimits } from "./Shipment.ts"

export { ReturnStatus } from "./ReturnStatus.ts"

export const ReturnId = Uuid.pipe(Schema.brand("ReturnId"))
export type ReturnId = typeof ReturnId.Type

/** What becomes of goods that came back: they are sold again, or written off. */
export const Disposition = Schema.Literals(["restock", "write_off"]).annotate({ identifier: "Disposition" })
export type Disposition = typeof Disposition.Type

export const ReturnLine = Schema.Struct({
  ...LinePart.fields,
  reason: Schema.NullOr(Schema.String),
  /** Null until it was received. */
  disposition: Schema.NullOr(Disposition)
}).annotate({ identifier: "ReturnLine" })
export type ReturnLine = typeof ReturnLine.Type

export class Return extends Schema.Opaque<Return>()(
  Schema.Struct({
    id: ReturnId,
    orderId: OrderId,
    status: ReturnStatus,
    /** Who asked for it. */
    by: TimelineEntry.fields.by,
    lines: Schema.Array(ReturnLine),
    currency: Currency,
    /** What its lines cost, known once they were received. */
    worth: Schema.NullOr(MinorUnits),
    refunded: Schema.NullOr(MinorUnits),
    /** What staff said last. */
    reason: Schema.NullOr(Schema.String),
    version: Version,
    createdAt: Timestamp,
    updatedAt: Timestamp
  }).annotate({ identifier: "ReturnEntry" })
) {}

/** Units of what was delivered, each line once. */
export const NewReturn = Schema.Struct({
  lines: Schema.Array(Schema.Struct({ ...LinePart.fields, reason: Schema.optionalKey(Reason) })).check(
    Schema.isBetweenLength(1, shipmentLimits.partsMax),
    isUniqueBy("position", ({ position }) => String(position))
  )
}).annotate({ identifier: "NewReturn" })
export type NewReturn = typeof NewReturn.Type

/** The status that staff wants a return to have, with what belongs to it. */
export const ReturnPatch = Schema.Struct({
  status: Schema.Literals(["approved", "rejected", "received", "refunded"]),
  reason: Schema.optionalKey(Reason),
  /** For `received`. A line that is not named is sold again, unless it was made for somebody. */
  lines: Schema.optionalKey(
    Schema.Array(Schema.Struct({ position: LinePart.fields.position, disposition: Disposition })).check(
      Schema.isMaxLength(shipmentLimits.partsMax),
      isUniqueBy("position", ({ position }) => String(position))
    )
  ),
  /** For `refunded`; all that its lines cost when left out. */
  amount: Schema.optionalKey(
    Money.mapFields(Struct.assign({ amount: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)) }))
  )
}).annotate({ identifier: "ReturnPatch" })
export type ReturnPatch = typeof ReturnPatch.Type

/** The life of a return as data: where each status may lead. */
export const returnTransitions: Readonly<Record<ReturnStatus, ReadonlyArray<ReturnStatus>>> = {
  requested: ["approved", "rejected"],
  approved: ["received", "rejected"],
  received: ["refunded"],
  refunded: [],
  rejected: []
}

export const nextOfReturn = (from: ReturnStatus, wanted: ReturnStatus): Result.Result<ReturnStatus, IllegalReturn> =>
  returnTransitions[from].includes(wanted)
    ? Result.succeed(wanted)
    : Result.fail(new IllegalReturn({ from, wanted, possible: returnTransitions[from] }))
