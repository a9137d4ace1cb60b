import {
  type Actor,
  IdempotencyConflict,
  IllegalReturn,
  type NewReturn,
  OrderNotFound,
  PermissionDenied,
  RefundTooLarge,
  ReturnNotFound,
  type ReturnStatus,
  Returns,
  returnTransitions,
  UnitsUnavailable,
  VersionConflict
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, customer, freshKey, guest, law, opened, order, rooms, staff, stock } from "../opened.ts"
import { uuid } from "../samples.ts"
import { bakery, paidLaw, paidOrder } from "./prepaid.ts"

const clerk = staff("order:read", "order:write")
const cash = { amount: { amount: 250_000, currency: "KES" }, means: "cash" } as const

const deliver = Effect.fnUntraced(function* (id: string) {
  const { orders } = yield* rooms
  yield* as(clerk)(orders.setStatus(id, { status: "shipped" }))
  return yield* as(clerk)(orders.setStatus(id, { status: "delivered", collection: cash }))
})

const delivered = Effect.fnUntraced(function* (goods: Effect.Success<ReturnType<typeof opened>>, quantity = 2) {
  const bought = yield* order(goods, quantity)
  yield* deliver(bought.order.id)
  return bought
})

type Line = (typeof NewReturn.Encoded)["lines"][number]

/** Asks with a key that nobody has used. */
const request = (actor: Actor, orderId: string, given: { readonly lines: ReadonlyArray<Line> }) =>
  Effect.flatMap(Returns, (returns) =>
    Effect.map(as(actor)(returns.request(orderId, given, freshKey())), ({ made }) => made)
  )

const lines = (quantity: number, position = 0) => ({ lines: [{ position, quantity, reason: "Too sweet" }] })

const move = (id: string, ...statuses: ReadonlyArray<"approved" | "rejected" | "received" | "refunded">) =>
  Effect.flatMap(Returns, (returns) => Effect.forEach(statuses, (status) => as(clerk)(returns.update(id, { status }))))

