/** Laws that somebody tried to get round. */
import {
  AddressNotServed,
  InvalidInput,
  OrderLife,
  Page,
  storeLimits,
  TooManyStores,
  VersionConflict
} from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { as, contact, filled, freshKey, guest, home, law, opened, owner, price, rooms } from "./opened.ts"
import { order } from "./order/orders.ts"
import { at, uuid } from "./samples.ts"

describe("a cursor that somebody made up", () => {
  const forged = (sort: string, value: unknown) =>
    Buffer.from(JSON.stringify({ sort, value, id: uuid(1) })).toString("base64url")

  it.effect.each([
    ["createdAt", "-004800-01-01T00:00:00.000Z"],
    ["-createdAt", "2026-02-31T99:00:00.000Z"],
    ["-at", 5],
    ["price", "5"],
    ["-price", 1.5],
    ["name", 5],
    ["name", "a\u0000"],
    ["sku", null]
  ] as const)("is none of ours: %s %j", ([sort, value]) =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(Page.slice({ cursor: forged(sort, value) }, sort))
      expect(refused).toBeInstanceOf(Page.InvalidCursor)
    })
  )
})

const buyNow = (given: Effect.Success<ReturnType<typeof opened>>, name: string) => ({
  lines: [{ variantId: given.variantId }],
  delivery: given.pickup,
  contact: { ...contact, name },
  payment: { method: "cash_on_delivery" } as const,
  expectedTotal: price
})

describe("a guest", () => {
  law(
    "who has no cart keeps his key to himself: another guest may have chosen the same one",
    Effect.gen(function* () {
      const { checkout } = yield* rooms
      const goods = yield* opened()
      const first = yield* as(guest)(checkout.place(buyNow(goods, "Amina"), "order-0001"))
      const second = yield* as(guest)(checkout.place(buyNow(goods, "Brian"), "order-0001"))
      expect(second.order.id).not.toBe(first.order.id)
      const again = yield* as(guest)(checkout.place(buyNow(goods, "Amina"), "order-0001"))
      expect([again.replayed, again.order.id]).toStrictEqual([true, first.order.id])
    })
  )

  law(
    "removes the cart that he read, and no other",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const { buyer, cart } = yield* filled(yield* opened())
      const late = yield* Effect.flip(as(buyer)(carts.remove(cart.id, { version: cart.version + 1 })))
      expect(late).toBeInstanceOf(VersionConflict)
      expect((yield* as(buyer)(carts.get(cart.id))).lines).toHaveLength(1)
      yield* as(buyer)(carts.remove(cart.id, { version: cart.version }))
      expect((yield* Effect.flip(as(buyer)(carts.get(cart.id))))._tag).toBe("CartNotFound")
    })
  )
})

describe("an order", () => {
  law(
    "is not sent further than its store delivers, and a pickup to no address",
    Effect.gen(function* () {
      const { checkout, orders, stores } = yield* rooms
      const goods = yield* opened()
      yield* as(owner)(
        stores.update(goods.store.id, { point: { latitude: -1.29, longitude: 36.78 }, serviceRadiusKm: 10 })
      )
      const near = { ...home, point: { latitude: -1.3, longitude: 36.8 } }
      const far = { ...home, point: { latitude: 80, longitude: 36.8 } }
      const wanted = {
        ...buyNow(goods, "Amina"),
        delivery: { method: "local", address: near } as const,
        expectedTotal: { ...price, amount: price.amount + 25_000 }
      }
      const { order } = yield* as(guest)(checkout.place(wanted, freshKey()))
      expect(yield* Effect.flip(as(owner)(orders.update(order.id, { address: far })))).toBeInstanceOf(AddressNotServed)
      const moved = yield* as(owner)(orders.update(order.id, { address: { ...near, lines: ["House 9"] } }))
      expect(moved.delivery).toMatchObject({ address: { lines: ["House 9"] } })
      const pickup = yield* as(guest)(checkout.place(buyNow(goods, "Brian"), freshKey()))
      const refused = yield* Effect.flip(as(owner)(orders.update(pickup.order.id, { address: near })))
      expect(refused).toBeInstanceOf(InvalidInput)
    })
  )

  it("takes no step that is another's to take", () => {
    const taken = { at: at(1), reason: null, collection: null }
    const step = (event: "start" | "authorise", by: "customer" | "staff" | "system", status: "pending" | "confirmed") =>
      Result.isSuccess(OrderLife.step(order({ status }), { ...taken, event, by }))
    expect(step("start", "customer", "confirmed")).toBe(false)
    expect(step("start", "staff", "confirmed")).toBe(true)
    expect(step("authorise", "staff", "pending")).toBe(false)
    expect(step("authorise", "system", "pending")).toBe(true)
  })
})

law(
  "a shop has so many stores and no more: each cart looks at all of them",
  Effect.gen(function* () {
    const { stores } = yield* rooms
    const address = { lines: ["Ring Road"], city: "Nairobi", country: "KE" }
    const open = (index: number) => as(owner)(stores.create({ name: `Branch ${index}`, address }))
    yield* Effect.forEach(
      Array.from({ length: storeLimits.storesMax }, (_, index) => index),
      open,
      { discard: true }
    )
    expect(yield* Effect.flip(open(storeLimits.storesMax))).toBeInstanceOf(TooManyStores)
  })
)
