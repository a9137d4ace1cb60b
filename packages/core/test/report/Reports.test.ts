import { MemoryStorage } from "@duka/adapter-memory"
import { Duka, InvalidInput, TimeZoneUnknown } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { as, customer, law, opened, order, rooms, staff } from "../opened.ts"

const keeper = staff("report:read")
const november = { from: "2026-11-01", to: "2026-12-01" }

const at = (time: string) => TestClock.setTime(Date.parse(time))

describe("reports", () => {
  law(
    "show every day of a period, those on which nothing was sold too",
    Effect.gen(function* () {
      const { reports } = yield* rooms
      const goods = yield* opened(9)
      // In Nairobi it is the second of the month by then.
      yield* at("2026-11-01T21:30:00Z")
      yield* order(goods, 2)
      const { rows, totals, ...head } = yield* as(keeper)(reports.sales(november))
      expect(head).toStrictEqual({ ...november, timeZone: "Africa/Nairobi", currency: "KES", groupBy: "day" })
      expect(rows).toHaveLength(30)
      expect(rows[1]).toMatchObject({ group: { from: "2026-11-02", to: "2026-11-03" }, orders: 1, units: 2 })
      expect(rows[0]).toMatchObject({ orders: 0, total: { amount: 0, currency: "KES" }, averageOrder: null })
      expect(totals).toMatchObject({ orders: 1, total: { amount: 500_000 }, averageOrder: { amount: 500_000 } })
      const weeks = yield* as(keeper)(reports.sales({ ...november, groupBy: "week" }))
      expect(weeks.rows.map(({ group, orders }) => ["from" in group && group.from, orders])).toStrictEqual([
        ["2026-11-01", 0],
        ["2026-11-02", 1],
        ["2026-11-09", 0],
        ["2026-11-16", 0],
        ["2026-11-23", 0],
        ["2026-11-30", 0]
      ])
    })
  )

  law(
    "divide days as the shop's time zone does",
    Effect.gen(function* () {
      const { reports } = yield* rooms
      const goods = yield* opened(9)
      for (const time of ["2026-03-28T23:00:00.000Z", "2026-03-29T21:59:59.999Z", "2026-03-29T22:00:00.000Z"]) {
        yield* at(time)
        yield* order(goods)
      }
      const { rows } = yield* as(keeper)(reports.sales({ from: "2026-03-28", to: "2026-03-31" }))
      expect(rows.map(({ orders }) => orders)).toStrictEqual([0, 2, 1])
    }),
    { timeZone: "Europe/Berlin" }
  )

  law(
    "are of one currency, and never add another",
    Effect.gen(function* () {
      const { reports } = yield* rooms
      yield* at("2026-11-05T09:00:00Z")
      yield* order(yield* opened(9))
      const { totals } = yield* as(keeper)(reports.sales({ ...november, currency: "UGX" }))
      expect(totals).toMatchObject({ orders: 0, total: { amount: 0, currency: "UGX" } })
    })
  )

  law(
    "refuse periods that end before they begin, or are too long, and days that there are not",
    Effect.gen(function* () {
      const { reports } = yield* rooms
      const refused = (given: { readonly from: string; readonly to: string }) =>
        Effect.map(Effect.flip(as(keeper)(reports.taxes(given))), (error) =>
          error instanceof InvalidInput ? error.violations.map(({ pointer, rule }) => `${pointer} ${rule}`) : error
        )
      expect(yield* refused({ from: "2026-11-02", to: "2026-11-02" })).toStrictEqual(["/to isPeriod"])
      expect(yield* refused({ from: "2026-11-02", to: "2027-11-04" })).toStrictEqual(["/to isPeriod"])
      expect(yield* refused({ from: "2026-02-29", to: "x" })).toStrictEqual(["/from isDay", "/to isDay"])
      yield* as(keeper)(reports.taxes({ from: "2026-11-02", to: "2027-11-03" }))
    })
  )

  law(
    "name products as they are called now, and put what is beside the first ones into one line",
    Effect.gen(function* () {
      const { reports } = yield* rooms
      yield* at("2026-11-05T09:00:00Z")
      const [few, many] = [yield* opened(9), yield* opened(9, { name: "Mandazi" })]
      yield* order(few, 1)
      yield* order(many, 3)
      const { others, rows, totals } = yield* as(keeper)(reports.products({ ...november, top: 1 }))
      expect(rows).toMatchObject([{ group: { productId: many.product.id, name: "Mandazi" }, units: 3 }])
      expect([others.units, totals.units, totals.net.amount]).toStrictEqual([1, 4, 1_000_000])
      const categories = yield* as(keeper)(reports.products({ ...november, groupBy: "category" }))
      expect(categories.rows).toMatchObject([{ group: { categoryId: null, name: null }, units: 4 }])
    })
  )

  law(
    "tell customers who are new from those who come back, and from guests",
    Effect.gen(function* () {
      const { reports } = yield* rooms
      const goods = yield* opened(20)
      yield* at("2026-10-05T09:00:00Z")
      yield* order(goods, 1, customer(1))
      yield* at("2026-11-05T09:00:00Z")
      for (const who of [customer(1), customer(2)]) yield* order(goods, 1, who)
      yield* order(goods)
      yield* at("2026-11-09T09:00:00Z")
      yield* order(goods, 1, customer(2))
      const { rows, totals } = yield* as(keeper)(reports.customers({ ...november, groupBy: "week" }))
      const counts = { newCustomers: 1, returningCustomers: 1, repeatOrders: 2, guestOrders: 1 }
      expect(totals).toMatchObject({ ...counts, newSales: { amount: 250_000 }, repeatSales: { amount: 500_000 } })
      expect(rows.map((row) => [row.newCustomers, row.returningCustomers])).toStrictEqual([
        [0, 0],
        [1, 1],
        [0, 1],
        [0, 0],
        [0, 0],
        [0, 0]
      ])
    })
  )
})

it("a shop in a time zone that there is none of is not opened", async () => {
  const opening = Duka.open({ storage: MemoryStorage.layer, settings: { timeZone: "Mars/Olympus" } })
  await expect(opening).rejects.toBeInstanceOf(TimeZoneUnknown)
})
