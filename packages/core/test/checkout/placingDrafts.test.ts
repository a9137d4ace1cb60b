import { type Actor, DraftOrderPlaced, NotPlaceable, OutOfStock, QuoteChanged } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { logged } from "../audit/acts.ts"
import { as, contact, customer, freshKey, law, opened, owner, price, rooms, stock } from "../opened.ts"
import { clerk, draft, place, wanted } from "./drafts.ts"

describe("placing a draft", () => {
  law(
    "makes the order that was quoted, by staff, and promises the stock that was free until then",
    Effect.gen(function* () {
      const { draftOrders, orders } = yield* rooms
      const goods = yield* opened(5)
      const recipient = { name: "Grandmother", phone: "+254700000002" }
      const made = yield* draft({ ...wanted(goods, 2), recipient, note: "Ring twice" })
      expect(yield* stock(goods.variantId)).toStrictEqual([5, 0])
      const { order, replayed } = yield* place(made.id, 2 * price.amount)
      expect(replayed).toBe(false)
      expect(order).toMatchObject({
        status: "confirmed",
        customerId: null,
        contact,
        recipient,
        note: "Ring twice",
        delivery: goods.pickup,
        totals: made.quote?.totals,
        payment: { status: "pending", next: { kind: "none" } }
      })
      expect(order.timeline.map(({ by, event }) => [event, by])).toStrictEqual([
        ["place", "staff"],
        ["accept_cash", "system"]
      ])
      expect(yield* stock(goods.variantId)).toStrictEqual([5, 2])
      expect((yield* logged)[0]).toMatchObject({
        action: "order.placed",
        actor: { kind: "staff", id: "staff-1" },
        subject: { id: order.id }
      })
      expect(yield* as({ _tag: "Guest", orderToken: order.token })(orders.get(order.id))).toMatchObject({ contact })
      const shown = yield* as(clerk)(draftOrders.get(made.id))
      expect(shown).toMatchObject({ orderId: order.id, quote: null, version: 2 })
    })
  )

  law(
    "is answered again with the same key, and names the order to every other",
    Effect.gen(function* () {
      const { draftOrders } = yield* rooms
      const goods = yield* opened(1)
      const made = yield* draft(wanted(goods))
      const key = freshKey()
      const { order } = yield* place(made.id, price.amount, key)
      expect(yield* place(made.id, price.amount, key)).toStrictEqual({ order, replayed: true })
      expect(yield* Effect.flip(place(made.id, 1, key))).toMatchObject({ _tag: "IdempotencyConflict" })
      const errors = [
        yield* Effect.flip(place(made.id)),
        yield* Effect.flip(as(clerk)(draftOrders.update(made.id, {}))),
        yield* Effect.flip(as(clerk)(draftOrders.remove(made.id)))
      ]
      for (const error of errors) {
        expect(error).toBeInstanceOf(DraftOrderPlaced)
        expect(error).toMatchObject({ orderId: order.id })
      }
      const other = yield* draft(wanted(goods))
      expect(yield* Effect.flip(place(other.id, price.amount, key))).toMatchObject({ _tag: "IdempotencyConflict" })
      expect(yield* stock(goods.variantId)).toStrictEqual([1, 1])
    })
  )

  law(
    "many times at once sells once",
    Effect.gen(function* () {
      const goods = yield* opened(9)
      const made = yield* draft(wanted(goods))
      const same = freshKey()
      const keys = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? same : freshKey()))
      const answers = yield* Effect.forEach(keys, (key) => Effect.exit(place(made.id, price.amount, key)), {
        concurrency: "unbounded"
      })
      const placed = answers.flatMap((exit) => (exit._tag === "Success" ? [exit.value] : []))
      expect(placed.filter(({ replayed }) => !replayed)).toHaveLength(1)
      expect(new Set(placed.map(({ order }) => order.id)).size).toBe(1)
      expect(yield* stock(goods.variantId)).toStrictEqual([9, 1])
    })
  )

  law(
    "is the customer's order, for whom his profile names unless somebody else is named",
    Effect.gen(function* () {
      const { customers, orders } = yield* rooms
      const goods = yield* opened(5)
      const { id } = yield* as(owner)(customers.create({ name: "Asha", phone: "+254700000003" }))
      const known = yield* draft({ ...wanted(goods), customerId: id, contact: null })
      const named = yield* draft({ ...wanted(goods), customerId: id })
      expect([known.contact, known.quote?.obstacles]).toStrictEqual([null, []])
      const [first, second] = [yield* place(known.id), yield* place(named.id)]
      expect(first.order).toMatchObject({ customerId: id, contact: { name: "Asha", phone: "+254700000003" } })
      expect(second.order).toMatchObject({ customerId: id, contact })
      const own = yield* as({ _tag: "Customer", id })(orders.list())
      expect(own.items.map((order) => order.id).toSorted()).toStrictEqual([first.order.id, second.order.id].toSorted())
      expect((yield* as(customer(1))(orders.list())).items).toStrictEqual([])
    })
  )

  law(
    "is refused as a cart is, and nothing has happened",
    Effect.gen(function* () {
      const { draftOrders, products } = yield* rooms
      const goods = yield* opened(1)
      const blank = yield* draft({ lines: [{ variantId: goods.variantId, quantity: 2 }] })
      const refused = yield* Effect.flip(place(blank.id))
      expect(refused).toBeInstanceOf(NotPlaceable)
      expect(refused).toMatchObject({
        obstacles: [
          { kind: "no_delivery_chosen" },
          { kind: "out_of_stock" },
          { kind: "no_contact" },
          { kind: "no_payment_chosen" }
        ]
      })
      const many = yield* draft(wanted(goods, 2))
      expect(yield* Effect.flip(place(many.id, 2 * price.amount))).toBeInstanceOf(OutOfStock)
      const one = yield* draft(wanted(goods))
      const dearer = { prices: [{ ...price, amount: price.amount + 100 }] }
      yield* as(owner)(products.updateVariant(goods.product.id, goods.variantId, dearer))
      const changed = yield* Effect.flip(place(one.id))
      expect(changed).toBeInstanceOf(QuoteChanged)
      expect(changed).toMatchObject({
        quote: { totals: { total: { amount: price.amount + 100 } } },
        changedLines: [{ variantId: goods.variantId }]
      })
      expect(yield* stock(goods.variantId)).toStrictEqual([1, 0])
      expect((yield* as(clerk)(draftOrders.list({ placed: true }))).items).toStrictEqual([])
      yield* place(one.id, price.amount + 100)
      expect(yield* stock(goods.variantId)).toStrictEqual([1, 1])
    })
  )

  law(
    "stands in the log, also where who answers the phone orders for himself",
    Effect.gen(function* () {
      const { checkout, customers } = yield* rooms
      const goods = yield* opened(1)
      const { id } = yield* as(owner)(customers.create(contact))
      const made = yield* draft({ ...wanted(goods), customerId: id })
      const himself: Actor = { _tag: "Staff", id, permissions: ["order:write"] }
      const { order } = yield* as(himself)(checkout.placeDraft(made.id, { expectedTotal: price }, freshKey()))
      expect((yield* logged)[0]).toMatchObject({ action: "order.placed", actor: { id }, subject: { id: order.id } })
    })
  )
})
