/** Who works here is a customer too. */
import { type Actor, CartNotFound } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, contact, customer, customerId, filled, freshKey, guest, law, opened, rooms, staff } from "../opened.ts"

const asha: Actor = { _tag: "Staff", id: customerId(1), permissions: ["catalog:write"] }

describe("somebody who works here", () => {
  law(
    "has a cart of his own, takes a guest's into it, and orders from it as the customer that he is",
    Effect.gen(function* () {
      const { carts, checkout, orders } = yield* rooms
      const goods = yield* opened()
      const { buyer, cart: guests } = yield* filled(goods, 2)
      const mine = yield* as(asha)(carts.mine())
      expect(mine).toMatchObject({ customerId: customerId(1), lines: [] })
      const { cart } = yield* as(asha)(carts.merge(guests.token ?? ""))
      expect([cart.id, cart.lines.length]).toStrictEqual([mine.id, 1])
      expect(yield* Effect.flip(as(buyer)(carts.get(guests.id)))).toBeInstanceOf(CartNotFound)
      yield* as(asha)(carts.updateLine(cart.id, cart.lines[0]?.id ?? "", { quantity: 1 }))
      const quoted = yield* as(customer(1))(carts.get(cart.id))
      const { order } = yield* as(asha)(
        checkout.place(
          {
            cartId: cart.id,
            contact,
            payment: { method: "cash_on_delivery" },
            expectedTotal: quoted.quote.totals.total
          },
          freshKey()
        )
      )
      expect((yield* as(asha)(orders.list())).items.map(({ id }) => id)).toStrictEqual([order.id])
      expect((yield* as(asha)(orders.cancel(order.id))).status).toBe("cancelled")
      expect((yield* as(customer(1))(orders.get(order.id))).id).toBe(order.id)
    })
  )

  law(
    "touches nobody else's cart, and has none where his id is no customer's",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const others = yield* as(customer(2))(carts.mine())
      const looking: Actor = { ...asha, permissions: ["cart:read"] }
      expect((yield* as(looking)(carts.get(others.id))).id).toBe(others.id)
      for (const by of [asha, looking, guest]) {
        expect(yield* Effect.flip(as(by)(carts.clear(others.id)))).toBeInstanceOf(CartNotFound)
      }
      expect(yield* Effect.flip(as(staff("cart:read"))(carts.mine()))).toBeInstanceOf(CartNotFound)
    })
  )
})
