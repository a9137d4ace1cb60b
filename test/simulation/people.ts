/** Who buys at a simulated shop, and pays or does not; and who tells of it, or does not. */
import { type Actor, Checkout, Orders, Payments, type PlacedOrder, Webhooks } from "@duka/core"
import type { FakeProvider } from "@duka/payment-fake"
import { Effect } from "effect"
import { as, ask, isAnswer, wait } from "./asking.ts"
import type { World } from "./World.ts"

/** The provider's messages: lost, late, several times; and now and then one that is not true, or not the provider's. */
const told = Effect.fnUntraced(function* (world: World, bank: FakeProvider.FakeProvider, paymentId: string) {
  const { chance, tally } = world
  const { receive } = yield* Webhooks
  if (chance.once(4)) return tally.count("messages", "lost")
  const event = bank.event(paymentId)
  if (chance.once(6)) {
    tally.count("messages", "forged")
    const message = yield* bank.message(event)
    const headers = { ...message.headers, "fake-signature": "forged" }
    yield* ask(world, "webhook", receive(bank.method, { ...message, headers }))
  }
  world.told.add(event.id)
  const times = chance.pick([1, 1, 2, 3])
  for (let time = 0; time < times; time++) {
    yield* wait(world, chance.pick([5, 60, 900]))
    tally.count("messages", time === 0 ? "told" : "told again")
    // A provider tells it again until it is answered.
    for (let attempt = 0; attempt < 5; attempt++) {
      const answer = yield* ask(world, "webhook", receive(bank.method, yield* bank.message(event)))
      if (isAnswer(answer)) break
      yield* wait(world, 120)
    }
  }
})

/** What the payer does with a payment that was begun. */
const pays = Effect.fnUntraced(function* (world: World, method: string, paymentId: string) {
  const { chance, providers, tally } = world
  const bank = providers.bankOf(method)
  if (bank === undefined) return
  // What the provider has let go of, nobody can pay.
  const pay = (amount?: number) =>
    bank.state(paymentId)?.status === "voided" ? undefined : bank.pay(paymentId, amount === undefined ? {} : { amount })
  const [what] = [chance.pick(["pays", "pays", "pays", "declines", "ignores", "late", "less", "lies"])]
  tally.count("payers", what)
  switch (what) {
    case "pays":
      yield* wait(world, 300)
      pay()
      break
    case "less":
      yield* wait(world, 300)
      pay(1 + chance.below(100))
      break
    case "declines":
      yield* wait(world, 120)
      bank.decline(paymentId, "insufficient_funds")
      break
    case "late":
      yield* Effect.sleep(`${1_750 + chance.below(900)} seconds`)
      pay()
      break
    case "ignores":
      return
    case "lies":
      break
  }
  yield* told(world, bank, paymentId)
})

/** Somebody who buys: he tries again with the same key, pays again after a decline, and may think better of it. */
export const buyer = Effect.fnUntraced(function* (world: World, name: number) {
  const { chance, goods, placed, seed, storeId } = world
  const { place } = yield* Checkout
  const orders = yield* Orders
  const payments = yield* Payments
  yield* wait(world, 3_000)
  const item = chance.any(goods)
  if (item === undefined) return
  const quantity = 1 + chance.below(3)
  const method = chance.pick(["cash_on_delivery", "bank", "bank", "card", "till"])
  const key = `buyer-${seed}-${name}`
  const request = place(
    {
      lines: [{ variantId: item.variantId, quantity }],
      delivery: { method: "pickup", storeId },
      contact: { name: `Buyer ${name}`, phone: "+254700000001" },
      payment: { method },
      expectedTotal: { amount: item.price * quantity, currency: "KES" }
    },
    key
  )
  let order: PlacedOrder | null = null
  for (let attempt = 0; attempt < 8 && order === null; attempt++) {
    const answer = yield* ask(world, "place", as({ _tag: "Guest" })(request))
    if (isAnswer(answer)) order = answer.order
    else if (answer === "OutOfStock" || answer === "NotPlaceable") return
    else yield* wait(world, 60)
  }
  if (order === null) return
  placed.set(key, order.id)
  const holder: Actor = { _tag: "Guest", orderToken: order.token }
  const first = order.payment
  if (first !== null && method !== "cash_on_delivery") yield* Effect.forkChild(pays(world, method, first.id))
  yield* wait(world, 1_200)
  if (chance.once(3)) {
    const again = chance.pick(["bank", "card", "till"])
    const payKey = `pay-${seed}-${name}`
    for (let attempt = 0; attempt < 4; attempt++) {
      const start = payments.start(order.id, { method: again }, payKey)
      const answer = yield* ask(world, "pay again", as(holder)(start))
      if (isAnswer(answer)) {
        world.paid.set(payKey, answer.payment.id)
        yield* Effect.forkChild(pays(world, again, answer.payment.id))
        break
      }
      if (answer !== null && answer !== "ProviderUnreachable") break
      yield* wait(world, 60)
    }
  }
  if (chance.once(5)) {
    const cancel = ask(world, "cancel", as(holder)(orders.cancel(order.id, { reason: "Thought better of it" })))
    // Some click twice.
    yield* Effect.all(chance.once(2) ? [cancel] : [cancel, cancel], { concurrency: "unbounded", discard: true })
  }
  yield* Effect.sleep("3 hours")
})
