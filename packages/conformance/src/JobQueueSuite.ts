import {
  CheckoutStore,
  type Job,
  type JobFilter,
  type JobKind,
  jobKind,
  JobQueue,
  JobStore,
  queueOf,
  type StoragePorts,
  UnitOfWork
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Deferred, Duration, Effect, Fiber, type Layer, Queue, Schema } from "effect"
import { lowStockLaws } from "./lowStock.ts"
import { times } from "./outcomes.ts"
import { walked } from "./paging.ts"
import { placement } from "./placements.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const Payload = Schema.Struct({ number: Schema.Int })

/** A kind of its own for each law: workers of a shop take from these tables too. Three attempts take three seconds. */
const fresh = (retriedSeconds = 3): JobKind<string, typeof Payload.Type> =>
  jobKind({ name: `law-${Samples.uuid()}`, payload: Payload, retriedSeconds })

interface Offered {
  readonly id?: string
  readonly number?: number
  readonly delaySeconds?: number
}

const offer = Effect.fnUntraced(function* (
  kind: Pick<JobKind<string, unknown>, "name">,
  { delaySeconds = 0, id = Samples.uuid(), number = 1 }: Offered = {}
) {
  const { offer } = yield* JobQueue
  const delay = delaySeconds === 0 ? undefined : Duration.seconds(delaySeconds)
  yield* Effect.orDie(offer({ name: kind.name, id, element: { number }, isCustomId: true, delay }))
  return id
})

/** Takes one and answers what it was. */
const take = <A>(kind: JobKind<string, A>) =>
  Effect.flatMap(queueOf(kind), (queue) =>
    Effect.orDie(queue.take((payload, { attempts, id }) => Effect.succeed({ payload, attempts, id })))
  )

/** Takes one, and fails of it. */
const failing = <A>(kind: JobKind<string, A>, why: string) =>
  Effect.flatMap(queueOf(kind), (queue) => Effect.exit(queue.take(() => Effect.die(new Error(why)))))

const jobs = (filter: JobFilter) =>
  Effect.flatMap(JobStore, ({ list }) => walked<Job, never>((slice) => list(filter, slice)))

const only = Effect.fnUntraced(function* (kind: Pick<JobKind<string, unknown>, "name">) {
  const [job, ...others] = yield* jobs({ queue: kind.name })
  assert(job !== undefined && others.length === 0)
  return job
})

/** Moves what waits for its time to the present, as the clock of the database cannot be. */
const hasten = (kind: Pick<JobKind<string, unknown>, "name">, id: string) =>
  Effect.flatMap(JobStore, ({ hasten }) => hasten(kind.name, id))

