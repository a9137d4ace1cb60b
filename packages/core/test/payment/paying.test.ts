import { AmountNotPossible, NothingDue, PaymentNotMovable, ProviderUnreachable, WebhookRefused } from "@duka/core"
import { FakeProvider } from "@duka/payment-fake"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, freshKey, opened, owner, rooms, staff, stock } from "../opened.ts"
import { agreed, heard, holderOf, law, ordered, orderNow, pass, placed, worked } from "./paying.ts"

const cashier = staff("order:read", "order:write", "payment:write", "payment:refund")

describe("an order that is paid by a provider", () => {
  law("waits for its money, and is confirmed by it", (bank) =>
    Effect.gen(function* () {
      const { order, paymentId } = yield* placed()
      expect(order).toMatchObject({ status: "pending", paymentStatus: "pending" })
      expect(order.payment).toMatchObject({ status: "pending", next: { kind: "redirect" } })
      bank.pay(paymentId)
      expect((yield* orderNow(order.id)).status).toBe("pending")
      const answer = yield* heard(bank, bank.event(paymentId))
      expect(answer.status).toBe(200)
      yield* worked
      const { bank: there, held, order: paid, told } = yield* agreed(order.id, bank)
      expect(paid).toMatchObject({ status: "confirmed", paymentStatus: "paid" })
      expect([held, told, there]).toStrictEqual([250_000, 250_000, 250_000])
      expect(paid.timeline.map(({ event }) => event)).toStrictEqual(["place", "authorise"])
    })
  )

  law("is confirmed without a message too: the provider is asked", (bank) =>
    Effect.gen(function* () {
      const { order, paymentId } = yield* placed()
      bank.pay(paymentId)
      yield* pass(2)
      expect(yield* orderNow(order.id)).toMatchObject({ status: "confirmed", paymentStatus: "paid" })
    })
  )

  law("is paid once, however often it is told, and only by what the provider says when asked", (bank) =>
    Effect.gen(function* () {
      const { order, paymentId } = yield* placed()
      yield* heard(bank, bank.event(paymentId))
      yield* worked
      expect(yield* orderNow(order.id)).toMatchObject({ status: "pending", paymentStatus: "pending" })
      bank.pay(paymentId)
      const asked = bank.calls.filter((call) => call === "lookUp").length
      const tell = heard(bank, bank.event(paymentId))
      yield* Effect.all(
        Array.from({ length: 1_000 }, () => tell),
        { concurrency: "unbounded", discard: true }
      )
      yield* worked
      expect(bank.calls.filter((call) => call === "lookUp").length - asked).toBe(1)
      expect(yield* agreed(order.id, bank)).toMatchObject({ held: 250_000, told: 250_000 })
    })
  )

  law("hears nobody who does not sign, and keeps nothing of it", (bank) =>
    Effect.gen(function* () {
      const { payments, webhooks } = yield* rooms
      const { paymentId } = yield* placed()
      const message = yield* bank.message(bank.event(paymentId))
      const forged = webhooks.receive("bank", { ...message, headers: { "fake-signature": "forged" } })
      expect(yield* Effect.flip(forged)).toBeInstanceOf(WebhookRefused)
      expect((yield* as(owner)(payments.messages())).items).toStrictEqual([])
    })
  )

  law("of a payment that is not the shop's operators are told", (bank) =>
    Effect.gen(function* () {
      const { payments } = yield* rooms
      yield* opened()
      const event = bank.event("019ac000-0000-7000-8000-000000000000")
      yield* heard(bank, event)
      yield* pass(5)
      expect((yield* as(owner)(payments.messages({ outcome: "unknown" }))).items).toMatchObject([{ key: event.id }])
    })
  )

  law("expires unpaid: its stock is given back, and its payment let go of", (bank) =>
    Effect.gen(function* () {
      const { order, paymentId, shop } = yield* placed(5, 2)
      expect(yield* stock(shop.variantId)).toStrictEqual([5, 2])
      yield* pass(31)
      expect(yield* orderNow(order.id)).toMatchObject({ status: "cancelled", paymentStatus: "unpaid" })
      expect(yield* stock(shop.variantId)).toStrictEqual([5, 0])
      expect(bank.state(paymentId)?.status).toBe("voided")
    })
  )

  law("lives again when the money comes late and the goods are there", (bank) =>
    Effect.gen(function* () {
      const { order, paymentId, shop } = yield* placed(5, 2)
      yield* pass(31)
      bank.pay(paymentId)
      yield* heard(bank, bank.event(paymentId))
      yield* worked
      expect(yield* orderNow(order.id)).toMatchObject({ status: "confirmed", paymentStatus: "paid" })
      expect(yield* stock(shop.variantId)).toStrictEqual([5, 2])
    })
  )

  law("is given its late money back when the goods are gone", (bank) =>
    Effect.gen(function* () {
      const { order, paymentId, shop } = yield* placed(1)
      yield* pass(31)
      const { place } = yield* ordered(shop)
      yield* place
      bank.pay(paymentId)
      yield* heard(bank, bank.event(paymentId))
      yield* worked
      const after = yield* agreed(order.id, bank)
      expect(after.order).toMatchObject({ status: "cancelled", paymentStatus: "refunded" })
      expect([after.held, after.told, after.bank]).toStrictEqual([0, 0, 0])
    })
  )

  law("is given back when it is cancelled, at once in the books and at the bank by a job", (bank) =>
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const { holder, order, paymentId, shop } = yield* placed()
      bank.pay(paymentId)
      yield* heard(bank, bank.event(paymentId))
      yield* worked
      bank.fail("refund", "after")
      bank.fail("refund", "before")
      const cancelled = yield* as(holder)(orders.cancel(order.id))
      expect(cancelled.status).toBe("cancelled")
      expect(yield* stock(shop.variantId)).toStrictEqual([5, 0])
      yield* pass(5)
      const after = yield* agreed(order.id, bank)
      expect(after.order.paymentStatus).toBe("refunded")
      expect([after.held, after.bank, bank.refunds().length]).toStrictEqual([0, 0, 1])
    })
  )
})

