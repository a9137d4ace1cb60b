import { describe, expect, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import { IllegalTransition, OrderEvent, OrderStatus, OrderTransitions } from "@duka/core"

const { causedBy, eventTo, next, ownerMayCancel, possible } = OrderTransitions

/** The rules of the shop, row by row: from, event, to. */
const rules: ReadonlyArray<readonly [OrderStatus, OrderEvent, OrderStatus]> = [
  ["pending", "authorise", "confirmed"],
  ["pending", "accept_cash", "confirmed"],
  ["pending", "expire", "cancelled"],
  ["pending", "cancel", "cancelled"],
  ["pending", "edit", "pending"],
  ["confirmed", "edit", "confirmed"],
  ["processing", "edit", "processing"],
  ["confirmed", "start", "processing"],
  ["confirmed", "ship_part", "processing"],
  ["confirmed", "ship", "shipped"],
  ["confirmed", "cancel", "cancelled"],
  ["processing", "ship_part", "processing"],
  ["processing", "ship", "shipped"],
  ["processing", "cancel", "cancelled"],
  ["processing", "cancel_rest", "shipped"],
  ["shipped", "deliver", "delivered"],
  ["shipped", "return_all", "cancelled"],
  ["cancelled", "revive", "confirmed"]
]

/** What a person may ask for, and the event that does it. */
const wishes: ReadonlyArray<readonly [OrderStatus, OrderStatus, OrderEvent]> = [
  ["pending", "cancelled", "cancel"],
  ["confirmed", "processing", "start"],
  ["confirmed", "shipped", "ship"],
  ["confirmed", "cancelled", "cancel"],
  ["processing", "shipped", "ship"],
  ["processing", "cancelled", "cancel"],
  ["shipped", "delivered", "deliver"],
  ["shipped", "cancelled", "return_all"]
]

const statuses = OrderStatus.literals
const pairs = <B>(others: ReadonlyArray<B>) => statuses.flatMap((from) => others.map((other) => [from, other] as const))

describe("the table of transitions", () => {
  it.each(pairs(OrderEvent.literals))("takes a %s order by %s where the rules say", (from, event) => {
    const rule = rules.find(([status, caused]) => status === from && caused === event)
    const to = next(from, event)
    expect(Option.getOrUndefined(Result.getSuccess(to))).toBe(rule?.[2])
    if (Result.isFailure(to)) expect(to.failure).toMatchObject({ from, wanted: event, possible: possible(from) })
  })

  it.each(pairs(statuses))(
    "makes of a %s order a %s one by the event that the rules name, or says what is possible",
    (from, wanted) => {
      const wish = wishes.find(([status, asked]) => status === from && asked === wanted)
      const event = eventTo(from, wanted)
      expect(Option.getOrUndefined(Result.getSuccess(event))).toBe(wish?.[2])
      if (Result.isSuccess(event)) return
      expect(event.failure).toBeInstanceOf(IllegalTransition)
      const can = wishes.flatMap(([status, asked]) => (status === from ? [asked] : []))
      expect(event.failure).toMatchObject({ from, wanted, possible: can })
      expect(event.failure.message).toContain(can.length === 0 ? "nothing" : can.join(", "))
    }
  )

  it("leaves a delivered order as it is", () => {
    expect(possible("delivered")).toStrictEqual([])
  })

  it("lets owners cancel until processing begins, and do nothing else", () => {
    expect([...ownerMayCancel]).toStrictEqual(["pending", "confirmed"])
    const owners = OrderEvent.literals.filter((event) => causedBy[event].includes("owner"))
    expect(owners).toStrictEqual(["place", "cancel"])
  })

  it("leaves money and time to the system", () => {
    const alone = OrderEvent.literals.filter((event) => causedBy[event].join() === "system")
    expect(alone).toStrictEqual(["authorise", "accept_cash", "expire", "revive"])
  })

  it("knows no status and no event beside these", () => {
    expect(Schema.is(OrderStatus)("refunded")).toBe(false)
    expect(new Set(rules.map(([, event]) => event)).size).toBe(OrderEvent.literals.length - 1)
  })
})
