import { Context, type Effect } from "effect"
import type { CustomerId } from "../Actor.ts"
import type { Slice, Sliced } from "../Page.ts"
import type { Timestamp } from "../Time.ts"
import type { VersionConflict } from "../Version.ts"
import type { LastOwner } from "../identity/IdentityErrors.ts"
import type { Customer } from "./Customer.ts"
import type { CustomerNotFound } from "./CustomerErrors.ts"
import type { WantedWords } from "./search.ts"

export class CustomerStore extends Context.Service<
  CustomerStore,
  {
    /** Under an id that was removed the customer is known again. */
    insert(customer: Customer): Effect.Effect<void>
    get(id: CustomerId): Effect.Effect<Customer, CustomerNotFound>
    /**
     * Those with every wanted word: one of its alternatives begins one of the customer's `customerWords`. Newest first, by
     * the time of creation and id. `sort` of a position is "-createdAt".
     */
    list(filter: { readonly words: WantedWords }, slice: Slice): Effect.Effect<Sliced<Customer>>
    /** Saves profile and addresses as `read.version + 1` unless they have changed since. */
    replace(
      customer: Customer,
      read: { readonly version: number }
    ): Effect.Effect<Customer, CustomerNotFound | VersionConflict>
    /**
     * Removes profile and addresses and remembers the id, so that no order is placed and no cart opened for it any more.
     * Who is at either when this is called comes first, or is refused: what a unit then finds of the person's orders and
     * carts is all there will be. Those are no business of this store: their rooms let go of them next. The customer's
     * account, its sessions and links go with him, which `SessionStore.changes` tells from then on; the last owner stays.
     * `read.account` is the version at which the account was read, null when there was none: when it has changed since,
     * nobody is removed. Left out: whatever it is.
     */
    remove(
      id: CustomerId,
      at: Timestamp,
      read?: { readonly account: number | null }
    ): Effect.Effect<void, CustomerNotFound | LastOwner | VersionConflict>
  }
>()("@duka/core/customer/CustomerStore") {}
