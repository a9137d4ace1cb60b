import { Context, type Effect } from "effect"
import type { VariantNotFound } from "../catalog/CatalogErrors.ts"
import type { VariantId } from "../catalog/Product.ts"
import type { IdempotencyConflict, IdempotencyRunning, KeyedRequest, StorageBusy } from "../Idempotency.ts"
import type { Slice, Sliced } from "../Page.ts"
import type { StoreId } from "../store/Store.ts"
import type { StoreNotFound } from "../store/StoreErrors.ts"
import type { Timestamp } from "../Time.ts"
import type { OutOfStock, StockTooLow } from "./InventoryErrors.ts"
import type { Movement, NewMovement, StockLevel, Units } from "./StockLevel.ts"

export interface StockFilter {
  readonly variantId?: VariantId
  readonly storeId?: StoreId
  /** Only levels at or below their threshold. */
  readonly low?: boolean
}

/** A movement that is to be: with the id it will have. */
export type PlannedMovement = NewMovement & Pick<Movement, "id">

/**
 * For each variant and store `onHand >= allocated >= 0`, unless the variant is sold on backorder: then only
 * `allocated >= 0`. Untracked variants have no levels: what is asked of them succeeds and changes nothing. Rows are
 * locked by variant, then store.
 */
export class InventoryStore extends Context.Service<
  InventoryStore,
  {
    /**
     * Records all movements or none, making levels that did not exist, and answers the levels as they are then, in the
     * order of the movements. Movements of an untracked variant fail as `VariantNotFound`. A used key answers the levels
     * as they were after the first request, and moves nothing.
     */
    move(
      movements: ReadonlyArray<PlannedMovement>,
      request: KeyedRequest,
      at: Timestamp
    ): Effect.Effect<
      { readonly levels: ReadonlyArray<StockLevel>; readonly replayed: boolean },
      VariantNotFound | StoreNotFound | StockTooLow | IdempotencyConflict | IdempotencyRunning | StorageBusy
    >
    /** By SKU (code points), then variant, then store: `value` of a position is the SKU and the variant's id, joined by a space, `id` the store's. `sort` is "sku". */
    list(filter: StockFilter, slice: Slice): Effect.Effect<Sliced<StockLevel>>
    /** Movements of a variant, newest first, by time and id. For people who look for what went wrong. `sort` of a position is "-at". */
    movements(variantId: VariantId, slice: Slice): Effect.Effect<Sliced<Movement>>
    /** Allocates every line or none. */
    allocate(storeId: StoreId, lines: ReadonlyArray<Units>): Effect.Effect<void, OutOfStock>
    /** Gives back what was allocated. Giving back more than is allocated is a bug: a defect. */
    release(storeId: StoreId, lines: ReadonlyArray<Units>): Effect.Effect<void>
    /** Takes shipped units from both on hand and allocated, as movements of kind "shipment". */
    ship(storeId: StoreId, lines: ReadonlyArray<Units>, at: Timestamp, note: string): Effect.Effect<void>
    /** Takes units back that had been shipped, as movements of kind "return". */
    takeBack(storeId: StoreId, lines: ReadonlyArray<Units>, at: Timestamp, note: string): Effect.Effect<void>
  }
>()("@duka/core/inventory/InventoryStore") {}
