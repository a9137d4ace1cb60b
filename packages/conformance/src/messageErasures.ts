/** Messages to and about people who were removed. */
import { type CustomerId, CustomerStore, MessageStore, type StoragePorts, UnitOfWork } from "@duka/core"
import { assert, type Vitest } from "@effect/vitest"
import { Deferred, Effect } from "effect"
import { message, one, outcome, person } from "./messageSamples.ts"
import * as Samples from "./samples.ts"

/** Long enough for somebody else to ask. */
const moment = Effect.sleep("100 millis")

const together = { concurrency: "unbounded" } as const

export const erasing = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("of who was erased nothing stays in messages to him or about him, and nothing more is sent", () =>
    Effect.gen(function* () {
      const { add, anonymise } = yield* MessageStore
      const erased = person()
      const to = message({ recipientId: erased, ...outcome() })
      const about = message({ aboutId: erased })
      const other = message()
      yield* add([to, about, other])
      yield* anonymise(erased, Samples.at(20))
      const nothing = { name: "", address: null, data: null, link: null, content: null, updatedAt: Samples.at(20) }
      assert.deepStrictEqual(yield* one(to.id), { ...to, ...nothing })
      assert.deepStrictEqual(yield* one(about.id), { ...about, ...nothing, status: "skipped" })
      assert.deepStrictEqual(yield* one(other.id), other)
    })
  )

  it.effect("to or about who was removed nothing is kept", () =>
    Effect.gen(function* () {
      const { add, anonymise } = yield* MessageStore
      const customers = yield* CustomerStore
      const units = yield* UnitOfWork
      const removed = (id: CustomerId) =>
        Effect.andThen(customers.remove(id, Samples.at(1)), anonymise(id, Samples.at(2))).pipe(units.commit)

      const gone = Samples.customer()
      yield* customers.insert(gone)
      yield* removed(gone.id)
      const late = [message({ recipientId: gone.id }), message({ aboutId: gone.id })]
      const other = message()
      assert.deepStrictEqual(yield* add([...late, other]), [other.id])
    })
  )

  it.effect("whoever writes while somebody is removed waits for that, or is waited for", () =>
    Effect.gen(function* () {
      const { add, anonymise } = yield* MessageStore
      const customers = yield* CustomerStore
      const units = yield* UnitOfWork
      const [first, second] = [Samples.customer(), Samples.customer()]
      yield* customers.insert(first)
      yield* customers.insert(second)
      const removing = (id: CustomerId) => customers.remove(id, Samples.at(1))
      const anonymising = (id: CustomerId) => anonymise(id, Samples.at(2))

      const written = message({ aboutId: first.id })
      const begun = yield* Deferred.make<void>()
      const slowlyAdded = add([written]).pipe(
        Effect.tap(() => Deferred.succeed(begun, undefined)),
        Effect.tap(moment),
        units.commit
      )
      const removed = Effect.andThen(removing(first.id), anonymising(first.id)).pipe(units.commit)
      yield* Effect.all([slowlyAdded, Effect.andThen(Deferred.await(begun), removed)], together)
      assert.strictEqual((yield* one(written.id)).name, "")

      const gone = yield* Deferred.make<void>()
      const slowlyRemoved = removing(second.id).pipe(
        Effect.andThen(anonymising(second.id)),
        Effect.tap(() => Deferred.succeed(gone, undefined)),
        Effect.tap(moment),
        units.commit
      )
      const adding = Effect.andThen(Deferred.await(gone), add([message({ recipientId: second.id })]))
      const [, kept] = yield* Effect.all([slowlyRemoved, adding], together)
      assert.deepStrictEqual(kept, [])
    })
  )
}