describe("a return", () => {
  law(
    "is asked for by whoever has the goods, and looked at, received and paid back by staff",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const goods = yield* opened(5)
      const { holder, order: placed } = yield* delivered(goods)
      const asked = yield* request(holder, placed.id, lines(1))
      expect(asked).toMatchObject({
        status: "requested",
        by: "customer",
        lines: [{ position: 0, quantity: 1, reason: "Too sweet", disposition: null }],
        worth: null
      })
      expect(yield* stock(goods.variantId)).toStrictEqual([3, 0])
      yield* move(asked.id, "approved", "received")
      expect(yield* stock(goods.variantId)).toStrictEqual([4, 0])
      expect(yield* as(holder)(orders.get(placed.id))).toMatchObject({
        status: "delivered",
        fulfilmentStatus: "partially_returned",
        lines: [{ returned: 1 }]
      })
      const [end] = yield* move(asked.id, "refunded")
      expect(end).toMatchObject({
        status: "refunded",
        lines: [{ disposition: "restock" }],
        worth: { amount: 250_000 },
        refunded: { amount: 250_000 },
        version: 4
      })
    })
  )

  law(
    "is of what was delivered and is not on its way back already",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const { holder, order: placed } = yield* order(yield* opened(5), 3)
      const ask = (quantity: number) => request(holder, placed.id, lines(quantity))
      yield* as(clerk)(orders.setStatus(placed.id, { status: "shipped" }))
      expect(yield* Effect.flip(ask(1))).toBeInstanceOf(UnitsUnavailable)
      yield* as(clerk)(orders.setStatus(placed.id, { status: "delivered", collection: cash }))
      const first = yield* ask(2)
      expect(yield* Effect.flip(ask(2))).toMatchObject({ _tag: "UnitsUnavailable", requested: 2, available: 1 })
      yield* move(first.id, "rejected")
      const second = yield* ask(3)
      yield* move(second.id, "approved", "received")
      expect(yield* Effect.flip(ask(1))).toMatchObject({ available: 0 })
      expect(yield* Effect.flip(request(holder, placed.id, lines(1, 7)))).toMatchObject({ position: 7, available: 0 })
    })
  )

  law(
    "is asked for once with one key, however often",
    Effect.gen(function* () {
      const { returns } = yield* rooms
      const { holder, order: placed } = yield* delivered(yield* opened(5), 4)
      const key = freshKey()
      const ask = (quantity: number) => as(holder)(returns.request(placed.id, lines(quantity), key))
      const [first, ...again] = yield* Effect.all([ask(1), ask(1), ask(1)], { concurrency: "unbounded" })
      for (const { made } of again) expect(made).toStrictEqual(first.made)
      expect([first, ...again].filter(({ replayed }) => !replayed)).toHaveLength(1)
      expect(yield* Effect.flip(ask(2))).toBeInstanceOf(IdempotencyConflict)
      const { items } = yield* as(holder)(returns.list(placed.id))
      expect(items).toHaveLength(1)
    })
  )

  law(
    "asked for by two at once is asked for once",
    Effect.gen(function* () {
      const { holder, order: placed } = yield* delivered(yield* opened(5), 1)
      const ask = Effect.result(request(holder, placed.id, lines(1)))
      const answers = yield* Effect.all([ask, ask, ask], { concurrency: "unbounded" })
      expect(answers.filter(({ _tag }) => _tag === "Success")).toHaveLength(1)
    })
  )

  law(
    "goes where its table says, and what cannot be says what can",
    Effect.gen(function* () {
      const ways: Readonly<Record<ReturnStatus, ReadonlyArray<"approved" | "rejected" | "received" | "refunded">>> = {
        requested: [],
        approved: ["approved"],
        rejected: ["rejected"],
        received: ["approved", "received"],
        refunded: ["approved", "received", "refunded"]
      }
      const goods = yield* opened(50)
      for (const [from, way] of Object.entries(ways)) {
        for (const wanted of ["approved", "rejected", "received", "refunded"] as const) {
          const { holder, order: placed } = yield* delivered(goods, 1)
          const { id } = yield* request(holder, placed.id, lines(1))
          yield* move(id, ...way)
          const possible = Object.entries(returnTransitions).find(([status]) => status === from)?.[1] ?? []
          const answer = yield* Effect.result(move(id, wanted))
          expect(answer._tag, `${from} ${wanted}`).toBe(possible.includes(wanted) ? "Success" : "Failure")
          if (answer._tag === "Success") continue
          expect(answer.failure).toBeInstanceOf(IllegalReturn)
          expect(answer.failure).toMatchObject({ from, wanted, possible })
        }
      }
    })
  )

  law(
    "is found by whoever may see its order, listed to staff by status, and changed by staff alone",
    Effect.gen(function* () {
      const { returns } = yield* rooms
      const goods = yield* opened(9)
      const { holder, order: placed } = yield* delivered(goods)
      const [one, two] = [yield* request(holder, placed.id, lines(1)), yield* request(clerk, placed.id, lines(1))]
      expect(two.by).toBe("staff")
      const strangers: ReadonlyArray<Actor> = [guest, customer(1), staff("order:write")]
      for (const actor of strangers) {
        expect(yield* Effect.flip(as(actor)(returns.get(one.id)))).toBeInstanceOf(ReturnNotFound)
        expect(yield* Effect.flip(as(actor)(returns.list(placed.id)))).toBeInstanceOf(OrderNotFound)
        expect(yield* Effect.flip(request(actor, placed.id, lines(1)))).toBeInstanceOf(OrderNotFound)
      }
      const looking = request(staff("order:read"), placed.id, lines(1))
      expect(yield* Effect.flip(looking)).toBeInstanceOf(PermissionDenied)
      const approve = returns.update(one.id, { status: "approved" })
      for (const actor of [holder, guest]) {
        expect(yield* Effect.flip(as(actor)(approve))).toBeInstanceOf(PermissionDenied)
      }
      yield* move(one.id, "approved")
      const ids = (status?: ReturnStatus) =>
        Effect.map(as(clerk)(returns.listAll(status === undefined ? {} : { status })), ({ items }) =>
          items.map(({ id }) => id)
        )
      expect(yield* ids("requested")).toStrictEqual([two.id])
      expect(yield* ids("approved")).toStrictEqual([one.id])
      expect((yield* ids()).toSorted()).toStrictEqual([one.id, two.id].toSorted())
      const late = returns.update(one.id, { status: "rejected" }, { version: 1 })
      expect(yield* Effect.flip(as(clerk)(late))).toBeInstanceOf(VersionConflict)
      expect(yield* Effect.flip(as(clerk)(returns.get(uuid(404))))).toBeInstanceOf(ReturnNotFound)
    })
  )
})

