import { Context, Effect, Layer } from "effect"
import type { CurrentActor } from "../Actor.ts"
import type { VariantId } from "../catalog/Product.ts"
import type { Currency } from "../Money.ts"
import type { Basket, Supply } from "./Basket.ts"
import type { CartNotFound } from "./CartErrors.ts"
import type { Priceable } from "./pricing.ts"
import { cartReader } from "./showing.ts"

/** What the checkout reads of carts. It tells all of the stock, so it is for other rooms, not for the shop's callers. */
export class Baskets extends Context.Service<
  Baskets,
  {
    /** The open cart of who asks, with everything that its price rests on. */
    get(cartId: string): Effect.Effect<Basket, CartNotFound, CurrentActor>
    /** What the price of lines rests on that are in no cart. */
    asked(wanted: Omit<Priceable, keyof Supply>): Effect.Effect<Priceable>
    /** The same of variants alone. */
    supply(variantIds: ReadonlyArray<VariantId>, currency: Currency): Effect.Effect<Supply>
  }
>()("@duka/core/cart/Baskets") {
  static readonly layer = Layer.effect(
    Baskets,
    Effect.map(cartReader, ({ basketOf, store }) =>
      Baskets.of({
        get: basketOf,
        asked: ({ currency, delivery, lines }) => {
          const variantIds = lines.map(({ variantId }) => variantId)
          return Effect.map(store.supply(variantIds, currency), (supply) => ({ currency, lines, delivery, ...supply }))
        },
        supply: store.supply
      })
    )
  )
}
