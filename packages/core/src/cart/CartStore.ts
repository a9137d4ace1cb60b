import { Context, type Effect } from "effect"
import type { CustomerId } from "../Actor.ts"
import type { VariantId } from "../catalog/Product.ts"
import type { Currency } from "../Money.ts"
import type { Timestamp } from "../Time.ts"
import type { Basket, Supply } from "./Basket.ts"
import type { Cart, CartId } from "./Cart.ts"
import type { CartNotFound } from "./CartErrors.ts"

/** Carts that are open: a placed or expired cart is not found. Time is told by the caller. */
export class CartStore extends Context.Service<
  CartStore,
  {
    /**
     * Saves a new cart. A customer has one open cart for each currency: answers false, and saves nothing, when there is
     * one that has not expired at `cart.createdAt`; an expired one gives way. For a customer who was removed it saves nothing.
     */
    insert(cart: Cart): Effect.Effect<boolean>
    /** The cart and what its lines, and `also` these variants, are and cost, in the cart's currency. Lines of variants that are no longer offered stay in the cart without an offer. */
    basket(id: CartId, at: Timestamp, also?: ReadonlyArray<VariantId>): Effect.Effect<Basket, CartNotFound>
    /** The same for variants that are in no cart. */
    supply(variantIds: ReadonlyArray<VariantId>, currency: Currency): Effect.Effect<Supply>
    openOf(customerId: CustomerId, currency: Currency, at: Timestamp): Effect.Effect<CartId | null>
    /**
     * Saves lines (in their order), delivery, customer, `updatedAt` and `expiresAt` as `read.version + 1`. Answers false
     * when the cart has moved on, was placed or is gone, when a line's variant or the chosen store no longer exists, and
     * when it is to become the cart of a customer who was removed.
     */
    save(cart: Cart, read: { readonly version: number }): Effect.Effect<boolean>
    /** So many of the carts that have expired go, the longest expired first; answers how many. */
    removeExpired(at: Timestamp, limit: number): Effect.Effect<number>
    remove(id: CartId): Effect.Effect<void, CartNotFound>
    /** Every open cart of a customer, by currency. */
    allOf(customerId: CustomerId, at: Timestamp): Effect.Effect<ReadonlyArray<Cart>>
    /** Every open cart of a customer, when the person is erased. */
    removeOf(customerId: CustomerId): Effect.Effect<void>
  }
>()("@duka/core/cart/CartStore") {}
