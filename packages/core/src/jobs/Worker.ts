/** Runs jobs until it is interrupted. Any number of workers share the jobs of a shop. */
import { Cause, Clock, DateTime, Duration, Effect, Predicate, Schema } from "effect"
import { type JobKind } from "./Job.ts"
import { type JobQueue } from "./JobQueue.ts"
import { Events, tellEvents } from "../notification/Events.ts"
import { Jobs, queueOf } from "./Jobs.ts"

export interface Attempt {
  /** What the job was enqueued under. */
  readonly id: string
  /** From 1. */
  readonly attempt: number
}

/** Runs the jobs of one kind, at least once each: what it does twice has to be as if it were done once. */
export interface Handler {
  readonly name: string
  /** Takes one job, waiting for it, and runs it. */
  readonly takeOne: Effect.Effect<Effect.Effect<void>, never, Events | JobQueue>
}

/** A timer: a job for each period of so many seconds, whoever enqueues it first. */
export interface Timer {
  readonly kind: JobKind<string, Record<never, never>>
  readonly everySeconds: number
}

/** What stands on an error whose job is merely not done yet: nobody is warned of it, and it is tried again. */
export const notYet = "@duka/core/jobs/notYet"

/** An attempt has failed. What it failed of is told without what it worked on. */
class JobFailed extends Schema.TaggedError<JobFailed>()("JobFailed", {
  job: Schema.String,
  error: Schema.String,
  isNotYet: Schema.Boolean
}) {
  override get message() {
    return this.error
  }
}

/** What an error says of itself: never what it worked on. */
const told = (error: unknown): string => {
  const name = Predicate.hasProperty(error, "_tag") ? String(error._tag) : error instanceof Error ? error.name : "Error"
  const text =
    error instanceof Error ? error.message : Predicate.hasProperty(error, "message") ? String(error.message) : ""
  return `${name}: ${text}`.slice(0, 1_000)
}

/** A storage that is away fails every take: it is asked again in a moment. */
const awayMillis = 1_000

/** What failed is tried again by the queue. A storage that is away, or a bug, must not end whoever takes. */
const survived = (name: string) => (cause: Cause.Cause<unknown>) => {
  const error = Cause.squash(cause)
  return error instanceof JobFailed
    ? (error.isNotYet ? Effect.logDebug : Effect.logWarning)(`The job ${error.job} has failed: ${error.error}`)
    : Effect.andThen(
        Effect.logWarning(`No job could be taken from ${name}, or given back: ${told(error)}`),
        Effect.sleep(awayMillis)
      )
}

export const handler = <Payload, E>(
  kind: JobKind<string, Payload>,
  run: (payload: Payload, attempt: Attempt) => Effect.Effect<unknown, E>
): Handler => ({
  name: kind.name,
  takeOne: Effect.gen(function* () {
    const queue = yield* queueOf(kind)
    const events = yield* Events
    /** Of what cannot be told nobody is told: that would go round in circles. */
    const givenUp = (job: string, error: string) =>
      kind.name === tellEvents.name
        ? Effect.void
        : events.publish({ type: "job.failed", data: { queue: kind.name, job, error } })
    return queue
      .take((payload, { attempts, id }) =>
        // Also what interrupts itself has failed: who is interrupted from outside does not come here.
        Effect.catchCause(run(payload, { id, attempt: attempts }), (cause) => {
          const failure = Cause.squash(cause)
          const error = told(failure)
          const isNotYet = Predicate.hasProperty(failure, notYet)
          const failed = Effect.fail(new JobFailed({ job: `${kind.name} ${id}`, error, isNotYet }))
          return attempts < kind.maxAttempts ? failed : Effect.andThen(givenUp(id, error), failed)
        })
      )
      .pipe(Effect.asVoid, Effect.catchCause(survived(kind.name)), Effect.withSpan(`job ${kind.name}`))
  })
})

/** Each process asks for the job of the period: one of them is kept. */
const ticking = ({ everySeconds, kind }: Timer) =>
  Effect.gen(function* () {
    const jobs = yield* Jobs
    const period = everySeconds * 1_000
    return yield* Effect.forever(
      Effect.gen(function* () {
        const time = yield* Clock.currentTimeMillis
        const begun = Math.floor(time / period) * period
        yield* jobs
          .enqueue(kind, {}, { id: `${kind.name}:${DateTime.formatIso(DateTime.makeUnsafe(begun))}` })
          .pipe(
            Effect.catchCause((cause) =>
              Effect.logWarning(`The timer ${kind.name} could not be set: ${told(Cause.squash(cause))}`)
            )
          )
        yield* Effect.sleep(Duration.millis(begun + period - time))
      })
    )
  })

export interface Work {
  readonly handlers: ReadonlyArray<Handler>
  readonly timers: ReadonlyArray<Timer>
}

export interface Workforce {
  /** How many jobs of one kind run at once in this process: 8 unless given. */
  readonly takers?: number
}

/** Interrupted, it gives back what it has not finished. */
export const work = (
  { handlers, timers }: Work,
  { takers = 8 }: Workforce = {}
): Effect.Effect<never, never, Events | Jobs | JobQueue> =>
  Effect.gen(function* () {
    const takes = yield* Effect.forEach(handlers, ({ takeOne }) => takeOne)
    const running = takes.flatMap((take) => Array.from({ length: takers }, () => Effect.forever(take)))
    yield* Effect.all([...running, ...timers.map(ticking)], { concurrency: "unbounded", discard: true })
    return yield* Effect.never
  })
