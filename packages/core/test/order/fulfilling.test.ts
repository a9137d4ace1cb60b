import {
  CollectionMissing,
  IllegalTransition,
  OrderNotFound,
  type OrderStatus,
  PermissionDenied,
  VersionConflict
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, law, opened, order, owner, rooms, staff, stock } from "../opened.ts"
import { uuid } from "../samples.ts"

const clerk = staff("order:read", "order:write")
const paid = { amount: { amount: 250_000, currency: "KES" }, means: "cash" } as const

const setStatus = (id: string, status: OrderStatus) =>
  Effect.flatMap(rooms, ({ orders }) =>
    as(clerk)(orders.setStatus(id, { status, ...(status === "delivered" ? { collection: paid } : {}) }))
  )

describe("cancelling", () => {
  law(
    "gives the stock back, once",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const shop = yield* opened(5)
      const { holder, order: placed } = yield* order(shop, 2)
      expect(yield* stock(shop.variantId)).toStrictEqual([5, 2])
      const cancelled = yield* as(holder)(orders.cancel(placed.id, { reason: "Changed my mind" }))
      expect(cancelled).toMatchObject({ status: "cancelled", fulfilmentStatus: "cancelled", lines: [{ cancelled: 2 }] })
      expect(cancelled.timeline.at(-1)).toMatchObject({ event: "cancel", by: "customer", reason: "Changed my mind" })
      expect(yield* Effect.flip(as(holder)(orders.cancel(placed.id)))).toBeInstanceOf(IllegalTransition)
      expect(yield* stock(shop.variantId)).toStrictEqual([5, 0])
    })
  )

  law(
    "is the owner's until processing begins, and staff's while nothing has left",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const shop = yield* opened(9)
      const { holder, order: placed } = yield* order(shop)
      yield* setStatus(placed.id, "processing")
      expect(yield* Effect.flip(as(holder)(orders.cancel(placed.id)))).toBeInstanceOf(IllegalTransition)
      const cancelled = yield* as(clerk)(orders.cancel(placed.id))
      expect(cancelled.timeline.at(-1)).toMatchObject({ event: "cancel", by: "staff" })
      const shipped = yield* order(shop)
      yield* setStatus(shipped.order.id, "shipped")
      expect(yield* Effect.flip(as(clerk)(orders.cancel(shipped.order.id)))).toBeInstanceOf(IllegalTransition)
    })
  )

  law(
    "is not for staff who may only look",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const { order: placed } = yield* order(yield* opened())
      for (const reader of [
        staff("order:read"),
        { _tag: "ApiClient", id: "key", permissions: ["order:read"] } as const
      ]) {
        expect(yield* Effect.flip(as(reader)(orders.cancel(placed.id)))).toBeInstanceOf(PermissionDenied)
      }
      expect((yield* as(owner)(orders.get(placed.id))).status).toBe("confirmed")
    })
  )

  law(
    "twice at once gives the stock back once",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const shop = yield* opened(5)
      const { holder, order: placed } = yield* order(shop, 2)
      yield* order(shop, 3)
      const cancel = Effect.result(as(holder)(orders.cancel(placed.id)))
      const outcomes = yield* Effect.all([cancel, cancel, cancel], { concurrency: "unbounded" })
      expect(outcomes.filter(({ _tag }) => _tag === "Success")).toHaveLength(1)
      expect(yield* stock(shop.variantId)).toStrictEqual([5, 3])
    })
  )
})

describe("fulfilling", () => {
  law(
    "takes what is shipped from the store, and ends with what was collected",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const shop = yield* opened(5)
      const { order: placed } = yield* order(shop, 2)
      yield* setStatus(placed.id, "processing")
      expect(yield* stock(shop.variantId)).toStrictEqual([5, 2])
      expect(yield* setStatus(placed.id, "shipped")).toMatchObject({ fulfilmentStatus: "shipped", collection: null })
      expect(yield* stock(shop.variantId)).toStrictEqual([3, 0])
      const without = yield* Effect.flip(as(clerk)(orders.setStatus(placed.id, { status: "delivered" })))
      expect(without).toBeInstanceOf(CollectionMissing)
      const end = yield* setStatus(placed.id, "delivered")
      expect(end).toMatchObject({ status: "delivered", fulfilmentStatus: "delivered", collection: paid })
      expect(end.timeline.map(({ event }) => event)).toStrictEqual(["place", "accept_cash", "start", "ship", "deliver"])
      expect(yield* stock(shop.variantId)).toStrictEqual([3, 0])
    })
  )

  law(
    "takes back what was refused at the door",
    Effect.gen(function* () {
      const shop = yield* opened(5)
      const { order: placed } = yield* order(shop, 2)
      yield* setStatus(placed.id, "shipped")
      const back = yield* setStatus(placed.id, "cancelled")
      expect(back).toMatchObject({ status: "cancelled", fulfilmentStatus: "returned", lines: [{ returned: 2 }] })
      expect(yield* stock(shop.variantId)).toStrictEqual([5, 0])
    })
  )

  law(
    "goes one way: what cannot be says what can",
    Effect.gen(function* () {
      const { order: placed } = yield* order(yield* opened())
      const early = yield* Effect.flip(setStatus(placed.id, "delivered"))
      expect(early).toMatchObject({
        from: "confirmed",
        wanted: "delivered",
        possible: ["processing", "shipped", "cancelled"]
      })
      expect(yield* Effect.flip(setStatus(uuid(404), "shipped"))).toBeInstanceOf(OrderNotFound)
    })
  )

  law(
    "happens to the version that was read",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const { order: placed } = yield* order(yield* opened())
      yield* setStatus(placed.id, "processing")
      const late = orders.setStatus(placed.id, { status: "shipped" }, { version: placed.version })
      expect(yield* Effect.flip(as(clerk)(late))).toBeInstanceOf(VersionConflict)
      yield* as(clerk)(orders.setStatus(placed.id, { status: "shipped" }, { version: 2 }))
    })
  )
})
