import { Context, type Effect } from "effect"
import type { CustomerId } from "../Actor.ts"
import type { Contact } from "../customer/Customer.ts"
import type { CustomerNotFound } from "../customer/CustomerErrors.ts"
import type { Slice, Sliced } from "../Page.ts"
import type { Timestamp } from "../Time.ts"
import type { VersionConflict } from "../Version.ts"
import type { DraftOrder, DraftOrderId } from "./DraftOrder.ts"
import type { DraftOrderNotFound, DraftOrderPlaced } from "./DraftOrderErrors.ts"

export interface DraftOrderFilter {
  readonly customerId?: CustomerId
  /** Only those that were placed, or only those that were not. */
  readonly placed?: boolean
}

/** A draft, and its customer as his profile knows him. */
export interface FoundDraftOrder {
  readonly draft: DraftOrder
  readonly customer: Contact | null
}

/**
 * Drafts are written here, and placed by the checkout's `place`, which names the order that each became. A customer that
 * one names has a profile: otherwise nothing is saved. An expired draft is not there. Time is told by the caller.
 */
export class DraftOrderStore extends Context.Service<
  DraftOrderStore,
  {
    insert(draft: DraftOrder): Effect.Effect<FoundDraftOrder, CustomerNotFound>
    get(id: DraftOrderId, at: Timestamp): Effect.Effect<FoundDraftOrder, DraftOrderNotFound>
    /** Newest first, by the time of creation and id. `sort` of a position is "-createdAt". */
    list(filter: DraftOrderFilter, at: Timestamp, slice: Slice): Effect.Effect<Sliced<DraftOrder>>
    /**
     * Saves all but currency, order and the time of creation as `read.version + 1`, unless it has changed or was placed
     * since, or has expired at `updatedAt`.
     */
    save(
      draft: DraftOrder,
      read: { readonly version: number }
    ): Effect.Effect<FoundDraftOrder, DraftOrderNotFound | DraftOrderPlaced | VersionConflict | CustomerNotFound>
    /** Unless it was placed, or has changed since `read.version` where that is told. Answers what is gone. */
    remove(
      id: DraftOrderId,
      at: Timestamp,
      read: { readonly version?: number }
    ): Effect.Effect<DraftOrder, DraftOrderNotFound | DraftOrderPlaced | VersionConflict>
    /** So many of those that have expired go, the longest expired first, placed or not; answers how many. */
    removeExpired(at: Timestamp, limit: number): Effect.Effect<number>
    /** Every draft of a customer, placed or not, newest first. */
    allOf(customerId: CustomerId, at: Timestamp): Effect.Effect<ReadonlyArray<DraftOrder>>
    /** They all go, when the person is erased. */
    removeOf(customerId: CustomerId): Effect.Effect<void>
  }
>()("@duka/core/checkout/DraftOrderStore") {}
