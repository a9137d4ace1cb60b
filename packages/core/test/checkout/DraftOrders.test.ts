import { DraftOrderNotFound, InvalidInput, NotForSale, StoreNotFound, VersionConflict } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { logged } from "../audit/acts.ts"
import { as, contact, filled, guest, law, opened, owner, price, rooms } from "../opened.ts"
import { uuid } from "../samples.ts"
import { cash, clerk, draft, place, wanted } from "./drafts.ts"

const kinds = (obstacles: ReadonlyArray<{ readonly kind: string }> | undefined) => obstacles?.map(({ kind }) => kind)

describe("a draft order", () => {
  law(
    "begins with nothing, says what is missing, and is filled bit by bit",
    Effect.gen(function* () {
      const { draftOrders } = yield* rooms
      const goods = yield* opened(5)
      const blank = yield* draft({})
      expect(blank).toMatchObject({ currency: "KES", lines: [], contact: null, orderId: null, version: 1 })
      expect(kinds(blank.quote?.obstacles)).toStrictEqual([
        "empty",
        "no_delivery_chosen",
        "no_contact",
        "no_payment_chosen"
      ])
      const patches = [
        { lines: [{ variantId: goods.variantId, quantity: 2 }] },
        { delivery: goods.pickup },
        { contact },
        { payment: cash, note: "Call before noon" }
      ]
      const left = [3, 2, 1, 0]
      for (const [index, patch] of patches.entries()) {
        const next = yield* as(clerk)(draftOrders.update(blank.id, patch, { version: index + 1 }))
        expect([next.version, next.quote?.obstacles.length]).toStrictEqual([index + 2, left[index]])
      }
      const shown = yield* as(clerk)(draftOrders.get(blank.id))
      expect(shown).toMatchObject({ ...patches[3], contact, delivery: goods.pickup })
      expect(shown.quote?.totals.total).toStrictEqual({ ...price, amount: 2 * price.amount })
      const emptied = yield* as(clerk)(draftOrders.update(blank.id, { lines: [], contact: null, delivery: null }))
      expect(kinds(emptied.quote?.obstacles)).toStrictEqual(["empty", "no_delivery_chosen", "no_contact"])
      expect(emptied.note).toBe("Call before noon")
    })
  )

  law(
    "is priced like a cart, by the line and its customisation, and names what is short or not sold any more",
    Effect.gen(function* () {
      const { carts, draftOrders, products } = yield* rooms
      const goods = yield* opened(5, {
        customisations: [{ kind: "text", key: "message", label: "Message", maxLength: 20, surcharges: [price] }]
      })
      const { pickup, variantId } = goods
      const lines = [
        { variantId, customisation: { message: "Hongera" } },
        { variantId, quantity: 2 },
        { variantId, quantity: 3 }
      ]
      const made = yield* draft({ ...wanted(goods), lines })
      const cart = yield* as(guest)(carts.create({ lines, delivery: pickup }))
      const without = (quote: typeof made.quote) => quote?.lines.map(({ lineId: _id, ...line }) => line)
      expect(made.lines.map(({ quantity }) => quantity)).toStrictEqual([1, 5])
      expect(without(made.quote)).toStrictEqual(without(cart.quote))
      expect(made.quote).toMatchObject({ totals: cart.quote.totals, obstacles: cart.quote.obstacles })
      expect(made.quote?.obstacles).toMatchObject([
        { kind: "out_of_stock", shortages: [{ variantId, requested: 6, available: 5 }] }
      ])
      yield* as(owner)(products.remove(goods.product.id))
      const now = yield* as(clerk)(draftOrders.get(made.id))
      expect(now.lines).toStrictEqual(made.lines)
      expect(kinds(now.quote?.obstacles)).toStrictEqual(["not_for_sale", "not_for_sale"])
    })
  )

  law(
    "takes only what the shop sells, in a store that it has, for a customer whom it knows",
    Effect.gen(function* () {
      const { draftOrders } = yield* rooms
      const goods = yield* opened(5)
      const nobody = uuid(99)
      const refusals = [
        [{ lines: [{ variantId: nobody }] }, NotForSale],
        [{ delivery: { method: "pickup", storeId: nobody } as const }, StoreNotFound],
        [{ lines: [{ variantId: goods.variantId, quantity: 0 }] }, InvalidInput],
        [{ contact: { name: "Nobody" } }, InvalidInput]
      ] as const
      const made = yield* draft(wanted(goods))
      for (const [given, error] of refusals) {
        expect(yield* Effect.flip(draft(given))).toBeInstanceOf(error)
        expect(yield* Effect.flip(as(clerk)(draftOrders.update(made.id, given)))).toBeInstanceOf(error)
      }
      const unknown = { customerId: nobody }
      expect(yield* Effect.flip(draft(unknown))).toMatchObject({ _tag: "CustomerNotFound", customerId: nobody })
      expect(yield* Effect.flip(as(clerk)(draftOrders.update(made.id, unknown)))).toMatchObject({
        _tag: "CustomerNotFound"
      })
      expect(yield* as(clerk)(draftOrders.get(made.id))).toStrictEqual(made)
      expect((yield* as(clerk)(draftOrders.list())).items).toHaveLength(1)
    })
  )

  law(
    "is changed and removed at the version that was read, and at no other",
    Effect.gen(function* () {
      const { draftOrders } = yield* rooms
      const made = yield* draft({})
      const late = { version: 2 }
      expect(yield* Effect.flip(as(clerk)(draftOrders.update(made.id, {}, late)))).toBeInstanceOf(VersionConflict)
      expect(yield* Effect.flip(as(clerk)(draftOrders.remove(made.id, late)))).toBeInstanceOf(VersionConflict)
      yield* as(clerk)(draftOrders.remove(made.id, { version: 1 }))
      for (const id of [made.id, uuid(99), "drafts"]) {
        for (const ask of [draftOrders.get(id), draftOrders.update(id, {}), draftOrders.remove(id)]) {
          expect(yield* Effect.flip(as(clerk)(ask))).toBeInstanceOf(DraftOrderNotFound)
        }
      }
      const acts = (yield* logged).map(({ action, subject }) => [action, subject.id])
      expect(acts).toStrictEqual([
        ["draft-order.removed", made.id],
        ["draft-order.created", made.id]
      ])
    })
  )

  law(
    "is nobody's cart: the customer's own stays as it is, and merging finds no other",
    Effect.gen(function* () {
      const { carts, customers, orders } = yield* rooms
      const goods = yield* opened(9)
      const { id } = yield* as(owner)(customers.create(contact))
      const caller = { _tag: "Customer", id } as const
      const own = yield* as(caller)(carts.create({ lines: [{ variantId: goods.variantId }] }))
      const made = yield* draft({ ...wanted(goods, 2), customerId: id })
      expect(yield* as(caller)(carts.mine())).toStrictEqual(own)
      expect(yield* Effect.flip(as(caller)(carts.get(made.id)))).toMatchObject({ _tag: "CartNotFound" })
      expect(yield* Effect.flip(as(owner)(orders.get(made.id)))).toMatchObject({ _tag: "OrderNotFound" })
      const { cart } = yield* filled(goods, 3)
      const merged = yield* as(caller)(carts.merge(cart.token ?? ""))
      expect(merged.cart.lines.map(({ quantity }) => quantity)).toStrictEqual([4])
      yield* place(made.id, 2 * price.amount)
      expect((yield* as(caller)(carts.mine())).lines).toStrictEqual(merged.cart.lines)
    })
  )

  law(
    "is kept for so long after its last change, and is not there when that is over",
    Effect.gen(function* () {
      const { draftOrders } = yield* rooms
      const goods = yield* opened()
      const [kept, left] = [yield* draft(wanted(goods)), yield* draft(wanted(goods))]
      yield* TestClock.adjust("50 seconds")
      yield* as(clerk)(draftOrders.update(kept.id, { note: "Still thinking" }))
      yield* TestClock.adjust("10 seconds")
      expect(yield* Effect.flip(as(clerk)(draftOrders.get(left.id)))).toBeInstanceOf(DraftOrderNotFound)
      expect(yield* Effect.flip(place(left.id))).toBeInstanceOf(DraftOrderNotFound)
      yield* TestClock.adjust("49 seconds")
      yield* place(kept.id)
      yield* TestClock.adjust("59 seconds")
      expect((yield* as(clerk)(draftOrders.list())).items.map(({ id }) => id)).toStrictEqual([kept.id])
      yield* TestClock.adjust("1 seconds")
      expect((yield* as(clerk)(draftOrders.list())).items).toStrictEqual([])
    }),
    { draftOrderSeconds: 60 }
  )
})

describe("the drafts of a person", () => {
  law(
    "go when the person is erased, placed ones too, and their orders are kept without the person",
    Effect.gen(function* () {
      const { customers, draftOrders, orders } = yield* rooms
      const goods = yield* opened(9)
      const { id } = yield* as(owner)(customers.create(contact))
      const [open, sold] = [
        yield* draft({ ...wanted(goods), customerId: id }),
        yield* draft({ ...wanted(goods), customerId: id })
      ]
      const others = yield* draft(wanted(goods))
      const { order } = yield* place(sold.id)
      yield* as(owner)(orders.cancel(order.id))
      expect((yield* as(owner)(draftOrders.allOf(id))).map((one) => one.id).toSorted()).toStrictEqual(
        [open.id, sold.id].toSorted()
      )
      yield* as(owner)(customers.erase(id))
      expect((yield* as(clerk)(draftOrders.list())).items.map((one) => one.id)).toStrictEqual([others.id])
      expect(yield* as(owner)(orders.get(order.id))).toMatchObject({ customerId: null, contact: null })
      expect(yield* Effect.flip(place(open.id))).toBeInstanceOf(DraftOrderNotFound)
    })
  )
})
