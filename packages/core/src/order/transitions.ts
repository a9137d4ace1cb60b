/**
 * The order's life as data: which event moves which status where, and who may cause it. The documentation, the API and
 * the tests read this table.
 */
import { Result } from "effect"
import type { OrderEvent, OrderStatus } from "./Order.ts"
import { IllegalTransition } from "./OrderErrors.ts"

export const transitions: Readonly<Record<OrderStatus, Readonly<Partial<Record<OrderEvent, OrderStatus>>>>> = {
  pending: {
    authorise: "confirmed",
    accept_cash: "confirmed",
    expire: "cancelled",
    edit: "pending",
    cancel: "cancelled"
  },
  confirmed: { edit: "confirmed", start: "processing", ship_part: "processing", ship: "shipped", cancel: "cancelled" },
  processing: {
    edit: "processing",
    ship_part: "processing",
    ship: "shipped",
    cancel: "cancelled",
    cancel_rest: "shipped"
  },
  shipped: { deliver: "delivered", return_all: "cancelled" },
  delivered: {},
  cancelled: { revive: "confirmed" }
}

/** Whose event it is. An owner is the customer or the guest who placed the order. */
export const causedBy: Readonly<Record<OrderEvent, ReadonlyArray<"owner" | "staff" | "system">>> = {
  place: ["owner", "staff", "system"],
  authorise: ["system"],
  accept_cash: ["system"],
  expire: ["system"],
  revive: ["system"],
  edit: ["staff", "system"],
  start: ["staff", "system"],
  ship_part: ["staff", "system"],
  ship: ["staff", "system"],
  deliver: ["staff", "system"],
  cancel: ["owner", "staff", "system"],
  cancel_rest: ["staff", "system"],
  return_all: ["staff", "system"]
}

/** Where owners may still cancel, and change address and note: the work on it has not begun. */
export const ownerMayCancel: ReadonlySet<OrderStatus> = new Set(["pending", "confirmed"])

/** Where staff may still change address and note: it has not left the store. */
export const staffMayEdit: ReadonlySet<OrderStatus> = new Set(["pending", "confirmed", "processing"])

/** The events by which a person may ask for a status, in the order in which they are tried. */
export const eventsFor: Readonly<Partial<Record<OrderStatus, ReadonlyArray<OrderEvent>>>> = {
  processing: ["start"],
  shipped: ["ship"],
  delivered: ["deliver"],
  cancelled: ["cancel", "return_all"]
}

export const possible = (status: OrderStatus): ReadonlyArray<OrderStatus> => [
  ...new Set(
    Object.entries(eventsFor).flatMap(([, events]) => events.flatMap((event) => transitions[status][event] ?? []))
  )
]

/** Where the event leads from here. */
export const next = (status: OrderStatus, event: OrderEvent): Result.Result<OrderStatus, IllegalTransition> => {
  const to = transitions[status][event]
  return to === undefined
    ? Result.fail(new IllegalTransition({ from: status, wanted: event, possible: possible(status) }))
    : Result.succeed(to)
}

/** The event by which the order gets the status that somebody asks for. */
export const eventTo = (status: OrderStatus, wanted: OrderStatus): Result.Result<OrderEvent, IllegalTransition> => {
  const event = (eventsFor[wanted] ?? []).find((event) => transitions[status][event] === wanted)
  return event === undefined
    ? Result.fail(new IllegalTransition({ from: status, wanted, possible: possible(status) }))
    : Result.succeed(event)
}