describe("a provider that fails", () => {
  law("while it is asked to start: the order is there and waits, and the same request goes on", (bank) =>
    Effect.gen(function* () {
      const shop = yield* opened()
      const { place } = yield* ordered(shop)
      bank.fail("start", "before")
      bank.fail("start", "after")
      for (const outcome of ["nothing_done", "unknown"]) {
        const error = yield* Effect.flip(place)
        expect(error).toBeInstanceOf(ProviderUnreachable)
        expect(error).toMatchObject({ outcome })
      }
      expect(yield* stock(shop.variantId)).toStrictEqual([5, 1])
      const { order, replayed } = yield* place
      expect(replayed).toBe(true)
      expect(order.payment).toMatchObject({ status: "pending", next: { kind: "redirect" } })
      expect(bank.payments().length).toBe(1)
    })
  )

  law("declining at once leaves the order to be paid another time", (bank) =>
    Effect.gen(function* () {
      const { payments } = yield* rooms
      const shop = yield* opened()
      const { place } = yield* ordered(shop)
      bank.fail("start", { decline: "insufficient_funds" })
      const { order } = yield* place
      expect(order.payment).toMatchObject({ status: "failed", decline: "insufficient_funds" })
      const { payment } = yield* as(holderOf(order))(payments.start(order.id, { method: "bank" }, freshKey()))
      bank.pay(payment.id)
      yield* pass(2)
      expect(yield* orderNow(order.id)).toMatchObject({ status: "confirmed", paymentStatus: "paid" })
    })
  )
})

describe("paying", () => {
  law("twice gives the second one back", (bank) =>
    Effect.gen(function* () {
      const { payments } = yield* rooms
      const { holder, order, paymentId } = yield* placed()
      // The shop has not heard of it when another one is begun.
      bank.pay(paymentId)
      const key = freshKey()
      const again = as(holder)(payments.start(order.id, { method: "bank" }, key))
      const { payment, replayed } = yield* again
      expect(replayed).toBe(false)
      expect(yield* again).toMatchObject({ replayed: true, payment: { id: payment.id } })
      bank.pay(payment.id)
      yield* pass(10)
      const after = yield* agreed(order.id, bank)
      expect(after.order).toMatchObject({ status: "confirmed", paymentStatus: "partially_refunded" })
      expect([after.held, after.told, after.bank]).toStrictEqual([250_000, 250_000, 250_000])
    })
  )

  law("in parts confirms the order with the last of them, and never takes more than is due", (bank) =>
    Effect.gen(function* () {
      const { payments } = yield* rooms
      const { holder, order, paymentId } = yield* placed()
      yield* as(cashier)(payments.void(paymentId))
      yield* worked
      const pay = (amount: number) =>
        as(holder)(payments.start(order.id, { method: "bank", amount: { amount, currency: "KES" } }, freshKey()))
      const first = yield* pay(100_000)
      bank.pay(first.payment.id)
      yield* pass(2)
      expect(yield* orderNow(order.id)).toMatchObject({ status: "pending", paymentStatus: "partially_paid" })
      expect(yield* Effect.flip(pay(150_001))).toBeInstanceOf(AmountNotPossible)
      const second = yield* pay(150_000)
      bank.pay(second.payment.id)
      yield* pass(2)
      expect(yield* orderNow(order.id)).toMatchObject({ status: "confirmed", paymentStatus: "paid" })
      expect(yield* Effect.flip(pay(1))).toBeInstanceOf(NothingDue)
      expect(yield* agreed(order.id, bank)).toMatchObject({ held: 250_000, told: 250_000, bank: 250_000 })
    })
  )

  law(
    "what is promised is taken by staff, in parts, once whatever is lost on the way",
    (bank) =>
      Effect.gen(function* () {
        const { payments } = yield* rooms
        const { order, paymentId } = yield* placed()
        bank.pay(paymentId)
        yield* pass(2)
        expect(yield* orderNow(order.id)).toMatchObject({ status: "confirmed", paymentStatus: "authorised" })
        bank.fail("capture", "after")
        const part = as(cashier)(payments.capture(paymentId, { amount: { amount: 100_000, currency: "KES" } }))
        expect(yield* Effect.flip(part)).toBeInstanceOf(ProviderUnreachable)
        expect(yield* part).toMatchObject({ captured: { amount: 100_000 } })
        expect((yield* orderNow(order.id)).paymentStatus).toBe("partially_paid")
        yield* as(cashier)(payments.capture(paymentId))
        const refused = yield* Effect.flip(as(cashier)(payments.capture(paymentId)))
        expect(refused).toBeInstanceOf(PaymentNotMovable)
        expect(yield* agreed(order.id, bank)).toMatchObject({ held: 250_000, told: 250_000, bank: 250_000 })
      }),
    { bank: FakeProvider.make({ name: "bank", capabilities: { capture: ["manual", "automatic"] } }) }
  )
})
