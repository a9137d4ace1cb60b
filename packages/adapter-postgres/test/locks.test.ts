import { isBusy } from "@duka/adapter-postgres"
import { Placements, Samples, Saved } from "@duka/conformance"
import {
  CartStore,
  CategoryStore,
  CheckoutStore,
  InventoryStore,
  ProductStore,
  type StoragePorts,
  StoreStore
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber } from "effect"
import { SqlClient } from "effect/sql"
import { describe } from "vitest"
import { postgresUrl } from "../../../test/environment/postgres.ts"
import { deadlocks, holding, waiting } from "./locking.ts"
import { postgresStorage } from "./storage.ts"

const { placement } = Placements

/** Two stocked variants of one store, in the order in which they are locked. */
const pair = Effect.gen(function* () {
  const { id: storeId } = yield* Saved.store()
  const [one, two] = yield* Effect.all([Saved.stocked(5, { storeId }), Saved.stocked(5, { storeId })])
  return one.variantId < two.variantId ? ([one, two] as const) : ([two, one] as const)
})

const isLocked = Effect.fnUntraced(function* (variantId: string) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql`SELECT 1 FROM stock_level WHERE variant_id = ${variantId}::uuid FOR NO KEY UPDATE SKIP LOCKED`
  return rows.length === 0
})

