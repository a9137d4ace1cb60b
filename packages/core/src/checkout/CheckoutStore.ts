import { Context, type Effect } from "effect"
import type { CustomerNotFound } from "../customer/CustomerErrors.ts"
import type { IdempotencyConflict, IdempotencyRunning, KeyedRequest, StorageBusy } from "../Idempotency.ts"
import type { OutOfStock } from "../inventory/InventoryErrors.ts"
import type { OrderId } from "../order/Order.ts"
import type { Timestamp } from "../Time.ts"
import type { Placement } from "./Placement.ts"

/**
 * `placed`: everything is written, under this number. `replayed`: the key was used before by the same request, whose
 * order this is. `stale`: the cart, the draft, a product or the store is no longer what was priced: read and price again.
 */
export type PlaceOutcome =
  | { readonly _tag: "placed"; readonly number: number }
  | { readonly _tag: "replayed"; readonly orderId: OrderId }
  | { readonly _tag: "stale" }

export class CheckoutStore extends Context.Service<
  CheckoutStore,
  {
    /**
     * Allocates every line or none, writes the order, closes the cart, or names the order to the draft that it was, and
     * keeps the idempotency key: all of it, or nothing at all. An earlier success with the same key is answered before
     * anything else is checked. A key that is older than `idempotencyLimits.keptSeconds`, told by the order's `createdAt`,
     * is as if it had not been used. A customer who was removed is not found; one who never had a profile is sold to like
     * everybody.
     */
    place(
      placement: Placement
    ): Effect.Effect<
      PlaceOutcome,
      CustomerNotFound | OutOfStock | IdempotencyConflict | IdempotencyRunning | StorageBusy
    >
    /** So many idempotency keys that are past their time go, of whatever command; answers how many. */
    removeKeys(at: Timestamp, limit: number): Effect.Effect<number>
    /** The order that was placed with the key, for a request that would otherwise be refused before placing. */
    placed(request: KeyedRequest, at: Timestamp): Effect.Effect<OrderId | null, IdempotencyConflict>
  }
>()("@duka/core/checkout/CheckoutStore") {}
