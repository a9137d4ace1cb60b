import {
  CartNotFound,
  CartLineNotFound,
  Money,
  NotForSale,
  StoreNotFound,
  VersionConflict,
  type Actor,
  type CurrentActor
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { as, customer, customerId, filled, guest, law, opened, owner, price, rooms, staff } from "../opened.ts"
import { uuid } from "../samples.ts"

const quantities = (cart: { readonly lines: ReadonlyArray<{ readonly quantity: number }> }) =>
  cart.lines.map(({ quantity }) => quantity)

/** Everything that somebody may try with a cart that is not his. */
const touched = (id: string, lineId: string, storeId: string, variantId: string) =>
  Effect.map(rooms, ({ carts }): Readonly<Record<string, Effect.Effect<unknown, unknown, CurrentActor>>> => ({
    get: carts.get(id),
    quote: carts.quote(id),
    deliveryOptions: carts.deliveryOptions(id),
    paymentMethods: carts.paymentMethods(id),
    addLine: carts.addLine(id, { variantId }),
    updateLine: carts.updateLine(id, lineId, { quantity: 2 }),
    removeLine: carts.removeLine(id, lineId),
    clear: carts.clear(id),
    setDelivery: carts.setDelivery(id, { method: "pickup", storeId }),
    remove: carts.remove(id)
  }))

const looking = ["get", "quote", "deliveryOptions", "paymentMethods"]

describe("a cart", () => {
  law(
    "is opened by a guest, priced, and his who has its token",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const shop = yield* opened()
      const { buyer, cart } = yield* filled(shop, 2)
      expect(cart).toMatchObject({ customerId: null, currency: "KES", version: 1 })
      expect(cart.quote).toMatchObject({
        totals: { total: { amount: 500_000 } },
        storeId: shop.store.id,
        obstacles: []
      })
      expect(yield* as(buyer)(carts.get(cart.id))).toStrictEqual(cart)
    })
  )

  law(
    "of somebody else is not found, whoever asks and whatever for",
    Effect.gen(function* () {
      const shop = yield* opened()
      const guests = yield* filled(shop)
      const others = yield* filled(shop)
      const mine = yield* filled(shop, 1, customer(1))
      const strangers: ReadonlyArray<readonly [string, string, Actor]> = [
        [guests.cart.id, guests.cart.lines[0]?.id ?? "", guest],
        [guests.cart.id, guests.cart.lines[0]?.id ?? "", others.buyer],
        [guests.cart.id, guests.cart.lines[0]?.id ?? "", customer(2)],
        [guests.cart.id, guests.cart.lines[0]?.id ?? "", staff("order:read", "customer:write")],
        [mine.cart.id, mine.cart.lines[0]?.id ?? "", guests.buyer],
        [mine.cart.id, mine.cart.lines[0]?.id ?? "", customer(2)],
        [mine.cart.id, mine.cart.lines[0]?.id ?? "", staff("order:read", "customer:write")],
        [uuid(404), uuid(405), customer(1)],
        ["none", "none", guest]
      ]
      for (const [id, lineId, actor] of strangers) {
        const line = lineId === "none" ? uuid(1) : lineId
        for (const [name, run] of Object.entries(yield* touched(id, line, shop.store.id, shop.variantId))) {
          expect(yield* Effect.flip(as(actor)(run)), `${name} as ${actor._tag}`).toBeInstanceOf(CartNotFound)
        }
      }
    })
  )

  law(
    "is shown to staff who may look, who change nothing and get no token",
    Effect.gen(function* () {
      const shop = yield* opened()
      const { cart } = yield* filled(shop)
      const clerk = staff("cart:read")
      const runs = yield* touched(cart.id, cart.lines[0]?.id ?? "", shop.store.id, shop.variantId)
      for (const [name, run] of Object.entries(runs)) {
        const exit = yield* Effect.result(as(clerk)(run))
        expect(exit._tag, name).toBe(looking.includes(name) ? "Success" : "Failure")
      }
      const { carts } = yield* rooms
      expect(yield* as(clerk)(carts.get(cart.id))).toStrictEqual({ ...cart, token: null })
    })
  )

  law(
    "is one for a customer in a currency: creating another one adds to it",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const shop = yield* opened()
      const { cart } = yield* filled(shop, 2, customer(1))
      expect(cart).toMatchObject({ token: null, customerId: customerId(1) })
      const again = yield* filled(shop, 3, customer(1))
      expect(again.cart).toMatchObject({ id: cart.id, version: 2 })
      expect(quantities(again.cart)).toStrictEqual([5])
      expect(yield* as(customer(1))(carts.mine())).toStrictEqual(again.cart)
      const ugx = yield* as(customer(1))(carts.mine(Money.Currency.make("UGX")))
      expect(ugx.id).not.toBe(cart.id)
      expect((yield* filled(shop, 1, customer(2))).cart.id).not.toBe(cart.id)
    })
  )

  law(
    "is opened once for a customer who has none, and never for a guest",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const first = yield* as(customer(1))(carts.mine())
      expect(yield* as(customer(1))(carts.mine())).toStrictEqual(first)
      for (const actor of [guest, owner, staff("cart:read")]) {
        expect(yield* Effect.flip(as(actor)(carts.mine()))).toBeInstanceOf(CartNotFound)
      }
    })
  )

  law(
    "takes lines and gives them up again",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const shop = yield* opened()
      const { buyer, cart } = yield* filled(shop, 2)
      const by = as(buyer)
      const added = yield* by(carts.addLine(cart.id, { variantId: shop.variantId, quantity: 3 }))
      expect(quantities(added)).toStrictEqual([5])
      const line = added.lines[0]?.id ?? ""
      expect(quantities(yield* by(carts.updateLine(cart.id, line, { quantity: 1 })))).toStrictEqual([1])
      expect(quantities(yield* by(carts.removeLine(cart.id, line)))).toStrictEqual([])
      expect(yield* Effect.flip(by(carts.removeLine(cart.id, line)))).toBeInstanceOf(CartLineNotFound)
      expect(yield* Effect.flip(by(carts.updateLine(cart.id, "none", {})))).toBeInstanceOf(CartLineNotFound)
      yield* by(carts.addLine(cart.id, { variantId: shop.variantId }))
      const cleared = yield* by(carts.clear(cart.id))
      expect(cleared).toMatchObject({ lines: [], version: 6, delivery: shop.pickup })
      yield* by(carts.remove(cart.id))
      expect(yield* Effect.flip(by(carts.get(cart.id)))).toBeInstanceOf(CartNotFound)
    })
  )

  law(
    "takes nothing that is not sold, and no store that is not there",
    Effect.gen(function* () {
      const { carts, products } = yield* rooms
      const shop = yield* opened()
      const draft = yield* as(owner)(products.create({ name: "Secret", price, status: "draft" }))
      const { buyer, cart } = yield* filled(shop)
      for (const variantId of [draft.variants[0].id, uuid(404)]) {
        expect(yield* Effect.flip(as(buyer)(carts.addLine(cart.id, { variantId })))).toBeInstanceOf(NotForSale)
        expect(yield* Effect.flip(as(guest)(carts.create({ lines: [{ variantId }] })))).toBeInstanceOf(NotForSale)
      }
      const nowhere = { method: "pickup", storeId: uuid(404) } as const
      expect(yield* Effect.flip(as(buyer)(carts.setDelivery(cart.id, nowhere)))).toBeInstanceOf(StoreNotFound)
      expect(yield* Effect.flip(as(guest)(carts.create({ delivery: nowhere })))).toBeInstanceOf(StoreNotFound)
      expect(yield* as(buyer)(carts.get(cart.id))).toStrictEqual(cart)
    })
  )

  law(
    "says how the goods can be had and be paid",
    Effect.gen(function* () {
      const { carts, stores } = yield* rooms
      const shop = yield* opened(1)
      const { buyer, cart } = yield* filled(shop, 1)
      yield* as(owner)(stores.create({ name: "Depot", address: shop.store.address, pickup: false }))
      const options = (yield* as(buyer)(carts.deliveryOptions(cart.id))).map(({ fee, inStock, method, storeId }) => [
        method,
        storeId,
        fee.amount,
        inStock
      ])
      expect(options).toStrictEqual([
        ["pickup", shop.store.id, 0, true],
        ["local", null, 25_000, true]
      ])
      expect(yield* as(buyer)(carts.paymentMethods(cart.id))).toStrictEqual([
        { method: "cash_on_delivery", step: { amount: 100, currency: "KES" } }
      ])
      yield* as(buyer)(carts.addLine(cart.id, { variantId: shop.variantId }))
      expect((yield* as(buyer)(carts.deliveryOptions(cart.id))).map(({ inStock }) => inStock)).toStrictEqual([
        false,
        false
      ])
    })
  )

  law(
    "tells the public of no more stock than it may know",
    Effect.gen(function* () {
      const shop = yield* opened(50)
      const { cart } = yield* filled(shop, 60)
      expect(cart.quote.obstacles).toStrictEqual([
        { kind: "out_of_stock", shortages: [{ variantId: shop.variantId, requested: 60, available: 10 }] }
      ])
    })
  )
})

