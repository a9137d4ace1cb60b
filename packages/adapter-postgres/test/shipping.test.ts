import { Placements, Samples, Saved } from "@duka/conformance"
import {
  CheckoutStore,
  InventoryStore,
  OrderStore,
  type ProductEntry,
  ProductStore,
  type StoragePorts,
  type StoreId,
  UnitOfWork,
  type VariantId
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { describe } from "vitest"
import { postgresUrl } from "../../../test/environment/postgres.ts"
import { deadlocks, holding, waiting } from "./locking.ts"
import { postgresStorage } from "./storage.ts"

const { placement } = Placements

/** A product with a variant that is stocked and partly allocated, and one sold on backorder that no store has a level of. */
const sold = Effect.gen(function* () {
  const { id: storeId } = yield* Saved.store()
  const [stocked, ordered] = [Samples.variant(), Samples.variant({ stockPolicy: "backorder" })]
  const product = yield* Saved.product({ variants: [stocked, ordered] })
  yield* Saved.received(stocked.id, storeId, 10)
  yield* (yield* InventoryStore).allocate(storeId, [{ variantId: stocked.id, quantity: 5 }])
  return { product, storeId, stocked: stocked.id, ordered: ordered.id }
})

interface Sold {
  readonly product: ProductEntry
  readonly storeId: StoreId
  readonly stocked: VariantId
  readonly ordered: VariantId
}

/** Everything that changes stock, as one statement each; those that may make a level make one. */
const changes: Readonly<Record<string, (sold: Sold) => Effect.Effect<unknown, unknown, StoragePorts>>> = {
  allocate: ({ ordered, stocked, storeId }) =>
    Effect.flatMap(InventoryStore, ({ allocate }) =>
      allocate(storeId, [
        { variantId: stocked, quantity: 1 },
        { variantId: ordered, quantity: 1 }
      ])
    ),
  release: ({ stocked, storeId }) =>
    Effect.flatMap(InventoryStore, ({ release }) => release(storeId, [{ variantId: stocked, quantity: 1 }])),
  ship: ({ stocked, storeId }) =>
    Effect.flatMap(InventoryStore, ({ ship }) =>
      ship(storeId, [{ variantId: stocked, quantity: 1 }], Samples.at(1), "order 1")
    ),
  takeBack: ({ ordered, stocked, storeId }) =>
    Effect.flatMap(InventoryStore, ({ takeBack }) =>
      takeBack(
        storeId,
        [
          { variantId: ordered, quantity: 1 },
          { variantId: stocked, quantity: 1 }
        ],
        Samples.at(1),
        "order 1"
      )
    ),
  place: ({ ordered, product, storeId }) =>
    Effect.flatMap(CheckoutStore, ({ place }) =>
      place(
        placement({
          storeId,
          lines: [
            { product, quantity: 1 },
            { product, quantity: 1, variantId: ordered }
          ]
        })
      )
    ),
  move: ({ ordered, stocked, storeId }) =>
    Effect.flatMap(InventoryStore, ({ move }) =>
      move([Samples.movement(stocked, storeId), Samples.movement(ordered, storeId)], Samples.request(), Samples.at(1))
    )
}

/** Both lock all that the product has; the SKUs change, and the levels with them. */
const edits = [
  (product: ProductEntry) =>
    Effect.flatMap(ProductStore, ({ replace }) => {
      const [stocked, ...rest] = product.variants
      return replace({ ...product, variants: [{ ...stocked, sku: Samples.variant().sku }, ...rest] }, product)
    }),
  (product: ProductEntry) =>
    Effect.flatMap(ProductStore, ({ remove }) => Effect.flip(remove(product.id, { at: Samples.at(2) })))
]

describe.skipIf(postgresUrl === null)("stock that moves while its product is edited, on a server", () => {
  layer(postgresStorage(), { timeout: "60 seconds", excludeTestServices: true })((it) => {
    for (const [name, change] of Object.entries(changes)) {
      it.effect(`${name} and whoever edits the product wait for each other, never in a circle`, () =>
        Effect.gen(function* () {
          for (const edit of edits) {
            const of = yield* sold
            const release = yield* holding("stock_level", "variant_id", of.stocked)
            const changing = yield* Effect.forkChild(change(of))
            yield* waiting(1)
            const editing = yield* Effect.forkChild(edit(of.product))
            yield* waiting(2)
            yield* release
            yield* Fiber.join(changing)
            yield* Fiber.join(editing)
          }
          assert.strictEqual(yield* deadlocks, 0)
        })
      )
    }

    it.effect("buyers place and ship what others edit over and over", () =>
      Effect.gen(function* () {
        const products = yield* ProductStore
        const orders = yield* OrderStore
        const { place } = yield* CheckoutStore
        const { ship } = yield* InventoryStore
        const { commit } = yield* UnitOfWork
        const { product, storeId, variantId } = yield* Saved.stocked(1_000)
        const entry = products.entry({ id: product.id })

        /** Whether the order was placed and shipped; it is not when the product was edited under it. */
        const buy = Effect.gen(function* () {
          const asked = placement({ storeId, lines: [{ product: yield* entry, quantity: 1 }] })
          if ((yield* place(asked))._tag === "stale") return false
          const order = yield* orders.get(asked.order.id)
          const [line, ...rest] = order.lines
          yield* commit(
            Effect.andThen(
              orders.save({ ...order, status: "shipped", lines: [{ ...line, shipped: 1 }, ...rest] }, order),
              ship(storeId, [{ variantId, quantity: 1 }], Samples.at(1), `order ${order.number}`)
            )
          )
          return true
        })

        const edit = (round: number) =>
          Effect.gen(function* () {
            const { variants, ...read } = yield* entry
            const [variant, ...rest] = variants
            // Every other edit changes what the stock level has of its variant.
            const sku = round % 2 === 0 ? variant.sku : Samples.variant().sku
            yield* products.replace({ ...read, name: `Chai ${round}`, variants: [{ ...variant, sku }, ...rest] }, read)
          }).pipe(Effect.catchTag("VersionConflict", () => Effect.void))

        const rounds = Array.from({ length: 150 }, (_, round) => round)
        const [bought] = yield* Effect.all(
          [
            Effect.forEach(rounds, () => buy, { concurrency: 5 }),
            Effect.forEach(rounds, edit, { concurrency: 3, discard: true })
          ],
          { concurrency: 2 }
        )
        const shipped = bought.filter((was) => was).length
        assert.isAbove(shipped, 0)
        assert.deepStrictEqual(yield* Saved.counts({ storeId, variantId }), [1_000 - shipped, 0])
        assert.strictEqual(yield* deadlocks, 0)
      })
    )
  })
})