describe.skipIf(postgresUrl === null)("locks on a server", () => {
  layer(postgresStorage(), { timeout: "60 seconds", excludeTestServices: true })("in their order", (it) => {
    for (const held of [0, 1] as const) {
      it.effect(`stock is locked in the order of ids: blocked on row ${held}`, () =>
        Effect.gen(function* () {
          const { place } = yield* CheckoutStore
          const stocked = yield* pair
          const release = yield* holding("stock_level", "variant_id", stocked[held].variantId)
          // The order names them backwards.
          const lines = [
            { product: stocked[1].product, quantity: 1 },
            { product: stocked[0].product, quantity: 1 }
          ] as const
          const placing = yield* Effect.forkChild(place(placement({ storeId: stocked[0].storeId, lines })))
          yield* waiting()
          // Waiting for the first row it has not taken the second; waiting for the second it holds the first.
          assert.strictEqual(yield* isLocked(stocked[held === 0 ? 1 : 0].variantId), held === 1)
          yield* release
          assert.strictEqual((yield* Fiber.join(placing))._tag, "placed")
        })
      )
    }

    it.effect("a product that is replaced while it is placed: the order stands, or it is stale", () =>
      Effect.gen(function* () {
        const { place } = yield* CheckoutStore
        const { replace } = yield* ProductStore
        for (let round = 0; round < 20; round++) {
          const { product, storeId } = yield* Saved.stocked(9)
          const lines = [{ product, quantity: 1 }] as const
          const [outcome] = yield* Effect.all(
            [
              place(placement({ storeId, lines })),
              replace({ ...product, variants: [Samples.variant()] }, product).pipe(Effect.exit)
            ],
            { concurrency: 2 }
          )
          assert.include(["placed", "stale"], outcome._tag)
        }
      })
    )

    it.effect("whatever happens at once, nobody deadlocks and nothing is a defect", () =>
      Effect.gen(function* () {
        const products = yield* ProductStore
        const { place } = yield* CheckoutStore
        const { allocate, move, release } = yield* InventoryStore
        const carts = yield* CartStore
        const { id: storeId } = yield* Saved.store()
        const stocked = yield* Effect.forEach([1, 2, 3, 4], () => Saved.stocked(1_000, { storeId }))
        const cart = yield* Saved.cart({ lines: stocked.map(({ variantId }) => Samples.cartLine(variantId)) })
        const step = (index: number): Effect.Effect<unknown, unknown, StoragePorts> => {
          const some = stocked.filter((_, row) => (index + row) % 3 !== 0)
          const inTurn = index % 2 === 0 ? some : some.toReversed()
          const [first, ...rest] = inTurn.map(({ product }) => ({ product, quantity: 1 }))
          const units = inTurn.map(({ variantId }) => ({ variantId, quantity: 1 }))
          const one = stocked[index % stocked.length]
          if (first === undefined || one === undefined) return Effect.die("there are some")
          switch (index % 7) {
            case 0:
              return Effect.andThen(allocate(storeId, units), release(storeId, units.toReversed()))
            case 1:
              return move(
                units.map(({ variantId }) => Samples.movement(variantId, storeId, { quantity: 1 })),
                Samples.request(),
                Samples.at(index)
              )
            case 2:
              return Effect.flatMap(products.entry({ id: one.product.id }), (entry) =>
                products.replace({ ...entry, variants: [entry.variants[0], Samples.variant()] }, entry)
              )
            case 3:
              return Effect.flatMap(carts.basket(cart.id, Samples.at(1)), (basket) =>
                carts.save(basket.cart, basket.cart)
              )
            case 4:
              return Effect.gen(function* () {
                const categories = yield* CategoryStore
                const category = yield* Saved.category()
                const entry = yield* products.entry({ id: one.product.id })
                yield* Effect.exit(products.replace({ ...entry, categoryIds: [category.id] }, entry))
                yield* categories.remove(category.id, {})
              })
            case 5:
              return Effect.gen(function* () {
                const stores = yield* StoreStore
                const gone = yield* Saved.store()
                const { cart: open } = yield* carts.basket(cart.id, Samples.at(1))
                yield* carts.save({ ...open, delivery: { method: "pickup", storeId: gone.id } }, open)
                yield* stores.remove(gone.id, {})
              })
            default:
              return Effect.gen(function* () {
                const entries = yield* Effect.forEach(inTurn, ({ product }) => products.entry({ id: product.id }))
                const [entry, ...others] = entries.map((product) => ({ product, quantity: 1 }))
                if (entry !== undefined)
                  yield* place(placement({ storeId, lines: [entry, ...others, ...rest.slice(9)] }))
              })
          }
        }
        const exits = yield* Effect.forEach(
          Array.from({ length: 280 }, (_, index) => index),
          (index) => Effect.exit(step(index)),
          { concurrency: 8 }
        )
        const defects = exits.flatMap((exit) =>
          Exit.isFailure(exit) ? exit.cause.reasons.filter((reason) => reason._tag === "Die") : []
        )
        assert.deepStrictEqual(defects, [])
        assert.strictEqual(yield* deadlocks, 0)
      })
    )
  })

  layer(postgresStorage(), { timeout: "60 seconds", excludeTestServices: true })("that are not had in time", (it) => {
    it.effect("locks of stock and cart: the storage is busy, and nothing has happened", () =>
      Effect.gen(function* () {
        const { place } = yield* CheckoutStore
        const { move } = yield* InventoryStore
        const { product, storeId, variantId } = yield* Saved.stocked(5)
        const [other, moved] = yield* Effect.all([Saved.stocked(5), Saved.stocked(5)])
        const cart = yield* Saved.cart()
        const releases = [
          yield* holding("stock_level", "variant_id", variantId),
          yield* holding("stock_level", "variant_id", moved.variantId),
          yield* holding("cart", "id", cart.id)
        ]
        const movement = Samples.movement(moved.variantId, moved.storeId, { quantity: 1 })
        const request = Samples.request()
        const asked = placement({ storeId, lines: [{ product, quantity: 1 }] })
        const waitingForCart = placement({
          storeId: other.storeId,
          lines: [{ product: other.product, quantity: 1 }],
          cart
        })
        const failures = yield* Effect.all(
          [
            Effect.flip(place(asked)),
            Effect.flip(place(waitingForCart)),
            Effect.flip(move([movement], request, Samples.at(1)))
          ],
          { concurrency: 3 }
        )
        assert.deepStrictEqual(
          failures.map((failure) => failure._tag),
          ["StorageBusy", "StorageBusy", "StorageBusy"]
        )
        yield* Effect.all(releases)
        // The same keys may be used again.
        assert.strictEqual((yield* place(asked))._tag, "placed")
        assert.strictEqual((yield* place(waitingForCart))._tag, "placed")
        assert.isFalse((yield* move([movement], request, Samples.at(1))).replayed)
        assert.deepStrictEqual(yield* Effect.forEach([{ storeId, variantId }, moved], Saved.counts), [
          [5, 1],
          [6, 0]
        ])
      })
    )

    it.effect("a statement that takes too long is busy, one that is wrong is not", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const slow = sql.withTransaction(
          Effect.andThen(sql`SET LOCAL statement_timeout = '20ms'`, sql`SELECT pg_sleep(5)`)
        )
        assert.isTrue(isBusy(yield* Effect.flip(slow)))
        assert.isFalse(isBusy(yield* Effect.flip(sql`SELECT nothing`)))
      })
    )

    it.effect("a deadlock with somebody else's locks: the storage is busy", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { place } = yield* CheckoutStore
        const [one, two] = yield* pair
        const lines = [
          { product: one.product, quantity: 1 },
          { product: two.product, quantity: 1 }
        ] as const
        const lock = ({ variantId }: Saved.Stocked) =>
          sql`SELECT 1 FROM stock_level WHERE variant_id = ${variantId}::uuid FOR UPDATE`
        const locked = yield* Deferred.make<void>()
        const other = yield* Effect.forkChild(
          sql.withTransaction(
            Effect.gen(function* () {
              yield* lock(two)
              yield* Deferred.succeed(locked, undefined)
              yield* Effect.sleep("200 millis")
              // Against everybody's order.
              yield* lock(one)
            })
          )
        )
        yield* Deferred.await(locked)
        const failure = yield* Effect.flip(place(placement({ storeId: one.storeId, lines })))
        assert.strictEqual(failure._tag, "StorageBusy")
        yield* Fiber.join(other)
      })
    )
  })
})
