/** What an order's steps are told as. Pure. */
import type { Happened } from "../notification/Events.ts"
import type { Order, OrderEvent, TimelineEntry } from "./Order.ts"
import type { ShipmentId } from "./Shipment.ts"

type Told = (about: {
  readonly orderId: Order["id"]
  readonly reason: string | null
  readonly shipmentId: ShipmentId | null
}) => Happened

const plainly =
  (type: "order.placed" | "order.confirmed" | "order.processing" | "order.delivered" | "order.returned"): Told =>
  ({ orderId }) => ({ type, data: { orderId } })

const shipped: Told = ({ orderId, shipmentId }) => ({ type: "order.shipped", data: { orderId, shipmentId } })
const cancelled: Told = ({ orderId, reason }) => ({ type: "order.cancelled", data: { orderId, reason } })
const updated: Told = ({ orderId }) => ({ type: "order.updated", data: { orderId } })

const tellings: Readonly<Record<OrderEvent, Told>> = {
  place: plainly("order.placed"),
  authorise: plainly("order.confirmed"),
  accept_cash: plainly("order.confirmed"),
  revive: plainly("order.confirmed"),
  expire: cancelled,
  edit: updated,
  start: plainly("order.processing"),
  ship_part: shipped,
  ship: shipped,
  deliver: plainly("order.delivered"),
  cancel: cancelled,
  cancel_rest: cancelled,
  return_all: plainly("order.returned")
}

type Steps = { readonly id: Order["id"]; readonly timeline: ReadonlyArray<TimelineEntry> }

/** Each step that it has taken since `before`, in order; of a new order all of them. */
export const happenings = (
  before: Steps | null,
  after: Steps,
  shipmentId: ShipmentId | null = null
): ReadonlyArray<Happened> =>
  after.timeline
    .slice(before?.timeline.length ?? 0)
    .map(({ event, reason }) => tellings[event]({ orderId: after.id, reason, shipmentId }))
