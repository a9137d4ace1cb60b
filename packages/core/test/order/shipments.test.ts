import {
  type Actor,
  CollectionMissing,
  IdempotencyConflict,
  IllegalTransition,
  OrderNotFound,
  OrderStore,
  PaymentDue,
  ShipmentClosed,
  ShipmentNotFound,
  UnitsUnavailable,
  VersionConflict
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, customer, freshKey, guest, law, opened, order, rooms, staff, stock } from "../opened.ts"
import { uuid } from "../samples.ts"
import { bakery, ordered, paidLaw, paidOrder } from "./prepaid.ts"

const clerk = staff("order:read", "order:write")
const paid = { amount: { amount: 250_000, currency: "KES" }, means: "cash" } as const

const ship = (id: string, quantity?: number, key = freshKey()) =>
  Effect.flatMap(rooms, ({ shipments }) => {
    const given = quantity === undefined ? {} : { lines: [{ position: 0, quantity }] }
    return Effect.map(as(clerk)(shipments.create(id, given, key)), ({ shipment }) => shipment)
  })

const got = (id: string) => Effect.flatMap(rooms, ({ orders }) => as(clerk)(orders.get(id)))

describe("shipping a part", () => {
  law(
    "begins the order's processing, the last one ships it, and the last delivery delivers it",
    Effect.gen(function* () {
      const { shipments } = yield* rooms
      const goods = yield* opened(5)
      const { holder, order: placed } = yield* order(goods, 3)
      const first = yield* ship(placed.id, 1)
      expect(first).toMatchObject({ status: "shipped", lines: [{ position: 0, quantity: 1 }], version: 1 })
      expect(yield* got(placed.id)).toMatchObject({ status: "processing", fulfilmentStatus: "partially_shipped" })
      expect(yield* stock(goods.variantId)).toStrictEqual([4, 2])
      const second = yield* ship(placed.id)
      expect(second.lines).toStrictEqual([{ position: 0, quantity: 2 }])
      expect(yield* got(placed.id)).toMatchObject({ status: "shipped", fulfilmentStatus: "shipped" })
      expect(yield* stock(goods.variantId)).toStrictEqual([2, 0])
      yield* as(clerk)(shipments.update(second.id, { status: "delivered" }))
      expect(yield* got(placed.id)).toMatchObject({ status: "shipped", fulfilmentStatus: "partially_delivered" })
      const last = shipments.update(first.id, { status: "delivered" })
      expect(yield* Effect.flip(as(clerk)(last))).toBeInstanceOf(CollectionMissing)
      yield* as(clerk)(shipments.update(first.id, { status: "delivered", collection: paid }))
      const end = yield* got(placed.id)
      expect(end).toMatchObject({ status: "delivered", fulfilmentStatus: "delivered", collection: paid })
      const events = ["place", "accept_cash", "ship_part", "ship", "deliver"]
      expect(end.timeline.map(({ event }) => event)).toStrictEqual(events)
      const { items } = yield* as(holder)(shipments.list(placed.id))
      expect(items.map(({ status }) => status)).toStrictEqual(["delivered", "delivered"])
    })
  )

  law(
    "takes no more than waits, and nothing of what is closed",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const { order: placed } = yield* order(yield* opened(5), 3)
      yield* ship(placed.id, 2)
      const more = yield* Effect.flip(ship(placed.id, 2))
      expect(more).toBeInstanceOf(UnitsUnavailable)
      expect(more).toMatchObject({ position: 0, requested: 2, available: 1 })
      yield* as(clerk)(orders.cancel(placed.id))
      expect(yield* Effect.flip(ship(placed.id))).toBeInstanceOf(IllegalTransition)
    })
  )

  law(
    "by a status is one shipment, which arrives with the order",
    Effect.gen(function* () {
      const { orders, shipments } = yield* rooms
      const { order: placed } = yield* order(yield* opened(5), 3)
      yield* ship(placed.id, 1)
      yield* as(clerk)(orders.setStatus(placed.id, { status: "shipped" }))
      yield* as(clerk)(orders.setStatus(placed.id, { status: "delivered", collection: paid }))
      const { items } = yield* as(clerk)(shipments.list(placed.id))
      expect(items.map(({ lines, status }) => [lines[0]?.quantity, status])).toStrictEqual([
        [1, "delivered"],
        [2, "delivered"]
      ])
    })
  )

  law(
    "with the same key ships once, and with the key of another request nothing",
    Effect.gen(function* () {
      const { shipments } = yield* rooms
      const { order: placed } = yield* order(yield* opened(5), 3)
      const create = as(clerk)(shipments.create(placed.id, { lines: [{ position: 0, quantity: 1 }] }, "shipment-1"))
      const first = yield* create
      expect(yield* create).toStrictEqual({ shipment: first.shipment, replayed: true })
      expect(yield* Effect.flip(ship(placed.id, 2, "shipment-1"))).toBeInstanceOf(IdempotencyConflict)
      expect((yield* got(placed.id)).lines[0]?.shipped).toBe(1)
    })
  )

  law(
    "by many at once ships each unit once",
    Effect.gen(function* () {
      const goods = yield* opened(5)
      const { order: placed } = yield* order(goods, 3)
      const answers = yield* Effect.all(
        Array.from({ length: 5 }, () => Effect.result(ship(placed.id, 1))),
        { concurrency: "unbounded" }
      )
      expect(answers.filter(({ _tag }) => _tag === "Success")).toHaveLength(3)
      expect(yield* stock(goods.variantId)).toStrictEqual([2, 0])
      expect(yield* got(placed.id)).toMatchObject({ status: "shipped" })
    })
  )

  law(
    "is told to whoever may see the order, and not found by others",
    Effect.gen(function* () {
      const { shipments } = yield* rooms
      const { holder, order: placed } = yield* order(yield* opened(5), 2)
      const { id } = yield* ship(placed.id)
      expect(yield* as(holder)(shipments.get(id))).toMatchObject({ id })
      const strangers: ReadonlyArray<Actor> = [guest, customer(1), staff("order:write")]
      for (const actor of strangers) {
        expect(yield* Effect.flip(as(actor)(shipments.get(id)))).toBeInstanceOf(ShipmentNotFound)
        expect(yield* Effect.flip(as(actor)(shipments.list(placed.id)))).toBeInstanceOf(OrderNotFound)
      }
      for (const wrong of ["none", uuid(404)]) {
        expect(yield* Effect.flip(as(clerk)(shipments.get(wrong)))).toBeInstanceOf(ShipmentNotFound)
      }
    })
  )
})

