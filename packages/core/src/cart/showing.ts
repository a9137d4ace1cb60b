import { Effect, Option } from "effect"
import { type Actor, buyerOf, CurrentActor, holds, requires } from "../Actor.ts"
import { CustomerId } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import type { VariantId } from "../catalog/Product.ts"
import { cashOnDelivery, paymentMethods as methodsOf } from "../payment/methods.ts"
import type { PaymentMethod } from "../payment/PaymentMethod.ts"
import { PaymentProviders } from "../payment/PaymentProviders.ts"
import { Settings } from "../Settings.ts"
import { now } from "../Time.ts"
import { Tokens } from "../Tokens.ts"
import type { Basket } from "./Basket.ts"
import { type Cart, CartId } from "./Cart.ts"
import { CartNotFound } from "./CartErrors.ts"
import { CartStore } from "./CartStore.ts"
import { deliveryFee, type Priceable, price } from "./pricing.ts"
import { quoted } from "./quoting.ts"
import type { DeliveryOption, PaymentOption } from "./Quote.ts"
import type { QuotedCart } from "./QuotedCart.ts"
import { serve } from "./serving.ts"

/** What of a basket is priced. */
export const priceable = ({ cart, offers, stores }: Basket): Priceable => ({
  currency: cart.currency,
  lines: cart.lines,
  delivery: cart.delivery,
  offers,
  stores
})

/** How carts are read and shown, by every use case of carts. */
export const cartReader = Effect.gen(function* () {
  const store = yield* CartStore
  const settings = yield* Settings
  const providers = yield* PaymentProviders
  const tokens = yield* Tokens

  /** A guest's cart is his who has its token; a customer's is only the customer's. Staff may look at others', not touch. */
  const admitted = Effect.fnUntraced(function* (actor: Actor, cart: Cart, looking: boolean) {
    if (holds(actor, "cart:read") && (looking || actor._tag === "System")) return true
    if (cart.customerId !== null) return buyerOf(actor) === cart.customerId
    if (actor._tag !== "Guest" && actor._tag !== "Customer") return false
    return actor.cartToken !== undefined && (yield* tokens.read("cart", actor.cartToken)) === cart.id
  })

  const basketOf = Effect.fnUntraced(function* (
    id: string,
    { also = [], looking = false }: { readonly also?: ReadonlyArray<VariantId>; readonly looking?: boolean } = {}
  ) {
    const cartId = Option.getOrUndefined(CartId.makeOption(id))
    if (cartId === undefined) return yield* new CartNotFound({ cartId: id })
    const basket = yield* store.basket(cartId, yield* now, also)
    if (yield* admitted(yield* CurrentActor, basket.cart, looking)) return basket
    return yield* new CartNotFound({ cartId: id })
  })

  /** For cash, unless another way to pay is named. */
  const quoteOf = (basket: Basket, paymentMethod: PaymentMethod = cashOnDelivery) =>
    Effect.map(Effect.fromResult(price(priceable(basket), { settings, providers, paymentMethod })), quoted)

  const show = Effect.fnUntraced(function* (basket: Basket) {
    const { cart } = basket
    const quote = yield* quoteOf(basket)
    const shown: QuotedCart = {
      id: cart.id,
      token: cart.customerId === null ? yield* tokens.mint("cart", cart.id) : null,
      customerId: cart.customerId,
      currency: cart.currency,
      lines: cart.lines.map(({ customisation, id, quantity, variantId }) => ({
        id,
        variantId,
        quantity,
        customisation
      })),
      delivery: cart.delivery,
      quote,
      version: cart.version,
      createdAt: cart.createdAt,
      updatedAt: cart.updatedAt,
      expiresAt: cart.expiresAt
    }
    return shown
  })

  return { basketOf, quoteOf, providers, show, store, settings, tokens }
})

/** The use cases that only read. */
export const showing = Effect.gen(function* () {
  const { basketOf, providers, quoteOf, settings, show, store } = yield* cartReader
  const { record, recorded } = yield* auditing

  const get = Effect.fn("Carts.get")(function* (id: string) {
    const shown = yield* Effect.flatMap(basketOf(id, { looking: true }), show)
    const actor = yield* CurrentActor
    // With the token whoever only looks could change the cart, and order with it.
    return actor._tag === "Staff" || actor._tag === "ApiClient" ? { ...shown, token: null } : shown
  })

  const quote = Effect.fn("Carts.quote")((id: string, method?: PaymentMethod) =>
    Effect.flatMap(basketOf(id, { looking: true }), (basket) => quoteOf(basket, method))
  )

  const deliveryOptions = Effect.fn("Carts.deliveryOptions")(function* (id: string) {
    const { cart, offers, stores } = yield* basketOf(id, { looking: true })
    const known = new Map(offers.map((offer) => [offer.variantId, offer]))
    const fee = (method: "pickup" | "local") => deliveryFee({ method }, cart.currency, settings)
    const option = (
      method: "pickup" | "local",
      store: (typeof stores)[number] | null
    ): ReadonlyArray<DeliveryOption> => {
      const amount = fee(method)
      if (amount === null) return []
      const among = store === null ? stores.filter((one) => one.delivers) : [store]
      return [
        {
          method,
          storeId: store?.storeId ?? null,
          name: store?.name ?? "Local delivery",
          fee: { amount, currency: cart.currency },
          inStock: serve(among, null, cart.lines, known)._tag === "served"
        }
      ]
    }
    return [
      ...stores.filter((store) => store.pickup).flatMap((store) => option("pickup", store)),
      ...(stores.some((store) => store.delivers) ? option("local", null) : [])
    ]
  })

  const paymentMethods = Effect.fn("Carts.paymentMethods")(function* (id: string) {
    const { cart } = yield* basketOf(id, { looking: true })
    const { currency } = cart
    return methodsOf(currency, { providers, settings }).map(({ method, step }): PaymentOption => ({
      method,
      step: { amount: step, currency }
    }))
  })

  const removeOf = Effect.fn("Carts.removeOf")(function* (customerId: string) {
    yield* requires("customer:write")
    const deed = record({ action: "customer.carts-removed", subject: customerId })
    yield* recorded(Effect.andThen(store.removeOf(CustomerId.make(customerId)), deed))
  })

  const allOf = Effect.fn("Carts.allOf")(function* (customerId: string) {
    yield* requires("customer:read")
    return yield* store.allOf(CustomerId.make(customerId), yield* now)
  })

  return { get, quote, deliveryOptions, paymentMethods, allOf, removeOf }
})
