import { idempotencyLimits, InventoryStore, type Movement, StoreId, type StoragePorts, VariantId } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { refusal, times, told } from "./outcomes.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"
import { allocating } from "./stockAllocations.ts"
import { listing } from "./stockLists.ts"
import { contended } from "./stockMovedAtOnce.ts"

const whole = { _tag: "After", limit: 100, position: null } as const

/** The laws of `InventoryStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`InventoryStore (${adapter})`, (it) => {
    it.effect("movements make levels, and are answered with them in their own order", () =>
      Effect.gen(function* () {
        const { move, movements } = yield* InventoryStore
        const [here, there] = [yield* Saved.store(), yield* Saved.store()]
        const { product, variantId } = yield* Saved.stocked(0, { storeId: here.id })
        const received = Samples.movement(variantId, there.id, { quantity: 5, note: "Crate 7", lowStockThreshold: 2 })
        const adjusted = Samples.movement(variantId, here.id, { kind: "adjustment", quantity: 0, lowStockThreshold: 0 })
        const first = yield* move([received, adjusted], Samples.request(), Samples.at(10))
        const about = { variantId, sku: product.variants[0].sku, productName: product.name, allocated: 0 }
        assert.deepStrictEqual(first, {
          replayed: false,
          levels: [
            { ...about, storeId: there.id, onHand: 5, available: 5, lowStockThreshold: 2 },
            { ...about, storeId: here.id, onHand: 0, available: 0, lowStockThreshold: 0 }
          ]
        })
        const broken = Samples.movement(variantId, there.id, {
          kind: "write_off",
          quantity: -3,
          lowStockThreshold: null
        })
        const found = Samples.movement(variantId, here.id, { kind: "return", quantity: 2 })
        const second = yield* move([found, broken], Samples.request(), Samples.at(11))
        assert.deepStrictEqual(
          second.levels.map(({ lowStockThreshold, onHand }) => [onHand, lowStockThreshold]),
          [
            [2, 0],
            [2, null]
          ]
        )
        const { items } = yield* movements(variantId, whole)
        const kept = ({ id, kind, note, quantity, storeId }: typeof received, seconds: number): Movement => ({
          id,
          variantId,
          storeId,
          kind,
          quantity,
          note: note ?? null,
          at: Samples.at(seconds)
        })
        const newestFirst = (a: Movement, b: Movement) =>
          a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1
        const expected = [kept(received, 10), kept(adjusted, 10), kept(broken, 11), kept(found, 11)]
        assert.deepStrictEqual(items, expected.toSorted(newestFirst))
      })
    )

    it.effect("all movements are recorded or none, and it is told which one could not be", () =>
      Effect.gen(function* () {
        const { move, movements } = yield* InventoryStore
        const { id: storeId } = yield* Saved.store()
        const [a, b, untracked] = yield* Effect.all([
          Saved.stocked(5, { storeId }),
          Saved.stocked(5, { storeId }),
          Saved.stocked(0, { storeId, policy: "untracked" })
        ])
        yield* (yield* InventoryStore).allocate(storeId, [{ variantId: b.variantId, quantity: 2 }])
        const fine = Samples.movement(a.variantId, storeId, { quantity: 9 })
        const tooMuch = Samples.movement(b.variantId, storeId, { kind: "write_off", quantity: -4 })
        const nobody = Samples.movement(VariantId.make(Samples.uuid()), storeId)
        const uncounted = Samples.movement(untracked.variantId, storeId)
        const nowhere = Samples.movement(a.variantId, StoreId.make(Samples.uuid()))
        const refused = (...given: ReadonlyArray<typeof fine>) =>
          Effect.map(Effect.flip(move(given, Samples.request(), Samples.at(1))), told)
        assert.deepStrictEqual(yield* refused(fine, tooMuch), {
          _tag: "StockTooLow",
          variantId: b.variantId,
          storeId,
          onHand: 5,
          allocated: 2,
          quantity: -4
        })
        assert.deepStrictEqual(yield* refused(fine, nowhere), { _tag: "StoreNotFound", storeId: nowhere.storeId })
        for (const missing of [nobody, uncounted]) {
          const unknown = { _tag: "VariantNotFound", variantId: missing.variantId }
          assert.deepStrictEqual(yield* refused(fine, missing), unknown)
          // A variant that is missing is told before a store that is, and both before what is short.
          assert.deepStrictEqual(yield* refused(tooMuch, nowhere, missing), unknown)
        }
        assert.include(yield* refused(tooMuch, nowhere), { _tag: "StoreNotFound" })
        assert.deepStrictEqual(yield* Effect.forEach([a, b], Saved.counts), [
          [5, 0],
          [5, 2]
        ])
        assert.lengthOf((yield* movements(a.variantId, whole)).items, 1)
        const allowed = { ...tooMuch, quantity: -3 }
        assert.include((yield* move([allowed], Samples.request(), Samples.at(2))).levels[0], {
          onHand: 2,
          available: 0
        })
      })
    )

    it.effect("the first of several that are short is told", () =>
      Effect.gen(function* () {
        const { move } = yield* InventoryStore
        const { id: storeId } = yield* Saved.store()
        const both = [yield* Saved.stocked(1, { storeId }), yield* Saved.stocked(1, { storeId })]
        for (const inOrder of [both, both.toReversed()]) {
          const taken = inOrder.map(({ variantId }) =>
            Samples.movement(variantId, storeId, { kind: "write_off", quantity: -2 })
          )
          const refused = yield* Effect.flip(move(taken, Samples.request(), Samples.at(1)))
          assert(refused._tag === "StockTooLow")
          assert.strictEqual(refused.variantId, inOrder[0]?.variantId)
        }
      })
    )

    it.effect("a used key answers the levels as they were after the first request, and moves nothing", () =>
      Effect.gen(function* () {
        const { move, movements } = yield* InventoryStore
        const stocked = yield* Saved.stocked(0)
        const receipt = () => [Samples.movement(stocked.variantId, stocked.storeId, { quantity: 4 })]
        const request = Samples.request()
        const first = yield* move(receipt(), request, Samples.at(0))
        yield* move(receipt(), Samples.request(), Samples.at(1))
        const replayed = { levels: first.levels, replayed: true }
        assert.deepStrictEqual(yield* move(receipt(), request, Samples.at(2)), replayed)
        // An answer that was given is given again, even to what would be refused by now.
        const unknown = [Samples.movement(VariantId.make(Samples.uuid()), stocked.storeId)]
        assert.deepStrictEqual(yield* move(unknown, request, Samples.at(2)), replayed)
        const other = move(receipt(), { ...request, requestHash: "other" }, Samples.at(3))
        assert.deepStrictEqual(told(yield* Effect.flip(other)), { _tag: "IdempotencyConflict", key: request.key })
        const elsewhere = { ...request, scope: Samples.request().scope }
        assert.isFalse((yield* move(receipt(), elsewhere, Samples.at(4))).replayed)
        assert.deepStrictEqual(yield* Saved.counts(stocked), [12, 0])
        const late = Samples.at(idempotencyLimits.keptSeconds + 1)
        assert.isTrue((yield* move(receipt(), request, Samples.at(idempotencyLimits.keptSeconds - 1))).replayed)
        assert.isFalse((yield* move(receipt(), { ...request, requestHash: "other" }, late)).replayed)
        assert.lengthOf((yield* movements(stocked.variantId, whole)).items, 4)
      })
    )

    it.effect("a refused request leaves its key free", () =>
      Effect.gen(function* () {
        const { move } = yield* InventoryStore
        const { storeId, variantId } = yield* Saved.stocked(0)
        const request = Samples.request()
        const taken = [Samples.movement(variantId, storeId, { kind: "write_off", quantity: -1 })]
        assert.strictEqual(yield* refusal(move(taken, request, Samples.at(1))), "StockTooLow")
        const receipt = [Samples.movement(variantId, storeId)]
        assert.isFalse((yield* move(receipt, { ...request, requestHash: "other" }, Samples.at(2))).replayed)
      })
    )

    it.effect("a variant on backorder may be moved below zero", () =>
      Effect.gen(function* () {
        const { move } = yield* InventoryStore
        const { storeId, variantId } = yield* Saved.stocked(1, { policy: "backorder" })
        const taken = [Samples.movement(variantId, storeId, { kind: "adjustment", quantity: -4 })]
        const { levels } = yield* move(taken, Samples.request(), Samples.at(1))
        assert.deepInclude(levels[0], { onHand: -3, allocated: 0, available: -3 })
      })
    )

    it.effect("many movements at once are all recorded", () =>
      Effect.gen(function* () {
        const { move } = yield* InventoryStore
        const { id: storeId } = yield* Saved.store()
        const stocked = yield* Effect.forEach(times(40), () => Saved.stocked(0, { storeId }))
        const receipts = stocked.map(({ variantId }, index) =>
          Samples.movement(variantId, storeId, { quantity: index + 1 })
        )
        const { levels } = yield* move(receipts, Samples.request(), Samples.at(1))
        assert.deepStrictEqual(
          levels.map(({ onHand, variantId }) => [variantId, onHand]),
          stocked.map(({ variantId }, index) => [variantId, index + 1])
        )
      })
    )

    allocating(it)
    listing(it)
    contended(it)
  })
