import { OrderId, type Return, ReturnId, ReturnStatus, ReturnStore, type StoragePorts, UnitOfWork } from "@duka/core"
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

const kept = Effect.fnUntraced(function* (orderId: OrderId, changes: Partial<Return> = {}) {
  const made = Samples.returned(orderId, changes)
  yield* Effect.orDie((yield* ReturnStore).insert(made, Samples.request()))
  return made
})

/** The laws of `ReturnStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`ReturnStore (${adapter})`, (it) => {
    it.effect("a return is read as it was made", () =>
      Effect.gen(function* () {
        const { get } = yield* ReturnStore
        const { id: orderId } = yield* ordered()
        const settled = {
          status: "refunded",
          worth: 9_007_199_254_740_991,
          refunded: 700,
          reason: "Scratched"
        } as const
        for (const made of [yield* kept(orderId), yield* kept(orderId, settled)]) {
          assert.deepStrictEqual(yield* get(made.id), made)
        }
        const id = ReturnId.make(Samples.uuid())
        assert.deepStrictEqual(told(yield* Effect.flip(get(id))), { _tag: "ReturnNotFound", returnId: id })
      })
    )

    it.effect("returns stand newest first, narrowed as asked, and every way of paging tells the same", () =>
      Effect.gen(function* () {
        const { list } = yield* ReturnStore
        const { id: customerId } = yield* Saved.customer()
        const [one, other] = [yield* ordered({ customerId }), yield* ordered()]
        const statuses = ReturnStatus.literals
        const made = yield* Effect.forEach(times(10), (index) =>
          kept(one.id, { createdAt: Samples.at(index >> 1), status: statuses[index % 3] ?? "requested" })
        )
        yield* kept(other.id)
        const expected = made.toSorted((a, b) => (`${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? 1 : -1))
        assert.deepStrictEqual(yield* everyWay((slice) => list({ orderId: one.id }, slice)), expected)
        assert.deepStrictEqual(yield* everyWay((slice) => list({ customerId }, slice)), expected)
        assert.deepStrictEqual(yield* everyWay((slice) => list({ customerId, orderId: other.id }, slice)), [])
        for (const status of statuses) {
          const found = yield* everyWay((slice) => list({ orderId: one.id, status }, slice), [2])
          assert.deepStrictEqual(
            found,
            expected.filter((one) => one.status === status)
          )
          const all = yield* everyWay((slice) => list({ status }, slice), [50])
          assert.isTrue(all.every((one) => one.status === status))
          assert.deepStrictEqual(
            all.filter(({ orderId }) => orderId === one.id),
            found
          )
        }
        assert.deepStrictEqual(yield* everyWay((slice) => list({ orderId: OrderId.make(Samples.uuid()) }, slice)), [])
      })
    )

    it.effect("what is awaited is what was asked for or approved and is not back, summed by line", () =>
      Effect.gen(function* () {
        const { awaited } = yield* ReturnStore
        const [one, other] = [yield* ordered(), yield* ordered()]
        const lines = (...parts: ReadonlyArray<readonly [number, number]>) =>
          parts.map(([position, quantity]) => ({ position, quantity, reason: null, disposition: null }))
        assert.deepStrictEqual(yield* awaited(one.id), [])
        yield* kept(one.id, { lines: lines([10, 1], [2, 2]) })
        yield* kept(one.id, { lines: lines([2, 3]), status: "approved" })
        for (const status of ["rejected", "received", "refunded"] as const) {
          yield* kept(one.id, { lines: lines([2, 7]), status })
        }
        yield* kept(other.id, { lines: lines([2, 9]) })
        assert.deepStrictEqual(yield* awaited(one.id), [
          { position: 2, quantity: 5 },
          { position: 10, quantity: 1 }
        ])
      })
    )

    it.effect("saving keeps what may change as the next version, and of many who save at once, one does", () =>
      Effect.gen(function* () {
        const { get, save } = yield* ReturnStore
        const { id: orderId } = yield* ordered()
        const before = yield* kept(orderId)
        const changed: Partial<Return> = {
          status: "received",
          lines: before.lines.map((line) => ({ ...line, disposition: "restock" as const })),
          worth: 700,
          reason: "As new",
          updatedAt: Samples.at(70)
        }
        const forged = { orderId: OrderId.make(Samples.uuid()), createdAt: Samples.at(80), version: 40 }
        const expected: Return = { ...before, ...changed, version: 2 }
        assert.deepStrictEqual(yield* save({ ...before, ...changed, ...forged }, before), expected)
        assert.deepStrictEqual(yield* get(before.id), expected)
        const late = yield* Effect.flip(save(before, before))
        assert.deepStrictEqual(told(late), { _tag: "VersionConflict", expected: 1, actual: 2 })
        const unknown = Samples.returned(orderId)
        assert.strictEqual(yield* refusal(save(unknown, unknown)), "ReturnNotFound")
        const one = (index: number) => Effect.result(save({ ...expected, reason: `Note ${index}` }, expected))
        const answers = yield* Effect.forEach(times(8), one, { concurrency: "unbounded" })
        assert.deepStrictEqual(
          answers.flatMap((answer) => (Result.isSuccess(answer) ? [answer.success] : [])),
          [yield* get(before.id)]
        )
      })
    )

    it.effect("a key is kept with its return, or neither of them, and of many at once one does it", () =>
      Effect.gen(function* () {
        const { commit } = yield* UnitOfWork
        const { get, insert, list, made } = yield* ReturnStore
        const { id: orderId } = yield* ordered()
        const [given, request] = [Samples.returned(orderId), Samples.request()]
        const later = Samples.at(60)
        yield* Effect.flip(commit(Effect.andThen(insert(given, request), Effect.fail("half way" as const))))
        assert.isNull(yield* made(request, later))
        yield* insert(given, request)
        assert.strictEqual(yield* made(request, later), given.id)
        assert.strictEqual(yield* refusal(made({ ...request, requestHash: "other" }, later)), "IdempotencyConflict")
        const again = Samples.returned(orderId)
        assert.strictEqual(yield* refusal(insert(again, request)), "IdempotencyRunning")
        assert.strictEqual(yield* refusal(get(again.id)), "ReturnNotFound")
        assert.isNull(yield* made(request, Samples.at(49 * 3600)))
        const { id: otherId } = yield* ordered()
        const anew = Samples.request()
        const one = () => Effect.result(insert(Samples.returned(otherId), anew))
        const answers = yield* Effect.forEach(times(6), one, { concurrency: "unbounded" })
        assert.lengthOf(answers.filter(Result.isSuccess), 1)
        assert.lengthOf(yield* everyWay((slice) => list({ orderId: otherId }, slice)), 1)
      })
    )
  })
