import { AmountNotPossible, PaymentNotMovable } from "@duka/core"
import { FakeProvider } from "@duka/payment-fake"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, freshKey, opened, rooms, staff } from "../opened.ts"
import { agreed, heard, law, ordered, orderNow, pass, placed, worked } from "./paying.ts"

const cashier = staff("order:read", "order:write", "payment:write", "payment:refund")

describe("giving back", () => {
  const paid = Effect.fnUntraced(function* (bank: FakeProvider.FakeProvider) {
    const shopped = yield* placed()
    bank.pay(shopped.paymentId)
    yield* pass(2)
    return shopped
  })

  law("parts of it, never more than there is, the same request once", (bank) =>
    Effect.gen(function* () {
      const { payments } = yield* rooms
      const { order, paymentId } = yield* paid(bank)
      const key = freshKey()
      const some = (amount: number, by = key) =>
        as(cashier)(payments.refund(paymentId, { amount: { amount, currency: "KES" }, reason: "Too sweet" }, by))
      yield* Effect.all([some(50_000), some(50_000), some(50_000)], { concurrency: "unbounded" })
      expect(yield* Effect.flip(some(200_001, freshKey()))).toBeInstanceOf(AmountNotPossible)
      yield* some(200_000, freshKey())
      yield* worked
      expect((yield* orderNow(order.id)).paymentStatus).toBe("refunded")
      expect(yield* agreed(order.id, bank)).toMatchObject({ held: 0, told: 0, bank: 0 })
      expect(bank.refunds().length).toBe(2)
    })
  )

  law("that takes its time is asked about, and what fails is work for staff", (bank) =>
    Effect.gen(function* () {
      const { payments } = yield* rooms
      const { order, paymentId } = yield* paid(bank)
      bank.fail("refund", "pending")
      const { refund } = yield* as(cashier)(payments.refund(paymentId, {}, freshKey()))
      yield* worked
      expect((yield* as(cashier)(payments.refunds())).items).toMatchObject([{ status: "pending", byHand: false }])
      expect(yield* orderNow(order.id)).toMatchObject({ paymentStatus: "paid" })
      // However often it is asked about.
      yield* pass(20)
      bank.endRefund(refund.id, "failed")
      yield* pass(10)
      expect((yield* as(cashier)(payments.refunds({ status: "failed" }))).items).toHaveLength(1)
      expect((yield* agreed(order.id, bank)).held).toBe(250_000)
      yield* as(cashier)(payments.retryRefund(refund.id))
      yield* worked
      expect((yield* orderNow(order.id)).paymentStatus).toBe("refunded")
    })
  )

  law(
    "by hand is recorded with its reference, once",
    (bank) =>
      Effect.gen(function* () {
        const { payments } = yield* rooms
        const { order, paymentId } = yield* paid(bank)
        const { refund } = yield* as(cashier)(payments.refund(paymentId, {}, freshKey()))
        expect(refund).toMatchObject({ byHand: true, status: "pending" })
        const record = as(cashier)(payments.recordRefund(refund.id, { reference: "QK12345" }))
        expect(yield* record).toMatchObject({ status: "succeeded", reference: "QK12345" })
        expect(yield* Effect.flip(record)).toBeInstanceOf(PaymentNotMovable)
        expect((yield* orderNow(order.id)).paymentStatus).toBe("refunded")
        expect((yield* agreed(order.id, bank)).held).toBe(0)
      }),
    { bank: FakeProvider.make({ name: "bank", capabilities: { refund: "by_hand" } }) }
  )

  law("by the bank itself is in the books too", (bank) =>
    Effect.gen(function* () {
      const { order, paymentId } = yield* paid(bank)
      bank.reverse(paymentId, 70_000)
      yield* heard(bank, bank.event(paymentId))
      yield* worked
      const after = yield* agreed(order.id, bank)
      expect(after.order.paymentStatus).toBe("partially_refunded")
      expect([after.held, after.told, after.bank]).toStrictEqual([180_000, 180_000, 180_000])
    })
  )
})

describe("cash on delivery", () => {
  law("is in the books once it was collected, and not before", (bank) =>
    Effect.gen(function* () {
      const { checkout, orders } = yield* rooms
      const shop = yield* opened()
      const { buyer } = yield* ordered(shop)
      const given = {
        lines: [{ variantId: shop.variantId }],
        delivery: shop.pickup,
        contact: { name: "Buyer", phone: "+254700000001" },
        payment: { method: "cash_on_delivery" },
        expectedTotal: { amount: 250_000, currency: "KES" }
      } as const
      const { order } = yield* as(buyer)(checkout.place(given, freshKey()))
      expect(order).toMatchObject({ status: "confirmed", paymentStatus: "pending" })
      yield* as(cashier)(orders.setStatus(order.id, { status: "shipped" }))
      const collection = { amount: { amount: 250_000, currency: "KES" }, means: "cash" } as const
      const delivered = yield* as(cashier)(orders.setStatus(order.id, { status: "delivered", collection }))
      expect(delivered).toMatchObject({ status: "delivered", paymentStatus: "paid" })
      expect(yield* agreed(order.id, bank)).toMatchObject({ held: 250_000, told: 250_000 })
    })
  )

  law("that nobody collected is unpaid", () =>
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const shop = yield* opened()
      const { checkout } = yield* rooms
      const given = {
        lines: [{ variantId: shop.variantId }],
        delivery: shop.pickup,
        contact: { name: "Buyer", phone: "+254700000001" },
        payment: { method: "cash_on_delivery" },
        expectedTotal: { amount: 250_000, currency: "KES" }
      } as const
      const { order } = yield* as({ _tag: "Guest" })(checkout.place(given, freshKey()))
      yield* as(cashier)(orders.setStatus(order.id, { status: "shipped" }))
      const collection = { reason: "A gift of the house" } as const
      const delivered = yield* as(cashier)(orders.setStatus(order.id, { status: "delivered", collection }))
      expect(delivered).toMatchObject({ status: "delivered", paymentStatus: "unpaid" })
    })
  )
})
