import {
  CartStore,
  CheckoutStore,
  idempotencyLimits,
  OrderId,
  OrderStore,
  type Placement,
  ProductStore,
  ShipmentStore,
  type StoragePorts,
  StoreStore,
  UnitOfWork
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { refusal } from "./outcomes.ts"
import { again, placement } from "./placements.ts"
import { contended } from "./placingAtOnce.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const withHash = (placement: Placement, requestHash: string): Placement => ({
  ...placement,
  request: { ...placement.request, requestHash }
})

/** One line of a stocked variant. */
const lineOf = ({ product, storeId }: Saved.Stocked, quantity = 1) => ({
  storeId,
  lines: [{ product, quantity }] as const
})

/** The laws of `CheckoutStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`CheckoutStore (${adapter})`, (it) => {
    it.effect("placing writes the order as it was priced, allocates, and closes the cart", () =>
      Effect.gen(function* () {
        const { place } = yield* CheckoutStore
        const stocked = yield* Saved.stocked(5)
        const cart = yield* Saved.cart({ lines: [Samples.cartLine(stocked.variantId, { quantity: 2 })] })
        const asked = placement({ ...lineOf(stocked, 2), cart })
        const outcome = yield* place(asked)
        assert(outcome._tag === "placed")
        assert.deepStrictEqual(yield* (yield* OrderStore).get(asked.order.id), {
          ...asked.order,
          number: outcome.number
        })
        assert.deepStrictEqual(yield* Saved.counts(stocked), [5, 2])
        const carts = yield* CartStore
        assert.strictEqual(yield* refusal(carts.basket(cart.id, Samples.at(1))), "CartNotFound")
        assert.strictEqual(yield* refusal(carts.remove(cart.id)), "CartNotFound")
        assert.isFalse(yield* carts.save(cart, cart))
      })
    )

    it.effect("a short line refuses the order, names every shortage by variant id, and leaves nothing behind", () =>
      Effect.gen(function* () {
        const checkout = yield* CheckoutStore
        const { id: storeId } = yield* Saved.store()
        const [plenty, few, none] = yield* Effect.all([
          Saved.stocked(10, { storeId }),
          Saved.stocked(2, { storeId }),
          Saved.stocked(0, { storeId })
        ])
        const cart = yield* Saved.cart()
        const asked = placement({
          storeId,
          cart,
          lines: [
            { product: plenty.product, quantity: 4 },
            { product: few.product, quantity: 2 },
            { product: none.product, quantity: 1 },
            { product: few.product, quantity: 3 }
          ]
        })
        const error = yield* Effect.flip(checkout.place(asked))
        assert(error._tag === "OutOfStock")
        const shortages = [
          { variantId: few.variantId, requested: 5, available: 2 },
          { variantId: none.variantId, requested: 1, available: 0 }
        ]
        assert.deepStrictEqual(
          [...error.shortages],
          shortages.toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1))
        )
        assert.deepStrictEqual(yield* Saved.counts(plenty), [10, 0])
        assert.strictEqual(yield* refusal((yield* OrderStore).get(asked.order.id)), "OrderNotFound")
        assert.isNull(yield* checkout.placed(asked.request, asked.order.createdAt))
        // Cart and key are as they were: the same key and cart may be used for what can be supplied.
        const smaller = placement({ ...lineOf(plenty, 4), cart, request: { ...asked.request, requestHash: "smaller" } })
        assert.strictEqual((yield* checkout.place(smaller))._tag, "placed")
        assert.deepStrictEqual(yield* Saved.counts(plenty), [10, 4])
      })
    )

    it.effect("the same key and request give the first order, whatever has become of it all; others a conflict", () =>
      Effect.gen(function* () {
        const checkout = yield* CheckoutStore
        const products = yield* ProductStore
        const stocked = yield* Saved.stocked(1)
        const cart = yield* Saved.cart()
        const first = placement({ ...lineOf(stocked), cart })
        const at = first.order.createdAt
        assert.strictEqual((yield* checkout.place(first))._tag, "placed")
        yield* products.replace({ ...stocked.product, name: "Another" }, stocked.product)
        const replayed = { _tag: "replayed", orderId: first.order.id } as const
        assert.deepStrictEqual(yield* checkout.place(again(first)), replayed)
        assert.strictEqual(yield* checkout.placed(first.request, at), first.order.id)
        const other = withHash(again(first), "other")
        assert.strictEqual(yield* refusal(checkout.place(other)), "IdempotencyConflict")
        assert.strictEqual(yield* refusal(checkout.placed(other.request, at)), "IdempotencyConflict")
        const elsewhere = { ...first.request, scope: Samples.request().scope, requestHash: "other" }
        assert.isNull(yield* checkout.placed(elsewhere, at), "keys belong to their scope")
        assert.deepStrictEqual(yield* Saved.counts(stocked), [1, 1])
      })
    )

    it.effect("a key that is older than it is kept is as if it had not been used", () =>
      Effect.gen(function* () {
        const checkout = yield* CheckoutStore
        const stocked = yield* Saved.stocked(2)
        const first = placement(lineOf(stocked))
        yield* checkout.place(first)
        const { keptSeconds } = idempotencyLimits
        assert.strictEqual(yield* checkout.placed(first.request, Samples.at(keptSeconds - 1)), first.order.id)
        assert.isNull(yield* checkout.placed({ ...first.request, requestHash: "other" }, Samples.at(keptSeconds + 1)))
        const second = placement({ ...lineOf(stocked), request: first.request, at: Samples.at(keptSeconds + 1) })
        assert.strictEqual((yield* checkout.place(second))._tag, "placed")
        assert.deepStrictEqual(yield* checkout.place(again(second)), { _tag: "replayed", orderId: second.order.id })
        assert.deepStrictEqual(yield* Saved.counts(stocked), [2, 2])
      })
    )

    it.effect("what is no longer what was priced is stale: cart, product, store; and the key stays free", () =>
      Effect.gen(function* () {
        const checkout = yield* CheckoutStore
        const stocked = yield* Saved.stocked(3)
        const cart = yield* Saved.cart()
        const { product } = stocked
        const stale = Effect.fnUntraced(function* (asked: Placement) {
          assert.deepStrictEqual(yield* checkout.place(asked), { _tag: "stale" })
          assert.strictEqual(yield* refusal((yield* OrderStore).get(asked.order.id)), "OrderNotFound")
          assert.isNull(yield* checkout.placed(asked.request, asked.order.createdAt))
          assert.deepStrictEqual(yield* Saved.counts(stocked), [3, 0])
        })
        yield* stale(placement({ ...lineOf(stocked), cart: { id: cart.id, version: 2 } }))
        yield* stale(placement({ ...lineOf(stocked), cart: { id: Samples.cart().id, version: 1 } }))
        const gone = yield* Saved.product()
        yield* (yield* ProductStore).remove(gone.id, { at: Samples.at(1) })
        const lines = [
          { product, quantity: 1 },
          { product: gone, quantity: 1 }
        ] as const
        yield* stale(placement({ storeId: stocked.storeId, lines, cart }))
        const closed = yield* Saved.store()
        yield* (yield* StoreStore).remove(closed.id, {})
        yield* stale(placement({ storeId: closed.id, lines: [{ product, quantity: 1 }] }))
        // Stale comes before short: what is asked for may be another quantity by then.
        yield* stale(placement({ ...lineOf(stocked, 9), cart: { id: cart.id, version: 2 } }))
        const changed = yield* (yield* ProductStore).replace({ ...product, name: "Another" }, product)
        yield* stale(placement({ ...lineOf(stocked), cart }))
        const asked = placement({ ...lineOf({ ...stocked, product: changed }), cart })
        assert.strictEqual((yield* checkout.place(asked))._tag, "placed")
        yield* Effect.forEach([asked.request, Samples.request()], (request) =>
          Effect.map(checkout.place({ ...again(asked), request }), ({ _tag }) =>
            assert.strictEqual(_tag, request === asked.request ? "replayed" : "stale")
          )
        )
      })
    )

    it.effect("a variant on backorder is sold below zero, an untracked one is not counted", () =>
      Effect.gen(function* () {
        const { place } = yield* CheckoutStore
        const { id: storeId } = yield* Saved.store()
        const backorder = yield* Saved.stocked(1, { storeId, policy: "backorder" })
        const missing = yield* Saved.stocked(0, { storeId, policy: "backorder" })
        const untracked = yield* Saved.stocked(0, { storeId, policy: "untracked" })
        const lines = [
          { product: backorder.product, quantity: 3 },
          { product: missing.product, quantity: 2 },
          { product: untracked.product, quantity: 900 }
        ] as const
        assert.strictEqual((yield* place(placement({ storeId, lines })))._tag, "placed")
        assert.include(yield* Saved.level(backorder), { onHand: 1, allocated: 3, available: -2 })
        assert.include(yield* Saved.level(missing), { onHand: 0, allocated: 2, available: -2, lowStockThreshold: null })
        assert.isUndefined(yield* Saved.level(untracked))
      })
    )

    it.effect("an order placed in a unit that fails was never placed", () =>
      Effect.gen(function* () {
        const stocked = yield* Saved.stocked(1)
        const cart = yield* Saved.cart()
        const asked = placement({ ...lineOf(stocked), cart })
        const { place } = yield* CheckoutStore
        const failed = (yield* UnitOfWork).commit(Effect.andThen(place(asked), Effect.fail("card declined")))
        assert.strictEqual(yield* Effect.flip(failed), "card declined")
        assert.deepStrictEqual(yield* Saved.counts(stocked), [1, 0])
        assert.strictEqual((yield* (yield* CartStore).basket(cart.id, Samples.at(1))).cart.version, 1)
        assert.strictEqual((yield* place(asked))._tag, "placed")
      })
    )

    it.effect("numbers count up, and each is given once", () =>
      Effect.gen(function* () {
        const { product, storeId } = yield* Saved.stocked(30)
        const one = Saved.placed({ storeId, lines: [{ product, quantity: 1 }] })
        const inTurn = (yield* Effect.replicateEffect(one, 5)).map((order) => order.number)
        assert.deepStrictEqual(
          inTurn,
          inTurn.toSorted((a, b) => a - b)
        )
        const atOnce = yield* Effect.all(
          Array.from({ length: 20 }, () => one),
          { concurrency: 8 }
        )
        const all = [...inTurn, ...atOnce.map((order) => order.number)]
        assert.strictEqual(new Set(all).size, 25)
        assert.isAbove(Math.min(...all.slice(5)), Math.max(...inTurn))
      })
    )

    it.effect("two lines of one variant, and every part of an order, are kept as they were sold", () =>
      Effect.gen(function* () {
        const { product, storeId } = yield* Saved.stocked(5)
        const pickup = { method: "pickup", storeId } as const
        const order = yield* Saved.placed({
          storeId,
          delivery: pickup,
          lines: [
            { product, quantity: 2 },
            { product, quantity: 3 }
          ],
          changes: { id: OrderId.make(Samples.uuid()), recipient: null, note: null, leadTimeHours: 48 }
        })
        yield* (yield* ProductStore).replace({ ...product, name: "Renamed", updatedAt: Samples.at(5) }, product)
        assert.deepStrictEqual(yield* Saved.keptOrder(order.id), order)
      })
    )

    it.effect("so many keys go as are asked for, the oldest first", () =>
      Effect.gen(function* () {
        const { removeKeys } = yield* CheckoutStore
        const { made } = yield* ShipmentStore
        // Long before anybody else's.
        const at = (seconds: number) => Samples.at(seconds - 3600 * 24 * 4_000)
        const over = at(idempotencyLimits.keptSeconds + 3_600)
        const { id } = yield* Saved.placed({ ...lineOf(yield* Saved.stocked(5)), at: at(0) })
        const requests = yield* Effect.forEach([1, 2], (seconds) =>
          Effect.gen(function* () {
            const request = Samples.request()
            yield* (yield* ShipmentStore).insert(Samples.shipment(id, { createdAt: at(seconds) }), request)
            return request
          })
        )
        const left = Effect.forEach(requests, (request) => Effect.map(made(request, at(2)), (one) => one !== null))
        assert.deepStrictEqual([yield* removeKeys(over, 2), yield* left], [2, [false, true]])
        assert.deepStrictEqual([yield* removeKeys(over, 2), yield* left], [1, [false, false]])
        assert.strictEqual(yield* removeKeys(over, 2), 0)
      })
    )

    it.effect("keys that are past their time go, and the orders that they made stay", () =>
      Effect.gen(function* () {
        const { placed, removeKeys } = yield* CheckoutStore
        // Long before anybody else's.
        const at = (seconds: number) => Samples.at(seconds - 3600 * 24 * 3_650)
        const [old, newer] = [Samples.request(), Samples.request()]
        const line = lineOf(yield* Saved.stocked(5))
        const order = yield* Saved.placed({ ...line, request: old, at: at(0) })
        yield* Saved.placed({ ...line, request: newer, at: at(60) })
        assert.strictEqual(yield* removeKeys(at(idempotencyLimits.keptSeconds), 10), 0)
        assert.strictEqual(yield* placed(old, at(1)), order.id)
        assert.strictEqual(yield* removeKeys(at(idempotencyLimits.keptSeconds + 1), 10), 1)
        assert.isNull(yield* placed(old, at(1)))
        assert.isNotNull(yield* placed(newer, at(61)))
        assert.strictEqual((yield* Saved.keptOrder(order.id)).id, order.id)
        assert.strictEqual(yield* removeKeys(at(idempotencyLimits.keptSeconds + 61), 10), 1)
      })
    )

    contended(it)
  })
