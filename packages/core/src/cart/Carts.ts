import { Context, Effect, Layer } from "effect"
import type { CurrentActor, PermissionDenied } from "../Actor.ts"
import type { StorageBusy } from "../Idempotency.ts"
import type { InvalidInput } from "../Input.ts"
import type { Currency } from "../Money.ts"
import type { StoreNotFound } from "../store/StoreErrors.ts"
import type { Read, VersionConflict } from "../Version.ts"
import type { Cart, CartLinePatch, DeliveryChoice, NewCart, NewCartLine } from "./Cart.ts"
import type { AmountTooLarge, CartLineNotFound, CartNotFound } from "./CartErrors.ts"
import { changing } from "./changing.ts"
import type { LineFailure } from "./edits.ts"
import type { MergeNotice } from "./merge.ts"
import { owning } from "./owning.ts"
import type { PaymentMethod } from "../payment/PaymentMethod.ts"
import type { DeliveryOption, PaymentOption, Quote } from "./Quote.ts"
import type { QuotedCart } from "./QuotedCart.ts"
import { showing } from "./showing.ts"

type Opening = InvalidInput | LineFailure | StoreNotFound | AmountTooLarge

type Change<E> = Effect.Effect<QuotedCart, CartNotFound | VersionConflict | AmountTooLarge | E, CurrentActor>

/**
 * Carts belong to a customer, or to the guest who has the token. Somebody else's cart is not found. Each answer is the
 * cart with its price as it stands now.
 */
export class Carts extends Context.Service<
  Carts,
  {
    /** A guest's new cart; or the customer's open one, with these lines added. */
    create(
      given: typeof NewCart.Encoded
    ): Effect.Effect<QuotedCart, Opening | CartNotFound | VersionConflict, CurrentActor>
    get(id: string): Effect.Effect<QuotedCart, CartNotFound | AmountTooLarge, CurrentActor>
    /** The quote for a method of payment, which decides the rounding. */
    quote(id: string, method?: PaymentMethod): Effect.Effect<Quote, CartNotFound | AmountTooLarge, CurrentActor>
    /** The ways to have the goods, as the cart stands. */
    deliveryOptions(id: string): Effect.Effect<ReadonlyArray<DeliveryOption>, CartNotFound, CurrentActor>
    paymentMethods(id: string): Effect.Effect<ReadonlyArray<PaymentOption>, CartNotFound, CurrentActor>
    addLine(id: string, given: typeof NewCartLine.Encoded, read?: Read): Change<InvalidInput | LineFailure>
    updateLine(
      id: string,
      lineId: string,
      given: typeof CartLinePatch.Encoded,
      read?: Read
    ): Change<InvalidInput | LineFailure | CartLineNotFound>
    removeLine(id: string, lineId: string, read?: Read): Change<CartLineNotFound>
    clear(id: string, read?: Read): Change<never>
    setDelivery(id: string, given: typeof DeliveryChoice.Encoded, read?: Read): Change<InvalidInput | StoreNotFound>
    remove(id: string, read?: Read): Effect.Effect<void, CartNotFound | VersionConflict, CurrentActor>
    /** A customer's open cart in a currency; opened when there is none. Guests have none of this kind. */
    mine(currency?: Currency): Effect.Effect<QuotedCart, CartNotFound | AmountTooLarge, CurrentActor>
    /**
     * Takes a guest's cart, known by its token, into the customer's. The guest's cart and its token end. A token that is
     * wrong or was merged before changes nothing.
     */
    merge(
      guestToken: string
    ): Effect.Effect<
      { readonly cart: QuotedCart; readonly notices: ReadonlyArray<MergeNotice> },
      CartNotFound | AmountTooLarge | StorageBusy,
      CurrentActor
    >
    /** For staff: every open cart of a customer, by currency, without its price. */
    allOf(customerId: string): Effect.Effect<ReadonlyArray<Cart>, PermissionDenied, CurrentActor>
    /** Every open cart of a customer goes, when the person is erased. */
    removeOf(customerId: string): Effect.Effect<void, PermissionDenied, CurrentActor>
  }
>()("@duka/core/cart/Carts") {
  static readonly layer = Layer.effect(
    Carts,
    Effect.map(Effect.all([showing, changing, owning]), ([show, change, own]) =>
      Carts.of({ ...show, ...change, ...own })
    )
  )
}
