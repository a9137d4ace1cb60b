/** Whatever becomes of an order once it is placed: its lines, its shipments, the stock and the money tell the same. */
import {
  InventoryStore,
  type Order,
  OrderLife,
  type OrderLine,
  OrderShares,
  OrderStore,
  type ReturnView,
  type Shipment
} from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { as, freshKey, rooms, staff } from "../opened.ts"
import { back as givenBack, pay } from "./books.ts"
import { bakery, ordered, prepaidShop } from "./prepaid.ts"

const clerk = staff("order:read", "order:write")

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** Most of them may happen, if not always. */
const moves = ["ship", "ship", "ship", "deliver", "deliver", "fail", "cancel", "back all"] as const
const backs = ["ask", "return", "return", "approve", "reject", "receive", "refund", "refund some"] as const

const command = <const Act extends string>(acts: ReadonlyArray<Act>) =>
  Schema.Struct({ act: Schema.Literals(acts), at: between(0, 2), units: between(1, 3) })
const Commands = Schema.Struct({
  before: Schema.Array(command(moves)).check(Schema.isBetweenLength(1, 7)),
  middle: Schema.Array(command(["ship all", "deliver all"])).check(Schema.isBetweenLength(2, 4)),
  after: Schema.Array(command(backs)).check(Schema.isBetweenLength(6, 16))
})
interface Command {
  readonly act: (typeof moves | typeof backs)[number] | "ship all" | "deliver all"
  readonly at: number
  readonly units: number
}
const each = ({ after, before, middle }: typeof Commands.Type): ReadonlyArray<Command> => [
  ...before,
  ...middle,
  ...after
]
const Quantity = between(1, 4)

const cash = { reason: "The till is closed" }

const after = Effect.fnUntraced(function* (id: Order["id"], { act, at, units }: Command) {
  const { orders, returns, shipments } = yield* rooms
  const parts = (yield* shipments.list(id)).items
  const backs = (yield* returns.list(id)).items
  const pick = <A extends { readonly status: string }>(all: ReadonlyArray<A>, status: A["status"]) => {
    const some = all.filter((one) => one.status === status)
    return some[at % Math.max(1, some.length)]
  }
  const shipment = (status: "delivered" | "failed") => {
    const one = pick<Shipment>(parts, "shipped")
    return one === undefined ? Effect.void : shipments.update(one.id, { status, collection: cash })
  }
  const back = (from: ReturnView["status"], given: Parameters<typeof returns.update>[1]) => {
    const one = pick<ReturnView>(backs, from)
    return one === undefined ? Effect.void : returns.update(one.id, given)
  }
  switch (act) {
    case "ship":
      return yield* shipments.create(id, { lines: [{ position: at, quantity: units }] }, freshKey())
    case "deliver":
      return yield* shipment("delivered")
    case "fail":
      return yield* shipment("failed")
    case "cancel":
      return yield* orders.cancel(id)
    case "ship all":
      return yield* orders.setStatus(id, { status: "shipped" })
    case "deliver all":
      return yield* orders.setStatus(id, { status: "delivered", collection: cash })
    case "back all":
      return yield* orders.setStatus(id, { status: "cancelled" })
    case "ask":
      return yield* returns.request(id, { lines: [{ position: at, quantity: Math.max(1, units - 1) }] }, freshKey())
    case "return": {
      const { made: asked } = yield* returns.request(id, { lines: [{ position: at, quantity: 1 }] }, freshKey())
      yield* returns.update(asked.id, { status: "approved" })
      return yield* returns.update(asked.id, { status: "received" })
    }
    case "approve":
      return yield* back("requested", { status: "approved" })
    case "reject":
      return yield* back(units > 2 ? "requested" : "approved", { status: "rejected" })
    case "receive":
      return yield* back("approved", {
        status: "received",
        lines: [{ position: at, disposition: units > 2 ? "restock" : "write_off" }]
      })
    case "refund":
      return yield* back("received", { status: "refunded" })
    case "refund some":
      return yield* back("received", { status: "refunded", amount: { amount: units * 100, currency: "KES" } })
  }
})

const sum = <A>(all: ReadonlyArray<A>, of: (one: A) => number) => all.reduce((total, one) => total + of(one), 0)

