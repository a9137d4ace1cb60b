/** What shipping, delivering and bringing back a part of an order does to all of it. Pure. */
import { Result } from "effect"
import type { Order, OrderEvent, OrderLine } from "./Order.ts"
import {
  collectable,
  type Outcome,
  partOf,
  resaleable,
  type Step,
  step,
  type StepFailure,
  units,
  waiting
} from "./life.ts"
import type { LinePart } from "./Shipment.ts"
import { UnitsUnavailable } from "./ShipmentErrors.ts"

export type Taken = Omit<Step, "event" | "parts">

/** Everything that waits. */
export const rest = (order: Order): ReadonlyArray<LinePart> =>
  order.lines.flatMap((line) => {
    const quantity = waiting(line)
    return quantity > 0 ? [{ position: line.position, quantity }] : []
  })

/** The first part that asks for more than there is. */
export const excess = (
  order: Order,
  parts: ReadonlyArray<LinePart>,
  of: (line: OrderLine) => number
): UnitsUnavailable | undefined => {
  for (const { position, quantity } of parts) {
    const line = order.lines.find((line) => line.position === position)
    const available = line === undefined ? 0 : of(line)
    if (quantity > available) return new UnitsUnavailable({ position, requested: quantity, available })
  }
  return undefined
}

export const mapLines = (order: Order, f: (line: OrderLine) => OrderLine): Order["lines"] => {
  const [first, ...others] = order.lines
  return [f(first), ...others.map(f)]
}

/** The last units ship the order, others a part of it. */
export const ship = (
  order: Order,
  parts: ReadonlyArray<LinePart>,
  taken: Taken
): Result.Result<Outcome, StepFailure | UnitsUnavailable> => {
  const isLast = order.lines.every((line) => waiting(line) === partOf(line, parts))
  const outcome = step(order, { ...taken, event: isLast ? "ship" : "ship_part", parts })
  if (Result.isFailure(outcome)) return outcome
  const beyond = excess(order, parts, waiting)
  return beyond === undefined ? outcome : Result.fail(beyond)
}

/** What a shipped order becomes by itself, once nothing of it is on its way any more. */
const closing = ({ lines, status }: Order): OrderEvent | null => {
  if (status !== "shipped") return null
  if (lines.every((line) => line.returned === line.shipped)) return "return_all"
  return lines.every((line) => line.delivered + line.returned === line.shipped) ? "deliver" : null
}

/** The outcome, and what comes of it by itself. */
const closed = (outcome: Outcome, taken: Taken): Result.Result<Outcome, StepFailure> => {
  const event = closing(outcome.order)
  return event === null
    ? Result.succeed(outcome)
    : Result.map(step(outcome.order, { ...taken, event }), ({ event, order }) => ({ ...outcome, event, order }))
}

const moved = (order: Order, lines: Order["lines"], { at }: Taken): Outcome => ({
  order: { ...order, lines, updatedAt: at },
  event: null,
  release: [],
  ship: [],
  takeBack: []
})

export const arrive = (
  order: Order,
  parts: ReadonlyArray<LinePart>,
  taken: Taken
): Result.Result<Outcome, StepFailure> => {
  const lines = mapLines(order, (line) => ({ ...line, delivered: line.delivered + partOf(line, parts) }))
  return closed(moved(order, lines, taken), taken)
}

export const comeBack = (
  order: Order,
  parts: ReadonlyArray<LinePart>,
  taken: Taken
): Result.Result<Outcome, StepFailure> => {
  const lines = mapLines(order, (line) => ({ ...line, returned: line.returned + partOf(line, parts) }))
  const takeBack = units(order.lines, (line) => resaleable(line, partOf(line, parts)))
  return closed({ ...moved(order, lines, taken), takeBack }, taken)
}

/** What is left of an order of which something was shipped. Where cash is to be collected, somebody has to say so first. */
export const cancelRest = (order: Order, taken: Taken): Result.Result<Outcome, StepFailure> =>
  Result.flatMap(step(order, { ...taken, event: "cancel_rest" }), (outcome) =>
    closing(outcome.order) === "deliver" && collectable(outcome.order, taken.multiple) > 0
      ? Result.succeed(outcome)
      : closed(outcome, taken)
  )
