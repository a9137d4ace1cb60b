import { type Job, type JobFilter, JobId, JobQueue, JobStore, type StoragePorts } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Duration, Effect, type Layer } from "effect"
import { refusal, times } from "./outcomes.ts"
import { everyWay } from "./paging.ts"
import * as Samples from "./samples.ts"

const offered = Effect.fnUntraced(function* (queue: string, id: string, delaySeconds = 0) {
  const { offer } = yield* JobQueue
  const delay = delaySeconds === 0 ? undefined : Duration.seconds(delaySeconds)
  yield* Effect.orDie(offer({ name: queue, id, element: { id }, isCustomId: true, delay }))
})

const options = { maxAttempts: 1, retryDelay: () => Effect.succeed(Duration.seconds(60)) }

/** Takes the next one, and ends as told. */
const ended = <E>(queue: string, end: Effect.Effect<void, E>) =>
  Effect.flatMap(JobQueue, ({ take }) =>
    Effect.exit(Effect.scoped(Effect.andThen(take({ name: queue, ...options }), end)))
  )

const done = (queue: string) => ended(queue, Effect.void)
const failed = (queue: string) => ended(queue, Effect.die(new Error("The post is closed.")))

const listed = (filter: JobFilter) =>
  Effect.flatMap(JobStore, ({ list }) => everyWay<Job, never>((slice) => list(filter, slice)))

const keys = (jobs: ReadonlyArray<Job>) => jobs.map(({ key }) => key)
const keysOf = (filter: JobFilter) => Effect.map(listed(filter), keys)

/** Later than whatever a law has done. */
const soon = Samples.at(3600 * 24 * 36_500)

/** Two that have ended well, two that were given up, one that runs and two that wait: `run` sees them all. */
const withAll = <A, E, R>(run: (queue: string) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const queue = `law-${Samples.uuid()}`
    const { take } = yield* JobQueue
    for (const id of ["done-1", "done-2"]) yield* Effect.andThen(offered(queue, id), done(queue))
    for (const id of ["failed-1", "failed-2"]) yield* Effect.andThen(offered(queue, id), failed(queue))
    yield* offered(queue, "running-1")
    return yield* Effect.scoped(
      Effect.gen(function* () {
        yield* take({ name: queue, ...options })
        yield* offered(queue, "pending-1")
        yield* offered(queue, "pending-2", 3_600)
        return yield* run(queue)
      })
    )
  })

