/** What receiving a return does to the order and its stock, and what it may give back. Pure. */
import { Result } from "effect"
import type { MinorUnits } from "../Money.ts"
import type { Timestamp } from "../Time.ts"
import { type Outcome, partOf, units } from "./life.ts"
import type { Order, OrderLine } from "./Order.ts"
import { excess, mapLines } from "./parts.ts"
import type { Disposition, Return, ReturnLine, ReturnPatch } from "./Return.ts"
import { RefundTooLarge } from "./ReturnErrors.ts"
import { givenBack } from "./shares.ts"
import type { LinePart } from "./Shipment.ts"
import type { UnitsUnavailable } from "./ShipmentErrors.ts"

/** Units that the buyer has. What came back undelivered is among the returned ones already. */
const returnable = (order: Order, line: OrderLine): number =>
  order.status === "delivered" ? line.shipped - line.returned : 0

/** The first line of which more is asked for than the buyer has, beside what he is to send back already. */
export const beyond = (
  order: Order,
  parts: ReadonlyArray<LinePart>,
  awaited: ReadonlyArray<LinePart>
): UnitsUnavailable | undefined =>
  excess(order, parts, (line) => Math.max(0, returnable(order, line) - partOf(line, awaited)))

/** What was made for somebody is not sold to anybody else, unless staff says so. */
const dispositionOf = (line: OrderLine, told: ReturnPatch["lines"]): Disposition =>
  told?.find(({ position }) => position === line.position)?.disposition ??
  (line.customisation.length === 0 ? "restock" : "write_off")

export interface Received {
  readonly outcome: Outcome
  readonly lines: ReadonlyArray<ReturnLine>
  readonly worth: MinorUnits
}

export const receive = (
  order: Order,
  { lines }: Return,
  { at, multiple, told }: { readonly at: Timestamp; readonly multiple: MinorUnits; readonly told: ReturnPatch["lines"] }
): Result.Result<Received, UnitsUnavailable> => {
  const missing = beyond(order, lines, [])
  if (missing !== undefined) return Result.fail(missing)
  const after = mapLines(order, (line) => ({ ...line, returned: line.returned + partOf(line, lines) }))
  const returned: Order = { ...order, lines: after, updatedAt: at }
  const takeBack = units(order.lines, (line) => (dispositionOf(line, told) === "restock" ? partOf(line, lines) : 0))
  return Result.succeed({
    outcome: { order: returned, event: null, release: [], ship: [], takeBack },
    lines: lines.map((line) => {
      const sold = order.lines.find(({ position }) => position === line.position)
      return { ...line, disposition: sold === undefined ? "write_off" : dispositionOf(sold, told) }
    }),
    worth: givenBack(returned, multiple) - givenBack(order, multiple)
  })
}

/** What is given back: all that the lines cost, or what staff names. */
export const refundOf = (
  { currency, worth }: Return,
  named: ReturnPatch["amount"]
): Result.Result<MinorUnits, RefundTooLarge> => {
  const most = { amount: worth ?? 0, currency }
  if (named === undefined) return Result.succeed(most.amount)
  return named.currency === currency && named.amount <= most.amount
    ? Result.succeed(named.amount)
    : Result.fail(new RefundTooLarge({ most, requested: named }))
}