describe("a shipment that comes back", () => {
  law(
    "is in stock again, and cancels the order when it was all of it",
    Effect.gen(function* () {
      const { shipments } = yield* rooms
      const goods = yield* opened(5)
      const { order: placed } = yield* order(goods, 3)
      const [one, two] = [yield* ship(placed.id, 1), yield* ship(placed.id)]
      const failed = { status: "failed", reason: "Nobody was at home" } as const
      yield* as(clerk)(shipments.update(one.id, failed))
      expect(yield* got(placed.id)).toMatchObject({ status: "shipped", fulfilmentStatus: "partially_returned" })
      yield* as(clerk)(shipments.update(two.id, failed))
      const end = yield* got(placed.id)
      expect(end).toMatchObject({ status: "cancelled", fulfilmentStatus: "returned" })
      expect(end.timeline.at(-1)).toMatchObject({ event: "return_all", by: "staff", reason: "Nobody was at home" })
      expect(yield* stock(goods.variantId)).toStrictEqual([5, 0])
      const again = yield* Effect.flip(as(clerk)(shipments.update(one.id, { status: "delivered" })))
      expect(again).toBeInstanceOf(ShipmentClosed)
    })
  )

  paidLaw(
    "is paid back by its share, beside the delivery, and what was made for somebody is written off",
    Effect.gen(function* () {
      const { orders, shipments } = yield* rooms
      const goods = yield* bakery
      const placed = yield* paidOrder(goods)
      const parts = { lines: [0, 2].map((position) => ({ position, quantity: 1 })) }
      const { shipment } = yield* as(clerk)(shipments.create(placed.id, parts, freshKey()))
      expect(yield* stock(goods.cakeId)).toStrictEqual([99, 2])
      yield* as(clerk)(shipments.update(shipment.id, { status: "failed" }))
      // One of three at 333.33 and a cake at 1,000.49, in whole shillings.
      expect((yield* got(placed.id)).payments.refunding.amount).toBe(133_300)
      expect(yield* stock(goods.plainId)).toStrictEqual([100, 2])
      expect(yield* stock(goods.cakeId)).toStrictEqual([99, 2])
      yield* as(clerk)(orders.cancel(placed.id, { reason: "Sold out" }))
      const end = yield* got(placed.id)
      // Everything came back, and nothing of the rest was ever shipped: the delivery alone is kept.
      expect(end).toMatchObject({ status: "cancelled", fulfilmentStatus: "returned" })
      expect(end.timeline.slice(-2).map(({ event }) => event)).toStrictEqual(["cancel_rest", "return_all"])
      expect(end.payments.captured.amount - end.payments.refunding.amount).toBe(25_000)
    })
  )

  law(
    "is told with the version that was read, and more may be told of it at any time",
    Effect.gen(function* () {
      const { shipments } = yield* rooms
      const { order: placed } = yield* order(yield* opened(5), 1)
      const { id } = yield* ship(placed.id)
      const told = yield* as(clerk)(shipments.update(id, { carrier: "Sendy", trackingNumber: "S-1" }, { version: 1 }))
      expect(told).toMatchObject({ carrier: "Sendy", trackingNumber: "S-1", status: "shipped", version: 2 })
      const late = shipments.update(id, { status: "delivered", collection: paid }, { version: 1 })
      expect(yield* Effect.flip(as(clerk)(late))).toBeInstanceOf(VersionConflict)
      yield* as(clerk)(shipments.update(id, { status: "delivered", collection: paid }, { version: 2 }))
      expect(yield* as(clerk)(shipments.update(id, { note: "Late" }))).toMatchObject({ note: "Late", version: 4 })
    })
  )
})