/** The laws of `JobStore`: what operators see of the queue, and do to it. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`JobStore (${adapter})`, (it) => {
    it.effect("lists stand newest first, narrowed as asked, and every way of paging tells the same", () =>
      withAll((queue) =>
        Effect.gen(function* () {
          const all = yield* listed({ queue })
          assert.lengthOf(all, 7)
          const order = (job: Job) => `${job.enqueuedAt} ${job.id}`
          assert.deepStrictEqual(keys(all), keys(all.toSorted((a, b) => (order(a) < order(b) ? 1 : -1))))
          for (const state of ["pending", "running", "failed", "completed"] as const) {
            const some = all.filter((job) => job.state === state)
            assert.deepStrictEqual(yield* listed({ queue, state }), some)
            assert.deepStrictEqual(keys((yield* listed({ state })).filter((job) => job.queue === queue)), keys(some))
          }
          assert.deepStrictEqual(yield* keysOf({ queue, state: "running" }), ["running-1"])
          assert.deepStrictEqual((yield* keysOf({ queue, state: "failed" })).toSorted(), ["failed-1", "failed-2"])
          assert.deepStrictEqual(yield* listed({ queue: `${queue}-none` }), [])
        })
      )
    )

    it.effect("counts are by queue and state, and leave out what there is nothing of", () =>
      withAll((queue) =>
        Effect.gen(function* () {
          const { counts } = yield* JobStore
          const all = yield* counts
          assert.deepStrictEqual(
            all.filter((count) => count.queue === queue),
            [
              { queue, state: "completed", count: 2 },
              { queue, state: "failed", count: 2 },
              { queue, state: "pending", count: 2 },
              { queue, state: "running", count: 1 }
            ]
          )
          const order = all.map((count) => `${count.queue}\u0000${count.state}`)
          assert.deepStrictEqual(
            order,
            order.toSorted((a, b) => (a < b ? -1 : 1))
          )
        })
      )
    )

    it.effect("a job is found by its id, with why it failed and in words alone", () =>
      withAll((queue) =>
        Effect.gen(function* () {
          const { get } = yield* JobStore
          const all = yield* listed({ queue })
          assert.deepStrictEqual(yield* Effect.forEach(all, ({ id }) => get(id)), all)
          const job = all.find(({ key }) => key === "failed-1")
          assert.deepStrictEqual([job?.lastError, job?.attempts], ["Error: The post is closed.", 1])
          assert.deepStrictEqual(job?.payload, { id: "failed-1" })
          assert.strictEqual(yield* refusal(get(JobId.make(Samples.uuid()))), "JobNotFound")
        })
      )
    )

    it.effect("a failed job that is retried is taken again, with all its attempts before it; no other is retried", () =>
      withAll((queue) =>
        Effect.gen(function* () {
          const { get, retry } = yield* JobStore
          for (const { id, state } of yield* listed({ queue })) {
            if (state === "failed") {
              const again = yield* retry(id)
              assert.deepStrictEqual([again.id, again.state, again.attempts], [id, "pending", 0])
              assert.deepStrictEqual(yield* get(id), again)
            } else assert.strictEqual(yield* refusal(retry(id)), "JobNotRetryable")
          }
          assert.strictEqual(yield* refusal(retry(JobId.make(Samples.uuid()))), "JobNotFound")
          yield* Effect.forEach(times(3), () => done(queue))
          assert.deepStrictEqual((yield* keysOf({ queue, state: "completed" })).toSorted(), [
            "done-1",
            "done-2",
            "failed-1",
            "failed-2",
            "pending-1"
          ])
        })
      )
    )

    it.effect("of several who retry a job at once, one does", () =>
      withAll((queue) =>
        Effect.gen(function* () {
          const { retry } = yield* JobStore
          const [job] = yield* listed({ queue, state: "failed" })
          assert(job !== undefined)
          const answers = yield* Effect.forEach(times(5), () => Effect.result(retry(job.id)), {
            concurrency: "unbounded"
          })
          assert.lengthOf(
            answers.filter(({ _tag }) => _tag === "Success"),
            1
          )
        })
      )
    )

    it.effect("all the failed ones of a queue are retried at once, and those of others are not", () =>
      withAll((queue) =>
        withAll((other) =>
          Effect.gen(function* () {
            const { retryAll } = yield* JobStore
            assert.strictEqual(yield* retryAll(queue), 2)
            assert.strictEqual(yield* retryAll(queue), 0)
            assert.deepStrictEqual(yield* keysOf({ queue, state: "failed" }), [])
            assert.lengthOf(yield* listed({ queue: other, state: "failed" }), 2)
            assert.isAtLeast(yield* retryAll(), 2)
            assert.deepStrictEqual(yield* keysOf({ state: "failed" }), [])
          })
        )
      )
    )

    it.effect("what has ended before a time goes, what was given up only when that is said too", () =>
      withAll((queue) =>
        Effect.gen(function* () {
          const { remove } = yield* JobStore
          const left = Effect.map(keysOf({ queue }), (keys) => keys.toSorted())
          yield* remove({ before: Samples.at(-3600 * 24 * 36_500), failedToo: true })
          assert.lengthOf(yield* left, 7)
          assert.isAtLeast(yield* remove({ before: soon, failedToo: false }), 2)
          assert.deepStrictEqual(yield* left, ["failed-1", "failed-2", "pending-1", "pending-2", "running-1"])
          assert.isAtLeast(yield* remove({ before: soon, failedToo: true }), 2)
          assert.deepStrictEqual(yield* left, ["pending-1", "pending-2", "running-1"])
          assert.strictEqual(yield* remove({ before: soon, failedToo: true }), 0)
          yield* offered(queue, "done-1")
          assert.include(yield* left, "done-1")
        })
      )
    )

    it.effect("only what waits is hastened", () =>
      withAll((queue) =>
        Effect.gen(function* () {
          const { hasten } = yield* JobStore
          const before = yield* listed({ queue })
          for (const { key } of before) yield* hasten(queue, key)
          yield* hasten(queue, "nobody")
          const after = yield* listed({ queue })
          assert.deepStrictEqual(
            after.map(({ key, state }) => [key, state]),
            before.map(({ key, state }) => [key, state])
          )
          yield* done(queue)
          yield* done(queue)
          assert.deepStrictEqual(yield* keysOf({ queue, state: "pending" }), [])
        })
      )
    )
  })
