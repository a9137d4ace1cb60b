import { CartNotFound, CartStore } from "@duka/core"
import { MemoryStorage } from "@duka/adapter-memory"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { as, customer, customerId, filled, guest, home, law, opened, rooms, shopOver } from "../opened.ts"

const quantities = (cart: { readonly lines: ReadonlyArray<{ readonly quantity: number }> }) =>
  cart.lines.map(({ quantity }) => quantity)

describe("merging at login", () => {
  law(
    "takes the guest's lines and delivery into the customer's cart, and ends the guest's",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const shop = yield* opened()
      const mine = yield* filled(shop, 1, customer(1))
      const theirs = yield* filled(shop, 2)
      yield* as(theirs.buyer)(carts.setDelivery(theirs.cart.id, { method: "local", address: home }))
      const { cart, notices } = yield* as(customer(1))(carts.merge(theirs.cart.token ?? ""))
      expect(cart).toMatchObject({ id: mine.cart.id, delivery: { method: "local" }, lines: [{ quantity: 3 }] })
      expect(notices).toStrictEqual([])
      expect(yield* Effect.flip(as(theirs.buyer)(carts.get(theirs.cart.id)))).toBeInstanceOf(CartNotFound)
      expect(yield* as(customer(1))(carts.merge(theirs.cart.token ?? ""))).toStrictEqual({ cart, notices: [] })
    })
  )

  law(
    "opens a cart for a customer who has none",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const theirs = yield* filled(yield* opened(), 2)
      const { cart } = yield* as(customer(1))(carts.merge(theirs.cart.token ?? ""))
      expect(cart).toMatchObject({ customerId: customerId(1), token: null, lines: [{ quantity: 2 }] })
      expect(yield* as(customer(1))(carts.mine())).toStrictEqual(cart)
    })
  )

  law(
    "tells of what is too much",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const shop = yield* opened()
      yield* filled(shop, 600, customer(1))
      const theirs = yield* filled(shop, 500)
      const { cart, notices } = yield* as(customer(1))(carts.merge(theirs.cart.token ?? ""))
      expect(quantities(cart)).toStrictEqual([1_000])
      const { variantId } = shop
      expect(notices).toStrictEqual([{ kind: "quantity_clamped", variantId, wanted: 1_100, kept: 1_000 }])
    })
  )

  law(
    "takes nothing by a wrong token, nor from another customer, and is not for guests",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const shop = yield* opened()
      const theirs = yield* filled(shop, 2)
      const another = yield* filled(shop, 2, customer(2))
      const before = yield* as(customer(1))(carts.mine())
      for (const token of ["", "wrong", another.cart.id, theirs.cart.id]) {
        expect(yield* as(customer(1))(carts.merge(token))).toStrictEqual({ cart: before, notices: [] })
      }
      expect(yield* Effect.flip(as(guest)(carts.merge(theirs.cart.token ?? "")))).toBeInstanceOf(CartNotFound)
      expect(yield* as(theirs.buyer)(carts.get(theirs.cart.id))).toStrictEqual(theirs.cart)
    })
  )

  law(
    "twice at once adds once",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const shop = yield* opened()
      yield* filled(shop, 1, customer(1))
      const theirs = yield* filled(shop, 2)
      const merge = as(customer(1))(carts.merge(theirs.cart.token ?? ""))
      yield* Effect.all([merge, merge, merge], { concurrency: "unbounded" })
      expect(quantities(yield* as(customer(1))(carts.mine()))).toStrictEqual([3])
    })
  )
})

describe("while the guest goes on shopping", () => {
  it.effect("merging loses nothing that he adds", () => {
    const meanwhile = { run: Effect.void }
    /** The storage, where something happens once between a merge's reading and its writing. */
    const interrupted = Layer.effect(
      CartStore,
      Effect.map(CartStore, (store) => ({
        ...store,
        openOf: (...asked: Parameters<typeof store.openOf>) =>
          Effect.suspend(() => {
            const { run } = meanwhile
            meanwhile.run = Effect.void
            return Effect.andThen(run, store.openOf(...asked))
          })
      }))
    )
    return Effect.gen(function* () {
      const { carts } = yield* rooms
      const shop = yield* opened()
      yield* filled(shop, 1, customer(1))
      const theirs = yield* filled(shop, 2)
      const add = as(theirs.buyer)(carts.addLine(theirs.cart.id, { variantId: shop.variantId, quantity: 5 }))
      meanwhile.run = Effect.orDie(Effect.asVoid(add))
      const { cart } = yield* as(customer(1))(carts.merge(theirs.cart.token ?? ""))
      expect(quantities(cart)).toStrictEqual([8])
      expect(yield* Effect.flip(as(theirs.buyer)(carts.get(theirs.cart.id)))).toBeInstanceOf(CartNotFound)
    }).pipe(Effect.provide(shopOver(Layer.provideMerge(interrupted, MemoryStorage.layer))))
  })
})
