/** The laws of placing that hold when many place at once. */
import { CheckoutStore, type StoragePorts } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect } from "effect"
import { tagOf, tally, times } from "./outcomes.ts"
import { again, placement } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

export const contended = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("concurrent twins make one order, and no twin is told that the goods or the cart are gone", () =>
    Effect.gen(function* () {
      const { place } = yield* CheckoutStore
      for (const _ of times(10)) {
        const { product, storeId, variantId } = yield* Saved.stocked(1)
        const asked = placement({ storeId, lines: [{ product, quantity: 1 }], cart: yield* Saved.cart() })
        const twins = times(8).map(() => again(asked))
        const tags = tally(yield* Effect.forEach(twins, (twin) => tagOf(place(twin)), { concurrency: "unbounded" }))
        const { placed, ...others } = tags
        assert.strictEqual(placed, 1)
        assert.isTrue(
          Object.keys(others).every((tag) => tag === "replayed" || tag === "IdempotencyRunning"),
          JSON.stringify(tags)
        )
        assert.deepStrictEqual(yield* Saved.counts({ storeId, variantId }), [1, 1])
        assert.strictEqual(yield* tagOf(place(again(asked))), "replayed")
      }
    })
  )

  it.effect("one cart is placed once, whatever the keys", () =>
    Effect.gen(function* () {
      const { place } = yield* CheckoutStore
      for (const _ of times(5)) {
        const { product, storeId, variantId } = yield* Saved.stocked(20)
        const cart = yield* Saved.cart()
        const asked = times(8).map(() => placement({ storeId, lines: [{ product, quantity: 1 }], cart }))
        const tags = yield* Effect.forEach(asked, (one) => tagOf(place(one)), { concurrency: "unbounded" })
        assert.deepStrictEqual(tally(tags), { placed: 1, stale: 7 })
        assert.deepStrictEqual(yield* Saved.counts({ storeId, variantId }), [20, 1])
      }
    })
  )

  it.effect("carts that ask for the same goods in opposite orders never deadlock, and units are conserved", () =>
    Effect.gen(function* () {
      const { place } = yield* CheckoutStore
      const { id: storeId } = yield* Saved.store()
      const [a, b, c] = yield* Effect.all([
        Saved.stocked(30, { storeId }),
        Saved.stocked(30, { storeId }),
        Saved.stocked(30, { storeId })
      ])
      const tags = yield* Effect.forEach(
        times(60),
        (index) => {
          const [first, second, third] = index % 2 === 0 ? ([a, b, c] as const) : ([c, b, a] as const)
          const lines = [
            { product: first.product, quantity: 1 },
            { product: second.product, quantity: 1 },
            { product: third.product, quantity: 1 }
          ] as const
          return tagOf(place(placement({ storeId, lines })))
        },
        { concurrency: 16 }
      )
      assert.deepStrictEqual(tally(tags), { OutOfStock: 30, placed: 30 })
      assert.deepStrictEqual(yield* Effect.forEach([a, b, c], Saved.counts), [
        [30, 30],
        [30, 30],
        [30, 30]
      ])
    })
  )

  it.effect("of many who want the last units, exactly as many get them as there are", () =>
    Effect.gen(function* () {
      const { place } = yield* CheckoutStore
      const stocked = yield* Saved.stocked(7)
      const { product, storeId } = stocked
      const one = (index: number) =>
        tagOf(place(placement({ storeId, lines: [{ product, quantity: 1 }], at: Samples.at(index) })))
      assert.deepStrictEqual(tally(yield* Effect.forEach(times(30), one, { concurrency: 10 })), {
        OutOfStock: 23,
        placed: 7
      })
      assert.deepStrictEqual(yield* Saved.counts(stocked), [7, 7])
    })
  )
}
