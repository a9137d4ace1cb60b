import { JobQueue } from "@duka/core"
import { Cause, Clock, Duration, Effect, HashMap, Latch, Layer, Predicate, Result } from "effect"
import { enqueued, jobKey, withJob } from "./jobs.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { type KeptJob, row, type Tables } from "./Tables.ts"

const seconds = (delay: Duration.Duration | undefined) => (delay === undefined ? 0 : Duration.toMillis(delay) / 1_000)

/** The first that is due, as they were enqueued; else when the next one will be. */
const next = (tables: Tables, queue: string, now: number): KeptJob | number => {
  let first: KeptJob | undefined
  let visibleAt = Number.POSITIVE_INFINITY
  for (const job of HashMap.values(tables.openJobs)) {
    if (job.queue !== queue || job.state !== "pending") continue
    if (job.visibleAt > now) visibleAt = Math.min(visibleAt, job.visibleAt)
    else if (
      first === undefined ||
      job.visibleAt < first.visibleAt ||
      (job.visibleAt === first.visibleAt && job.sequence < first.sequence)
    ) {
      first = job
    }
  }
  return first ?? visibleAt
}

/** What Effect's queue says of an element that cannot be read: it is not tried again. */
const unreadable = (cause: Cause.Cause<unknown>): Cause.Cause<unknown> | undefined => {
  for (const reason of cause.reasons) {
    if (
      Cause.isFailReason(reason) &&
      Predicate.isTagged(reason.error, "~effect/persistence/PersistedQueue/DeadLetter") &&
      Predicate.hasProperty(reason.error, "cause") &&
      Cause.isCause(reason.error.cause)
    ) {
      return reason.error.cause
    }
  }
  return undefined
}

/**
 * Effect's queue over these tables, so that an offer is part of the unit that makes it. A process that dies takes the jobs
 * with it: nobody's lease has to end.
 */
export const layer: Layer.Layer<JobQueue, never, MemoryTables> = Layer.effect(
  JobQueue,
  Effect.gen(function* () {
    const { change, onCommit } = yield* MemoryTables
    // A latch is opened once: who took it before looking misses nothing that comes afterwards.
    let latch = Latch.makeUnsafe(false)
    onCommit((before, after) => {
      if (before.openJobs === after.openJobs) return
      const opened = latch
      latch = Latch.makeUnsafe(false)
      opened.openUnsafe()
    })

    /** What becomes of a job that was taken, unless it is gone. */
    const settle = (key: string, f: (job: KeptJob, now: number) => KeptJob) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        change<void>((tables) => {
          const job = row(tables.openJobs, key)
          return Result.succeed([undefined, job === undefined ? tables : withJob(tables, f(job, now))])
        })
      )

    return JobQueue.of({
      offer: ({ delay, element, id, name }) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          change<void>((tables) =>
            Result.succeed([
              undefined,
              enqueued(tables, { queue: name, id, payload: element, delaySeconds: seconds(delay) }, now)
            ])
          )
        ),
      take: Effect.fnUntraced(function* ({ maxAttempts, name, retryDelay }) {
        while (true) {
          const changed = latch
          const now = yield* Clock.currentTimeMillis
          const taken = yield* change((tables): Change<KeptJob | number> => {
            const found = next(tables, name, now)
            if (typeof found === "number") return Result.succeed([found, tables])
            const running: KeptJob = { ...found, state: "running", attempts: found.attempts + 1, changedAt: now }
            return Result.succeed([running, withJob(tables, running)])
          })
          if (typeof taken === "number") {
            yield* taken === Number.POSITIVE_INFINITY
              ? changed.await
              : Effect.race(changed.await, Effect.sleep(Duration.millis(taken - now)))
            continue
          }
          const { attempts, element, id } = taken
          yield* Effect.addFinalizer((exit) => {
            const key = jobKey(taken)
            if (exit._tag === "Success") {
              return settle(key, (job, now) => ({ ...job, state: "completed", changedAt: now }))
            }
            const { cause } = exit
            const dead = unreadable(cause)
            const lastError = Cause.pretty(dead ?? cause)
            if (dead !== undefined) {
              return settle(key, (job, now) => ({ ...job, state: "failed", lastError, changedAt: now }))
            }
            if (Cause.hasInterruptsOnly(cause)) {
              return settle(key, (job) => ({ ...job, state: "pending", attempts: job.attempts - 1 }))
            }
            if (attempts >= maxAttempts) {
              return settle(key, (job, now) => ({ ...job, state: "failed", lastError, changedAt: now }))
            }
            return Effect.flatMap(retryDelay(attempts), (delay) =>
              settle(key, (job, now) => ({
                ...job,
                state: "pending",
                lastError,
                visibleAt: now + Duration.toMillis(delay),
                changedAt: now
              }))
            )
          })
          return { id, attempts, element }
        }
      }),
      cleanup: ({ failedTimeToLive, timeToLive }) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          change<void>((tables) => {
            const isKept = ({ changedAt, state }: KeptJob) => {
              const kept = state === "completed" ? timeToLive : failedTimeToLive
              return kept === undefined || changedAt > now - Duration.toMillis(kept)
            }
            return Result.succeed([undefined, { ...tables, endedJobs: HashMap.filter(tables.endedJobs, isKept) }])
          })
        )
    })
  })
)
