/** Days of the shop: which there are between two dates, and when they begin. Pure. */
import { DateTime, Option, Schema } from "effect"
import { Timestamp } from "../Time.ts"

const pattern = /^(19|2\d)\d{2}-\d{2}-\d{2}$/u

const isDay = Schema.makeFilter(
  (text: string) =>
    pattern.test(text) &&
    Option.match(DateTime.make(text), {
      onNone: () => false,
      onSome: (midnight) => DateTime.formatIsoDateUtc(midnight) === text
    }),
  {
    expected: "a day such as 2026-11-28, from 1900 to 2999",
    representation: { id: "duka/isDay", payload: null },
    toJsonSchema: () => [{ format: "date", pattern: pattern.source }, true]
  }
)

/** A day of the calendar, wherever it is: `2026-11-28`. Their order as text is the order of time. */
export const CalendarDate = Schema.String.check(isDay)
  .pipe(Schema.brand("CalendarDate"))
  .annotate({ identifier: "CalendarDate" })
export type CalendarDate = typeof CalendarDate.Type

/** From the beginning of one day to the beginning of another one, which is not part of it. */
export const Period = Schema.Struct({ from: CalendarDate, to: CalendarDate }).annotate({ identifier: "Period" })
export type Period = typeof Period.Type

export const Step = Schema.Literals(["day", "week", "month"])
export type Step = typeof Step.Type

const utc = (date: CalendarDate) => DateTime.makeUnsafe(date)

/** How many days there are from one to the other. */
export const daysBetween = ({ from, to }: Period): number =>
  (DateTime.toEpochMillis(utc(to)) - DateTime.toEpochMillis(utc(from))) / 86_400_000

const date = (time: DateTime.DateTime) => CalendarDate.make(DateTime.formatIsoDateUtc(time))

/** The first day of the step that follows. Weeks begin on Monday (ISO 8601). */
const following = (from: CalendarDate, step: Step): CalendarDate => {
  const day = utc(from)
  switch (step) {
    case "day":
      return date(DateTime.add(day, { days: 1 }))
    case "week":
      return date(DateTime.add(day, { days: 7 - ((DateTime.getPartUtc(day, "weekDay") + 6) % 7) }))
    case "month":
      return date(DateTime.add(DateTime.setPartsUtc(day, { day: 1 }), { months: 1 }))
  }
}

/** The days, weeks or months of a period, in their order. The first and the last are cut where it begins and ends. */
export const periodsOf = ({ from, to }: Period, step: Step): ReadonlyArray<Period> => {
  const found: Array<Period> = []
  for (let begin = from; begin < to;) {
    const next = following(begin, step)
    const end = next < to ? next : to
    found.push({ from: begin, to: end })
    begin = end
  }
  return found
}

/**
 * When a day begins in a time zone: at midnight, or where clocks are put forward over it, when they are; of two midnights
 * at the first.
 */
export const beginning = (day: CalendarDate, zone: DateTime.TimeZone): Timestamp =>
  Timestamp.make(
    DateTime.formatIso(
      DateTime.makeZonedUnsafe(day, { timeZone: zone, adjustForTimeZone: true, disambiguation: "compatible" })
    )
  )
