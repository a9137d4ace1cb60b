/** The event of stock that runs low: one for each time that a level comes down to its threshold. */
import { CheckoutStore, InventoryStore, type Job, JobStore, lowStock, type StoragePorts } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Effect } from "effect"
import { times } from "./outcomes.ts"
import { walked } from "./paging.ts"
import { placement } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

/** What was told of a variant, the newest first. */
const told = Effect.fnUntraced(function* ({ variantId }: Saved.Stocked) {
  const { list } = yield* JobStore
  const all = yield* walked<Job, never>((slice) => list({ queue: lowStock.name }, slice))
  return all.filter(({ payload }) => JSON.stringify(payload).includes(variantId))
})

/** How often something was. */
const events = (stocked: Saved.Stocked) => Effect.map(told(stocked), (jobs) => jobs.length)

const moved = Effect.fnUntraced(function* (
  { storeId, variantId }: Saved.Stocked,
  changes: Parameters<typeof Samples.movement>[2]
) {
  const { move } = yield* InventoryStore
  yield* move([Samples.movement(variantId, storeId, changes)], Samples.request(), Samples.at(0))
})

/** So many units, and the threshold that they are told of at. */
const watched = Effect.fnUntraced(function* (units: number, lowStockThreshold: number | null) {
  const stocked = yield* Saved.stocked(0)
  yield* moved(stocked, { quantity: units, lowStockThreshold })
  return stocked
})

const sold = ({ product, storeId }: Saved.Stocked, quantity = 1) =>
  Effect.flatMap(CheckoutStore, ({ place }) => place(placement({ storeId, lines: [{ product, quantity }] })))

export const lowStockLaws = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("a level that comes down to its threshold is told of once, and again after it was above it", () =>
    Effect.gen(function* () {
      const stocked = yield* watched(5, 2)
      assert.strictEqual(yield* events(stocked), 0)
      yield* sold(stocked, 2)
      assert.strictEqual(yield* events(stocked), 0)
      yield* sold(stocked)
      assert.strictEqual(yield* events(stocked), 1)
      const [job] = yield* told(stocked)
      assert.deepStrictEqual(job?.payload, { variantId: stocked.variantId, storeId: stocked.storeId })
      // By the clock, not at the beginning of time.
      assert.isAbove(Date.parse(job?.enqueuedAt ?? ""), Date.parse("2001-01-01T00:00:00.000Z"))
      yield* sold(stocked)
      assert.strictEqual(yield* events(stocked), 1)
      yield* moved(stocked, { quantity: 10 })
      yield* sold(stocked)
      assert.strictEqual(yield* events(stocked), 1)
      yield* moved(stocked, { kind: "adjustment", quantity: -8 })
      assert.strictEqual(yield* events(stocked), 2)
      // A threshold that is raised over a level is crossed too.
      yield* moved(stocked, { quantity: 10 })
      yield* moved(stocked, { kind: "adjustment", quantity: 0, lowStockThreshold: 50 })
      assert.strictEqual(yield* events(stocked), 3)
    })
  )

  it.effect("however many buy at once, the threshold is crossed once", () =>
    Effect.gen(function* () {
      const stocked = yield* watched(20, 10)
      yield* Effect.forEach(times(20), () => sold(stocked), { concurrency: 10 })
      assert.strictEqual(yield* events(stocked), 1)
    })
  )

  it.effect("a sale that is refused tells of nothing", () =>
    Effect.gen(function* () {
      const stocked = yield* watched(5, 4)
      assert.strictEqual((yield* Effect.flip(sold(stocked, 6)))._tag, "OutOfStock")
      assert.strictEqual(yield* events(stocked), 0)
    })
  )

  it.effect("nothing is told of what has no threshold", () =>
    Effect.gen(function* () {
      const stocked = yield* watched(2, null)
      yield* sold(stocked, 2)
      assert.strictEqual(yield* events(stocked), 0)
    })
  )
}
