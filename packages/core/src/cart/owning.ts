import { Effect, Option } from "effect"
import { buyerOf, CurrentActor } from "../Actor.ts"
import type { Currency } from "../Money.ts"
import { idempotencyLimits, StorageBusy } from "../Idempotency.ts"
import { after, now } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type Read, retried, VersionConflict } from "../Version.ts"
import type { Basket } from "./Basket.ts"
import { type Cart, CartId } from "./Cart.ts"
import { CartNotFound } from "./CartErrors.ts"
import { cartWriter } from "./changing.ts"
import { merge as merged, type MergeNotice } from "./merge.ts"
import { cartReader } from "./showing.ts"

/** The use cases of whose cart it is. */
export const owning = Effect.gen(function* () {
  const { basketOf } = yield* cartReader
  const { fresh, settings, show, store, tokens } = yield* cartWriter
  const units = yield* UnitOfWork

  const customer = Effect.flatMap(CurrentActor, (actor) => {
    const buyer = buyerOf(actor)
    return buyer === null ? Effect.fail(new CartNotFound({ cartId: "mine" })) : Effect.succeed(buyer)
  })

  const mine = Effect.fn("Carts.mine")(function* (asked?: Currency) {
    const currency = asked ?? settings.currency
    const customerId = yield* customer
    const open = yield* store.openOf(customerId, currency, yield* now)
    if (open !== null) return yield* Effect.flatMap(basketOf(open), show)
    const cart = yield* fresh(currency, customerId)
    const opened = (yield* store.insert(cart)) ? cart.id : yield* store.openOf(customerId, currency, cart.createdAt)
    return yield* Effect.flatMap(basketOf(opened ?? cart.id), show)
  })

  /** Emptied at the version that was read, so that nothing goes with a cart that was added in the meantime. */
  const removeAt = Effect.fnUntraced(function* (cart: Cart) {
    const { version } = cart
    if (!(yield* store.save({ ...cart, lines: [], version: version + 1 }, { version })))
      return yield* new VersionConflict({ expected: version, actual: version + 1 })
    yield* store.remove(cart.id)
  })

  const remove = Effect.fn("Carts.remove")(function* (id: string, read: Read = {}) {
    const { cart } = yield* basketOf(id)
    if (read.version === undefined) return yield* store.remove(cart.id)
    if (read.version !== cart.version)
      return yield* new VersionConflict({ expected: read.version, actual: cart.version })
    yield* units.commit(removeAt(cart))
  })

  /** A guest's cart by its token; null when the token is wrong, or the cart was merged, placed or has expired. */
  const guestBasket = Effect.fnUntraced(function* (token: string) {
    const id = yield* tokens.read("cart", token)
    if (id === null) return null
    const found = yield* Effect.option(store.basket(CartId.make(id), yield* now))
    return Option.isSome(found) && found.value.cart.customerId === null ? found.value : null
  })

  /** Both carts change in one unit: a line is never in neither of them, nor in both. */
  const takeOver = Effect.fnUntraced(function* (guest: Basket, customerId: NonNullable<Cart["customerId"]>) {
    const at = yield* now
    const { currency } = guest.cart
    const open = yield* store.openOf(customerId, currency, at)
    const own = open === null ? null : yield* store.basket(open, at)
    const into = own?.cart ?? (yield* fresh(currency, customerId))
    const { delivery, lines, notices } = merged(into, guest.cart)
    const cart: Cart = { ...into, lines, delivery, updatedAt: at, expiresAt: after(at, settings.cartSeconds) }
    const saved =
      own === null ? store.insert(cart) : store.save({ ...cart, version: into.version + 1 }, { version: into.version })
    yield* units.commit(
      Effect.gen(function* () {
        if (!(yield* saved)) return yield* new VersionConflict({ expected: into.version, actual: into.version + 1 })
        yield* removeAt(guest.cart)
      })
    )
    return { id: cart.id, notices }
  })

  const merge = Effect.fn("Carts.merge")(function* (guestToken: string) {
    const customerId = yield* customer
    const taken = Effect.gen(function* () {
      const guest = yield* guestBasket(guestToken)
      return guest === null ? null : yield* takeOver(guest, customerId)
    }).pipe(
      // Somebody else merged or placed one of the two carts just now: look again.
      Effect.catchTag("CartNotFound", () => new VersionConflict({ expected: 1, actual: 2 })),
      retried({}),
      Effect.catchTag(
        "VersionConflict",
        () => new StorageBusy({ retryAfterSeconds: idempotencyLimits.retryAfterSeconds })
      )
    )
    const outcome = yield* taken
    const notices: ReadonlyArray<MergeNotice> = outcome?.notices ?? []
    return { cart: outcome === null ? yield* mine() : yield* Effect.flatMap(basketOf(outcome.id), show), notices }
  })

  return { mine, remove, merge }
})
