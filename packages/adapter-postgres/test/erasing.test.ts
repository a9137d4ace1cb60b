import { Placements, Samples, Saved } from "@duka/conformance"
import {
  CartStore,
  CheckoutStore,
  CurrentActor,
  type CustomerId,
  Customers,
  CustomerStore,
  Duka,
  SecretKey
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { describe } from "vitest"
import { postgresUrl } from "../../../test/environment/postgres.ts"
import { begun, waiting } from "./locking.ts"
import { postgresStorage } from "./storage.ts"

const { placement } = Placements

const storage = Duka.layer.pipe(Layer.provide(SecretKey.layerRandom), Layer.provideMerge(postgresStorage()))

/** All that may be sold to a customer: an order, a cart of his own, a cart that was a guest's. */
const sold = Effect.fnUntraced(function* (customerId: CustomerId) {
  const { place } = yield* CheckoutStore
  const { insert, save } = yield* CartStore
  const { product, storeId } = yield* Saved.stocked(5)
  const guests = yield* Saved.cart({ currency: Samples.UGX })
  return Effect.all(
    [
      Effect.result(place(placement({ storeId, customerId, lines: [{ product, quantity: 1 }] }))),
      insert(Samples.cart({ customerId })),
      save({ ...guests, customerId }, guests)
    ],
    { concurrency: 3 }
  )
})

const erase = (id: CustomerId) =>
  Effect.flatMap(Customers, ({ erase }) => erase(id)).pipe(Effect.provideService(CurrentActor, { _tag: "System" }))

describe.skipIf(postgresUrl === null)("erasing a person, on a server", () => {
  layer(storage, { timeout: "60 seconds", excludeTestServices: true })((it) => {
    for (const keeps of [true, false]) {
      it.effect(`whoever sells to them waits, and ${keeps ? "is refused" : "goes on when it is taken back"}`, () =>
        Effect.gen(function* () {
          const { id } = yield* Saved.customer()
          const selling = yield* sold(id)
          const end = yield* begun(Effect.flatMap(CustomerStore, ({ remove }) => remove(id, Samples.at(10))))
          const all = yield* Effect.forkChild(selling)
          yield* waiting(3)
          yield* end(keeps)
          const [placed, ...carts] = yield* Fiber.join(all)
          assert.strictEqual(
            placed._tag === "Failure" ? placed.failure._tag : placed.success._tag,
            keeps ? "CustomerNotFound" : "placed"
          )
          assert.deepStrictEqual(carts, [!keeps, !keeps])
        })
      )
    }

    it.effect("waits for whoever is just selling to them, and is told of the order", () =>
      Effect.gen(function* () {
        const [person, another] = [yield* Saved.customer(), yield* Saved.customer()]
        const { get } = yield* CustomerStore
        for (const [{ id }, keeps] of [
          [person, true],
          [another, false]
        ] as const) {
          const end = yield* begun(yield* sold(id))
          const erasing = yield* Effect.forkChild(Effect.result(erase(id)))
          yield* waiting(1)
          yield* end(keeps)
          const erased = yield* Fiber.join(erasing)
          assert.strictEqual(
            erased._tag === "Failure" ? erased.failure._tag : "erased",
            keeps ? "OrdersOpen" : "erased"
          )
          assert.strictEqual(yield* Effect.isSuccess(get(id)), keeps)
        }
      })
    )
  })
})
