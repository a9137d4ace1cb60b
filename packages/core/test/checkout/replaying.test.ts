import { MemoryStorage } from "@duka/adapter-memory"
import {
  type Actor,
  CartNotFound,
  CheckoutStore,
  IdempotencyConflict,
  OutOfStock,
  type PlaceOrder,
  QuoteChanged,
  StorageBusy
} from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import {
  as,
  contact,
  customer,
  filled,
  freshKey,
  guest,
  law,
  opened,
  owner,
  price,
  rooms,
  shopOver,
  stock
} from "../opened.ts"

type Place = typeof PlaceOrder.Encoded

const total = (amount: number) => ({
  contact,
  payment: { method: "cash_on_delivery" } as const,
  expectedTotal: { amount, currency: "KES" }
})

const place = (by: Actor, given: Place, key: string) =>
  Effect.flatMap(rooms, ({ checkout }) => as(by)(checkout.place(given, key)))

describe("the same key and request", () => {
  law(
    "give the first order again, with its tokens, though the cart is closed and the last unit sold",
    Effect.gen(function* () {
      const shop = yield* opened(2)
      const { buyer, cart } = yield* filled(shop, 2)
      const key = freshKey()
      const given = { ...total(500_000), cartId: cart.id }
      const first = yield* place(buyer, given, key)
      const again = yield* place(buyer, given, key)
      expect(again).toStrictEqual({ order: first.order, replayed: true })
      expect(yield* stock(shop.variantId)).toStrictEqual([2, 2])
    })
  )

  law(
    "place once when they come at once",
    Effect.gen(function* () {
      const shop = yield* opened(5)
      const { buyer, cart } = yield* filled(shop, 2)
      const once = place(buyer, { ...total(500_000), cartId: cart.id }, freshKey())
      const all = yield* Effect.all([once, once, once, once], { concurrency: "unbounded" })
      expect(new Set(all.map(({ order }) => order.id)).size).toBe(1)
      expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1)
      expect(yield* stock(shop.variantId)).toStrictEqual([5, 2])
    })
  )

  law(
    "answer what became of the order",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const shop = yield* opened(2)
      const { buyer, cart } = yield* filled(shop)
      const key = freshKey()
      const { order } = yield* place(buyer, { ...total(250_000), cartId: cart.id }, key)
      yield* as(owner)(orders.cancel(order.id))
      const again = yield* place(buyer, { ...total(250_000), cartId: cart.id }, key)
      expect(again).toMatchObject({ replayed: true, order: { id: order.id, status: "cancelled", token: order.token } })
    })
  )

  law(
    "answer for the time that keys are kept, and buy again after it",
    Effect.gen(function* () {
      const shop = yield* opened(5)
      const key = freshKey()
      const given = { ...total(250_000), lines: [{ variantId: shop.variantId }], delivery: shop.pickup }
      const first = yield* place(guest, given, key)
      yield* TestClock.adjust("47 hours")
      expect((yield* place(guest, given, key)).order.id).toBe(first.order.id)
      yield* TestClock.adjust("2 hours")
      expect((yield* place(guest, given, key)).order.id).not.toBe(first.order.id)
    })
  )
})

describe("the same key", () => {
  law(
    "for another request is a conflict",
    Effect.gen(function* () {
      const shop = yield* opened(5)
      const { buyer, cart } = yield* filled(shop)
      const key = freshKey()
      const given = { ...total(250_000), cartId: cart.id }
      yield* place(buyer, given, key)
      const other = yield* Effect.flip(place(buyer, { ...given, note: "Ring twice" }, key))
      expect(other).toBeInstanceOf(IdempotencyConflict)
    })
  )

  law(
    "of somebody else is another key",
    Effect.gen(function* () {
      const shop = yield* opened(5)
      const [one, two, three] = [yield* filled(shop), yield* filled(shop), yield* filled(shop, 1, customer(1))]
      const key = freshKey()
      const placed = yield* Effect.forEach([one, two, three], ({ buyer, cart }) =>
        place(buyer, { ...total(250_000), cartId: cart.id }, key)
      )
      expect(new Set(placed.map(({ order }) => order.id)).size).toBe(3)
      // Nobody is answered with an order by guessing its key and its cart.
      const guessed = yield* Effect.flip(place(guest, { ...total(250_000), cartId: one.cart.id }, key))
      expect(guessed).toBeInstanceOf(CartNotFound)
    })
  )

  law(
    "is free again after a refusal",
    Effect.gen(function* () {
      const { inventory } = yield* rooms
      const shop = yield* opened(1)
      const { buyer, cart } = yield* filled(shop, 2)
      const key = freshKey()
      expect(yield* Effect.flip(place(buyer, { ...total(500_000), cartId: cart.id }, key))).toBeInstanceOf(OutOfStock)
      expect(yield* Effect.flip(place(buyer, { ...total(1), cartId: cart.id }, key))).toBeInstanceOf(OutOfStock)
      const receipt = { variantId: shop.variantId, storeId: shop.store.id, kind: "receipt", quantity: 9 } as const
      yield* as(owner)(inventory.move([receipt], freshKey()))
      expect(yield* place(buyer, { ...total(500_000), cartId: cart.id }, key)).toMatchObject({ replayed: false })
    })
  )
})

