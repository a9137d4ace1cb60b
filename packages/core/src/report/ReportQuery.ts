/** What a report may be asked for: money of one currency, in a period of bounded length. */
import { Schema } from "effect"
import { Currency } from "../Money.ts"
import { CalendarDate, daysBetween, Step } from "./Calendar.ts"

export const reportLimits = {
  /** A year, the leap day included. */
  daysMax: 366,
  /** So many products or categories stand in rows of their own. */
  topMax: 1_000,
  topDefault: 100
} as const

/** How the sales are grouped: by when orders were placed, by the branch that serves them, or by how they are paid. */
export const SalesGrouping = Schema.Literals([...Step.literals, "store", "paymentMethod"])
export type SalesGrouping = typeof SalesGrouping.Type

export const ProductsGrouping = Schema.Literals(["product", "category"])
export type ProductsGrouping = typeof ProductsGrouping.Type

/** Days of the shop, in its time zone. */
const span = {
  from: CalendarDate,
  /** Not included. */
  to: CalendarDate,
  /** The shop's own where it is left out. Amounts of different currencies are never added. */
  currency: Schema.optionalKey(Currency)
}

/** A period that ends after it begins, and is not longer than reports are. The rules are `isAfter` and `isWithin`. */
const isPeriod = Schema.makeFilter(
  ({ from, to }: { readonly from: CalendarDate; readonly to: CalendarDate }) =>
    from >= to
      ? { path: ["to"], issue: `Expected a day after ${from}: it is not included` }
      : daysBetween({ from, to }) > reportLimits.daysMax
        ? { path: ["to"], issue: `Expected at most ${reportLimits.daysMax} days from ${from} on` }
        : true,
  {
    expected: `a period of 1 to ${reportLimits.daysMax} days`,
    representation: { id: "duka/isPeriod", payload: null },
    toJsonSchema: () => [{}, true]
  }
)

export const ReportQuery = Schema.Struct(span).check(isPeriod).annotate({ identifier: "ReportQuery" })

const by = <S extends Schema.Constraint>(grouping: S) => ({ ...span, groupBy: Schema.optionalKey(grouping) })

/** By day where it is not said otherwise. */
export const SalesQuery = Schema.Struct(by(SalesGrouping)).check(isPeriod).annotate({ identifier: "SalesQuery" })

export const StepQuery = Schema.Struct(by(Step)).check(isPeriod).annotate({ identifier: "StepQuery" })

/** By product where it is not said otherwise. */
export const ProductsQuery = Schema.Struct({
  ...by(ProductsGrouping),
  /** So many of those that sold for most; what is sold beside them is one line. */
  top: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: reportLimits.topMax })))
})
  .check(isPeriod)
  .annotate({ identifier: "ProductsQuery" })