/** The laws of `JobQueue`: Effect's port, on the tables of the shop. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`JobQueue (${adapter})`, (it) => {
    it.effect("an offer is taken with what it was offered with, and finished once that is done", () =>
      Effect.gen(function* () {
        const kind = fresh()
        const id = yield* offer(kind, { number: 7 })
        assert.deepStrictEqual(yield* take(kind), { payload: { number: 7 }, attempts: 1, id })
        const job = yield* only(kind)
        assert.deepStrictEqual([job.state, job.key, job.attempts, job.lastError], ["completed", id, 1, null])
      })
    )

    it.effect("an offer is part of the unit that makes it, and of the innermost one", () =>
      Effect.gen(function* () {
        const { commit } = yield* UnitOfWork
        const kind = fresh()
        yield* Effect.flip(commit(Effect.andThen(offer(kind, { id: "gone" }), Effect.fail("no"))))
        yield* Effect.exit(commit(Effect.andThen(offer(kind, { id: "dead" }), Effect.die("no"))))
        yield* Effect.flip(commit(Effect.andThen(commit(offer(kind, { id: "inner" })), Effect.fail("no"))))
        yield* commit(
          Effect.gen(function* () {
            yield* offer(kind, { id: "kept" })
            yield* Effect.flip(commit(Effect.andThen(offer(kind, { id: "undone" }), Effect.fail("no"))))
            yield* commit(offer(kind, { id: "nested" }))
          })
        )
        assert.deepStrictEqual((yield* jobs({ queue: kind.name })).map(({ key }) => key).toSorted(), ["kept", "nested"])
      })
    )

    it.effect("who waits for a job finds that of a unit once it has committed", () =>
      Effect.gen(function* () {
        const { commit } = yield* UnitOfWork
        const kind = fresh()
        const taker = yield* Effect.forkChild(take(kind))
        const id = yield* commit(Effect.tap(offer(kind), Effect.yieldNow))
        assert.strictEqual((yield* Fiber.join(taker)).id, id)
      })
    )

    it.effect("of several with the same id one is kept, also once it has run, until it is removed", () =>
      Effect.gen(function* () {
        const { remove } = yield* JobStore
        const [kind, other] = [fresh(), fresh()]
        yield* Effect.forEach(times(5), (number) => offer(kind, { id: "same", number }), { concurrency: "unbounded" })
        yield* offer(other, { id: "same" })
        yield* take(kind)
        yield* offer(kind, { id: "same", number: 9 })
        const job = yield* only(kind)
        assert.strictEqual(job.state, "completed")
        assert.strictEqual((yield* only(other)).state, "pending")
        yield* remove({ before: Samples.at(3600 * 24 * 36_500), failedToo: false })
        yield* offer(kind, { id: "same", number: 9 })
        assert.deepStrictEqual((yield* take(kind)).payload, { number: 9 })
      })
    )

    it.effect("a delayed job waits, while others are taken", () =>
      Effect.gen(function* () {
        const kind = fresh()
        const later = yield* offer(kind, { delaySeconds: 3_600, number: 1 })
        const now = yield* offer(kind, { number: 2 })
        assert.strictEqual((yield* take(kind)).id, now)
        const waiting = yield* jobs({ queue: kind.name, state: "pending" })
        assert.deepStrictEqual(
          waiting.map(({ attempts, key }) => [key, attempts]),
          [[later, 0]]
        )
        yield* hasten(kind, later)
        assert.strictEqual((yield* take(kind)).id, later)
      })
    )

    it.effect("a job that fails is tried again, not at once, as often as its kind says; then it is given up", () =>
      Effect.gen(function* () {
        const kind = fresh()
        const id = yield* offer(kind)
        for (const attempt of [1, 2, 3]) {
          yield* failing(kind, `why ${attempt}`)
          const job = yield* only(kind)
          assert.deepStrictEqual([job.state, job.attempts], [attempt < 3 ? "pending" : "failed", attempt])
          assert.match(job.lastError ?? "", new RegExp(`why ${attempt}$`, "u"))
          if (attempt < 3) assert.isAbove(Date.parse(job.dueAt), Date.parse(job.enqueuedAt))
          yield* hasten(kind, id)
        }
        // What was given up is not taken, and keeps its id.
        const next = yield* offer(kind, { number: 2 })
        yield* offer(kind, { id })
        assert.strictEqual((yield* take(kind)).id, next)
        assert.lengthOf(yield* jobs({ queue: kind.name }), 2)
      })
    )

    it.effect("what cannot be read is given up at once, and the next one is taken", () =>
      Effect.gen(function* () {
        const kind = fresh()
        const queue = yield* JobQueue
        yield* queue.offer({
          name: kind.name,
          id: "odd",
          element: { number: "seven" },
          isCustomId: true,
          delay: undefined
        })
        const id = yield* offer(kind)
        assert.strictEqual((yield* take(kind)).id, id)
        const [odd] = yield* jobs({ queue: kind.name, state: "failed" })
        assert.deepStrictEqual([odd?.key, odd?.attempts, odd?.payload], ["odd", 1, { number: "seven" }])
        assert.include(odd?.lastError ?? "", "number")
      })
    )

    it.effect("who is interrupted gives his job back, and it was no attempt", () =>
      Effect.gen(function* () {
        const kind = fresh(0)
        const queue = yield* queueOf(kind)
        const id = yield* offer(kind)
        const begun = yield* Deferred.make<void>()
        const taker = yield* Effect.forkChild(
          queue.take(() => Effect.andThen(Deferred.succeed(begun, undefined), Effect.never))
        )
        yield* Deferred.await(begun)
        assert.deepStrictEqual((yield* only(kind)).state, "running")
        yield* Fiber.interrupt(taker)
        const job = yield* only(kind)
        assert.deepStrictEqual([job.state, job.attempts], ["pending", 0])
        assert.deepStrictEqual(yield* take(kind), { payload: { number: 1 }, attempts: 1, id })
      })
    )

    it.effect("however many take at once, each job is taken once", () =>
      Effect.gen(function* () {
        const kind = fresh()
        const queue = yield* queueOf(kind)
        const taken = yield* Queue.unbounded<number>()
        const takers = yield* Effect.forEach(times(20), () =>
          Effect.forkChild(Effect.forever(queue.take(({ number }) => Queue.offer(taken, number))))
        )
        yield* Effect.forEach(times(100), (number) => offer(kind, { number }), { concurrency: 10 })
        const numbers = yield* Effect.forEach(times(100), () => Queue.take(taken))
        yield* Fiber.interruptAll(takers)
        assert.deepStrictEqual(
          numbers.toSorted((a, b) => a - b),
          times(100)
        )
        assert.strictEqual(yield* Queue.size(taken), 0)
      })
    )

    it.effect("a job that placing writes is taken like any other, and there is none when nothing was placed", () =>
      Effect.gen(function* () {
        const { place } = yield* CheckoutStore
        const kind = fresh()
        const stocked = yield* Saved.stocked(1)
        const lines = [{ product: stocked.product, quantity: 1 }] as const
        const job = (number: number, delaySeconds = 0) => ({
          queue: kind.name,
          id: `job-${number}`,
          payload: { number },
          delaySeconds
        })
        const placing = (jobs: ReadonlyArray<ReturnType<typeof job>>) =>
          place({ ...placement({ storeId: stocked.storeId, lines }), jobs })
        yield* placing([job(1), job(2, 3_600)])
        assert.strictEqual((yield* Effect.flip(placing([job(3)])))._tag, "OutOfStock")
        assert.deepStrictEqual(yield* take(kind), { payload: { number: 1 }, attempts: 1, id: "job-1" })
        assert.deepStrictEqual(
          (yield* jobs({ queue: kind.name, state: "pending" })).map(({ key }) => key),
          ["job-2"]
        )
        yield* hasten(kind, "job-2")
        assert.deepStrictEqual((yield* take(kind)).payload, { number: 2 })
      })
    )

    lowStockLaws(it)
  })
