/** Commands about carts. */
import {
  type Basket,
  type Cart,
  CartId,
  CartLineId,
  CartStore,
  type DeliveryChoice,
  type Supply,
  Time,
  VariantId
} from "@duka/core"
import { Effect } from "effect"
import * as Samples from "../samples.ts"
import type { Dice } from "./Dice.ts"
import { nothing, step, type Step } from "./Step.ts"
import { storeIdOf } from "./stock.ts"
import { now, openCarts, set, uuid, variants, without, type World } from "./World.ts"

const byVariant = <A extends { readonly variantId: string }>(all: ReadonlyArray<A>): ReadonlyArray<A> =>
  all.toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1))

/** Offers and levels have no order; a level that has nothing is like one that is missing. */
const shownSupply = ({ offers, stores }: Supply) => ({
  offers: byVariant(offers),
  stores: stores.map((store) => ({
    ...store,
    levels: byVariant(store.levels.filter(({ available }) => available !== 0))
  }))
})

const shownBasket = ({ cart, ...supply }: Basket) => ({ cart, ...shownSupply(supply) })

const variantIds = (world: World, dice: Dice) => dice.some(variants(world), 3).map(({ variant }) => variant.id)

const deliveryOf = (dice: Dice, storeId: () => DeliveryChoice["storeId"]): DeliveryChoice | null => {
  if (dice.once(3)) return null
  const store = dice.once(2) ? storeId() : undefined
  if (store !== undefined && dice.once(2)) return { method: "pickup", storeId: store }
  return { method: "local", address: Samples.address(), ...(store === undefined ? {} : { storeId: store }) }
}

const linesOf = (world: World, dice: Dice): Cart["lines"] =>
  variantIds(world, dice).map((variantId) =>
    Samples.cartLine(variantId, {
      id: CartLineId.make(uuid(world)),
      quantity: 1 + dice.below(3),
      customisation: dice.once(2) ? {} : { message: "Heri", extras: ["nuts"] },
      seenUnitPrice: dice.once(4) ? null : 1_000
    })
  )

export const insert = (world: World, dice: Dice): Step => {
  const at = now(world)
  const cart = Samples.cart({
    id: CartId.make(uuid(world)),
    customerId: dice.once(2) ? null : dice.pick(world.people),
    currency: dice.pick([Samples.KES, Samples.UGX]),
    lines: linesOf(world, dice),
    delivery: deliveryOf(dice, () => dice.any(world.stores.values())?.id),
    createdAt: at,
    updatedAt: at,
    expiresAt: Time.after(at, 40 + dice.below(1_000))
  })
  return step({
    about: ["insert cart", cart],
    ask: () => Effect.flatMap(CartStore, (store) => store.insert(cart)),
    learn: (saved) => {
      if (saved) world.carts = set(world.carts, cart)
    }
  })
}

export const save = (world: World, dice: Dice): Step => {
  const before = dice.any(openCarts(world))
  if (before === undefined) return nothing
  const read = { version: dice.once(8) ? before.version + 1 : before.version }
  const cart: Cart = {
    ...before,
    customerId: dice.once(4) ? dice.pick(world.people) : before.customerId,
    lines: dice.once(12)
      ? [Samples.cartLine(VariantId.make(uuid(world)), { id: CartLineId.make(uuid(world)) })]
      : [...before.lines.slice(0, 1), ...linesOf(world, dice)],
    delivery: dice.once(3) ? before.delivery : deliveryOf(dice, () => storeIdOf(world, dice)),
    updatedAt: now(world),
    expiresAt: Time.after(now(world), 40 + dice.below(1_000))
  }
  return step({
    about: ["save cart", cart, read],
    ask: () => Effect.flatMap(CartStore, (store) => store.save(cart, read)),
    learn: (saved) => {
      if (saved) world.carts = set(world.carts, { ...cart, version: read.version + 1 })
    }
  })
}

export const basket = (world: World, dice: Dice): Step => {
  const id =
    (dice.once(10) ? undefined : dice.any(dice.once(4) ? world.carts.values() : openCarts(world))?.id) ?? uuid(world)
  const cartId = CartId.make(id)
  const also = variantIds(world, dice)
  const at = now(world)
  return step({
    about: ["basket", cartId, at, also],
    ask: () => Effect.flatMap(CartStore, (store) => store.basket(cartId, at, also)),
    shown: shownBasket,
    learn: ({ cart }) => {
      world.carts = set(world.carts, cart)
    }
  })
}

export const supply = (world: World, dice: Dice): Step => {
  const wanted = [...variantIds(world, dice), ...(dice.once(4) ? [VariantId.make(uuid(world))] : [])]
  const currency = dice.pick([Samples.KES, Samples.UGX])
  return step({
    about: ["supply", wanted, currency],
    ask: () => Effect.flatMap(CartStore, (store) => store.supply(wanted, currency)),
    shown: shownSupply
  })
}

export const openOf = (world: World, dice: Dice): Step => {
  const [customerId, currency, at] = [dice.pick(world.people), dice.pick([Samples.KES, Samples.UGX]), now(world)]
  return step({
    about: ["open cart of", customerId, currency, at],
    ask: () => Effect.flatMap(CartStore, (store) => store.openOf(customerId, currency, at))
  })
}

export const remove = (world: World, dice: Dice): Step => {
  const cart = dice.any(openCarts(world))
  if (cart === undefined) return nothing
  return step({
    about: ["remove cart", cart.id],
    ask: () => Effect.flatMap(CartStore, (store) => store.remove(cart.id)),
    learn: () => {
      // Kept now and then, to be asked for again.
      if (!dice.once(4)) world.carts = without(world.carts, cart.id)
    }
  })
}

export const removeOf = (world: World, dice: Dice): Step => {
  const customerId = dice.pick(world.people)
  return step({
    about: ["remove carts of", customerId],
    ask: () => Effect.flatMap(CartStore, (store) => store.removeOf(customerId)),
    learn: () => {
      world.carts = new Map([...world.carts].filter(([, cart]) => cart.customerId !== customerId))
    }
  })
}
