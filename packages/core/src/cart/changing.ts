import { Effect, Option, Result } from "effect"
import { CurrentActor } from "../Actor.ts"
import type { VariantId } from "../catalog/Product.ts"
import { Ids } from "../Ids.ts"
import { input } from "../Input.ts"
import { after, now } from "../Time.ts"
import { type Read, retried, VersionConflict } from "../Version.ts"
import type { Basket } from "./Basket.ts"
import { type Cart, CartId, CartLineId, CartLinePatch, DeliveryChoice, NewCart, NewCartLine } from "./Cart.ts"
import { CartLineNotFound } from "./CartErrors.ts"
import { adding } from "./adding.ts"
import { patchLine, withDelivery, withLine, withLines, withoutLine } from "./edits.ts"
import { cartReader } from "./showing.ts"

/** How carts are changed, by every use case that does. */
export const cartWriter = Effect.gen(function* () {
  const { basketOf, settings, show, store, tokens } = yield* cartReader
  const ids = yield* Ids

  /** The version that was read is named to the store: whoever is slower begins again. */
  const change = <E>(
    id: string,
    read: Read,
    edit: (basket: Basket) => Result.Result<Cart, E>,
    also: ReadonlyArray<VariantId> = []
  ) =>
    Effect.gen(function* () {
      const basket = yield* basketOf(id, { also })
      const { version } = basket.cart
      if (read.version !== undefined && read.version !== version) {
        return yield* new VersionConflict({ expected: read.version, actual: version })
      }
      const edited = yield* Effect.fromResult(edit(basket))
      const at = yield* now
      const cart = { ...edited, version: version + 1, updatedAt: at, expiresAt: after(at, settings.cartSeconds) }
      if (!(yield* store.save(cart, { version })))
        return yield* new VersionConflict({ expected: version, actual: version + 1 })
      return yield* show({ ...basket, cart })
    }).pipe(retried(read))

  const fresh = Effect.fnUntraced(function* (currency: Cart["currency"], customerId: Cart["customerId"]) {
    const at = yield* now
    const cart: Cart = {
      id: yield* ids.make(CartId),
      customerId,
      currency,
      lines: [],
      delivery: null,
      version: 1,
      createdAt: at,
      updatedAt: at,
      expiresAt: after(at, settings.cartSeconds)
    }
    return cart
  })

  return { change, fresh, ids, show, store, settings, tokens }
})

/** The use cases that change a cart. */
export const changing = Effect.gen(function* () {
  const { change, fresh, ids, settings, show, store } = yield* cartWriter
  const add = yield* adding

  const create = Effect.fn("Carts.create")(function* (given: typeof NewCart.Encoded) {
    const asked = yield* input(NewCart)(given)
    const actor = yield* CurrentActor
    const customerId = actor._tag === "Customer" ? actor.id : null
    const currency = asked.currency ?? settings.currency
    const lines = asked.lines ?? []
    const variantIds = lines.map((line) => line.variantId)
    const supply = yield* store.supply(variantIds, currency)
    const cart = yield* fresh(currency, customerId)
    const lined = yield* add(cart, supply.offers, lines)
    const filled =
      asked.delivery === undefined
        ? lined
        : yield* Effect.fromResult(withDelivery(lined, supply.stores, asked.delivery))
    if (yield* store.insert(filled)) return yield* show({ cart: filled, ...supply })
    // The customer has an open cart in this currency: the lines go there.
    const open = customerId === null ? null : yield* store.openOf(customerId, currency, cart.createdAt)
    return yield* change(
      open ?? cart.id,
      {},
      ({ cart, offers }) => withLines({ ...cart, delivery: filled.delivery ?? cart.delivery }, offers, filled.lines),
      variantIds
    )
  })

  const addLine = Effect.fn("Carts.addLine")(function* (
    id: string,
    given: typeof NewCartLine.Encoded,
    read: Read = {}
  ) {
    const line = yield* input(NewCartLine)(given)
    const lineId = yield* ids.make(CartLineId)
    return yield* change(id, read, ({ cart, offers }) => withLine(cart, offers, lineId, line), [line.variantId])
  })

  const lineOf = (lineId: string): Effect.Effect<CartLineId, CartLineNotFound> =>
    Option.match(CartLineId.makeOption(lineId), {
      onNone: () => Effect.fail(new CartLineNotFound({ lineId })),
      onSome: Effect.succeed
    })

  const updateLine = Effect.fn("Carts.updateLine")(function* (
    id: string,
    lineId: string,
    given: typeof CartLinePatch.Encoded,
    read: Read = {}
  ) {
    const patch = yield* input(CartLinePatch)(given)
    const known = yield* lineOf(lineId)
    return yield* change(id, read, ({ cart, offers }) => patchLine(cart, offers, known, patch))
  })

  const removeLine = Effect.fn("Carts.removeLine")(function* (id: string, lineId: string, read: Read = {}) {
    const known = yield* lineOf(lineId)
    return yield* change(id, read, ({ cart }) => withoutLine(cart, known))
  })

  const clear = Effect.fn("Carts.clear")((id: string, read: Read = {}) =>
    change(id, read, ({ cart }) => Result.succeed({ ...cart, lines: [] }))
  )

  const setDelivery = Effect.fn("Carts.setDelivery")(function* (
    id: string,
    given: typeof DeliveryChoice.Encoded,
    read: Read = {}
  ) {
    const delivery = yield* input(DeliveryChoice)(given)
    return yield* change(id, read, ({ cart, stores }) => withDelivery(cart, stores, delivery))
  })

  return { create, addLine, updateLine, removeLine, clear, setDelivery }
})
