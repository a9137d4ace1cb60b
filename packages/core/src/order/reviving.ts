/** Money that comes after an order has expired. Pure. */
import { summed, type Units } from "../inventory/StockLevel.ts"
import type { Timestamp } from "../Time.ts"
import type { Order, OrderLine } from "./Order.ts"

/** Whether it was cancelled for want of money, and by nobody's wish. */
export const revivable = ({ status, timeline }: Order): boolean =>
  status === "cancelled" && timeline.findLast((entry) => entry.status === "cancelled")?.event === "expire"

const open = (line: OrderLine): OrderLine => ({ ...line, cancelled: 0 })

/** The order as if it had been paid in time, and what has to be allocated for it to be so. */
export const revived = (
  order: Order,
  at: Timestamp
): { readonly order: Order; readonly allocate: ReadonlyArray<Units> } => {
  const [first, ...rest] = order.lines
  return {
    order: {
      ...order,
      status: "confirmed",
      lines: [open(first), ...rest.map(open)],
      timeline: [...order.timeline, { at, event: "revive", status: "confirmed", by: "system", reason: null }],
      updatedAt: at
    },
    allocate: summed(order.lines.filter((line) => line.stocked))
  }
}
