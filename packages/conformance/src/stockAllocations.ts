/** Allocating, giving back, shipping and taking back. */
import { InventoryStore, ProductStore, type StockPolicy, type StoragePorts, VariantId } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { refusal, told } from "./outcomes.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const whole = { _tag: "After", limit: 100, position: null } as const

const underPolicy = Effect.fnUntraced(function* ({ product }: Saved.Stocked, stockPolicy: StockPolicy) {
  const { entry, replace } = yield* ProductStore
  const before = yield* Effect.orDie(entry({ id: product.id }))
  const [variant] = before.variants
  yield* Effect.orDie(replace({ ...before, variants: [{ ...variant, stockPolicy }] }, before))
})

export const allocating = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("every line is allocated or none, and every shortage is told, by variant id", () =>
    Effect.gen(function* () {
      const { allocate } = yield* InventoryStore
      const { id: storeId } = yield* Saved.store()
      const [plenty, few, none] = yield* Effect.all([
        Saved.stocked(10, { storeId }),
        Saved.stocked(3, { storeId }),
        Saved.stocked(0, { storeId })
      ])
      const unknown = VariantId.make(Samples.uuid())
      const refused = yield* Effect.flip(
        allocate(storeId, [
          { variantId: few.variantId, quantity: 2 },
          { variantId: plenty.variantId, quantity: 1 },
          { variantId: none.variantId, quantity: 1 },
          // Quantities are summed before they are checked.
          { variantId: few.variantId, quantity: 2 },
          { variantId: unknown, quantity: 1 }
        ])
      )
      const shortages = [
        { variantId: few.variantId, requested: 4, available: 3 },
        { variantId: none.variantId, requested: 1, available: 0 },
        { variantId: unknown, requested: 1, available: 0 }
      ]
      assert.deepStrictEqual(told(refused), {
        _tag: "OutOfStock",
        shortages: shortages.toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1))
      })
      assert.deepStrictEqual(yield* Saved.counts(plenty), [10, 0])
      yield* allocate(storeId, [
        { variantId: few.variantId, quantity: 2 },
        { variantId: plenty.variantId, quantity: 10 },
        { variantId: few.variantId, quantity: 1 }
      ])
      assert.deepStrictEqual(yield* Effect.forEach([plenty, few], Saved.counts), [
        [10, 10],
        [3, 3]
      ])
      const elsewhere = (yield* Saved.store()).id
      assert.strictEqual(yield* refusal(allocate(elsewhere, [{ variantId: few.variantId, quantity: 1 }])), "OutOfStock")
    })
  )

  it.effect("what is on backorder is allocated beyond what there is; what is untracked is not counted", () =>
    Effect.gen(function* () {
      const { allocate, release, ship, takeBack } = yield* InventoryStore
      const { id: storeId } = yield* Saved.store()
      const backorder = yield* Saved.stocked(0, { storeId, policy: "backorder" })
      const untracked = yield* Saved.stocked(0, { storeId, policy: "untracked" })
      const lines = [backorder, untracked].map(({ variantId }) => ({ variantId, quantity: 2 }))
      yield* allocate(storeId, lines)
      assert.include(yield* Saved.level(backorder), { onHand: 0, allocated: 2, available: -2 })
      yield* ship(storeId, lines, Samples.at(1), "shipped")
      assert.deepStrictEqual(yield* Saved.counts(backorder), [-2, 0])
      yield* allocate(storeId, lines)
      yield* release(storeId, lines)
      yield* takeBack(storeId, lines, Samples.at(2), "came back")
      assert.deepStrictEqual(yield* Saved.counts(backorder), [0, 0])
      assert.isUndefined(yield* Saved.level(untracked))
    })
  )

  it.effect("shipping takes from both, as movements; taking back adds to what is on hand", () =>
    Effect.gen(function* () {
      const { allocate, movements, release, ship, takeBack } = yield* InventoryStore
      const stocked = yield* Saved.stocked(10)
      const { storeId, variantId } = stocked
      yield* allocate(storeId, [{ variantId, quantity: 6 }])
      yield* release(storeId, [
        { variantId, quantity: 1 },
        { variantId, quantity: 1 }
      ])
      assert.deepStrictEqual(yield* Saved.counts(stocked), [10, 4])
      // Two lines of one variant leave in one movement.
      const parcel = [
        { variantId, quantity: 2 },
        { variantId, quantity: 1 }
      ]
      yield* ship(storeId, parcel, Samples.at(1), "Order 1001")
      assert.deepStrictEqual(yield* Saved.counts(stocked), [7, 1])
      yield* takeBack(storeId, [{ variantId, quantity: 2 }], Samples.at(2), "Order 1001 returned")
      assert.deepStrictEqual(yield* Saved.counts(stocked), [9, 1])
      const { items } = yield* movements(variantId, whole)
      const about = { id: null, variantId, storeId }
      assert.deepStrictEqual(
        items.slice(0, 2).map((movement) => ({ ...movement, id: null })),
        [
          { ...about, kind: "return", quantity: 2, note: "Order 1001 returned", at: Samples.at(2) },
          { ...about, kind: "shipment", quantity: -3, note: "Order 1001", at: Samples.at(1) }
        ]
      )
      assert.strictEqual(
        items.reduce((sum, { quantity }) => sum + quantity, 0),
        9
      )
    })
  )

  it.effect("giving back or shipping more than is allocated is a defect, and changes nothing", () =>
    Effect.gen(function* () {
      const { allocate, movements, release, ship } = yield* InventoryStore
      const { id: storeId } = yield* Saved.store()
      const [a, b] = [yield* Saved.stocked(5, { storeId }), yield* Saved.stocked(5, { storeId })]
      const line = ({ variantId }: Saved.Stocked, quantity: number) => ({ variantId, quantity })
      yield* allocate(storeId, [line(a, 3), line(b, 1)])
      for (const lines of [
        [line(a, 2), line(b, 2)],
        [line(b, 1), line(a, 2), line(a, 2)]
      ]) {
        assert.isTrue(Exit.hasDies(yield* Effect.exit(release(storeId, lines))))
        assert.isTrue(Exit.hasDies(yield* Effect.exit(ship(storeId, lines, Samples.at(1), "too much"))))
      }
      assert.deepStrictEqual(yield* Effect.forEach([a, b], Saved.counts), [
        [5, 3],
        [5, 1]
      ])
      assert.lengthOf((yield* movements(a.variantId, whole)).items, 1)
    })
  )

  it.effect("a variant that becomes untracked keeps its levels unseen, and what was allocated before is settled", () =>
    Effect.gen(function* () {
      const { allocate, list, release, ship } = yield* InventoryStore
      const stocked = yield* Saved.stocked(10)
      const { storeId, variantId } = stocked
      const lines = (quantity: number) => [{ variantId, quantity }]
      yield* allocate(storeId, lines(5))
      yield* underPolicy(stocked, "untracked")
      assert.deepStrictEqual((yield* list({ variantId }, whole)).items, [])
      yield* allocate(storeId, lines(100))
      yield* release(storeId, lines(2))
      yield* ship(storeId, lines(3), Samples.at(1), "shipped")
      // By now nothing is promised any more: these are of orders that were never counted.
      yield* release(storeId, lines(1))
      yield* ship(storeId, lines(1), Samples.at(2), "shipped")
      yield* underPolicy(stocked, "tracked")
      assert.deepStrictEqual(yield* Saved.counts(stocked), [7, 0])
    })
  )

  it.effect("a variant that is no longer on backorder is short of what it owes, and takes every receipt", () =>
    Effect.gen(function* () {
      const { allocate, move, release, ship } = yield* InventoryStore
      const stocked = yield* Saved.stocked(1, { policy: "backorder" })
      const { storeId, variantId } = stocked
      yield* allocate(storeId, [{ variantId, quantity: 5 }])
      yield* underPolicy(stocked, "tracked")
      const refused = yield* Effect.flip(allocate(storeId, [{ variantId, quantity: 1 }]))
      assert.deepStrictEqual(refused.shortages, [{ variantId, requested: 1, available: 0 }])
      yield* move([Samples.movement(variantId, storeId, { quantity: 1 })], Samples.request(), Samples.at(1))
      const taken = Samples.movement(variantId, storeId, { kind: "write_off", quantity: -1 })
      assert.strictEqual(yield* refusal(move([taken], Samples.request(), Samples.at(2))), "StockTooLow")
      yield* ship(storeId, [{ variantId, quantity: 2 }], Samples.at(3), "shipped")
      yield* release(storeId, [{ variantId, quantity: 1 }])
      assert.deepStrictEqual(yield* Saved.counts(stocked), [0, 2])
    })
  )
}
