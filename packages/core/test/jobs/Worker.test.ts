/** What takes jobs: it survives whatever they do, and gives back what it has not finished. */
import { MemoryStorage } from "@duka/adapter-memory"
import { Duka, handler, jobKind, JobQueue, Jobs, JobStore, Settings, type Work, work } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Clock, Deferred, Duration, Effect, Fiber, Layer, Queue, Ref, Schema } from "effect"
import { TestClock } from "effect/testing"
import { as, law, owner, rooms, shopOver } from "../opened.ts"

const letters = jobKind({ name: "letters", payload: Schema.Struct({ to: Schema.String }), retriedSeconds: 1 })
const tick = jobKind({ name: "tick", payload: Schema.Struct({}) })

/** Works on letters in the background, as long as the test runs. */
const posted = <E>(run: (to: string) => Effect.Effect<unknown, E>, others: Partial<Work> = {}) =>
  Effect.forkChild(
    work(
      { handlers: [handler(letters, ({ to }) => run(to)), ...(others.handlers ?? [])], timers: others.timers ?? [] },
      { takers: 2 }
    )
  )

const jobs = (queue: string) => Effect.flatMap(rooms, ({ jobs }) => as(owner)(jobs.list({ queue })))

const states = (queue: string) =>
  Effect.map(jobs(queue), ({ items }) => items.map(({ attempts, key, state }) => [key, state, attempts]))

const enqueue = Effect.fnUntraced(function* (to: string) {
  yield* (yield* Jobs).enqueue(letters, { to }, { id: to })
})

