/** Commands about orders and about placing them. */
import { CheckoutStore, type Order, OrderId, OrderStatus, OrderStore, type Placement } from "@duka/core"
import { Effect } from "effect"
import { times } from "../outcomes.ts"
import { placement } from "../placements.ts"
import * as Samples from "../samples.ts"
import type { Dice } from "./Dice.ts"
import { nothing, pages, type Side, step, type Step } from "./Step.ts"
import { requestOf, storeIdOf } from "./stock.ts"
import { allocate, now, openCarts, set, uuid, variants, without, type World } from "./World.ts"

/** Numbers are a storage's own: what is compared is whose they are. */
const shownOrder =
  ({ numbers }: Side) =>
  (order: Order) => ({ ...order, number: numbers.get(order.number) })

const placementOf = (world: World, dice: Dice): Placement | undefined => {
  const sold = times(1 + dice.below(3)).flatMap(() => dice.any(variants(world)) ?? [])
  const lines = sold.map(({ product, variant }) => ({
    product: dice.once(12) ? { ...product, version: product.version + 1 } : product,
    variantId: variant.id,
    quantity: 1 + dice.below(3)
  }))
  const [first, ...rest] = lines
  if (first === undefined) return undefined
  const cart = dice.once(2) ? undefined : dice.any(openCarts(world))
  const draft = cart !== undefined || dice.once(2) ? undefined : dice.any(world.draftOrders.values())
  const storeId = storeIdOf(world, dice)
  const asked = placement({
    storeId,
    lines: [first, ...rest],
    request: requestOf(world, dice, "orders"),
    at: now(world),
    ...(cart === undefined ? {} : { cart }),
    ...(draft === undefined ? {} : { draft }),
    ...(dice.once(3) ? {} : { customerId: dice.pick(world.people) }),
    ...(dice.once(3) ? { delivery: { method: "pickup", storeId } as const } : {}),
    changes: { id: OrderId.make(uuid(world)), status: dice.pick(["pending", "confirmed"]) }
  })
  // One product is priced at one version.
  return new Set(asked.products.map(({ productId }) => productId)).size === asked.products.length ? asked : undefined
}

export const place = (world: World, dice: Dice): Step => {
  const asked = placementOf(world, dice)
  if (asked === undefined) return nothing
  const { order } = asked
  return step({
    about: ["place", asked],
    ask: ({ numbers }) =>
      Effect.gen(function* () {
        const outcome = yield* (yield* CheckoutStore).place(asked)
        if (outcome._tag === "placed") numbers.set(outcome.number, order.id)
        return outcome
      }),
    shown: (outcome) => (outcome._tag === "placed" ? "placed" : outcome),
    learn: (outcome) => {
      if (outcome._tag !== "placed") return
      world.orders = set(world.orders, { ...order, number: 0 })
      if (asked.cart !== null && !dice.once(4)) world.carts = without(world.carts, asked.cart.id)
      allocate(world, order.storeId, asked.allocate)
    }
  })
}

export const placed = (world: World, dice: Dice): Step => {
  const request = requestOf(world, dice, "orders")
  const at = now(world)
  return step({
    about: ["placed", request, at],
    ask: () => Effect.flatMap(CheckoutStore, (store) => store.placed(request, at))
  })
}

const known = (world: World, dice: Dice): Order["id"] =>
  (dice.once(15) ? undefined : dice.any(world.orders.values()))?.id ?? OrderId.make(uuid(world))

export const get = (world: World, dice: Dice): Step => {
  const id = known(world, dice)
  return step({
    about: ["get order", id],
    ask: () => Effect.flatMap(OrderStore, (store) => store.get(id)),
    shown: (order, side) => shownOrder(side)(order),
    learn: (order) => {
      world.orders = set(world.orders, order)
    }
  })
}

