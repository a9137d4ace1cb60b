/** The laws of draft orders that are placed: each once, and nothing is allocated before. */
import { CheckoutStore, DraftOrderStore, type StoragePorts, UnitOfWork } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect } from "effect"
import { refusal, tagOf, tally, times, told } from "./outcomes.ts"
import { again, placement } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const now = Samples.at(1)

export const draftsPlaced = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("a draft that is placed names its order from then on, and is changed, removed and placed no more", () =>
    Effect.gen(function* () {
      const { place } = yield* CheckoutStore
      const { get, remove, save } = yield* DraftOrderStore
      const stocked = yield* Saved.stocked(9)
      const { product, storeId, variantId } = stocked
      const draft = yield* Saved.draftOrder({ lines: [Samples.cartLine(variantId, { quantity: 2 })] })
      assert.deepStrictEqual(yield* Saved.counts(stocked), [9, 0])
      const wanted = { storeId, lines: [{ product, quantity: 2 }] } as const
      const expiresAt = Samples.at(9_000)
      const asked = placement({ ...wanted, at: Samples.at(60), draft: { ...draft, expiresAt } })
      assert.strictEqual((yield* place(asked))._tag, "placed")
      assert.deepStrictEqual(yield* Saved.counts(stocked), [9, 2])
      const orderId = asked.order.id
      const became = { ...draft, orderId, version: 2, updatedAt: Samples.at(60), expiresAt }
      assert.deepStrictEqual((yield* get(draft.id, Samples.at(8_999))).draft, became)
      const refused = { _tag: "DraftOrderPlaced", orderId }
      for (const version of [1, 2]) {
        assert.deepStrictEqual(told(yield* Effect.flip(save({ ...became, note: "Late" }, { version }))), refused)
        assert.deepStrictEqual(told(yield* Effect.flip(remove(draft.id, now, { version }))), refused)
        const other = placement({ ...wanted, draft: { id: draft.id, version, expiresAt } })
        assert.deepStrictEqual(yield* place(other), { _tag: "stale" })
      }
      assert.deepStrictEqual(yield* place(again(asked)), { _tag: "replayed", orderId })
      assert.deepStrictEqual((yield* get(draft.id, now)).draft, became)
      assert.deepStrictEqual(yield* Saved.counts(stocked), [9, 2])
    })
  )

  it.effect("a draft that has changed or is gone is stale, and one that is refused stays as it was", () =>
    Effect.gen(function* () {
      const { place } = yield* CheckoutStore
      const { get, save } = yield* DraftOrderStore
      const stocked = yield* Saved.stocked(1)
      const { product, storeId } = stocked
      const draft = yield* Saved.draftOrder()
      const wanted = { storeId, lines: [{ product, quantity: 1 }] } as const
      const many = placement({ storeId, lines: [{ product, quantity: 2 }], draft })
      assert.strictEqual(yield* refusal(place(many)), "OutOfStock")
      const failed = Effect.andThen(place(placement({ ...wanted, draft })), Effect.fail("card declined"))
      assert.strictEqual(yield* Effect.flip((yield* UnitOfWork).commit(failed)), "card declined")
      assert.deepStrictEqual((yield* get(draft.id, now)).draft, draft)
      const { draft: saved } = yield* save({ ...draft, note: "Later" }, draft)
      for (const stale of [draft, Samples.draftOrder()]) {
        assert.deepStrictEqual(yield* place(placement({ ...wanted, draft: stale })), { _tag: "stale" })
      }
      assert.deepStrictEqual((yield* get(draft.id, now)).draft, saved)
      assert.deepStrictEqual(yield* Saved.counts(stocked), [1, 0])
      assert.strictEqual((yield* place(placement({ ...wanted, draft: saved })))._tag, "placed")
    })
  )

  it.effect("one draft is placed once, whatever the keys and whoever changes it meanwhile", () =>
    Effect.gen(function* () {
      const { place } = yield* CheckoutStore
      const { get, save } = yield* DraftOrderStore
      for (const round of times(10)) {
        const stocked = yield* Saved.stocked(20)
        const { product, storeId } = stocked
        const draft = yield* Saved.draftOrder()
        const asked = times(8).map(() => placement({ storeId, lines: [{ product, quantity: 1 }], draft }))
        const placing = asked.map((one) => tagOf(place(one)))
        const saving = Effect.as(save({ ...draft, note: "Later" }, draft), { _tag: "saved" })
        const tags = yield* Effect.all([...placing.slice(0, round), tagOf(saving), ...placing.slice(round)], {
          concurrency: "unbounded"
        })
        const { DraftOrderPlaced = 0, placed = 0, saved = 0, stale } = tally(tags)
        assert.deepStrictEqual([placed + saved, DraftOrderPlaced, stale], [1, placed, 8 - placed])
        const { draft: kept } = yield* get(draft.id, now)
        assert.deepStrictEqual([kept.version, kept.orderId !== null], [2, placed === 1])
        assert.deepStrictEqual(yield* Saved.counts(stocked), [20, placed])
      }
    })
  )
}
