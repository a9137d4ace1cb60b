/** Who works at a simulated shop: what they do is right, or refused. */
import { type Actor, Inventory, type OrderView, Orders, Payments, Returns, Shipments } from "@duka/core"
import { Effect } from "effect"
import { as, ask, isAnswer, wait } from "./asking.ts"
import type { World } from "./World.ts"

export const staff: Actor = {
  _tag: "Staff",
  id: "simulated",
  permissions: [
    "inventory:read",
    "inventory:write",
    "order:read",
    "order:write",
    "payment:write",
    "payment:refund",
    "jobs:manage"
  ]
}

const statuses = ["processing", "shipped", "delivered", "cancelled"] as const

/** What is collected at the door, or why nothing is. */
const collectionOf = ({ chance }: World, { totals }: OrderView) =>
  chance.once(4) ? { reason: "A gift" } : ({ amount: { ...totals.total }, means: "cash" } as const)

/** What staff does with goods: all of it, parts of it, and what comes back. */
const goodsMoved = Effect.fnUntraced(function* (world: World, order: OrderView, name: string) {
  const { chance } = world
  const orders = yield* Orders
  const shipments = yield* Shipments
  const returns = yield* Returns
  const lines = [{ position: 0, quantity: 1 }]
  switch (chance.pick(["status", "status", "part", "arrive", "fail", "rest", "edit", "return"])) {
    case "status": {
      const status = chance.pick(statuses)
      const isTold = status === "delivered" && !chance.once(2)
      const change = { status, ...(isTold ? { collection: collectionOf(world, order) } : {}) }
      return yield* ask(world, `set ${status}`, as(staff)(orders.setStatus(order.id, change)))
    }
    case "part":
      return yield* ask(world, "ship a part", as(staff)(shipments.create(order.id, { lines }, `part-${name}`)))
    case "arrive":
    case "fail": {
      const page = yield* ask(world, "shipments", as(staff)(shipments.list(order.id)))
      const shipment = isAnswer(page) ? chance.any(page.items) : undefined
      if (shipment === undefined) return
      const end = chance.pick<Parameters<typeof shipments.update>[1]>([
        { status: "failed" },
        { status: "delivered", collection: collectionOf(world, order) },
        { status: "delivered", collection: collectionOf(world, order) },
        { status: "delivered" }
      ])
      return yield* ask(world, `shipment ${end.status}`, as(staff)(shipments.update(shipment.id, end)))
    }
    case "rest":
      return yield* ask(world, "cancel the rest", as(staff)(orders.cancel(order.id)))
    case "edit": {
      const quantity = 1 + chance.below(3)
      const patch = { lines: [{ position: 0, quantity }] }
      return yield* ask(world, "edit", as(staff)(orders.editLines(order.id, patch)))
    }
    case "return": {
      const asked = yield* ask(
        world,
        "ask for a return",
        as(staff)(returns.request(order.id, { lines }, `back-${name}`))
      )
      if (!isAnswer(asked)) return
      for (const status of ["approved", "received", "refunded"] as const) {
        yield* ask(world, `return ${status}`, as(staff)(returns.update(asked.made.id, { status })))
      }
    }
  }
})

/** What staff does with money. */
const moneyMoved = Effect.fnUntraced(function* (world: World, name: string) {
  const { chance } = world
  const payments = yield* Payments
  const page = yield* ask(world, "payments", as(staff)(payments.list({}, { limit: 30 })))
  const payment = isAnswer(page) ? chance.any(page.items) : undefined
  if (payment === undefined) return
  const what = chance.pick(["capture", "capture", "void", "refund"])
  if (what === "capture") return yield* ask(world, what, as(staff)(payments.capture(payment.id)))
  if (what === "void") return yield* ask(world, what, as(staff)(payments.void(payment.id)))
  const key = `refund-${name}`
  const amount = { amount: 1 + chance.below(Math.max(1, payment.captured.amount)), currency: "KES" }
  for (let attempt = 0; attempt < 3; attempt++) {
    const answer = yield* ask(world, what, as(staff)(payments.refund(payment.id, { amount }, key)))
    if (isAnswer(answer)) world.refunded.set(key, answer.refund.id)
    if (answer !== null) return
  }
})

/** Refunds that are staff's to finish. */
const refundsFinished = Effect.fnUntraced(function* (world: World, name: string) {
  const { chance } = world
  const payments = yield* Payments
  const status = chance.pick(["pending", "failed"])
  const page = yield* ask(world, "refunds", as(staff)(payments.refunds({ status })))
  const refund = isAnswer(page) ? chance.any(page.items) : undefined
  if (refund === undefined) return
  if (status === "failed") return yield* ask(world, "retry", as(staff)(payments.retryRefund(refund.id)))
  yield* ask(world, "record", as(staff)(payments.recordRefund(refund.id, { reference: `hand-${name}` })))
})

export const clerk = Effect.fnUntraced(function* (world: World, clerkName: number) {
  const { chance, goods, seed, storeId } = world
  const orders = yield* Orders
  const inventory = yield* Inventory
  for (let deed = 0; deed < 30; deed++) {
    yield* wait(world, 450)
    const name = `${seed}-${clerkName}-${deed}`
    switch (chance.pick(["goods", "goods", "goods", "money", "money", "refunds", "receive"])) {
      case "goods": {
        const page = yield* ask(world, "orders", as(staff)(orders.list({}, { limit: 30 })))
        const order = isAnswer(page) ? chance.any(page.items) : undefined
        if (order !== undefined) yield* goodsMoved(world, order, name)
        break
      }
      case "money":
        yield* moneyMoved(world, name)
        break
      case "refunds":
        yield* refundsFinished(world, name)
        break
      case "receive": {
        const item = chance.any(goods)
        if (item === undefined) break
        const movement = { variantId: item.variantId, storeId, kind: "receipt", quantity: 1 + chance.below(3) } as const
        yield* ask(world, "receive", as(staff)(inventory.move([movement], `receive-${name}`)))
      }
    }
  }
})
