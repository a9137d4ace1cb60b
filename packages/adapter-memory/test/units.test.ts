import { MemoryStorage } from "@duka/adapter-memory"
import { Saved } from "@duka/conformance"
import { CustomerStore, UnitOfWork } from "@duka/core"
import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, TxRef } from "effect"

it.effect("a unit's own fibers share its draft; one that outlives it is a defect, not a lost update", () =>
  Effect.gen(function* () {
    const { commit } = yield* UnitOfWork
    const { get } = yield* CustomerStore
    const ended = yield* Deferred.make<void>()
    const [kept, stray] = yield* commit(
      Effect.gen(function* () {
        const all = yield* Effect.all([Saved.customer(), Saved.customer()], { concurrency: 2 })
        assert.deepStrictEqual(yield* Effect.forEach(all, ({ id }) => get(id), { concurrency: 2 }), all)
        const stray = yield* Effect.forkDetach(Effect.andThen(Deferred.await(ended), Saved.customer()))
        return [all[0], stray] as const
      })
    )
    yield* Deferred.succeed(ended, undefined)
    assert.isTrue(Exit.hasDies(yield* Fiber.await(stray)))
    assert.deepStrictEqual(yield* get(kept.id), kept)
  }).pipe(Effect.provide(MemoryStorage.layer))
)

it.effect("a reader outside sees nothing of a unit that is still open, and never waits for it", () =>
  Effect.gen(function* () {
    const { commit } = yield* UnitOfWork
    const { get } = yield* CustomerStore
    const wrote = yield* Deferred.make<Parameters<typeof get>[0]>()
    const looked = yield* Deferred.make<void>()
    const unit = yield* Effect.forkChild(
      commit(
        Effect.gen(function* () {
          yield* Deferred.succeed(wrote, (yield* Saved.customer()).id)
          yield* Deferred.await(looked)
        })
      )
    )
    const id = yield* Deferred.await(wrote)
    assert.strictEqual((yield* Effect.flip(get(id)))._tag, "CustomerNotFound")
    yield* Deferred.succeed(looked, undefined)
    yield* Fiber.join(unit)
    assert.strictEqual((yield* get(id)).id, id)
  }).pipe(Effect.provide(MemoryStorage.layer))
)

it.effect("two shops in one process share nothing, and neither joins the other's unit", () =>
  Effect.gen(function* () {
    const both = yield* Effect.all([Effect.context<CustomerStore | UnitOfWork>(), other])
    const [here, there] = both.map((context) => Effect.provide(Saved.customer(), context))
    assert(here !== undefined && there !== undefined)
    const [mine, kept] = yield* Effect.flip(
      Effect.flatMap(UnitOfWork, ({ commit }) =>
        commit(Effect.flatMap(Effect.all([here, there]), (customers) => Effect.fail(customers)))
      )
    )
    const found = yield* Effect.forEach([mine, kept], ({ id }) =>
      Effect.forEach(both, (context) =>
        Effect.map(
          Effect.exit(
            Effect.provide(
              Effect.flatMap(CustomerStore, ({ get }) => get(id)),
              context
            )
          ),
          Exit.isSuccess
        )
      )
    )
    assert.deepStrictEqual(found, [
      [false, false],
      [false, true]
    ])
  }).pipe(Effect.provide(MemoryStorage.layer))
)

const other = Effect.provide(Effect.context<CustomerStore | UnitOfWork>(), MemoryStorage.layer, { local: true })

// Why the adapter is not written with Effect's transactions.
it.effect("Effect.tx: a nested failure that is caught keeps its writes, and a conflict runs the body again", () =>
  Effect.gen(function* () {
    const ref = yield* TxRef.make(0)
    yield* Effect.tx(
      Effect.gen(function* () {
        yield* Effect.ignore(Effect.tx(Effect.andThen(TxRef.set(ref, 1), Effect.fail("no"))))
      })
    )
    assert.strictEqual(yield* TxRef.get(ref), 1)
    let runs = 0
    const body = Effect.tx(
      Effect.gen(function* () {
        const value = yield* TxRef.get(ref)
        runs++
        yield* Effect.yieldNow
        yield* TxRef.set(ref, value + 1)
      })
    )
    yield* Effect.all([body, body, body], { concurrency: 3 })
    assert.strictEqual(yield* TxRef.get(ref), 4)
    assert.isAbove(runs, 3)
  })
)
