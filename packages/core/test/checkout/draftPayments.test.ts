/** Draft orders that are paid by a provider, as the caller sits at home. */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, contact, freshKey, opened, price, rooms, staff } from "../opened.ts"
import { FakeProvider } from "@duka/payment-fake"
import { agreed, law, pass } from "../payment/paying.ts"

const clerk = staff("order:read", "order:write")

describe("a draft that a bank takes the money of", () => {
  law(
    "is an order that waits for it, with the link that staff sends to the caller",
    Effect.fnUntraced(function* (bank) {
      const { checkout, draftOrders, orders } = yield* rooms
      const goods = yield* opened(5)
      const draft = yield* as(clerk)(
        draftOrders.create({
          lines: [{ variantId: goods.variantId }],
          contact,
          delivery: goods.pickup,
          payment: { method: "bank", payer: { phone: "+254700000009" } }
        })
      )
      const key = freshKey()
      const place = as(clerk)(checkout.placeDraft(draft.id, { expectedTotal: price }, key))
      bank.fail("start", "after")
      expect(yield* Effect.flip(place)).toMatchObject({ _tag: "ProviderUnreachable" })
      const { order } = yield* place
      expect(order).toMatchObject({ status: "pending", payment: { method: "bank", status: "pending" } })
      expect(order.payment?.next).toMatchObject({ kind: "redirect", url: expect.any(String) })
      bank.pay(order.payment?.id ?? "")
      yield* pass(2)
      expect(yield* as(clerk)(orders.get(order.id))).toMatchObject({ status: "confirmed", paymentStatus: "paid" })
      const { bank: holds, held } = yield* agreed(order.id, bank)
      expect([holds, held]).toStrictEqual([price.amount, price.amount])
    })
  )

  law(
    "says so while the payer's phone is not known, and is not placed",
    Effect.fnUntraced(function* () {
      const { checkout, draftOrders } = yield* rooms
      const goods = yield* opened(5)
      const mail = { name: "Buyer", email: "buyer@example.com" }
      const wanted = { lines: [{ variantId: goods.variantId }], delivery: goods.pickup, payment: { method: "bank" } }
      const draft = yield* as(clerk)(draftOrders.create({ ...wanted, contact: mail }))
      const missing = [{ kind: "payer_unknown", needed: "phone" }]
      expect(draft.quote?.obstacles).toStrictEqual(missing)
      const place = as(clerk)(checkout.placeDraft(draft.id, { expectedTotal: price }, freshKey()))
      expect(yield* Effect.flip(place)).toMatchObject({ _tag: "NotPlaceable", obstacles: missing })
      const payment = { method: "bank", payer: { phone: "+254700000009" } }
      expect((yield* as(clerk)(draftOrders.update(draft.id, { payment }))).quote?.obstacles).toStrictEqual([])
    }),
    { bank: FakeProvider.make({ name: "bank", capabilities: { needs: ["phone"] } }) }
  )
})