describe("a worker", () => {
  for (const [how, end] of [
    ["fails", Effect.fail("closed")],
    ["dies", Effect.die(new Error("a bug"))],
    ["interrupts itself", Effect.interrupt]
  ] as const) {
    law(
      `goes on when a job ${how}: it is tried again and then given up`,
      Effect.gen(function* () {
        const done = yield* Queue.unbounded<string>()
        const worker = yield* posted((to) => (to === "nobody" ? end : Queue.offer(done, to)))
        for (const to of ["nobody", "asha", "brian", "amina"]) yield* enqueue(to)
        const all = [yield* Queue.take(done), yield* Queue.take(done), yield* Queue.take(done)]
        expect(all.toSorted()).toStrictEqual(["amina", "asha", "brian"])
        yield* TestClock.adjust("1 hour")
        expect(yield* states("letters")).toContainEqual(["nobody", "failed", 2])
        yield* enqueue("otieno")
        expect(yield* Queue.take(done)).toBe("otieno")
        expect(worker.pollUnsafe()).toBeUndefined()
        yield* Fiber.interrupt(worker)
      })
    )
  }

  law(
    "that is interrupted gives its jobs back, and they were no attempts",
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      const worker = yield* posted(() => Effect.andThen(Deferred.succeed(begun, undefined), Effect.never))
      yield* enqueue("asha")
      yield* Deferred.await(begun)
      expect(yield* states("letters")).toStrictEqual([["asha", "running", 1]])
      yield* Fiber.interrupt(worker)
      expect(yield* states("letters")).toStrictEqual([["asha", "pending", 0]])
    })
  )

  law(
    "tells a job which attempt it is, and under what it was enqueued",
    Effect.gen(function* () {
      const seen = yield* Queue.unbounded<readonly [string, number]>()
      const one = handler(letters, (_, { attempt, id }) =>
        Effect.andThen(Queue.offer(seen, [id, attempt] as const), attempt === 1 ? Effect.fail("again") : Effect.void)
      )
      const worker = yield* Effect.forkChild(work({ handlers: [one], timers: [] }))
      yield* enqueue("asha")
      expect(yield* Queue.take(seen)).toStrictEqual(["asha", 1])
      yield* TestClock.adjust("1 hour")
      expect(yield* Queue.take(seen)).toStrictEqual(["asha", 2])
      yield* Fiber.interrupt(worker)
    })
  )

  law(
    "makes one job for each period of a timer, however many workers there are",
    Effect.gen(function* () {
      const ticks = yield* Ref.make(0)
      const ticking: Work = {
        handlers: [handler(tick, () => Ref.update(ticks, (count) => count + 1))],
        timers: [{ kind: tick, everySeconds: 60 }]
      }
      const workers = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(work(ticking)))
      yield* TestClock.adjust("1 second")
      expect(yield* Ref.get(ticks)).toBe(1)
      yield* TestClock.adjust("58 seconds")
      expect(yield* Ref.get(ticks)).toBe(1)
      for (const count of [2, 3, 4]) {
        yield* TestClock.adjust("60 seconds")
        expect(yield* Ref.get(ticks)).toBe(count)
      }
      expect((yield* states("tick")).map(([key]) => key)).toContain("tick:1970-01-01T00:02:00.000Z")
      yield* Fiber.interruptAll(workers)
    })
  )

  law(
    "tries again after 1, 2, 4, … seconds, in the end as often as its kind says, and then no more",
    Effect.gen(function* () {
      const tries: Array<number> = []
      const stubborn = jobKind({
        name: "stubborn",
        payload: Schema.Struct({}),
        apartMaxSeconds: 5,
        retriedSeconds: 20
      })
      const failing: Work = {
        handlers: [
          handler(stubborn, () =>
            Effect.andThen(
              Effect.map(Clock.currentTimeMillis, (time) => tries.push(time / 1_000)),
              Effect.fail("no")
            )
          )
        ],
        timers: []
      }
      yield* (yield* rooms).jobs.enqueue(stubborn, {})
      const worker = yield* Effect.forkChild(work(failing))
      yield* TestClock.adjust("10 minutes")
      expect(tries).toEqual([0, 1, 3, 7, 12, 17, 22])
      yield* Fiber.interrupt(worker)
    })
  )

  it.effect("outlives a storage that is away", () =>
    Effect.gen(function* () {
      const isAway = yield* Ref.make(true)
      const flaky = Layer.effect(
        JobQueue,
        Effect.map(JobQueue, (queue) =>
          JobQueue.of({
            ...queue,
            take: (options) =>
              Effect.flatMap(Ref.get(isAway), (away) => (away ? Effect.die("the wire is cut") : queue.take(options)))
          })
        )
      ).pipe(Layer.provideMerge(MemoryStorage.layer))
      yield* Effect.gen(function* () {
        const done = yield* Queue.unbounded<string>()
        const worker = yield* posted((to) => Queue.offer(done, to))
        yield* enqueue("asha")
        yield* TestClock.adjust("5 seconds")
        expect(yield* Queue.size(done)).toBe(0)
        yield* Ref.set(isAway, false)
        yield* TestClock.adjust("1 second")
        expect(yield* Queue.take(done)).toBe("asha")
        yield* Fiber.interrupt(worker)
      }).pipe(Effect.provide(shopOver(flaky)))
    })
  )

  it.effect("of the whole shop sweeps what was done with, jobs too", () =>
    Effect.gen(function* () {
      yield* enqueue("asha")
      const done = yield* Queue.unbounded<string>()
      const postman = yield* posted((to) => Queue.offer(done, to))
      yield* Queue.take(done)
      yield* TestClock.adjust(Duration.seconds(Settings.defaults.jobs.finishedSeconds + 1))
      yield* Fiber.interrupt(postman)
      const worker = yield* Effect.forkChild(Duka.worker({ takers: 1 }))
      const { counts } = yield* JobStore
      const swept = Effect.map(counts, (all) => all.map(({ queue, state }) => `${queue} ${state}`).toSorted())
      const all = [
        "clean-jobs",
        "reconcile-payments",
        "ring-digests",
        "sweep-carts",
        "sweep-draft-orders",
        "sweep-keys",
        "sweep-messages",
        "sweep-webhook-deliveries"
      ].map((name) => `${name} completed`)
      yield* Effect.repeat(Effect.tap(swept, Effect.yieldNow), { until: (seen) => seen.join() === all.join() })
      yield* Fiber.interrupt(worker)
    }).pipe(Effect.provide(shopOver(MemoryStorage.layer)))
  )
})