describe("what comes back", () => {
  paidLaw(
    "is written off where it was made for somebody, unless staff says otherwise, and sold again where not",
    Effect.gen(function* () {
      const { returns } = yield* rooms
      const goods = yield* bakery
      const placed = yield* paidOrder(goods, { plain: 2, cakes: 2, custom: 2 })
      yield* deliver(placed.id)
      const all = { lines: [0, 1, 2].map((position) => ({ position, quantity: 1 })) }
      const received = (lines: ReadonlyArray<{ position: number; disposition: "restock" | "write_off" }>) =>
        Effect.gen(function* () {
          const { id } = yield* request(clerk, placed.id, all)
          yield* move(id, "approved")
          const answer = yield* as(clerk)(returns.update(id, { status: "received", lines }))
          return answer.lines.map(({ disposition }) => disposition)
        })
      const [plain, cakes] = [yield* stock(goods.plainId), yield* stock(goods.cakeId)]
      expect(yield* received([])).toStrictEqual(["restock", "restock", "write_off"])
      expect([yield* stock(goods.plainId), yield* stock(goods.cakeId)]).toStrictEqual([
        [plain[0] + 1, 0],
        [cakes[0] + 1, 0]
      ])
      const told = yield* received([
        { position: 0, disposition: "write_off" },
        { position: 2, disposition: "restock" }
      ])
      expect(told).toStrictEqual(["write_off", "restock", "restock"])
      expect([yield* stock(goods.plainId), yield* stock(goods.cakeId)]).toStrictEqual([
        [plain[0] + 1, 0],
        [cakes[0] + 3, 0]
      ])
    })
  )

  paidLaw(
    "is paid back by what its lines cost, or less where staff says so, and never more",
    Effect.gen(function* () {
      const { orders, returns } = yield* rooms
      const placed = yield* paidOrder(yield* bakery)
      yield* deliver(placed.id)
      const back = Effect.fnUntraced(function* (quantity: number, amount?: number, currency = "KES") {
        const { id } = yield* request(clerk, placed.id, lines(quantity))
        yield* move(id, "approved", "received")
        const named = amount === undefined ? {} : { amount: { amount, currency } }
        return yield* Effect.result(as(clerk)(returns.update(id, { status: "refunded", ...named })))
      })
      const refunded = Effect.map(as(clerk)(orders.get(placed.id)), ({ payments }) => payments.refunding.amount)
      yield* back(1)
      expect(yield* refunded).toBe(33_300)
      yield* back(1, 10_000)
      expect(yield* refunded).toBe(43_300)
      const more = yield* back(1, 33_500)
      expect(more._tag === "Failure" && more.failure).toBeInstanceOf(RefundTooLarge)
      expect(more).toMatchObject({ failure: { most: { amount: 33_300 } } })
      expect(yield* refunded).toBe(43_300)
    })
  )
})

law(
  "a key of a shipment is no key of anything else",
  Effect.gen(function* () {
    const { inventory, shipments } = yield* rooms
    const goods = yield* opened(5)
    const { order: placed } = yield* order(goods, 1)
    const key = freshKey()
    const receipt = { variantId: goods.variantId, storeId: goods.store.id, kind: "receipt", quantity: 1 } as const
    const all = staff("order:read", "order:write", "inventory:write")
    yield* as(all)(inventory.move([receipt], key))
    expect((yield* as(all)(shipments.create(placed.id, {}, key))).replayed).toBe(false)
  })
)
