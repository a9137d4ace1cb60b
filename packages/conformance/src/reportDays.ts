/** Orders belong to days of the shop's time zone: the laws of the books about time. */
import { Calendar, ReportStore, type SoldIn, type StoragePorts, Time } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { CHF, multiples } from "./histories.ts"
import { times } from "./outcomes.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

/** Zones with what is special about their days: the clocks go on, go back, and at midnight of all times. */
const zones = [
  ["Europe/Berlin", "2035-03-24", "2035-03-27"],
  ["Europe/Berlin", "2035-10-27", "2035-10-30"],
  ["America/New_York", "2035-03-10", "2035-03-13"],
  ["America/New_York", "2035-11-03", "2035-11-06"],
  ["Africa/Nairobi", "2035-07-01", "2035-07-04"],
  ["America/Sao_Paulo", "2017-10-14", "2017-10-17"],
  ["America/Havana", "2016-11-05", "2016-11-08"]
] as const

export const dividing = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("an order belongs to the day that it is in the shop's time zone, also where days have 23 or 25 hours", () =>
    Effect.gen(function* () {
      const { sales } = yield* ReportStore
      for (const [name, from, to] of zones) {
        const zone = DateTime.zoneMakeNamedUnsafe(name)
        const { product, storeId } = yield* Saved.stocked(0, { policy: "untracked" })
        const period = { from: Calendar.CalendarDate.make(from), to: Calendar.CalendarDate.make(to) }
        const [first, ...days] = Calendar.periodsOf(period, "day")
        if (first === undefined) return assert.fail("a period without days")
        const begins = Calendar.beginning(period.from, zone)
        const inner = days.map((day) => Calendar.beginning(day.from, zone))
        const edges = [begins, ...inner, Calendar.beginning(period.to, zone)] as const
        // Every hour, a millisecond before and after the beginning of each day, and beyond both ends.
        const hours = times(24 * 3 + 6).map((hour) => Time.after(begins, (hour - 3) * 3_600))
        const around = edges.flatMap((edge) => [-0.001, 0, 0.001].map((seconds) => Time.after(edge, seconds)))
        const expected = new Map<string | undefined, number>()
        for (const at of [...hours, ...around]) {
          yield* Saved.placed({ storeId, lines: [{ product, quantity: 1 }], at, changes: { currency: CHF } })
          const zoned = DateTime.makeZonedUnsafe(at, { timeZone: zone })
          const day = DateTime.formatIsoDate(zoned)
          if (day >= from && day < to) expected.set(day, (expected.get(day) ?? 0) + 1)
        }
        const rows = yield* sales({ currency: CHF, edges, multiples: {} }, "period")
        const found = rows.map(({ key, orders }): readonly [string | undefined, number] => [
          [first, ...days][Number(key)]?.from,
          orders
        ])
        assert.deepStrictEqual(new Map(found), expected, `${name} ${from}`)
      }
    })
  )

  it.effect("a span in which nothing happened has no rows", () =>
    Effect.gen(function* () {
      const { customers, payments, products, sales, taxes } = yield* ReportStore
      const span: SoldIn = { currency: CHF, edges: [Samples.at(-9e8), Samples.at(-9e8), Samples.at(-8e8)], multiples }
      assert.deepStrictEqual(yield* sales(span, "period"), [])
      assert.deepStrictEqual(yield* products(span, "category", { limit: 9 }), [])
      assert.deepStrictEqual(yield* customers(span), { rows: [], returningCustomers: 0 })
      assert.deepStrictEqual(yield* payments(span, "store"), [])
      assert.deepStrictEqual(yield* taxes(span), [])
    })
  )
}
