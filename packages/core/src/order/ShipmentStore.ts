import { Context, type Effect } from "effect"
import type { IdempotencyConflict, IdempotencyRunning, KeyedRequest } from "../Idempotency.ts"
import type { CustomerId } from "../Actor.ts"
import type { Slice, Sliced } from "../Page.ts"
import type { Timestamp } from "../Time.ts"
import type { VersionConflict } from "../Version.ts"
import type { OrderId } from "./Order.ts"
import type { Shipment, ShipmentId, ShipmentStatus } from "./Shipment.ts"
import type { ShipmentNotFound } from "./ShipmentErrors.ts"

export interface ShipmentFilter {
  readonly orderId?: OrderId
  /** Of the orders that are theirs. */
  readonly customerId?: CustomerId
}

/** The order that a shipment belongs to changes in the same unit: whoever is slower with the order begins again. */
export class ShipmentStore extends Context.Service<
  ShipmentStore,
  {
    /** Keeps the shipment, and the key that it was asked for with, if there is one. A key that is used is running. */
    insert(
      shipment: Shipment,
      request: KeyedRequest | null
    ): Effect.Effect<void, IdempotencyConflict | IdempotencyRunning>
    /** The shipment that was made with the key, as long as keys are kept. */
    made(request: KeyedRequest, at: Timestamp): Effect.Effect<ShipmentId | null, IdempotencyConflict>
    get(id: ShipmentId): Effect.Effect<Shipment, ShipmentNotFound>
    /** Oldest first, by the time of creation and id. `sort` of a position is "createdAt". */
    list(filter: ShipmentFilter, slice: Slice): Effect.Effect<Sliced<Shipment>>
    /** Saves status, carrier, tracking number, note and `updatedAt` as `read.version + 1`, unless it has changed since. */
    save(
      shipment: Shipment,
      read: { readonly version: number }
    ): Effect.Effect<Shipment, ShipmentNotFound | VersionConflict>
    /** Every shipment of the order that is on its way has this status from now on. Versions move on. */
    settle(orderId: OrderId, to: ShipmentStatus, at: Timestamp): Effect.Effect<void>
  }
>()("@duka/core/order/ShipmentStore") {}
