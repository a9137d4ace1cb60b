/** Whatever happens in the shop is told: each kind of event has somebody who publishes it, with the change it tells of. */
import { DomainEvent, EventType, handler, jobKind, Jobs, JobStore, type RefundView, tellEvents, work } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import { turn } from "../busy.ts"
import { as, contact, freshKey, guest, opened, order, owner, price, rooms } from "../opened.ts"
import { heard, pass } from "../payment/paying.ts"
import { law, type Post, worked } from "./post.ts"

const told = Effect.gen(function* () {
  const { list } = yield* JobStore
  const { items } = yield* list({ queue: "tell-events" }, { _tag: "After", limit: 1_000, position: null })
  const payloads = yield* Effect.forEach(items, ({ payload }) =>
    Schema.decodeUnknownEffect(tellEvents.payload)(payload)
  )
  return payloads.flatMap(({ events }) => events)
})

/** The token of the link in a mail of this kind, which is written behind whoever has asked for it. */
const mailedToken = Effect.fnUntraced(function* ({ mails }: Post, kind: string) {
  for (let turns = 0; turns < 500; turns++) {
    const mail = mails.find(({ subject }) => subject === kind)
    if (mail !== undefined) return /"token":"([\w-]{43})"/u.exec(mail.text)?.[1] ?? ""
    yield* Effect.promise(turn)
    yield* worked
  }
  return yield* Effect.die(new Error(`Nobody has mailed ${kind}.`))
})

const people = Effect.fnUntraced(function* (post: Post) {
  const { accounts, sessions } = yield* rooms
  const login = { login: "amina@example.com", password: "kahawa na chai" }
  yield* as(guest)(
    accounts.register({ name: "Amina Njeri", email: login.login, phone: "+254711000001", password: login.password })
  )
  const { accessToken } = yield* as(guest)(sessions.logIn(login))
  const actor = yield* sessions.authenticate(accessToken)
  yield* as(actor)(accounts.verifyEmail(yield* mailedToken(post, "verify-email")))
  yield* as(guest)(accounts.forgotPassword({ email: login.login }))
  const token = yield* mailedToken(post, "password-reset")
  yield* as(guest)(accounts.resetPassword({ token, password: "maji ya machungwa" }))
})

/** An order that is paid by the bank, shipped, sent back and paid back; and one whose payment fails. */
const orders = Effect.fnUntraced(function* (post: Post, shop: Effect.Success<ReturnType<typeof opened>>) {
  const { checkout, orders, payments, returns } = yield* rooms
  const placed = Effect.gen(function* () {
    const { order } = yield* as(guest)(
      checkout.place(
        {
          lines: [{ variantId: shop.variantId }],
          delivery: shop.pickup,
          contact,
          payment: { method: "bank" },
          expectedTotal: price
        },
        freshKey()
      )
    )
    return { order, paymentId: order.payment?.id ?? "" }
  })
  const { order: paid, paymentId } = yield* placed
  post.bank.pay(paymentId)
  yield* heard(post.bank, post.bank.event(paymentId))
  yield* worked
  yield* as(owner)(orders.update(paid.id, { note: "Second floor" }))
  for (const status of ["processing", "shipped", "delivered"] as const) {
    yield* as(owner)(orders.setStatus(paid.id, { status }))
  }
  const { made } = yield* as(owner)(returns.request(paid.id, { lines: [{ position: 0, quantity: 1 }] }, freshKey()))
  for (const status of ["approved", "received", "refunded"] as const) {
    yield* as(owner)(returns.update(made.id, { status }))
  }
  yield* worked
  const refunds: ReadonlyArray<RefundView> = (yield* as(owner)(payments.refunds({ orderId: paid.id }))).items
  expect(refunds.map(({ status }) => status)).toEqual(["succeeded"])
  const { order: failed, paymentId: declined } = yield* placed
  post.bank.decline(declined)
  yield* heard(post.bank, post.bank.event(declined))
  yield* worked
  yield* as(owner)(orders.cancel(failed.id))
})

const stock = Effect.fnUntraced(function* ({ product, store, variantId }: Effect.Success<ReturnType<typeof opened>>) {
  const { inventory, products } = yield* rooms
  const move = (kind: "adjustment" | "receipt" | "write_off", quantity: number, lowStockThreshold?: number) =>
    as(owner)(
      inventory.move(
        [
          {
            variantId,
            storeId: store.id,
            kind,
            quantity,
            ...(lowStockThreshold === undefined ? {} : { lowStockThreshold })
          }
        ],
        freshKey()
      )
    )
  yield* move("adjustment", 0, 3)
  const [level] = (yield* as(owner)(inventory.list({ variantId }))).items
  yield* move("write_off", -(level?.available ?? 0))
  yield* move("receipt", 2)
  yield* worked
  yield* as(owner)(products.remove(product.id))
})

/** A job that cannot be done is given up. */
const givenUp = Effect.gen(function* () {
  const hopeless = jobKind({ name: "hopeless", payload: Schema.Struct({}), retriedSeconds: 0 })
  yield* (yield* Jobs).enqueue(hopeless, {})
  const worker = yield* Effect.forkChild(work({ handlers: [handler(hopeless, () => Effect.fail("no"))], timers: [] }))
  yield* pass(1)
  yield* Fiber.interrupt(worker)
})

/** A receiver of webhooks that wants nothing more. */
const turnedOff = Effect.gen(function* () {
  const { webhookEndpoints } = yield* rooms
  const { id } = yield* as(owner)(webhookEndpoints.create({ url: "https://gone.example/hook", events: "all" }))
  yield* as(owner)(webhookEndpoints.test(id))
  yield* worked
  yield* worked
})

describe("events", () => {
  law("of every kind are published", (post) =>
    Effect.gen(function* () {
      const shop = yield* opened(10)
      yield* people(post)
      yield* orders(post, shop)
      yield* stock(shop)
      yield* givenUp
      yield* turnedOff
      const types = new Set((yield* told).map(({ type }) => type))
      expect(EventType.literals.filter((type) => !types.has(type))).toEqual([])
    })
  )

  law("name nobody: neither by name, nor by address or number", (post) =>
    Effect.gen(function* () {
      const shop = yield* opened(10)
      yield* people(post)
      yield* orders(post, shop)
      const { list } = yield* JobStore
      const { items } = yield* list({}, { _tag: "After", limit: 1_000, position: null })
      expect(items.length).toBeGreaterThan(20)
      const text = JSON.stringify(items)
      for (const word of ["Amina", "example.com", "+2547", contact.name, "Second floor"])
        expect(text).not.toContain(word)
    })
  )

  law("are told with their change, or not at all", () =>
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const shop = yield* opened(10)
      const { order: placed } = yield* order(shop)
      yield* worked
      const before = yield* told
      expect(before.map(({ type }) => type)).toEqual(expect.arrayContaining(["order.placed", "order.confirmed"]))
      yield* Effect.flip(as(owner)(orders.setStatus(placed.id, { status: "delivered" })))
      yield* worked
      expect(yield* told).toEqual(before)
      for (const event of before) expect(yield* Schema.decodeUnknownEffect(DomainEvent)(event)).toEqual(event)
    })
  )
})
