import { OrderId, type Shipment, ShipmentId, ShipmentStore, type StoragePorts, UnitOfWork } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer, Result } from "effect"
import { refusal, times, told } from "./outcomes.ts"
import { everyWay } from "./paging.ts"
import type { Wanted } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const ordered = Effect.fnUntraced(function* (changes: Pick<Wanted, "customerId"> = {}) {
  const { product, storeId } = yield* Saved.stocked(0, { policy: "untracked" })
  return yield* Saved.placed({ storeId, lines: [{ product, quantity: 5 }], ...changes })
})

const kept = Effect.fnUntraced(function* (orderId: OrderId, changes: Partial<Shipment> = {}) {
  const made = Samples.shipment(orderId, changes)
  yield* Effect.orDie((yield* ShipmentStore).insert(made, null))
  return made
})

/** The laws of `ShipmentStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`ShipmentStore (${adapter})`, (it) => {
    it.effect("a shipment is read as it was made", () =>
      Effect.gen(function* () {
        const { get } = yield* ShipmentStore
        const { id: orderId } = yield* ordered()
        const bare = { carrier: null, trackingNumber: null, note: null }
        for (const made of [yield* kept(orderId), yield* kept(orderId, bare)]) {
          assert.deepStrictEqual(yield* get(made.id), made)
        }
        const id = ShipmentId.make(Samples.uuid())
        assert.deepStrictEqual(told(yield* Effect.flip(get(id))), { _tag: "ShipmentNotFound", shipmentId: id })
      })
    )

    it.effect("an order's or a customer's shipments stand oldest first, and every way of paging tells the same", () =>
      Effect.gen(function* () {
        const { list } = yield* ShipmentStore
        const { id: customerId } = yield* Saved.customer()
        const [one, other] = [yield* ordered({ customerId }), yield* ordered()]
        const made = yield* Effect.forEach(times(7), (index) => kept(one.id, { createdAt: Samples.at(index >> 1) }))
        yield* kept(other.id)
        const expected = made.toSorted((a, b) => (`${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? -1 : 1))
        assert.deepStrictEqual(yield* everyWay((slice) => list({ orderId: one.id }, slice)), expected)
        assert.deepStrictEqual(yield* everyWay((slice) => list({ orderId: OrderId.make(Samples.uuid()) }, slice)), [])
        assert.deepStrictEqual(yield* everyWay((slice) => list({ customerId }, slice)), expected)
        assert.deepStrictEqual(yield* everyWay((slice) => list({ customerId, orderId: other.id }, slice)), [])
      })
    )

    it.effect("saving keeps what may change as the next version, and of many who save at once, one does", () =>
      Effect.gen(function* () {
        const { get, save } = yield* ShipmentStore
        const { id: orderId } = yield* ordered()
        const before = yield* kept(orderId)
        const changed = {
          status: "failed",
          carrier: null,
          trackingNumber: "T-2",
          note: "Nobody was there",
          updatedAt: Samples.at(70)
        } as const
        const forged = { lines: [{ position: 9, quantity: 9 }], createdAt: Samples.at(80), version: 40 }
        const expected = { ...before, ...changed, version: 2 }
        assert.deepStrictEqual(yield* save({ ...before, ...changed, ...forged }, before), expected)
        assert.deepStrictEqual(yield* get(before.id), expected)
        const late = yield* Effect.flip(save(before, before))
        assert.deepStrictEqual(told(late), { _tag: "VersionConflict", expected: 1, actual: 2 })
        const unknown = Samples.shipment(orderId)
        assert.strictEqual(yield* refusal(save(unknown, unknown)), "ShipmentNotFound")
        const one = (index: number) => Effect.result(save({ ...expected, note: `Note ${index}` }, expected))
        const answers = yield* Effect.forEach(times(8), one, { concurrency: "unbounded" })
        assert.deepStrictEqual(
          answers.flatMap((answer) => (Result.isSuccess(answer) ? [answer.success] : [])),
          [yield* get(before.id)]
        )
      })
    )

    it.effect("settling ends what is on its way of the order, and nothing else", () =>
      Effect.gen(function* () {
        const { get, settle } = yield* ShipmentStore
        const [one, other] = [yield* ordered(), yield* ordered()]
        const open = [yield* kept(one.id), yield* kept(one.id, { version: 3 })]
        const others = [
          yield* kept(one.id, { status: "failed" }),
          yield* kept(one.id, { status: "delivered" }),
          yield* kept(other.id)
        ]
        for (const at of [Samples.at(90), Samples.at(91)]) yield* settle(one.id, "delivered", at)
        for (const shipment of open) {
          const version = shipment.version + 1
          const expected = { ...shipment, status: "delivered", version, updatedAt: Samples.at(90) }
          assert.deepStrictEqual(told(yield* get(shipment.id)), expected)
        }
        for (const shipment of others) assert.deepStrictEqual(yield* get(shipment.id), shipment)
      })
    )

    it.effect("a key is kept with its shipment, or neither of them", () =>
      Effect.gen(function* () {
        const { commit } = yield* UnitOfWork
        const { get, insert, made } = yield* ShipmentStore
        const { id: orderId } = yield* ordered()
        const [shipment, request] = [Samples.shipment(orderId), Samples.request()]
        const later = Samples.at(60)
        assert.isNull(yield* made(request, later))
        yield* Effect.flip(commit(Effect.andThen(insert(shipment, request), Effect.fail("half way" as const))))
        assert.isNull(yield* made(request, later))
        yield* insert(shipment, request)
        assert.strictEqual(yield* made(request, later), shipment.id)
        const other = { ...request, requestHash: "other" }
        assert.strictEqual(yield* refusal(made(other, later)), "IdempotencyConflict")
        const again = Samples.shipment(orderId)
        assert.strictEqual(yield* refusal(insert(again, other)), "IdempotencyConflict")
        assert.strictEqual(yield* refusal(insert(again, request)), "IdempotencyRunning")
        assert.strictEqual(yield* refusal(get(again.id)), "ShipmentNotFound")
        const expired = Samples.at(49 * 3600)
        assert.isNull(yield* made(request, expired))
        const anew = Samples.shipment(orderId, { createdAt: expired })
        yield* insert(anew, request)
        assert.strictEqual(yield* made(request, expired), anew.id)
      })
    )

    it.effect("of many who ship with one key at once, one does", () =>
      Effect.gen(function* () {
        const { insert, list } = yield* ShipmentStore
        const { id: orderId } = yield* ordered()
        const request = Samples.request()
        const one = () => Effect.result(insert(Samples.shipment(orderId), request))
        const answers = yield* Effect.forEach(times(6), one, { concurrency: "unbounded" })
        assert.lengthOf(answers.filter(Result.isSuccess), 1)
        const { items } = yield* list({ orderId }, { _tag: "After", limit: 10, position: null })
        assert.lengthOf(items, 1)
      })
    )
  })
