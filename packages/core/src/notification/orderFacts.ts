/** What messages tell of an order. */
import { Effect, Option } from "effect"
import { asSystem } from "../Actor.ts"
import type { Address } from "../customer/Address.ts"
import { Orders } from "../order/Orders.ts"
import type { OrderView } from "../order/OrderView.ts"
import { Shipments } from "../order/Shipments.ts"
import { Stores } from "../store/Stores.ts"
import type { OrderFacts, ShipmentFacts } from "./Facts.ts"
import type { Addressee } from "./Mailroom.ts"

const addressLines = ({ city, country, county, firstName, lastName, lines, postalCode }: Address) =>
  [[firstName, lastName].join(" ").trim(), ...lines, [postalCode, city].join(" ").trim(), county ?? "", country].filter(
    (line) => line !== ""
  )

const facts = (order: OrderView, store: string): OrderFacts => ({
  number: order.number,
  status: order.status,
  placedAt: order.createdAt,
  paymentMethod: order.paymentMethod,
  lines: order.lines.map(({ customisation, name, optionValues, quantity, sku, total, unitPrice }) => ({
    name,
    sku,
    options: Object.values(optionValues).join(", "),
    customisation: customisation.map(({ label, text }) => ({ label, value: text })),
    quantity,
    unitPrice,
    total
  })),
  totals: order.totals,
  delivery: {
    method: order.delivery.method,
    store,
    address: order.delivery.method === "local" ? addressLines(order.delivery.address) : []
  },
  contact: {
    name: order.contact?.name ?? "",
    email: order.contact?.email ?? null,
    phone: order.contact?.phone ?? null
  },
  note: order.note
})

/** Of an order that was shipped as a whole nobody has said more. */
const whole = ({ lines }: OrderView): ShipmentFacts => ({
  carrier: null,
  trackingNumber: null,
  isPart: false,
  lines: lines.flatMap(({ name, shipped }) => (shipped > 0 ? [{ name, quantity: shipped }] : []))
})

/** An order with what is told of it, and whom it is for. */
export interface AboutOrder {
  readonly order: OrderView
  readonly facts: OrderFacts
  readonly to: Addressee
}

export const orderFacts = Effect.gen(function* () {
  const orders = yield* Orders
  const shipments = yield* Shipments
  const stores = yield* Stores

  const storeName = (storeId: string) =>
    stores.get(storeId).pipe(
      Effect.map(({ name }) => name),
      Effect.orElseSucceed(() => "")
    )

  /** Null once the person was erased, or the order is gone. */
  const aboutOrder = Effect.fnUntraced(
    function* (orderId: string) {
      const order = yield* orders.get(orderId)
      if (order.contact === null) return null
      const { email = null, name, phone = null } = order.contact
      const about: AboutOrder = {
        order,
        facts: facts(order, yield* storeName(order.storeId)),
        to: { customerId: order.customerId, name, email, phone }
      }
      return about
    },
    asSystem,
    Effect.catchTag("OrderNotFound", () => Effect.succeed(null))
  )

  const aboutShipment = Effect.fnUntraced(function* ({ order }: AboutOrder, shipmentId: string | null) {
    const found = shipmentId === null ? null : yield* Effect.option(asSystem(shipments.get(shipmentId)))
    if (found === null || Option.isNone(found)) return whole(order)
    const { carrier, lines, trackingNumber } = found.value
    const told: ShipmentFacts = {
      carrier,
      trackingNumber,
      isPart: order.lines.some(({ cancelled, quantity, shipped }) => shipped + cancelled < quantity),
      lines: lines.flatMap(({ position, quantity }) => {
        const line = order.lines.find((each) => each.position === position)
        return line === undefined ? [] : [{ name: line.name, quantity }]
      })
    }
    return told
  })

  return { aboutOrder, aboutShipment, storeName }
})
