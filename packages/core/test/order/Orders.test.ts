import {
  type Actor,
  InvalidInput,
  OrderNotEditable,
  OrderNotFound,
  type OrderStatus,
  Page,
  PermissionDenied,
  TrackingNotFound
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import {
  as,
  contact,
  customer,
  customerId,
  filled,
  freshKey,
  guest,
  home,
  law,
  opened,
  order,
  owner,
  rooms,
  staff
} from "../opened.ts"
import { uuid } from "../samples.ts"

const clerk = staff("order:read", "order:write")
const paid = { amount: { amount: 250_000, currency: "KES" }, means: "cash" } as const

const setStatus = (id: string, status: OrderStatus) =>
  Effect.flatMap(rooms, ({ orders }) =>
    as(clerk)(orders.setStatus(id, { status, ...(status === "delivered" ? { collection: paid } : {}) }))
  )

/** An order for the address of the buyer. */
const delivered = Effect.fnUntraced(function* (by: Actor = guest) {
  const { carts, checkout } = yield* rooms
  const shop = yield* opened()
  const { buyer, cart } = yield* filled(shop, 1, by)
  const { quote } = yield* as(buyer)(carts.setDelivery(cart.id, { method: "local", address: home }))
  const given = {
    cartId: cart.id,
    contact,
    payment: { method: "cash_on_delivery" },
    expectedTotal: quote.totals.total
  } as const
  const { order } = yield* as(buyer)(checkout.place(given, freshKey()))
  const holder: Actor = by._tag === "Guest" ? { _tag: "Guest", orderToken: order.token } : by
  return { order, holder, shop }
})

describe("an order", () => {
  law(
    "of somebody else is not found, whoever asks and whatever for",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const shop = yield* opened(9)
      const [guests, others, mine] = [yield* order(shop), yield* order(shop), yield* order(shop, 1, customer(1))]
      const strangers: ReadonlyArray<readonly [string, Actor]> = [
        [guests.order.id, guest],
        [guests.order.id, others.holder],
        [guests.order.id, customer(1)],
        [guests.order.id, guests.buyer],
        [guests.order.id, staff("cart:read", "customer:write")],
        [mine.order.id, guests.holder],
        [mine.order.id, customer(2)],
        [uuid(404), customer(1)],
        ["none", customer(1)]
      ]
      for (const [id, actor] of strangers) {
        for (const refused of [
          Effect.flip(as(actor)(orders.get(id))),
          Effect.flip(as(actor)(orders.cancel(id))),
          Effect.flip(as(actor)(orders.update(id, { note: "mine now" })))
        ]) {
          expect(yield* refused, `${id} as ${actor._tag}`).toBeInstanceOf(OrderNotFound)
        }
      }
      expect((yield* as(owner)(orders.get(mine.order.id))).version).toBe(1)
    })
  )

  law(
    "is his who placed it: the customer, or whoever holds the guest's token",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const shop = yield* opened(9)
      for (const { holder, order: placed } of [yield* order(shop), yield* order(shop, 1, customer(1))]) {
        expect(yield* as(holder)(orders.get(placed.id))).toMatchObject({ number: placed.number })
      }
      const { order: placed } = yield* order(shop)
      const known: Actor = { _tag: "Customer", id: customerId(1), orderToken: placed.token }
      expect(yield* as(known)(orders.get(placed.id))).toMatchObject({ number: placed.number })
    })
  )

  law(
    "is listed to its customer and to staff who may read, newest first, and to nobody else",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const shop = yield* opened(9)
      const placed: Array<number> = []
      for (const by of [customer(1), guest, customer(2), customer(1)]) {
        yield* TestClock.adjust("1 minute")
        placed.push((yield* order(shop, 1, by)).order.number)
      }
      const numbers = (by: Actor, ...asked: Parameters<typeof orders.list>) =>
        Effect.map(as(by)(orders.list(...asked)), ({ items }) => items.map(({ number }) => number))
      expect(yield* numbers(staff("order:read"))).toStrictEqual(placed.toReversed())
      expect(yield* numbers(customer(1))).toStrictEqual([placed[3], placed[0]])
      // Asking for somebody else's gives one's own.
      expect(yield* numbers(customer(1), { customerId: customerId(2) })).toStrictEqual([placed[3], placed[0]])
      expect(yield* numbers(staff("order:read"), { customerId: customerId(2) })).toStrictEqual([placed[2]])
      for (const nobody of [guest, staff("order:write"), customer(3)]) expect(yield* numbers(nobody)).toStrictEqual([])
      const page = yield* as(customer(1))(orders.list({}, { limit: 1 }))
      const next = "nextCursor" in page ? (page.nextCursor ?? "") : ""
      expect(yield* numbers(customer(1), {}, { limit: 1, cursor: next })).toStrictEqual([placed[0]])
      expect(yield* Effect.flip(numbers(customer(1), {}, { cursor: "no" }))).toBeInstanceOf(Page.InvalidCursor)
    })
  )
})

