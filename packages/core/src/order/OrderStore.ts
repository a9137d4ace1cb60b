import { Context, type Effect } from "effect"
import type { CustomerId } from "../Actor.ts"
import type { PricedProduct } from "../cart/Basket.ts"
import type { Slice, Sliced } from "../Page.ts"
import type { Timestamp } from "../Time.ts"
import type { VersionConflict } from "../Version.ts"
import type { Order, OrderId, OrderStatus } from "./Order.ts"
import type { OrderNotFound } from "./OrderErrors.ts"

export interface OrderFilter {
  readonly customerId?: CustomerId
  readonly status?: OrderStatus
  readonly number?: number
}

/** Orders are written by the checkout's `place`; here they are read and moved on. */
export class OrderStore extends Context.Service<
  OrderStore,
  {
    get(id: OrderId): Effect.Effect<Order, OrderNotFound>
    /** Newest first, by the time of creation and id. `sort` of a position is "-createdAt". */
    list(filter: OrderFilter, slice: Slice): Effect.Effect<Sliced<Order>>
    /**
     * Saves what may change (status, contact, recipient, delivery, note, collection, the sums of its payments,
     * `deliveredAt`, `updatedAt`, the lines' progress, timeline entries beyond those already kept) as `read.version + 1`,
     * unless it has changed since.
     */
    save(order: Order, read: { readonly version: number }): Effect.Effect<Order, OrderNotFound | VersionConflict>
    /**
     * Saves what `save` does, and in place of what was sold these lines, sums and lead time. Lines keep their positions.
     * Nothing and null when one of the products that new prices rest on is no longer what was read; those that are stay
     * as long as the unit lasts.
     */
    edit(
      order: Order,
      read: { readonly version: number; readonly products: ReadonlyArray<PricedProduct> }
    ): Effect.Effect<Order | null, OrderNotFound | VersionConflict>
    /**
     * Guests' orders with this email as their contact become the customer's; the case of its ASCII letters does not count.
     * Versions move on.
     */
    join(customerId: CustomerId, email: string, at: Timestamp): Effect.Effect<void>
    /** The numbers of a customer's orders that are neither delivered nor cancelled, lowest first. */
    openOf(customerId: CustomerId): Effect.Effect<ReadonlyArray<number>>
    /**
     * Lets go of a person in every order of theirs: contact and recipient become null; of an address only city, county and
     * country stay, under the first name "erased" and the line "erased"; notes, customised texts, the timeline's reasons,
     * a collection's receipt and who it was go (a collection's reason becomes "erased"). So do the notes of its shipments
     * and the reasons of its returns. Versions move on.
     */
    anonymise(customerId: CustomerId, at: Timestamp): Effect.Effect<void>
  }
>()("@duka/core/order/OrderStore") {}
