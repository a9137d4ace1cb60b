import { Calendar, Time } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { DateTime, Option, Schema } from "effect"

const date = (text: string) => Calendar.CalendarDate.make(text)
const { beginning, daysBetween, periodsOf } = Calendar

describe("a calendar date", () => {
  it.each([
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-1-1",
    "0000-01-01",
    "3000-01-01",
    "2026-11-28T00:00:00Z",
    ""
  ])("is a day that there is: %s is none", (text) =>
    expect(Option.isNone(Calendar.CalendarDate.makeOption(text))).toBe(true)
  )
  it("may be the last of a leap year's February", () => expect(date("2028-02-29")).toBe("2028-02-29"))
})

const Day = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 20_000 }))
const Length = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 500 }))
const dayOf = (number: number) =>
  date(DateTime.formatIsoDateUtc(DateTime.add(DateTime.makeUnsafe("1990-01-01"), { days: number })))

describe("the days, weeks and months of a period", () => {
  for (const step of Calendar.Step.literals) {
    it.prop(`each ${step} begins where the one before ended`, { first: Day, length: Length }, ({ first, length }) => {
      const period = { from: dayOf(first), to: dayOf(first + length) }
      const parts = periodsOf(period, step)
      expect(parts.at(0)?.from).toBe(period.from)
      expect(parts.at(-1)?.to).toBe(period.to)
      parts.slice(1).forEach(({ from }, index) => expect(from).toBe(parts[index]?.to))
      expect(parts.reduce((days, part) => days + daysBetween(part), 0)).toBe(length)
      expect(daysBetween(period)).toBe(length)
      for (const { from } of parts.slice(1)) {
        const weekDay = DateTime.getPartUtc(DateTime.makeUnsafe(from), "weekDay")
        if (step === "week") expect(weekDay).toBe(1)
        if (step === "month") expect(from.endsWith("-01")).toBe(true)
      }
      const most = { day: 1, week: 7, month: 31 }[step]
      for (const part of parts) expect(daysBetween(part)).toBeLessThanOrEqual(most)
    })
  }

  it("are cut where the period begins and ends", () => {
    const period = { from: date("2026-10-30"), to: date("2026-11-10") }
    expect(periodsOf(period, "week").map(({ from }) => from)).toStrictEqual(["2026-10-30", "2026-11-02", "2026-11-09"])
    expect(periodsOf(period, "month").map(({ from }) => from)).toStrictEqual(["2026-10-30", "2026-11-01"])
  })
})

const zones = [
  "Africa/Nairobi",
  "America/Havana",
  "America/New_York",
  "America/Sao_Paulo",
  "Asia/Beirut",
  "Asia/Kathmandu",
  "Europe/Berlin",
  "Pacific/Apia",
  "UTC"
]

describe("the beginning of a day", () => {
  it.each(zones)("in %s is its first moment there, also where clocks change", (name) => {
    const zone = DateTime.zoneMakeNamedUnsafe(name)
    const shownThere = (time: Time.Timestamp) =>
      DateTime.formatIsoDate(DateTime.makeZonedUnsafe(time, { timeZone: zone }))
    for (let number = 7_600; number < 9_200; number++) {
      const day = dayOf(number)
      const begins = beginning(day, zone)
      // A day that was left out begins with the one after it.
      expect(shownThere(begins) >= day, day).toBe(true)
      expect(shownThere(Time.after(begins, -0.001)) < day, day).toBe(true)
    }
  })

  it("is told in UTC", () => {
    const berlin = DateTime.zoneMakeNamedUnsafe("Europe/Berlin")
    expect(beginning(date("2026-03-29"), berlin)).toBe("2026-03-28T23:00:00.000Z")
    expect(beginning(date("2026-03-30"), berlin)).toBe("2026-03-29T22:00:00.000Z")
  })
})
