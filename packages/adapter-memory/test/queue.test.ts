/**
 * The queue in memory answers as Effect's own does, whatever is asked of it. Of several that are due it takes the one that
 * is due for the longest, as that on PostgreSQL does and Effect's in memory does not: here each queue has one at most.
 */
import { MemoryStorage } from "@duka/adapter-memory"
import { JobQueue } from "@duka/core"
import { assert, it } from "@effect/vitest"
import { Duration, Effect, Exit, Fiber, Layer, Option, Scope } from "effect"
import { PersistedQueue } from "effect/persistence"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"

type Asked =
  | { readonly _tag: "Wait"; readonly seconds: number }
  | { readonly _tag: "Offer"; readonly id: number; readonly delaySeconds: number }
  | { readonly _tag: "Take"; readonly id: number; readonly end: "done" | "fails" | "interrupted" }
  | { readonly _tag: "Clean"; readonly failedToo: boolean }

const id = fc.integer({ min: 0, max: 2 })

const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({ _tag: fc.constant("Wait" as const), seconds: fc.integer({ min: 0, max: 90 }) }),
  fc.record({
    _tag: fc.constant("Offer" as const),
    id,
    delaySeconds: fc.constantFrom(0, 0, 10, 60)
  }),
  fc.record({
    _tag: fc.constant("Take" as const),
    id,
    end: fc.constantFrom("done" as const, "fails" as const, "interrupted" as const)
  }),
  fc.record({ _tag: fc.constant("Clean" as const), failedToo: fc.boolean() })
)

const options = {
  maxAttempts: 3,
  retryDelay: (attempt: number) => Effect.succeed(Duration.seconds(attempt * 10))
}

const ends = {
  done: Exit.void,
  fails: Exit.fail("closed"),
  interrupted: Exit.interrupt()
}

type Queue = JobQueue["Service"]

/** What is there to be taken, and how it ends; null when there is nothing. */
const taken = (queue: Queue, { end, id }: Extract<Asked, { readonly _tag: "Take" }>) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const taker = yield* Effect.forkChild(Scope.provide(queue.take({ ...options, name: `letters-${id}` }), scope))
    // Whoever finds nothing waits.
    for (let turn = 0; turn < 20; turn++) yield* Effect.yieldNow
    const exit = Option.fromUndefinedOr(taker.pollUnsafe())
    if (Option.isNone(exit)) {
      yield* Fiber.interrupt(taker)
      yield* Scope.close(scope, Exit.interrupt())
      return null
    }
    yield* Scope.close(scope, ends[end])
    return yield* exit.value
  })

const answered = (queue: Queue, one: Asked): Effect.Effect<unknown, unknown> => {
  switch (one._tag) {
    case "Wait":
      return Effect.void
    case "Offer": {
      const delay = one.delaySeconds === 0 ? undefined : Duration.seconds(one.delaySeconds)
      return queue.offer({ name: `letters-${one.id}`, id: "one", element: { id: one.id }, isCustomId: true, delay })
    }
    case "Take":
      return taken(queue, one)
    case "Clean":
      return queue.cleanup({
        timeToLive: Duration.seconds(30),
        failedTimeToLive: one.failedToo ? Duration.seconds(30) : undefined
      })
  }
}

it.effect("it answers whatever is asked as Effect's own does", () =>
  Effect.gen(function* () {
    const runs = fc.sample(fc.array(asked, { minLength: 5, maxLength: 60 }), { numRuns: 100, seed: 7 })
    for (const run of runs) {
      const ours = yield* Effect.provide(JobQueue, Layer.fresh(MemoryStorage.layer))
      const model = yield* Effect.provide(JobQueue, Layer.fresh(PersistedQueue.layerStoreMemory))
      for (const one of run) {
        if (one._tag === "Wait") yield* TestClock.adjust(Duration.seconds(one.seconds))
        assert.deepStrictEqual(yield* answered(ours, one), yield* answered(model, one), JSON.stringify([one, run]))
      }
    }
  })
)
