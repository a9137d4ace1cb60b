/** Who has which cart open, and for how long. */
import { CartStore, CheckoutStore, CustomerId, type StoragePorts } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect } from "effect"
import { refusal, times } from "./outcomes.ts"
import { placement } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const customerId = () => CustomerId.make(Samples.uuid())

export const opening = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("an expired cart is not found", () =>
    Effect.gen(function* () {
      const { basket, openOf } = yield* CartStore
      const owner = customerId()
      const { id } = yield* Saved.cart({ customerId: owner, expiresAt: Samples.at(100) })
      assert.strictEqual((yield* basket(id, Samples.at(99))).cart.id, id)
      assert.strictEqual(yield* openOf(owner, Samples.KES, Samples.at(99)), id)
      assert.strictEqual(yield* refusal(basket(id, Samples.at(101))), "CartNotFound")
      assert.isNull(yield* openOf(owner, Samples.KES, Samples.at(101)))
    })
  )

  it.effect("a customer has one open cart for each currency; an expired one gives way", () =>
    Effect.gen(function* () {
      const { basket, insert, openOf } = yield* CartStore
      const owner = customerId()
      const first = yield* Saved.cart({ customerId: owner, expiresAt: Samples.at(100) })
      const early = Samples.cart({ customerId: owner, createdAt: Samples.at(99), expiresAt: Samples.at(900) })
      assert.isFalse(yield* insert(early))
      assert.strictEqual(yield* refusal(basket(early.id, Samples.at(99))), "CartNotFound")
      const elsewhere = yield* Saved.cart({ customerId: owner, currency: Samples.UGX })
      const late = Samples.cart({ customerId: owner, createdAt: Samples.at(101), expiresAt: Samples.at(900) })
      assert.isTrue(yield* insert(late))
      assert.strictEqual(yield* openOf(owner, Samples.KES, Samples.at(102)), late.id)
      assert.strictEqual(yield* openOf(owner, Samples.UGX, Samples.at(102)), elsewhere.id)
      assert.isNull(yield* openOf(customerId(), Samples.KES, Samples.at(102)))
      assert.notStrictEqual(first.id, late.id)
      // Guests may have as many as they like.
      for (const _ of times(3)) yield* Saved.cart()
    })
  )

  it.effect("of many carts that a customer opens at once, one is saved", () =>
    Effect.gen(function* () {
      const { insert, openOf } = yield* CartStore
      const owner = customerId()
      const carts = times(8).map(() => Samples.cart({ customerId: owner }))
      const answers = yield* Effect.forEach(carts, insert, { concurrency: "unbounded" })
      const saved = carts.filter((_, index) => answers[index])
      assert.deepStrictEqual(
        saved.map(({ id }) => id),
        [yield* openOf(owner, Samples.KES, Samples.at(1))]
      )
    })
  )

  it.effect("a cart that was placed makes room for the next one", () =>
    Effect.gen(function* () {
      const { insert, openOf } = yield* CartStore
      const owner = customerId()
      const { product, storeId } = yield* Saved.stocked(1)
      const cart = yield* Saved.cart({ customerId: owner })
      const asked = placement({ storeId, cart, customerId: owner, lines: [{ product, quantity: 1 }] })
      assert.strictEqual((yield* (yield* CheckoutStore).place(asked))._tag, "placed")
      assert.isNull(yield* openOf(owner, Samples.KES, Samples.at(1)))
      const next = Samples.cart({ customerId: owner })
      assert.isTrue(yield* insert(next))
      assert.strictEqual(yield* openOf(owner, Samples.KES, Samples.at(1)), next.id)
    })
  )

  it.effect("a cart is not given to a customer who has another one open; an expired one gives way", () =>
    Effect.gen(function* () {
      const { basket, openOf, save } = yield* CartStore
      const owner = customerId()
      yield* Saved.cart({ customerId: owner, expiresAt: Samples.at(100) })
      const guest = yield* Saved.cart()
      const given = (seconds: number) => save({ ...guest, customerId: owner, updatedAt: Samples.at(seconds) }, guest)
      assert.isFalse(yield* given(99))
      assert.isNull((yield* basket(guest.id, Samples.at(99))).cart.customerId)
      assert.isTrue(yield* given(101))
      assert.strictEqual(yield* openOf(owner, Samples.KES, Samples.at(101)), guest.id)
    })
  )

  it.effect("when a person is erased, every open cart of theirs goes, and nobody else's", () =>
    Effect.gen(function* () {
      const { basket, openOf, removeOf } = yield* CartStore
      const [owner, other] = [customerId(), customerId()]
      const carts = [
        yield* Saved.cart({ customerId: owner }),
        yield* Saved.cart({ customerId: owner, currency: Samples.UGX })
      ]
      const kept = [yield* Saved.cart({ customerId: other }), yield* Saved.cart()]
      yield* removeOf(owner)
      for (const { currency, id } of carts) {
        assert.strictEqual(yield* refusal(basket(id, Samples.at(1))), "CartNotFound")
        assert.isNull(yield* openOf(owner, currency, Samples.at(1)))
      }
      for (const cart of kept) assert.deepStrictEqual((yield* basket(cart.id, Samples.at(1))).cart, cart)
      yield* removeOf(owner)
    })
  )
}