describe("what is not paid", () => {
  paidLaw(
    "does not leave the store, and says what is due; cash is collected at the door",
    Effect.gen(function* () {
      const { orders, shipments } = yield* rooms
      const goods = yield* bakery
      const quantities = { plain: 1, cakes: 1, custom: 1 }
      const unpaid = yield* ordered(goods, quantities)
      const store = yield* OrderStore
      const kept = yield* store.get(unpaid.id)
      const payments = { authorised: 50_000, captured: 50_000, refunded: 0, refunding: 0, open: false }
      yield* store.save({ ...kept, status: "confirmed", payments }, { version: kept.version })
      const due = { amount: unpaid.totals.total.amount - 50_000, currency: "KES" }
      for (const refused of [
        Effect.flip(as(clerk)(shipments.create(unpaid.id, {}, freshKey()))),
        Effect.flip(as(clerk)(orders.setStatus(unpaid.id, { status: "shipped" })))
      ]) {
        const error = yield* refused
        expect(error).toBeInstanceOf(PaymentDue)
        expect(error).toMatchObject({ due })
      }
      const cash = yield* ordered(goods, quantities, "cash_on_delivery")
      yield* as(clerk)(shipments.create(cash.id, {}, freshKey()))
    })
  )

  paidLaw(
    "at the door is what was not cancelled, and is told to the books",
    Effect.gen(function* () {
      const { orders, shipments } = yield* rooms
      const placed = yield* ordered(yield* bakery, { plain: 3, cakes: 1, custom: 1 }, "cash_on_delivery")
      const parts = { lines: [{ position: 0, quantity: 1 }] }
      const { shipment } = yield* as(clerk)(shipments.create(placed.id, parts, freshKey()))
      yield* as(clerk)(orders.cancel(placed.id))
      const missing = yield* Effect.flip(as(clerk)(shipments.update(shipment.id, { status: "delivered" })))
      // 333.33 and the delivery of 250, beside what rounding down has left.
      expect(missing).toMatchObject({ _tag: "CollectionMissing", due: { amount: 58_400 } })
      const collection = { amount: { amount: 58_400, currency: "KES" }, means: "cash" } as const
      yield* as(clerk)(shipments.update(shipment.id, { status: "delivered", collection }))
      expect(yield* got(placed.id)).toMatchObject({
        status: "delivered",
        payments: { captured: { amount: 58_400 }, refunded: { amount: 0 } }
      })
    })
  )
})

describe("cancelling the rest", () => {
  paidLaw(
    "gives back its share and its stock, and keeps the delivery",
    Effect.gen(function* () {
      const { orders, shipments } = yield* rooms
      const goods = yield* bakery
      const placed = yield* paidOrder(goods)
      const parts = { lines: [{ position: 1, quantity: 2 }] }
      const { shipment } = yield* as(clerk)(shipments.create(placed.id, parts, freshKey()))
      const rest = yield* as(clerk)(orders.cancel(placed.id))
      expect(rest).toMatchObject({ status: "shipped", paymentStatus: "paid" })
      expect(rest.payments.refunding.amount).toBe(200_000)
      expect(yield* stock(goods.plainId)).toStrictEqual([100, 0])
      expect(yield* stock(goods.cakeId)).toStrictEqual([98, 0])
      yield* as(clerk)(shipments.update(shipment.id, { status: "delivered" }))
      expect((yield* got(placed.id)).status).toBe("delivered")
    })
  )

  paidLaw(
    "of nothing shipped is all of it, with the delivery",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const placed = yield* paidOrder(yield* bakery)
      const end = yield* as(clerk)(orders.cancel(placed.id))
      expect(end).toMatchObject({ status: "cancelled", payments: { refunding: placed.totals.total } })
    })
  )
})
