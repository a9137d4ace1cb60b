/** What an event does to an order and to the stock behind it. Pure: the use case only reads, writes and moves stock. */
import { Result } from "effect"
import type { Units } from "../inventory/StockLevel.ts"
import type { MinorUnits } from "../Money.ts"
import { cashOnDelivery } from "../payment/methods.ts"
import type { Timestamp } from "../Time.ts"
import type { Collection, FulfilmentStatus, Order, OrderEvent, OrderLine, TimelineEntry } from "./Order.ts"
import { CollectionMissing, IllegalTransition, PaymentDue } from "./OrderErrors.ts"
import { due, isCovered } from "./paying.ts"
import { owed } from "./shares.ts"
import type { LinePart } from "./Shipment.ts"
import { causedBy, next, possible } from "./transitions.ts"

export interface Step {
  readonly event: OrderEvent
  readonly at: Timestamp
  readonly by: TimelineEntry["by"]
  readonly reason: string | null
  readonly collection: Collection | null
  /** Of `ship_part`: what leaves the store. */
  readonly parts?: ReadonlyArray<LinePart>
  /** What amounts paid this way are multiples of; 1 when left out. */
  readonly multiple?: MinorUnits
}

/** An order after a step, and what the step does with stock in its store. */
export interface Outcome {
  readonly order: Order
  /** Null: only its lines have moved. */
  readonly event: OrderEvent | null
  readonly release: ReadonlyArray<Units>
  readonly ship: ReadonlyArray<Units>
  readonly takeBack: ReadonlyArray<Units>
}

/** Units that are neither cancelled nor shipped: for stocked lines they are allocated. */
export const waiting = (line: OrderLine): number => line.quantity - line.cancelled - line.shipped

export const units = (lines: ReadonlyArray<OrderLine>, of: (line: OrderLine) => number): ReadonlyArray<Units> =>
  lines.flatMap((line) => {
    const quantity = line.stocked ? of(line) : 0
    return quantity > 0 ? [{ variantId: line.variantId, quantity }] : []
  })

/** How many of the units are the line's. */
export const partOf = ({ position }: OrderLine, parts: ReadonlyArray<LinePart>): number =>
  parts.reduce((sum, part) => (part.position === position ? sum + part.quantity : sum), 0)

const progress = (line: OrderLine, { event, parts = [] }: Step): OrderLine => {
  switch (event) {
    case "ship_part":
      return { ...line, shipped: line.shipped + partOf(line, parts) }
    case "cancel":
    case "cancel_rest":
    case "expire":
      return { ...line, cancelled: line.cancelled + waiting(line) }
    case "ship":
      return { ...line, shipped: line.shipped + waiting(line) }
    case "deliver":
      return { ...line, delivered: line.shipped - line.returned }
    case "return_all":
      return { ...line, returned: line.shipped }
    default:
      return line
  }
}

/** Customised goods that come back are written off: nobody else wants that cake. */
export const resaleable = (line: OrderLine, returned: number): number =>
  line.customisation.length === 0 ? returned : 0

/** What who brings the goods is to be paid. */
export const collectable = (order: Order, multiple: MinorUnits = 1): MinorUnits =>
  order.paymentMethod === cashOnDelivery ? Math.max(0, due(owed(order, multiple), order.payments)) : 0

/** How much was collected, in the order's own currency, or why nothing was. */
const isCollected = (order: Order, collection: Collection | null): boolean =>
  collection !== null && ("reason" in collection || collection.amount.currency === order.currency)

export type StepFailure = IllegalTransition | CollectionMissing | PaymentDue

export const step = (order: Order, taken: Step): Result.Result<Outcome, StepFailure> => {
  const { at, by, collection, event, multiple = 1, reason } = taken
  const to = next(order.status, event)
  if (Result.isFailure(to)) return Result.fail(to.failure)
  if (!causedBy[event].includes(by === "customer" ? "owner" : by)) {
    return Result.fail(
      new IllegalTransition({ from: order.status, wanted: to.success, possible: possible(order.status) })
    )
  }
  const left = order.lines.some((line) => line.shipped > 0)
  const kept = order.lines.some((line) => line.delivered > 0)
  // What has left the store is not cancelled, and there is a rest only where something has left.
  if ((event === "cancel" && left) || (event === "cancel_rest" && !left)) {
    const others = possible(order.status).filter((status) => !left || status !== "cancelled")
    return Result.fail(new IllegalTransition({ from: order.status, wanted: event, possible: others }))
  }
  // What somebody has comes back as a return.
  if (event === "return_all" && kept) {
    const others = possible(order.status).filter((status) => status !== "cancelled")
    return Result.fail(new IllegalTransition({ from: order.status, wanted: to.success, possible: others }))
  }
  const asked = owed(order, multiple)
  const money = (amount: MinorUnits) => ({ amount, currency: order.currency })
  const leaves = event === "ship" || event === "ship_part"
  if (leaves && order.paymentMethod !== cashOnDelivery && !isCovered(asked, order.payments)) {
    return Result.fail(new PaymentDue({ due: money(due(asked, order.payments)) }))
  }
  const toCollect = event === "deliver" ? collectable(order, multiple) : 0
  if (toCollect > 0 && !isCollected(order, collection)) {
    return Result.fail(new CollectionMissing({ due: money(toCollect) }))
  }
  const status = to.success
  const gone = event === "cancel" || event === "cancel_rest" || event === "expire"
  const [first, ...others] = order.lines
  return Result.succeed({
    order: {
      ...order,
      status,
      lines: [progress(first, taken), ...others.map((line) => progress(line, taken))],
      timeline: [...order.timeline, { at, event, status, by, reason }],
      collection: event === "deliver" ? (collection ?? order.collection) : order.collection,
      updatedAt: at,
      deliveredAt: event === "deliver" ? at : order.deliveredAt
    },
    event,
    release: gone ? units(order.lines, waiting) : [],
    ship: leaves
      ? units(order.lines, (line) => (event === "ship" ? waiting(line) : partOf(line, taken.parts ?? [])))
      : [],
    takeBack: event === "return_all" ? units(order.lines, (line) => resaleable(line, line.shipped - line.returned)) : []
  })
}

/** Derived from the lines' quantities alone. */
export const fulfilmentStatus = (lines: Order["lines"]): FulfilmentStatus => {
  const sum = (of: (line: OrderLine) => number) => lines.reduce((total, line) => total + of(line), 0)
  const live = sum((line) => line.quantity - line.cancelled)
  const [shipped, delivered, returned] = [
    sum((line) => line.shipped),
    sum((line) => line.delivered),
    sum((line) => line.returned)
  ]
  if (live === 0) return "cancelled"
  if (returned > 0) return returned === live ? "returned" : "partially_returned"
  if (delivered > 0) return delivered === live ? "delivered" : "partially_delivered"
  if (shipped > 0) return shipped === live ? "shipped" : "partially_shipped"
  return "unfulfilled"
}
