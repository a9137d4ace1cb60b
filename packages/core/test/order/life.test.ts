import { describe, expect, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import * as Arbitrary from "effect/Arbitrary"
import {
  type Collection,
  CollectionMissing,
  IllegalTransition,
  type Order,
  OrderEvent,
  OrderLife,
  type OrderLine,
  OrderTransitions,
  type Units
} from "@duka/core"
import { at, KES, UGX } from "../samples.ts"
import { order, orderLine } from "./orders.ts"

const { fulfilmentStatus, step, waiting } = OrderLife

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

const cash: Collection = { amount: { amount: 1_000, currency: KES }, means: "cash" }

const message = { key: "message", label: "Message", text: "Hongera!", surcharge: 0 }

const Line = Schema.Struct({
  variant: between(0, 2),
  quantity: between(1, 5),
  stocked: Schema.Boolean,
  customised: Schema.Boolean
})

const Placed: Arbitrary.Arbitrary<Order> = Arbitrary.map(
  Arbitrary.all({
    first: Arbitrary.schema(Line),
    others: Arbitrary.schema(Schema.Array(Line).check(Schema.isMaxLength(3))),
    status: Arbitrary.schema(Schema.Literals(["pending", "confirmed"]))
  }),
  ({ first, others, status }) => {
    const lineOf = ({ customised, quantity, stocked, variant }: typeof Line.Type, position: number) =>
      orderLine(variant, { position, quantity, stocked, customisation: customised ? [message] : [] })
    return order({ status, lines: [lineOf(first, 0), ...others.map((one, index) => lineOf(one, index + 1))] })
  }
)

const taken = (event: OrderEvent, changes: Partial<OrderLife.Step> = {}): OrderLife.Step => ({
  event,
  at: at(60),
  by: "staff",
  reason: null,
  collection: cash,
  ...changes
})

/** The order after each of so many events that the table allows, and what each did. Numbers choose among them. */
const path = (placed: Order, choices: ReadonlyArray<number>, except?: OrderEvent) => {
  const steps: Array<{ readonly before: Order; readonly event: OrderEvent; readonly outcome: OrderLife.Outcome }> = []
  let before = placed
  for (const choice of choices) {
    const allowed = OrderEvent.literals.filter(
      (event) => event !== except && OrderTransitions.transitions[before.status][event] !== undefined
    )
    const event = allowed[choice % allowed.length]
    if (event === undefined) break
    const outcome = Option.getOrUndefined(Result.getSuccess(step(before, taken(event))))
    if (outcome === undefined) continue
    steps.push({ before, event, outcome })
    before = outcome.order
  }
  return { steps, end: before }
}

const Events = Schema.Array(between(0, 11)).check(Schema.isBetweenLength(1, 12))

const count = (lines: ReadonlyArray<OrderLine>, of: (line: OrderLine) => number) =>
  lines.reduce((sum, line) => sum + of(line), 0)

const moved = (units: ReadonlyArray<Units>, variantId: OrderLine["variantId"]) =>
  units.reduce((sum, one) => sum + (one.variantId === variantId ? one.quantity : 0), 0)

describe("an order's life", () => {
  it.prop(
    "keeps what became of a line within its quantity",
    { placed: Placed, events: Events },
    ({ events, placed }) => {
      for (const { outcome } of path(placed, events).steps) {
        for (const { cancelled, delivered, quantity, returned, shipped } of outcome.order.lines) {
          for (const units of [cancelled, shipped, delivered, returned]) expect(units).toBeGreaterThanOrEqual(0)
          expect(cancelled + shipped).toBeLessThanOrEqual(quantity)
          expect(delivered).toBeLessThanOrEqual(shipped)
          expect(returned).toBeLessThanOrEqual(shipped)
        }
      }
    }
  )

  it.prop("moves exactly the stock that no longer waits", { placed: Placed, events: Events }, ({ events, placed }) => {
    for (const { before, outcome } of path(placed, events).steps) {
      const { order, release, ship, takeBack } = outcome
      for (const variantId of new Set(placed.lines.map((line) => line.variantId))) {
        const of = (lines: ReadonlyArray<OrderLine>, amount: (line: OrderLine) => number) =>
          count(
            lines.filter((line) => line.variantId === variantId && line.stocked),
            amount
          )
        const change = (amount: (line: OrderLine) => number) => of(order.lines, amount) - of(before.lines, amount)
        expect(moved(release, variantId) + moved(ship, variantId)).toBe(0 - change(waiting))
        expect(moved(release, variantId)).toBe(change((line) => line.cancelled))
        expect(moved(ship, variantId)).toBe(change((line) => line.shipped))
        // Customised goods are written off: nobody else wants that cake.
        expect(moved(takeBack, variantId)).toBe(change((line) => (line.customisation.length === 0 ? line.returned : 0)))
      }
      for (const { quantity } of [...release, ...ship, ...takeBack]) expect(quantity).toBeGreaterThan(0)
    }
  })

  // Late money brings an expired order back: what it sold is cancelled by then, and is not counted here.
  it.prop("ends with every unit accounted for", { placed: Placed, events: Events }, ({ events, placed }) => {
    for (const { outcome } of path(placed, events, "revive").steps) {
      const { lines, status } = outcome.order
      const out = count(lines, (line) => line.shipped - line.returned)
      if (["shipped", "delivered", "cancelled"].includes(status)) expect(count(lines, waiting)).toBe(0)
      if (["shipped", "delivered"].includes(status)) expect(out).toBeGreaterThan(0)
      if (status === "delivered") expect(count(lines, (line) => line.delivered)).toBe(out)
      else expect(count(lines, (line) => line.delivered)).toBe(0)
      if (status === "cancelled") expect(out).toBe(0)
    }
  })

  it.prop(
    "follows the table, and writes each step down once",
    { placed: Placed, events: Events },
    ({ events, placed }) => {
      const { end, steps } = path(placed, events)
      for (const { before, event, outcome } of steps) {
        expect(Result.getOrThrow(OrderTransitions.next(before.status, event))).toBe(outcome.order.status)
        const entry = { at: at(60), event, status: outcome.order.status, by: "staff", reason: null }
        expect(outcome.order.timeline).toStrictEqual([...before.timeline, entry])
        expect(outcome.order.updatedAt).toBe(at(60))
        expect(outcome.order.deliveredAt).toBe(event === "deliver" ? at(60) : before.deliveredAt)
      }
      expect(end.timeline).toHaveLength(1 + steps.length)
    }
  )

  it.prop("changes nothing of what was sold", { placed: Placed, events: Events }, ({ events, placed }) => {
    const { end } = path(placed, events)
    const sold = ({ lines, ...rest }: Order) => ({
      ...rest,
      lines: lines.map((line) => ({ ...line, cancelled: 0, shipped: 0, delivered: 0, returned: 0 })),
      status: null,
      timeline: null,
      updatedAt: null,
      deliveredAt: null,
      collection: null
    })
    expect(sold(end)).toStrictEqual(sold(placed))
  })
})

describe("what has left the store", () => {
  const lines = [orderLine(0, { quantity: 3, shipped: 1 }), orderLine(1, { quantity: 2 })] as const
  const part = order({ status: "processing", lines })

  it("is not cancelled: the rest is, and the order is shipped", () => {
    expect(Result.getFailure(step(part, taken("cancel")))).toMatchObject(
      Option.some({ _tag: "IllegalTransition", from: "processing" })
    )
    const outcome = Result.getOrThrow(step(part, taken("cancel_rest")))
    expect(outcome.order.status).toBe("shipped")
    expect(outcome.order.lines.map(({ cancelled }) => cancelled)).toStrictEqual([2, 2])
    expect(outcome.release.map(({ quantity }) => quantity)).toStrictEqual([2, 2])
  })

  it("is needed for a rest: where nothing has left, everything is cancelled", () => {
    const whole = order({ status: "processing" })
    expect(Option.getOrUndefined(Result.getFailure(step(whole, taken("cancel_rest"))))).toBeInstanceOf(
      IllegalTransition
    )
    expect(Result.getOrThrow(step(whole, taken("cancel"))).order.status).toBe("cancelled")
  })

  it("is written off when it was made for somebody, and taken back otherwise", () => {
    const shipped = order({
      status: "shipped",
      lines: [orderLine(0, { quantity: 3, shipped: 3 }), orderLine(1, { shipped: 1, customisation: [message] })]
    })
    const { order: back, takeBack } = Result.getOrThrow(step(shipped, taken("return_all", { collection: null })))
    expect(takeBack).toStrictEqual([{ variantId: shipped.lines[0].variantId, quantity: 3 }])
    expect(back.lines.map(({ returned }) => returned)).toStrictEqual([3, 1])
  })
})

describe("a delivery", () => {
  const shipped = order({ status: "shipped", lines: [orderLine(0, { shipped: 1 })] })
  const deliver = (collection: Collection | null, changes: Partial<Order> = {}) =>
    step({ ...shipped, ...changes }, taken("deliver", { collection }))
  const missing = (result: ReturnType<typeof step>) => Option.getOrUndefined(Result.getFailure(result))

  it("says what was collected and how, or why nothing was", () => {
    expect(missing(deliver(null))).toBeInstanceOf(CollectionMissing)
    expect(missing(deliver(null))).toMatchObject({ due: { amount: 1_000, currency: KES } })
    for (const collection of [cash, { reason: "Paid at the counter" }]) {
      expect(Result.getOrThrow(deliver(collection)).order.collection).toStrictEqual(collection)
    }
  })

  it("collects the order's own money", () => {
    expect(missing(deliver({ amount: { amount: 1_000, currency: UGX }, means: "cash" }))).toBeInstanceOf(
      CollectionMissing
    )
  })

  it("collects nothing where nothing is to be paid", () => {
    const free = { totals: { ...shipped.totals, total: 0 } }
    expect(Result.getOrThrow(deliver(null, free)).order).toMatchObject({ status: "delivered", collection: null })
  })

  it.each(["start", "ship", "cancel"] as const)("alone collects: not %s", (event) => {
    expect(Result.getOrThrow(step(order(), taken(event))).order.collection).toBeNull()
  })
})

describe("the fulfilment status", () => {
  const Progress = Arbitrary.map(
    Arbitrary.schema(
      Schema.Struct({
        quantity: between(1, 4),
        cancelled: between(0, 4),
        shipped: between(0, 4),
        delivered: between(0, 4),
        returned: between(0, 4)
      })
    ),
    (asked) => {
      const cancelled = Math.min(asked.cancelled, asked.quantity)
      const shipped = Math.min(asked.shipped, asked.quantity - cancelled)
      return {
        ...asked,
        cancelled,
        shipped,
        delivered: Math.min(asked.delivered, shipped),
        returned: Math.min(asked.returned, shipped)
      }
    }
  )

  it.prop(
    "says of all live units what is true of all, and partially of some",
    { first: Progress, others: Arbitrary.array(Progress, { maxLength: 3 }) },
    ({ first, others }) => {
      const lines = [orderLine(0, first), ...others.map((one, index) => orderLine(index + 1, one))] as const
      const live = count(lines, (line) => line.quantity - line.cancelled)
      const furthest = (["returned", "delivered", "shipped"] as const).find((stage) =>
        lines.some((line) => line[stage] > 0)
      )
      const all = furthest !== undefined && lines.every((line) => line[furthest] === line.quantity - line.cancelled)
      const expected =
        live === 0 ? "cancelled" : furthest === undefined ? "unfulfilled" : all ? furthest : `partially_${furthest}`
      expect(fulfilmentStatus(lines)).toBe(expected)
    }
  )
})
