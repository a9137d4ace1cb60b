/** What holds in every shop once all is quiet: whatever failed on the way, and in whatever order things happened. */
import {
  type Actor,
  CurrentActor,
  Inventory,
  JobStore,
  type Order,
  OrderShares,
  OrderStore,
  type Payment,
  PaymentStore,
  Settling
} from "@duka/core"
import { Effect } from "effect"
import type { World } from "./World.ts"

const owner: Actor = { _tag: "System" }
const slice = (position: null) => ({ _tag: "After", limit: 100, position }) as const

const waiting = (order: Order) =>
  order.lines.reduce((sum, line) => sum + (line.stocked ? line.quantity - line.cancelled - line.shipped : 0), 0)

const sum = <A>(items: Iterable<A>, of: (item: A) => number) => {
  let total = 0
  for (const item of items) total += of(item)
  return total
}

/** Every law that is broken, in words. */
export const broken = Effect.fnUntraced(function* (world: World) {
  const inventory = yield* Inventory
  const orderStore = yield* OrderStore
  const paymentStore = yield* PaymentStore
  const jobs = yield* JobStore
  const { goods, paid, placed, providers, refunded, told } = world
  const wrong: Array<string> = []
  const law = (holds: boolean, words: string) => void (holds || wrong.push(words))

  const { items: orders } = yield* orderStore.list({}, slice(null))
  const { items: payments } = yield* paymentStore.list({}, slice(null))
  const { items: refunds } = yield* paymentStore.refunds({}, slice(null))
  const { items: messages } = yield* paymentStore.messages({}, slice(null))
  const levels = (yield* Effect.provideService(inventory.list({}), CurrentActor, owner)).items

  for (const { variantId } of goods) {
    const level = levels.find((one) => one.variantId === variantId)
    if (level === undefined) continue
    const moved = yield* Effect.provideService(
      inventory.movements(level.variantId, { limit: 100 }),
      CurrentActor,
      owner
    )
    const onHand = sum(moved.items, ({ quantity }) => quantity)
    law(level.onHand === onHand, `on hand ${level.onHand} is not what was moved, ${onHand}`)
    const promised = sum(orders, (order) =>
      sum(order.lines, (line) => (line.variantId === variantId ? line.quantity - line.cancelled - line.shipped : 0))
    )
    law(level.allocated === promised, `allocated ${level.allocated} is not what orders wait for, ${promised}`)
    law(level.onHand >= level.allocated && level.allocated >= 0, `${level.allocated} of ${level.onHand} are promised`)
  }

  for (const order of orders) {
    const name = `order ${order.number} (${order.status})`
    const its = payments.filter(({ orderId }) => orderId === order.id)
    const ledger = yield* paymentStore.ledger(order.id)
    const postings = ledger.flatMap((entry) => entry.postings)
    law(
      ledger.every((entry) => sum(entry.postings, ({ amount }) => amount) === 0),
      `${name}: the ledger does not sum to zero`
    )
    const held = sum(postings, ({ account, amount }) => (account.startsWith("provider:") ? amount : 0))
    const { captured, refunded: back } = order.payments
    law(held === captured - back, `${name}: the ledger holds ${held}, the order says ${captured - back}`)
    law(
      JSON.stringify(Settling.sumsOf(its)) === JSON.stringify(order.payments),
      `${name}: it says ${JSON.stringify(order.payments)}, its payments ${JSON.stringify(Settling.sumsOf(its))}`
    )
    law(order.status !== "pending", `${name}: it still waits for money`)
    law(order.status !== "cancelled" || waiting(order) === 0, `${name}: it is cancelled and holds stock`)
    const left = captured - back - order.payments.refunding
    const costs = OrderShares.owed(order, 1)
    law(order.status !== "cancelled" || left <= costs, `${name}: it is cancelled, costs ${costs} and keeps ${left}`)
    for (const { event } of order.timeline) world.tally.count("events", event)
    law(
      order.status !== "cancelled" ||
        its.every(({ method, status }) => status !== "authorised" || providers.bankOf(method) === undefined),
      `${name}: it is cancelled, and money stays promised for it`
    )
    law(left <= order.totals.total, `${name}: it was paid ${left} for ${order.totals.total}`)
    law(
      order.status !== "confirmed" ||
        its.some(isGivenUp) ||
        order.timeline.some(({ event }) => event === "edit") ||
        order.paymentMethod === "cash_on_delivery" ||
        isCovered(order),
      `${name}: it is confirmed and not covered`
    )
  }

  for (const payment of payments) {
    const bank = providers.bankOf(payment.method)
    const state = bank?.state(payment.id)
    const name = `payment of ${payment.amount} by ${payment.method} (${payment.status})`
    law(payment.status !== "pending" || bank === undefined, `${name}: it still waits`)
    if (state !== undefined) {
      law(state.captured === payment.captured, `${name}: ${state.captured} were taken, ${payment.captured} are told of`)
      const byHand = sum(refunds, (refund) =>
        refund.paymentId === payment.id && refund.byHand && refund.status === "succeeded" ? refund.amount : 0
      )
      law(
        state.refunded + byHand === payment.refunded,
        `${name}: ${state.refunded} and ${byHand} by hand went back, ${payment.refunded} are told of`
      )
    }
    const given = sum(refunds, (refund) =>
      refund.paymentId === payment.id && refund.status === "succeeded" ? refund.amount : 0
    )
    law(given === payment.refunded, `${name}: refunds come to ${given}, it says ${payment.refunded}`)
    const pending = sum(refunds, (refund) =>
      refund.paymentId === payment.id && refund.status === "pending" ? refund.amount : 0
    )
    law(pending === payment.refunding, `${name}: ${pending} are on their way, it says ${payment.refunding}`)
  }
  for (const bank of providers.banks) {
    const known = new Set<string>(payments.map(({ id }) => id))
    const strangers = bank.payments().filter((id) => !known.has(id))
    law(strangers.length === 0, `${bank.method} has ${strangers.length} payments that the shop does not know`)
    const asked = new Set<string>(refunds.map(({ id }) => id))
    const unasked = bank.refunds().filter((key) => !asked.has(key))
    law(unasked.length === 0, `${bank.method} has ${unasked.length} refunds that the shop does not know`)
  }
  law(
    refunds.every(({ byHand, status }) => status !== "pending" || byHand),
    "a refund that is not by hand is still on its way"
  )

  const ids = new Set<string>(orders.map(({ id }) => id))
  for (const [key, id] of placed) law(ids.has(id), `${key}: the order that was answered is not there`)
  law(new Set(placed.values()).size === placed.size, "one order was answered for two keys")
  const perBuyer = Map.groupBy(orders, (order) => order.contact?.name ?? "")
  for (const [buyer, theirs] of perBuyer)
    law(theirs.length === 1, `${buyer} has ordered once, and has ${theirs.length} orders`)
  for (const [key, id] of paid)
    law(
      payments.some((one) => one.id === id),
      `${key}: the payment that was answered is not there`
    )
  for (const [key, id] of refunded)
    law(
      refunds.some((one) => one.id === id),
      `${key}: the refund that was answered is not there`
    )

  const heard = new Set(messages.map(({ key, method }) => `${method} ${key}`))
  law(heard.size === messages.length, "a message is kept twice")
  law(messages.length <= told.size, `${told.size} messages were sent, and ${messages.length} are kept`)
  law(
    messages.every(({ outcome }) => outcome !== "received"),
    "a message was never heard"
  )
  const counts = yield* jobs.counts
  for (const { count, queue, state } of counts) {
    law(state === "completed", `${count} jobs of ${queue} are ${state}`)
  }
  return wrong
})

/** Staff has let go of it, or given some of it back: what is missing then is staff's to know. */
const isGivenUp = ({ closing, refunded, refunding }: Payment) => closing || refunded > 0 || refunding > 0

const isCovered = ({ payments: { authorised, refunded, refunding }, totals }: Order) =>
  authorised - refunded - refunding >= totals.total
