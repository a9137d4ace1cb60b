/**
 * What parts of an order are worth, so that parts given back one after the other sum to what giving them back at once
 * would be: shares are counted from the first unit on, and a part is what lies between two counts. Pure.
 */
import { type MinorUnits, split } from "../Money.ts"
import type { Order, OrderLine } from "./Order.ts"

/** Units that nobody asks money for any more: cancelled, or back at the store. */
const gone = ({ cancelled, returned }: OrderLine): number => cancelled + returned

/** What each line costs, with its part of what the order was rounded by. */
const worths = ({ lines, totals }: Order): ReadonlyArray<MinorUnits> => {
  const [first, ...others] = lines
  const roundings = split(totals.rounding, [first.total, ...others.map(({ total }) => total)])
  return lines.map((line, index) => line.total + (roundings[index] ?? 0))
}

/** Of `whole`, what belongs to the first `units` of `quantity`. */
export const counted = (whole: MinorUnits, units: number, quantity: number): MinorUnits =>
  Number((BigInt(whole) * BigInt(units)) / BigInt(quantity))

/**
 * What the units that are gone cost, in the multiples that this way to pay knows, rounded down. The delivery goes with
 * them where nothing was ever shipped.
 */
export const givenBack = (order: Order, multiple: MinorUnits): MinorUnits => {
  const { lines, totals } = order
  if (lines.every((line) => line.shipped === 0 && line.cancelled === line.quantity)) return totals.total
  const of = worths(order)
  const sum = lines.reduce((sum, line, index) => sum + counted(of[index] ?? 0, gone(line), line.quantity), 0)
  return Math.min(totals.total, Math.max(0, sum - (sum % multiple)))
}

/** What the order costs by now. */
export const owed = (order: Order, multiple: MinorUnits): MinorUnits => order.totals.total - givenBack(order, multiple)

/** What is given back because the order went from one to the other: never what is still asked for. */
export const refundable = (before: Order, after: Order, multiple: MinorUnits): MinorUnits => {
  const { captured, refunded, refunding } = after.payments
  const share = givenBack(after, multiple) - givenBack(before, multiple)
  return Math.max(0, Math.min(share, captured - refunded - refunding - owed(after, multiple)))
}