/** What has to be so, whatever was done. */
const consistent = Effect.fnUntraced(function* (placed: Order) {
  const { returns, shipments } = yield* rooms
  const inventory = yield* InventoryStore
  const order = yield* (yield* OrderStore).get(placed.id)
  const parts = (yield* shipments.list(order.id)).items
  const backs = (yield* returns.list(order.id)).items
  const slice = { _tag: "After", limit: 100, position: null } as const
  for (const { cancelled, delivered, position, quantity, returned, shipped } of order.lines) {
    const of = (all: ReadonlyArray<Pick<Shipment, "lines"> | Pick<ReturnView, "lines">>) =>
      sum(all, ({ lines }) => sum(lines, (part) => (part.position === position ? part.quantity : 0)))
    const arrived = parts.filter(({ status }) => status === "delivered")
    const failed = parts.filter(({ status }) => status === "failed")
    const received = backs.filter(({ status }) => status === "received" || status === "refunded")
    const open = backs.filter(({ status }) => status === "requested" || status === "approved")
    expect(shipped + cancelled).toBeLessThanOrEqual(quantity)
    expect(of(parts)).toBe(shipped)
    expect(of(arrived)).toBe(delivered)
    expect(of(failed) + of(received)).toBe(returned)
    expect(of(received) + of(open)).toBeLessThanOrEqual(delivered)
  }
  for (const variantId of new Set(order.lines.map((line) => line.variantId))) {
    const { items: levels } = yield* inventory.list({ variantId }, slice)
    const { items: movements } = yield* inventory.movements(variantId, slice)
    const lines = order.lines.filter((line) => line.variantId === variantId)
    expect(levels[0]?.allocated).toBe(sum(lines, OrderLife.waiting))
    expect(levels[0]?.onHand).toBe(sum(movements, ({ quantity }) => quantity))
    expect(
      sum(
        movements.filter(({ kind }) => kind === "shipment"),
        ({ quantity }) => -quantity
      )
    ).toBe(sum(lines, (line) => line.shipped))
  }
  const { delivery, discount, rounding, subtotal, total } = order.totals
  expect(order.totals).toStrictEqual(placed.totals)
  expect(sum(order.lines, (line: OrderLine) => line.total) + delivery + rounding).toBe(total)
  expect(subtotal - discount + delivery + rounding).toBe(total)
  const { captured } = order.payments
  const refunded = givenBack(order.payments)
  const settled = backs.flatMap(({ refunded, worth }) =>
    worth === null ? [] : [worth.amount - (refunded?.amount ?? 0)]
  )
  expect(refunded).toBeLessThanOrEqual(captured)
  expect(refunded % 100).toBe(0)
  return { order, withheld: sum(settled, (amount) => amount) }
})

describe("whatever becomes of an order", () => {
  const given = { plain: Quantity, cakes: Quantity, custom: Quantity, commands: Commands }

  it.effect.prop(
    "what was paid is what it costs by now, with what was given back",
    given,
    ({ commands, ...quantities }) =>
      Effect.gen(function* () {
        const { id } = yield* ordered(yield* bakery, quantities)
        const placed = yield* pay(id, (yield* (yield* OrderStore).get(id)).totals.total)
        for (const command of each(commands)) {
          yield* Effect.result(as(clerk)(after(id, command)))
          const { order, withheld } = yield* as(clerk)(consistent(placed))
          const { captured } = order.payments
          const refunded = givenBack(order.payments)
          expect(captured - refunded).toBe(OrderShares.owed(order, 100) + withheld)
        }
      }).pipe(Effect.provide(prepaidShop)),
    { timeout: 60_000, arbitrary: { runs: 150 } }
  )

  it.effect.prop(
    "nothing is given back of what nobody has paid",
    given,
    ({ commands, ...quantities }) =>
      Effect.gen(function* () {
        const { id } = yield* ordered(yield* bakery, quantities, "cash_on_delivery")
        const placed = yield* (yield* OrderStore).get(id)
        for (const command of each(commands)) {
          yield* Effect.result(as(clerk)(after(id, command)))
          const { order } = yield* as(clerk)(consistent(placed))
          expect(givenBack(order.payments)).toBe(0)
        }
      }).pipe(Effect.provide(prepaidShop)),
    { timeout: 60_000, arbitrary: { runs: 30 } }
  )
})