describe("changing an order", () => {
  law(
    "is the owner's until processing begins, and staff's until it is shipped",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const { holder, order: placed } = yield* delivered()
      const moved = { ...home, lines: ["House 8"] } as const
      const changed = yield* as(holder)(
        orders.update(placed.id, { address: moved, note: "Blue door", recipient: contact })
      )
      expect(changed).toMatchObject({
        delivery: { method: "local", address: moved },
        note: "Blue door",
        recipient: contact,
        version: 2
      })
      expect({ ...changed, totals: placed.totals, lines: placed.lines }).toStrictEqual(changed)
      yield* setStatus(placed.id, "processing")
      expect(yield* Effect.flip(as(holder)(orders.update(placed.id, { note: null })))).toBeInstanceOf(OrderNotEditable)
      expect(yield* as(clerk)(orders.update(placed.id, { note: null }))).toMatchObject({ note: null })
      yield* setStatus(placed.id, "shipped")
      expect(yield* Effect.flip(as(clerk)(orders.update(placed.id, { note: "late" })))).toBeInstanceOf(OrderNotEditable)
    })
  )

  law(
    "is not for staff who may only look, and an address is of a local delivery alone",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const { holder, order: placed } = yield* order(yield* opened())
      expect(yield* Effect.flip(as(staff("order:read"))(orders.update(placed.id, { note: "x" })))).toBeInstanceOf(
        PermissionDenied
      )
      expect(yield* Effect.flip(as(holder)(orders.update(placed.id, { address: home })))).toBeInstanceOf(InvalidInput)
      expect(yield* Effect.flip(as(holder)(orders.update(placed.id, { contact: { name: "B" } })))).toBeInstanceOf(
        InvalidInput
      )
    })
  )
})

describe("an order's tokens", () => {
  law(
    "end thirty days after the delivery; the customer and staff still see it",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const { holder, order: placed } = yield* order(yield* opened())
      yield* TestClock.adjust("90 days")
      yield* setStatus(placed.id, "shipped")
      yield* setStatus(placed.id, "delivered")
      yield* TestClock.adjust("30 days")
      yield* as(holder)(orders.get(placed.id))
      expect((yield* orders.track(placed.trackingToken)).status).toBe("delivered")
      yield* TestClock.adjust("1 millis")
      expect(yield* Effect.flip(as(holder)(orders.get(placed.id)))).toBeInstanceOf(OrderNotFound)
      expect(yield* Effect.flip(orders.track(placed.trackingToken))).toBeInstanceOf(TrackingNotFound)
      yield* as(clerk)(orders.get(placed.id))
    })
  )

  law(
    "for tracking show no person, no address and no sum",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const { order: placed } = yield* delivered(customer(1))
      yield* as(clerk)(orders.setStatus(placed.id, { status: "processing", reason: "internal remark" }))
      const shown = yield* orders.track(placed.trackingToken)
      expect(shown.timeline.map(({ status }) => status)).toStrictEqual(["pending", "confirmed", "processing"])
      const text = JSON.stringify(shown)
      for (const secret of [
        contact.name,
        contact.phone,
        "House 7",
        "250000",
        "275000",
        customerId(1),
        "remark",
        "staff"
      ]) {
        expect(text).not.toContain(secret)
      }
      for (const wrong of ["", "wrong", placed.id])
        expect(yield* Effect.flip(orders.track(wrong))).toBeInstanceOf(TrackingNotFound)
    })
  )
})
