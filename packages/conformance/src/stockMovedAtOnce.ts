/** What holds for stock whatever is done to it at once. */
import { InventoryStore, type StoragePorts } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect, Result } from "effect"
import { tally, times } from "./outcomes.ts"
import { walked } from "./paging.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const tag = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.result(effect), (result) => (Result.isSuccess(result) ? "done" : result.failure._tag))

export const contended = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("on hand is the sum of the movements, and never less than is allocated", () =>
    Effect.gen(function* () {
      const { allocate, move, movements, release, ship, takeBack } = yield* InventoryStore
      const { id: storeId } = yield* Saved.store()
      const stocked = yield* Effect.forEach(times(3), () => Saved.stocked(20, { storeId }))
      const step = Effect.fnUntraced(function* (index: number) {
        const lines = stocked
          .filter((_, row) => (index + row) % 3 !== 0)
          .map(({ variantId }, row) => ({ variantId, quantity: ((index + row) % 4) + 1 }))
        const inOrder = index % 2 === 0 ? lines : lines.toReversed()
        if (index % 5 === 0) {
          const taken = inOrder.map(({ quantity, variantId }) =>
            Samples.movement(variantId, storeId, {
              kind: "adjustment",
              quantity: index % 2 === 0 ? quantity : -quantity
            })
          )
          return yield* move(taken, Samples.request(), Samples.at(index))
        }
        yield* allocate(storeId, inOrder)
        const at = Samples.at(index)
        if (index % 3 === 0) return yield* release(storeId, inOrder.toReversed())
        if (index % 3 === 1) yield* ship(storeId, inOrder, at, "shipped")
        if (index % 4 === 1) yield* takeBack(storeId, inOrder.toReversed(), at, "came back")
      })
      const tags = yield* Effect.forEach(times(60), (index) => tag(step(index)), { concurrency: 8 })
      const unexpected = tags.filter((tag) => !["done", "OutOfStock", "StockTooLow"].includes(tag))
      assert.deepStrictEqual(unexpected, [])
      for (const one of stocked) {
        const [onHand, allocated] = yield* Saved.counts(one)
        const all = yield* walked((slice) => movements(one.variantId, slice))
        assert.strictEqual(
          all.reduce((sum, { quantity }) => sum + quantity, 0),
          onHand
        )
        assert.isAtLeast(allocated, 0)
        assert.isAtLeast(onHand, allocated)
      }
    })
  )

  it.effect("of many who allocate the last units, exactly as many get them as there are", () =>
    Effect.gen(function* () {
      const { allocate } = yield* InventoryStore
      const stocked = yield* Saved.stocked(7)
      const one = tag(allocate(stocked.storeId, [{ variantId: stocked.variantId, quantity: 1 }]))
      const tags = yield* Effect.all(
        times(20).map(() => one),
        { concurrency: 10 }
      )
      assert.deepStrictEqual(tally(tags), { done: 7, OutOfStock: 13 })
      assert.deepStrictEqual(yield* Saved.counts(stocked), [7, 7])
    })
  )

  it.effect("levels that many make at once are made once", () =>
    Effect.gen(function* () {
      const { allocate, move } = yield* InventoryStore
      for (const _ of times(6)) {
        const { id: storeId } = yield* Saved.store()
        const [tracked, backorder] = [
          yield* Saved.stocked(0, { storeId }),
          yield* Saved.stocked(0, { storeId, policy: "backorder" })
        ]
        const receipt = (index: number) => {
          const both = [tracked, backorder].map(({ variantId }) =>
            Samples.movement(variantId, storeId, { quantity: 1 })
          )
          const moved = move(index % 2 === 0 ? both : both.toReversed(), Samples.request(), Samples.at(index))
          // Whoever had no time for its locks has done nothing, and is asked again with the same key.
          return tag(Effect.retry(moved, { times: 5, while: ({ _tag }) => _tag === "StorageBusy" }))
        }
        // One of the two levels may be there before the other: whoever made neither makes both.
        const ordered = tag(allocate(storeId, [{ variantId: backorder.variantId, quantity: 1 }]))
        const all = times(16).map((index) => (index % 4 === 3 ? ordered : receipt(index)))
        assert.deepStrictEqual(tally(yield* Effect.all(all, { concurrency: 8 })), { done: 16 })
        assert.deepStrictEqual(yield* Effect.forEach([tracked, backorder], Saved.counts), [
          [12, 0],
          [12, 4]
        ])
      }
    })
  )

  it.effect("concurrent twins of a request move once", () =>
    Effect.gen(function* () {
      const { move } = yield* InventoryStore
      for (const _ of times(5)) {
        const stocked = yield* Saved.stocked(0)
        const request = Samples.request()
        const twin = Effect.map(
          Effect.result(
            move([Samples.movement(stocked.variantId, stocked.storeId, { quantity: 3 })], request, Samples.at(1))
          ),
          (result) => (Result.isFailure(result) ? result.failure._tag : result.success.replayed ? "replayed" : "moved")
        )
        const { moved, ...others } = tally(
          yield* Effect.all(
            times(8).map(() => twin),
            { concurrency: "unbounded" }
          )
        )
        assert.strictEqual(moved, 1)
        assert.isTrue(Object.keys(others).every((tag) => tag === "replayed" || tag === "IdempotencyRunning"))
        assert.deepStrictEqual(yield* Saved.counts(stocked), [3, 0])
        assert.strictEqual(yield* twin, "replayed")
      }
    })
  )
}
