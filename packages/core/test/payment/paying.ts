/** A shop with a bank, whose jobs run, and somebody who orders. */
import { MemoryStorage } from "@duka/adapter-memory"
import {
  type Actor,
  Duka,
  layerProviders,
  PaymentStore,
  type PlacedOrder,
  type Settings,
  type StoragePorts,
  type Tokens
} from "@duka/core"
import { FakeProvider } from "@duka/payment-fake"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { isBusy, turn } from "../busy.ts"
import { as, contact, filled, freshKey, guest, opened, owner, rooms, shopOver } from "../opened.ts"

/** A law of a shop that takes money by the bank. Its jobs run as the clock goes on. */
export const law = <A, E>(
  name: string,
  run: (
    bank: FakeProvider.FakeProvider
  ) => Effect.Effect<A, E, Duka.UseCases | Duka.Background | StoragePorts | Tokens>,
  {
    bank = FakeProvider.make({ name: "bank" }),
    settings = {}
  }: { readonly bank?: FakeProvider.FakeProvider; readonly settings?: Partial<Settings.ShopSettings> } = {}
) =>
  it.effect(name, () =>
    Effect.gen(function* () {
      yield* Effect.forkScoped(Duka.worker({ takers: 2 }))
      return yield* run(bank)
    }).pipe(
      Effect.scoped,
      Effect.provide(Layer.provide(shopOver(MemoryStorage.layer, settings), layerProviders(bank.provider)))
    )
  )

/** Whoever is still busy then may wait for threads that sign and seal, which know of no test's clock. */
const patientSeconds = 10
const moment = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 3)))

/** All that is due is done; what fails is tried again, as often as that takes less than a minute. */
export const worked = Effect.gen(function* () {
  for (let second = 0; second < 60; second++) {
    for (let turns = 0; turns < 5; turns++) yield* Effect.promise(turn)
    if (!(yield* isBusy)) return
    if (second >= patientSeconds) yield* moment
    yield* TestClock.adjust("1 seconds")
  }
})

/** Time goes on, a minute after the other, and all that comes due meanwhile is done. */
export const pass = Effect.fnUntraced(function* (minutes: number) {
  for (let minute = 0; minute < minutes; minute++) {
    yield* TestClock.adjust("1 minutes")
    yield* worked
  }
})

/** An order of so many cakes, to be paid by the bank. */
export const ordered = Effect.fnUntraced(function* (
  shop: Effect.Success<ReturnType<typeof opened>>,
  quantity = 1,
  by: Actor = guest
) {
  const { checkout } = yield* rooms
  const { buyer, cart } = yield* filled(shop, quantity, by)
  const { quote } = yield* as(buyer)(Effect.flatMap(rooms, ({ carts }) => carts.get(cart.id)))
  const given = {
    cartId: cart.id,
    contact,
    payment: { method: "bank" },
    expectedTotal: quote.totals.total
  } as const
  const key = freshKey()
  const place = as(buyer)(checkout.place(given, key))
  return { buyer, place }
})

export const holderOf = ({ token }: PlacedOrder): Actor => ({ _tag: "Guest", orderToken: token })

/** A placed order whose payment was started. */
export const placed = Effect.fnUntraced(function* (count = 5, quantity = 1) {
  const shop = yield* opened(count)
  const { place } = yield* ordered(shop, quantity)
  const { order } = yield* place
  const paymentId = order.payment?.id ?? ""
  return { shop, order, holder: holderOf(order), paymentId }
})

export const orderNow = (id: string) => Effect.flatMap(rooms, ({ orders }) => as(owner)(orders.get(id)))

/** The shop hears what the bank tells it. */
export const heard = Effect.fnUntraced(function* (bank: FakeProvider.FakeProvider, event: FakeProvider.Event) {
  const { webhooks } = yield* rooms
  return yield* webhooks.receive(bank.method, yield* bank.message(event))
})

/** The books agree: with the order, with the bank, and with themselves. */
export const agreed = Effect.fnUntraced(function* (orderId: string, bank: FakeProvider.FakeProvider) {
  const store = yield* PaymentStore
  const order = yield* orderNow(orderId)
  const entries = yield* store.ledger(order.id)
  const inTill = entries.flatMap(({ postings }) => postings).filter(({ account }) => account.startsWith("provider:"))
  const held = inTill.reduce((sum, { amount }) => sum + amount, 0)
  const { captured, refunded } = order.payments
  return { order, held, told: captured.amount - refunded.amount, bank: bank.holds() }
})
