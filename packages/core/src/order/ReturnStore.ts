import { Context, type Effect } from "effect"
import type { CustomerId } from "../Actor.ts"
import type { IdempotencyConflict, IdempotencyRunning, KeyedRequest } from "../Idempotency.ts"
import type { Slice, Sliced } from "../Page.ts"
import type { Timestamp } from "../Time.ts"
import type { VersionConflict } from "../Version.ts"
import type { OrderId } from "./Order.ts"
import type { Return, ReturnId } from "./Return.ts"
import type { ReturnNotFound } from "./ReturnErrors.ts"
import type { ReturnStatus } from "./ReturnStatus.ts"
import type { LinePart } from "./Shipment.ts"

export interface ReturnFilter {
  readonly orderId?: OrderId
  /** Of the orders that are theirs. */
  readonly customerId?: CustomerId
  readonly status?: ReturnStatus
}

/** The order that a return belongs to changes in the same unit: whoever is slower with the order begins again. */
export class ReturnStore extends Context.Service<
  ReturnStore,
  {
    /** Keeps the return and the key that it was asked for with. A key that is used is running. */
    insert(given: Return, request: KeyedRequest): Effect.Effect<void, IdempotencyConflict | IdempotencyRunning>
    /** The return that was asked for with the key, as long as keys are kept. */
    made(request: KeyedRequest, at: Timestamp): Effect.Effect<ReturnId | null, IdempotencyConflict>
    get(id: ReturnId): Effect.Effect<Return, ReturnNotFound>
    /** Newest first, by the time of creation and id. `sort` of a position is "-createdAt". */
    list(filter: ReturnFilter, slice: Slice): Effect.Effect<Sliced<Return>>
    /** What is asked for or approved of an order and has not come back yet, each line once, by position. */
    awaited(orderId: OrderId): Effect.Effect<ReadonlyArray<LinePart>>
    /** Saves all but the order and the time of creation as `read.version + 1`, unless it has changed since. */
    save(given: Return, read: { readonly version: number }): Effect.Effect<Return, ReturnNotFound | VersionConflict>
  }
>()("@duka/core/order/ReturnStore") {}
