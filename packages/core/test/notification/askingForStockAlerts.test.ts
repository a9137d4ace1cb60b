/** Who may wait for what, and for how much. */
import { type Actor, type CurrentActor, type StockPolicy, stockAlertLimits } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, customer, freshKey, guest, opened, owner, price, rooms, staff } from "../opened.ts"
import { uuid } from "../samples.ts"
import { buyer, law } from "./post.ts"

const none = { _tag: "ApiClient", id: "key-1", permissions: [] } as const satisfies Actor

describe("asking for a stock alert", () => {
  law("takes somebody who has signed in, and something that is sold out", () =>
    Effect.gen(function* () {
      const { products, stockAlerts } = yield* rooms
      const { actor } = yield* buyer
      const inStock = yield* opened(1)
      expect(yield* Effect.flip(as(actor)(stockAlerts.add(inStock.variantId)))).toMatchObject({
        _tag: "VariantInStock",
        variantId: inStock.variantId
      })
      for (const stockPolicy of ["untracked", "backorder"] as const satisfies ReadonlyArray<StockPolicy>) {
        const shop = yield* opened(0, { stockPolicy })
        expect(yield* Effect.flip(as(actor)(stockAlerts.add(shop.variantId)))).toMatchObject({ _tag: "VariantInStock" })
      }
      const hidden = yield* opened(0, { status: "draft" })
      const gone = yield* opened(0)
      yield* as(owner)(products.remove(gone.product.id))
      for (const id of [hidden.variantId, gone.variantId, uuid(404), "none"]) {
        expect(yield* Effect.flip(as(actor)(stockAlerts.add(id)))).toMatchObject({
          _tag: "VariantNotFound",
          variantId: id
        })
        yield* as(actor)(stockAlerts.remove(id))
      }
      const { variantId } = yield* opened(0)
      for (const nobody of [guest, owner, none]) {
        const attempts: ReadonlyArray<Effect.Effect<unknown, unknown, CurrentActor>> = [
          stockAlerts.list(),
          stockAlerts.add(variantId),
          stockAlerts.remove(variantId)
        ]
        for (const attempt of attempts) {
          expect(yield* Effect.flip(as(nobody)(attempt))).toMatchObject({ _tag: "SignInNeeded" })
        }
      }
      // Nothing is known of him that he could be told by.
      expect(yield* Effect.flip(as(customer(1))(stockAlerts.add(variantId)))).toMatchObject({ _tag: "SignInNeeded" })
    })
  )

  law("is refused while a unit can be had, and taken once orders hold all of them", () =>
    Effect.gen(function* () {
      const { checkout, stockAlerts } = yield* rooms
      const { actor } = yield* buyer
      const shop = yield* opened(1)
      expect(yield* Effect.flip(as(actor)(stockAlerts.add(shop.variantId)))).toMatchObject({ _tag: "VariantInStock" })
      yield* as(guest)(
        checkout.place(
          {
            lines: [{ variantId: shop.variantId }],
            delivery: shop.pickup,
            contact: { name: "Brian", phone: "+254700000009" },
            payment: { method: "cash_on_delivery" },
            expectedTotal: price
          },
          freshKey()
        )
      )
      expect(yield* as(actor)(stockAlerts.add(shop.variantId))).toMatchObject({ variantId: shop.variantId })
    })
  )

  law(`is possible for ${stockAlertLimits.alertsMax} variants at once, which staff may look at`, () =>
    Effect.gen(function* () {
      const { products, stockAlerts } = yield* rooms
      const { actor, id } = yield* buyer
      const sizes = Array.from({ length: stockAlertLimits.alertsMax }, (_, index) => `S${index}`)
      const { variants } = yield* as(owner)(
        products.create({
          name: "Shirt",
          options: [{ name: "size", values: sizes }],
          variants: sizes.map((size) => ({ optionValues: { size }, prices: [price] }))
        })
      )
      for (const variant of variants) yield* as(actor)(stockAlerts.add(variant.id))
      const one = yield* opened(0)
      expect(yield* Effect.flip(as(actor)(stockAlerts.add(one.variantId)))).toMatchObject({
        _tag: "TooManyStockAlerts",
        alertsMax: stockAlertLimits.alertsMax
      })
      const all = yield* as(staff("customer:read"))(stockAlerts.allOf(id))
      expect(all.map(({ variantId }) => variantId).toSorted()).toEqual(variants.map((each) => each.id).toSorted())
      expect(all.every(({ product }) => product?.name === "Shirt")).toBe(true)
      yield* as(actor)(stockAlerts.remove(variants[0].id))
      yield* as(actor)(stockAlerts.add(one.variantId))
    })
  )
})