describe("between reading and writing", () => {
  /** A shop where something happens before each placing, until it is turned off. */
  const meddled = () => {
    const meanwhile: { run: Effect.Effect<void>; times: number } = { run: Effect.void, times: 0 }
    const storage = Layer.effect(
      CheckoutStore,
      Effect.map(CheckoutStore, (store) => ({
        ...store,
        place: (...asked: Parameters<typeof store.place>) =>
          Effect.suspend(() => {
            meanwhile.times++
            return Effect.andThen(meanwhile.run, store.place(...asked))
          })
      }))
    ).pipe(Layer.provideMerge(MemoryStorage.layer))
    return { meanwhile, shop: shopOver(storage) }
  }

  it.effect("a price that moves is told, and nothing is placed", () => {
    const { meanwhile, shop } = meddled()
    return Effect.gen(function* () {
      const { products } = yield* rooms
      const given = yield* opened(5)
      const { buyer, cart } = yield* filled(given)
      const dearer = products.updateVariant(given.product.id, given.variantId, {
        prices: [{ ...price, amount: 300_000 }]
      })
      meanwhile.run = Effect.asVoid(Effect.orDie(as(owner)(dearer)))
      const error = yield* Effect.flip(place(buyer, { ...total(250_000), cartId: cart.id }, freshKey()))
      expect(error).toBeInstanceOf(QuoteChanged)
      expect(yield* stock(given.variantId)).toStrictEqual([5, 0])
      expect(meanwhile.times).toBe(1)
    }).pipe(Effect.provide(shop))
  })

  it.effect("a change that leaves the price alone is placed as it is by then", () => {
    const { meanwhile, shop } = meddled()
    return Effect.gen(function* () {
      const { products } = yield* rooms
      const given = yield* opened(5)
      const { buyer, cart } = yield* filled(given)
      meanwhile.run = Effect.suspend(() => {
        meanwhile.run = Effect.void
        return Effect.asVoid(Effect.orDie(as(owner)(products.update(given.product.id, { name: "Gateau" }))))
      })
      const { order } = yield* place(buyer, { ...total(250_000), cartId: cart.id }, freshKey())
      expect(order.lines.map(({ name }) => name)).toStrictEqual(["Gateau"])
      expect(meanwhile.times).toBe(2)
    }).pipe(Effect.provide(shop))
  })

  it.effect("a cart that moves every time is given up, and may be asked for again", () => {
    const { meanwhile, shop } = meddled()
    return Effect.gen(function* () {
      const { carts } = yield* rooms
      const given = yield* opened(5)
      const { buyer, cart } = yield* filled(given)
      meanwhile.run = Effect.asVoid(Effect.orDie(as(buyer)(carts.setDelivery(cart.id, given.pickup))))
      const key = freshKey()
      const error = yield* Effect.flip(place(buyer, { ...total(250_000), cartId: cart.id }, key))
      expect(error).toBeInstanceOf(StorageBusy)
      expect(yield* stock(given.variantId)).toStrictEqual([5, 0])
      meanwhile.run = Effect.void
      expect(yield* place(buyer, { ...total(250_000), cartId: cart.id }, key)).toMatchObject({ replayed: false })
    }).pipe(Effect.provide(shop))
  })
})