describe("a cart's life", () => {
  const day = 24 * 3600

  law(
    "begins again with every change, and ends some time after the last",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const shop = yield* opened()
      const { buyer, cart } = yield* filled(shop)
      yield* TestClock.adjust("29 days")
      yield* as(buyer)(carts.get(cart.id))
      const changed = yield* as(buyer)(carts.addLine(cart.id, { variantId: shop.variantId }))
      expect(Date.parse(changed.expiresAt) - Date.parse(changed.updatedAt)).toBe(30 * day * 1000)
      yield* TestClock.adjust("29 days")
      expect((yield* as(buyer)(carts.get(cart.id))).version).toBe(2)
      // Looking does not keep it alive.
      yield* TestClock.adjust("1 day")
      expect(yield* Effect.flip(as(buyer)(carts.get(cart.id)))).toBeInstanceOf(CartNotFound)
      expect(yield* Effect.flip(as(buyer)(carts.clear(cart.id)))).toBeInstanceOf(CartNotFound)
    })
  )

  law(
    "of a customer gives way to a new one when it has ended",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const first = yield* as(customer(1))(carts.mine())
      yield* TestClock.adjust("30 days")
      const second = yield* as(customer(1))(carts.mine())
      expect(second.id).not.toBe(first.id)
    })
  )

  law(
    "is as long as the shop decides",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const { buyer, cart } = yield* filled(yield* opened())
      yield* TestClock.adjust("59 seconds")
      yield* as(buyer)(carts.get(cart.id))
      yield* TestClock.adjust("1 second")
      expect(yield* Effect.flip(as(buyer)(carts.get(cart.id)))).toBeInstanceOf(CartNotFound)
    }),
    { cartSeconds: 60 }
  )
})

describe("two changes at once", () => {
  law(
    "are both made when nobody names the version that he read",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const shop = yield* opened()
      const { buyer, cart } = yield* filled(shop, 1)
      const add = as(buyer)(carts.addLine(cart.id, { variantId: shop.variantId }))
      yield* Effect.all([add, add, add, add], { concurrency: "unbounded" })
      expect(yield* as(buyer)(carts.get(cart.id))).toMatchObject({ version: 5, lines: [{ quantity: 5 }] })
    })
  )

  law(
    "are told apart by the version that was read",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const shop = yield* opened()
      const { buyer, cart } = yield* filled(shop, 1)
      const add = as(buyer)(carts.addLine(cart.id, { variantId: shop.variantId }, { version: cart.version }))
      expect((yield* add).version).toBe(2)
      const late = yield* Effect.flip(add)
      expect(late).toBeInstanceOf(VersionConflict)
      expect(late).toMatchObject({ expected: 1, actual: 2 })
      expect(quantities(yield* as(buyer)(carts.get(cart.id)))).toStrictEqual([2])
    })
  )
})