export const list = (world: World, dice: Dice): Step => {
  const filter = {
    ...(dice.once(2) ? { customerId: dice.pick(world.people) } : {}),
    ...(dice.once(3) ? { status: dice.pick(OrderStatus.literals) } : {})
  }
  const wanted = dice.once(5) ? known(world, dice) : undefined
  const way = { size: 1 + dice.below(5), page: 1 + dice.below(2) }
  return step({
    about: ["list orders", filter, wanted ?? "", way],
    ask: ({ numbers }) => {
      const number = [...numbers].find(([, id]) => id === wanted)?.[0] ?? -1
      const narrowed = wanted === undefined ? filter : { ...filter, number }
      return Effect.flatMap(OrderStore, (store) => pages((slice) => store.list(narrowed, slice), way))
    },
    shown: (found, side) => found.map(({ items, next, total }) => ({ items: items.map(shownOrder(side)), next, total }))
  })
}

export const save = (world: World, dice: Dice): Step => {
  const before = dice.any(world.orders.values())
  if (before === undefined) return nothing
  const status = dice.pick(OrderStatus.literals)
  const [first, ...rest] = before.lines
  const shipped = dice.below(2)
  const read = { version: dice.once(8) ? before.version + 1 : before.version }
  const at = now(world)
  const order: Order = {
    ...before,
    status,
    contact: dice.once(4) ? null : Samples.contact,
    recipient: dice.once(2) ? null : { name: "Another", email: "another@example.com" },
    note: dice.once(2) ? null : "Changed",
    collection: dice.once(3) ? { reason: "Refused" } : before.collection,
    lines: [{ ...first, shipped, cancelled: 1 - shipped }, ...rest],
    timeline: dice.once(3)
      ? before.timeline
      : [...before.timeline, { at, event: "start", status, by: "staff", reason: dice.once(2) ? null : "Because" }],
    updatedAt: at,
    deliveredAt: status === "delivered" ? at : null
  }
  return step({
    about: ["save order", order, read],
    ask: () => Effect.flatMap(OrderStore, (store) => store.save(order, read)),
    shown: (saved, side) => shownOrder(side)(saved),
    learn: (saved) => {
      world.orders = set(world.orders, saved)
    }
  })
}

export const edit = (world: World, dice: Dice): Step => {
  const before = dice.any(world.orders.values())
  if (before === undefined) return nothing
  const [first, ...rest] = before.lines
  const sold = dice.any(variants(world))
  const quantity = 1 + dice.below(4)
  const products =
    sold === undefined ? [] : [{ productId: sold.product.id, version: sold.product.version + (dice.once(8) ? 1 : 0) }]
  const read = { version: dice.once(8) ? before.version + 1 : before.version, products }
  const asked = sold === undefined ? [] : [{ ...sold, variantId: sold.variant.id, quantity }]
  const added = asked.flatMap((one) => placement({ storeId: before.storeId, lines: [one] }).order.lines)
  const position = 1 + Math.max(...before.lines.map((line) => line.position))
  const kept = dice.once(2) ? rest : rest.slice(1)
  const order: Order = {
    ...before,
    lines: [first, ...kept, ...added.map((line) => ({ ...line, position }))],
    totals: { ...before.totals, tax: dice.below(100) },
    leadTimeHours: dice.below(50),
    updatedAt: now(world)
  }
  return step({
    about: ["edit order", order, read],
    ask: () => Effect.flatMap(OrderStore, (store) => store.edit(order, read)),
    shown: (saved, side) => (saved === null ? saved : shownOrder(side)(saved)),
    learn: (saved) => {
      if (saved !== null) world.orders = set(world.orders, saved)
    }
  })
}

export const openOf = (world: World, dice: Dice): Step => {
  const customerId = dice.pick(world.people)
  return step({
    about: ["open orders of", customerId],
    ask: () => Effect.flatMap(OrderStore, (store) => store.openOf(customerId)),
    shown: (open, { numbers }) => open.map((number) => numbers.get(number))
  })
}

export const anonymise = (world: World, dice: Dice): Step => {
  const [customerId, at] = [dice.pick(world.people), now(world)]
  return step({
    about: ["anonymise", customerId, at],
    ask: () => Effect.flatMap(OrderStore, (store) => store.anonymise(customerId, at))
  })
}
