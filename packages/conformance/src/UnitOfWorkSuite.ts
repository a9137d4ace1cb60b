import {
  CategoryStore,
  CheckoutStore,
  CustomerStore,
  InventoryStore,
  OrderStore,
  ProductStore,
  type StoragePorts,
  UnitOfWork
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, type Layer } from "effect"
import { refusal, times } from "./outcomes.ts"
import { placement } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

/** How many of these customers there are. */
const found = Effect.fnUntraced(function* (ids: ReadonlyArray<ReturnType<typeof Samples.customer>["id"]>) {
  const { get } = yield* CustomerStore
  const all = yield* Effect.forEach(ids, (id) => Effect.option(get(id)))
  return all.filter((customer) => customer._tag === "Some").length
})

/** The laws of `UnitOfWork`, told through the stores: several of them, one unit. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`UnitOfWork (${adapter})`, (it) => {
    // The unit never waits for the reader: on a database with a single session that would be for ever.
    it.effect("readers see all of a unit or nothing of it; inside, it sees its own changes", () =>
      Effect.gen(function* () {
        const { commit } = yield* UnitOfWork
        const { insert, list } = yield* ProductStore
        const entries = [Samples.product(), Samples.product()]
        const search = Samples.search({ ids: entries.map((entry) => entry.id) })
        // One read is one snapshot: how many of the unit's two products are in it?
        const seen = Effect.map(list(search, { _tag: "After", limit: 10, position: null }), ({ items }) => items.length)
        const reader = yield* Effect.forkChild(Effect.replicateEffect(Effect.tap(seen, Effect.yieldNow), 40))
        const inside = yield* commit(
          Effect.forEach(entries, (entry) =>
            Effect.andThen(
              insert([entry]),
              Effect.map(Effect.replicateEffect(Effect.tap(seen, Effect.yieldNow), 10), ([count]) => count)
            )
          )
        )
        assert.deepStrictEqual(inside, [1, 2])
        assert.strictEqual(yield* seen, 2)
        assert.notInclude(yield* Fiber.join(reader), 1)
      })
    )

    it.effect("a unit that fails, in whatever way, leaves nothing behind in any store", () =>
      Effect.gen(function* () {
        const { commit } = yield* UnitOfWork
        const stocked = yield* Saved.stocked(5)
        for (const end of [Effect.fail("no"), Effect.die("no"), Effect.interrupt]) {
          const [entry, customer, category] = [Samples.product(), Samples.customer(), Samples.category()]
          const asked = placement({ storeId: stocked.storeId, lines: [{ product: stocked.product, quantity: 1 }] })
          const exit = yield* Effect.exit(
            commit(
              Effect.gen(function* () {
                yield* (yield* ProductStore).insert([entry])
                yield* (yield* CustomerStore).insert(customer)
                yield* (yield* CategoryStore).insert(category)
                yield* (yield* CheckoutStore).place(asked)
                yield* Saved.received(stocked.variantId, stocked.storeId, 3)
                return yield* end
              })
            )
          )
          assert.isTrue(Exit.isFailure(exit))
          assert.strictEqual(yield* refusal((yield* ProductStore).entry({ id: entry.id })), "ProductNotFound")
          assert.strictEqual(yield* refusal((yield* CustomerStore).get(customer.id)), "CustomerNotFound")
          assert.strictEqual(yield* refusal((yield* CategoryStore).get({ id: category.id })), "CategoryNotFound")
          assert.strictEqual(yield* refusal((yield* OrderStore).get(asked.order.id)), "OrderNotFound")
          assert.deepStrictEqual(yield* Saved.counts(stocked), [5, 0])
          assert.isNull(yield* (yield* CheckoutStore).placed(asked.request, asked.order.createdAt))
        }
      })
    )

    it.effect("an interrupted unit leaves nothing behind, and the next one may go on", () =>
      Effect.gen(function* () {
        const { commit } = yield* UnitOfWork
        const wrote = yield* Deferred.make<ReturnType<typeof Samples.customer>["id"]>()
        const fiber = yield* Effect.forkChild(
          commit(
            Effect.gen(function* () {
              yield* Deferred.succeed(wrote, (yield* Saved.customer()).id)
              return yield* Effect.never
            })
          )
        )
        const id = yield* Deferred.await(wrote)
        yield* Fiber.interrupt(fiber)
        assert.strictEqual(yield* found([id]), 0)
        assert.strictEqual(yield* found([(yield* commit(Saved.customer())).id]), 1)
      })
    )

    it.effect("an inner unit that fails takes back its own changes alone", () =>
      Effect.gen(function* () {
        const { commit } = yield* UnitOfWork
        const [outer, inner, later] = yield* commit(
          Effect.gen(function* () {
            const outer = yield* Saved.customer()
            const inner = yield* Effect.flip(commit(Effect.flatMap(Saved.customer(), Effect.fail)))
            assert.strictEqual(yield* found([outer.id, inner.id]), 1)
            return [outer, inner, yield* Saved.customer()] as const
          })
        )
        assert.strictEqual(yield* found([outer.id, later.id]), 2)
        assert.strictEqual(yield* found([inner.id]), 0)
      })
    )

    it.effect("a committed inner unit falls with the outer one", () =>
      Effect.gen(function* () {
        const { commit } = yield* UnitOfWork
        const { id } = yield* Effect.flip(commit(Effect.flatMap(commit(Saved.customer()), Effect.fail)))
        assert.strictEqual(yield* found([id]), 0)
      })
    )

    it.effect("concurrent units lose no update", () =>
      Effect.gen(function* () {
        const { commit } = yield* UnitOfWork
        const { place } = yield* CheckoutStore
        const { product, storeId, variantId } = yield* Saved.stocked(40)
        const one = (index: number) =>
          commit(
            Effect.gen(function* () {
              yield* place(placement({ storeId, lines: [{ product, quantity: 1 }] }))
              yield* Effect.yieldNow
              if (index % 2 === 0) return yield* Effect.fail("changed my mind")
            })
          )
        yield* Effect.forEach(times(40), (index) => Effect.result(one(index)), { concurrency: 8 })
        assert.deepStrictEqual(yield* Saved.counts({ storeId, variantId }), [40, 20])
      })
    )

    it.effect("an operation that fails does not spoil the unit it is in", () =>
      Effect.gen(function* () {
        const { commit } = yield* UnitOfWork
        const { insert, replace } = yield* ProductStore
        const { allocate } = yield* InventoryStore
        const { product, storeId, variantId } = yield* Saved.stocked(1)
        const { id } = yield* commit(
          Effect.gen(function* () {
            const other = Samples.product({ slug: product.slug })
            assert.deepStrictEqual(
              (yield* insert([other])).map((failure) => failure?._tag),
              ["SlugTaken"]
            )
            assert.strictEqual(yield* refusal(replace(product, { version: 9 })), "VersionConflict")
            assert.strictEqual(yield* refusal(allocate(storeId, [{ variantId, quantity: 2 }])), "OutOfStock")
            const asked = placement({ storeId, lines: [{ product, quantity: 2 }] })
            assert.strictEqual(yield* refusal((yield* CheckoutStore).place(asked)), "OutOfStock")
            return yield* Saved.customer()
          })
        )
        assert.strictEqual(yield* found([id]), 1)
        assert.deepStrictEqual(yield* Saved.counts({ storeId, variantId }), [1, 0])
      })
    )
  })
