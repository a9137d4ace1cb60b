import {
  type Address,
  type CustomerId,
  type DeliveryChoice,
  type Order,
  type OrderFilter,
  type OrderId,
  type OrderLine,
  OrderNotFound,
  OrderStore,
  type Page,
  type PricedProduct,
  type Time,
  VersionConflict
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { newestFirst, sliced } from "./sliced.ts"
import { isOf, row, type Tables } from "./Tables.ts"

const get = (tables: Tables, id: OrderId): Result.Result<Order, OrderNotFound> => {
  const found = row(tables.orders, id)
  return found === undefined ? Result.fail(new OrderNotFound({ orderId: id })) : Result.succeed(found)
}

const list = (tables: Tables, { customerId, number, status }: OrderFilter, slice: Page.Slice): Page.Sliced<Order> =>
  sliced(
    HashMap.toValues(tables.orders).filter(
      (order) =>
        (customerId === undefined || order.customerId === customerId) &&
        (status === undefined || order.status === status) &&
        (number === undefined || order.number === number)
    ),
    newestFirst,
    slice
  )

const progressed = (kept: OrderLine, given: OrderLine | undefined): OrderLine =>
  given === undefined
    ? kept
    : {
        ...kept,
        cancelled: given.cancelled,
        shipped: given.shipped,
        delivered: given.delivered,
        returned: given.returned
      }

/** The order as it is kept, with what may change taken from the one that is given. */
const moved = (kept: Order, given: Order): Order => {
  const lineAt = new Map(given.lines.map((line) => [line.position, line]))
  const [first, ...rest] = kept.lines
  return {
    ...kept,
    status: given.status,
    contact: given.contact,
    recipient: given.recipient,
    delivery: given.delivery,
    note: given.note,
    collection: given.collection,
    payments: given.payments,
    deliveredAt: given.deliveredAt,
    updatedAt: given.updatedAt,
    lines: [
      progressed(first, lineAt.get(first.position)),
      ...rest.map((line) => progressed(line, lineAt.get(line.position)))
    ],
    timeline: [...kept.timeline, ...given.timeline.slice(kept.timeline.length)],
    version: kept.version + 1
  }
}

const save = (
  tables: Tables,
  order: Order,
  { version }: { readonly version: number }
): Change<Order, OrderNotFound | VersionConflict> =>
  Result.flatMap(get(tables, order.id), (kept): Change<Order, VersionConflict> => {
    if (kept.version !== version) {
      return Result.fail(new VersionConflict({ expected: version, actual: kept.version }))
    }
    const saved = moved(kept, order)
    return Result.succeed([saved, { ...tables, orders: HashMap.set(tables.orders, saved.id, saved) }])
  })

/** With what was sold taken from the one that is given, too. */
const edit = (
  tables: Tables,
  order: Order,
  { products, version }: { readonly version: number; readonly products: ReadonlyArray<PricedProduct> }
): Change<Order | null, OrderNotFound | VersionConflict> =>
  Result.map(save(tables, order, { version }), ([saved, after]) => {
    if (products.some((read) => row(tables.products, read.productId)?.entry.version !== read.version)) {
      return [null, tables] as const
    }
    const { leadTimeHours, lines, totals } = order
    const one = { ...saved, leadTimeHours, lines, totals }
    const ordered = lines.flatMap(({ productId, variantId }) => [productId, variantId])
    return [
      one,
      {
        ...after,
        orders: HashMap.set(after.orders, one.id, one),
        ordered: HashMap.setMany(
          after.ordered,
          ordered.map((id) => [id, true] as const)
        )
      }
    ] as const
  })

const erased = ({ city, country, county }: Address): Address => ({
  firstName: "erased",
  lines: ["erased"],
  city,
  ...(county === undefined ? {} : { county }),
  country
})

const anonymousDelivery = (delivery: DeliveryChoice): DeliveryChoice =>
  delivery.method === "pickup" ? delivery : { ...delivery, address: erased(delivery.address) }

const anonymousLine = (line: OrderLine): OrderLine => ({
  ...line,
  customisation: line.customisation.map((customised) => ({ ...customised, text: "" }))
})

const anonymousCollection = (collection: Order["collection"]): Order["collection"] => {
  if (collection === null) return null
  if ("reason" in collection) return { reason: "erased" }
  return { amount: collection.amount, means: collection.means }
}

const anonymous = (order: Order, at: Time.Timestamp): Order => {
  const [first, ...rest] = order.lines
  const [placed, ...steps] = order.timeline
  return {
    ...order,
    collection: anonymousCollection(order.collection),
    timeline: [{ ...placed, reason: null }, ...steps.map((step) => ({ ...step, reason: null }))],
    customerId: null,
    contact: null,
    recipient: null,
    note: null,
    delivery: anonymousDelivery(order.delivery),
    lines: [anonymousLine(first), ...rest.map(anonymousLine)],
    version: order.version + 1,
    updatedAt: at
  }
}

const anonymise = (tables: Tables, customerId: CustomerId, at: Time.Timestamp): Tables => ({
  ...tables,
  shipments: HashMap.map(tables.shipments, (one) =>
    one.note !== null && isOf(tables, customerId)(one)
      ? { ...one, note: null, version: one.version + 1, updatedAt: at }
      : one
  ),
  returns: HashMap.map(tables.returns, (one) =>
    isOf(tables, customerId)(one)
      ? {
          ...one,
          reason: null,
          lines: one.lines.map((line) => ({ ...line, reason: null })),
          version: one.version + 1,
          updatedAt: at
        }
      : one
  ),
  orders: HashMap.map(tables.orders, (order) => (order.customerId === customerId ? anonymous(order, at) : order))
})

const folded = (email: string): string => email.replace(/[A-Z]/gu, (letter) => letter.toLowerCase())

const join = (tables: Tables, customerId: CustomerId, email: string, at: Time.Timestamp): Tables => {
  const wanted = folded(email)
  const isTheirs = ({ contact, customerId }: Order) =>
    customerId === null && contact?.email !== undefined && folded(contact.email) === wanted
  return {
    ...tables,
    orders: HashMap.map(tables.orders, (order) =>
      isTheirs(order) ? { ...order, customerId, version: order.version + 1, updatedAt: at } : order
    )
  }
}

const openOf = (tables: Tables, customerId: CustomerId): ReadonlyArray<number> =>
  HashMap.toValues(tables.orders)
    .filter((order) => order.customerId === customerId && order.status !== "delivered" && order.status !== "cancelled")
    .map((order) => order.number)
    .toSorted((a, b) => a - b)

export const layer: Layer.Layer<OrderStore, never, MemoryTables> = Layer.effect(
  OrderStore,
  Effect.gen(function* () {
    const { change, find, read } = yield* MemoryTables
    return OrderStore.of({
      get: (id) => find((tables) => get(tables, id)),
      list: (filter, slice) => read((tables) => list(tables, filter, slice)),
      save: (order, version) => change((tables) => save(tables, order, version)),
      edit: (order, read) => change((tables) => edit(tables, order, read)),
      openOf: (customerId) => read((tables) => openOf(tables, customerId)),
      join: (customerId, email, at) =>
        change((tables) => Result.succeed([undefined, join(tables, customerId, email, at)])),
      anonymise: (customerId, at) => change((tables) => Result.succeed([undefined, anonymise(tables, customerId, at)]))
    })
  })
)
