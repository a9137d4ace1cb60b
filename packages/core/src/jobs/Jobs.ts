import { Context, Duration, Effect, Layer, Option, Schedule, Schema } from "effect"
import { PersistedQueue } from "effect/persistence"
import { type CurrentActor, type PermissionDenied, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { Ids } from "../Ids.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import { after, now } from "../Time.ts"
import { type EncodedJob, type Job, JobId, type JobKind } from "./Job.ts"
import { JobNotFound, type JobNotRetryable } from "./JobErrors.ts"
import { JobQueue } from "./JobQueue.ts"
import { type JobCount, type JobFilter, JobStore } from "./JobStore.ts"

export interface Enqueueing {
  /** Of several with the same id one is kept, as long as it is: also once it is finished. */
  readonly id?: string
  readonly delaySeconds?: number
}

/** A hundred years: no job ended longer ago. */
const longestSeconds = 3_155_760_000

/** Any id will do where nobody has to be kept from enqueueing the same again. */
const AnyId = Schema.String.pipe(Schema.brand("AnyJobKey"))

/** Work for later. It is enqueued by other rooms, and looked after by operators. */
export class Jobs extends Context.Service<
  Jobs,
  {
    /** In a unit of work: with it, or not at all. It runs at least once. */
    enqueue<Payload>(kind: JobKind<string, Payload>, payload: Payload, options?: Enqueueing): Effect.Effect<void>
    /** The same for statements that keep jobs beside other things. */
    encoded<Payload>(kind: JobKind<string, Payload>, payload: Payload, options?: Enqueueing): Effect.Effect<EncodedJob>
    /** Newest first. */
    list(
      filter?: JobFilter,
      request?: PageRequest
    ): Effect.Effect<Page<Job>, InvalidCursor | PermissionDenied, CurrentActor>
    get(id: string): Effect.Effect<Job, JobNotFound | PermissionDenied, CurrentActor>
    counts(): Effect.Effect<ReadonlyArray<JobCount>, PermissionDenied, CurrentActor>
    /** A failed job is tried again. */
    retry(id: string): Effect.Effect<Job, JobNotFound | JobNotRetryable | PermissionDenied, CurrentActor>
    /** Every failed job is tried again, or those of one queue; answers how many. */
    retryAll(queue?: string): Effect.Effect<number, PermissionDenied, CurrentActor>
    /** Finished jobs go that ended so many seconds ago; answers how many. */
    clean(ended: {
      readonly olderThanSeconds: number
      readonly failedToo?: boolean
    }): Effect.Effect<number, PermissionDenied, CurrentActor>
  }
>()("@duka/core/jobs/Jobs") {
  static readonly layer = Layer.effect(
    Jobs,
    Effect.gen(function* () {
      const queue = yield* JobQueue
      const store = yield* JobStore
      const ids = yield* Ids
      const { record, recorded } = yield* auditing

      const encoded = Effect.fnUntraced(function* <Payload>(
        kind: JobKind<string, Payload>,
        payload: Payload,
        { delaySeconds = 0, id }: Enqueueing = {}
      ) {
        return {
          queue: kind.name,
          id: id ?? (yield* ids.make(AnyId)),
          payload: yield* Effect.orDie(Schema.encodeEffect(kind.payload)(payload)),
          delaySeconds
        }
      })

      const enqueue = Effect.fnUntraced(function* <Payload>(
        kind: JobKind<string, Payload>,
        payload: Payload,
        options: Enqueueing = {}
      ) {
        const { delaySeconds, id, payload: element, queue: name } = yield* encoded(kind, payload, options)
        const delay = delaySeconds > 0 ? Duration.seconds(delaySeconds) : undefined
        yield* Effect.orDie(queue.offer({ name, id, element, isCustomId: true, delay }))
      })

      const list = Effect.fn("Jobs.list")(function* (filter: JobFilter = {}, request: PageRequest = {}) {
        yield* requires("jobs:manage")
        const asked = yield* slice(request, "-at")
        return page(asked, yield* store.list(filter, asked))
      })

      const idOf = (id: string) => {
        const jobId = Option.getOrUndefined(JobId.makeOption(id))
        return jobId === undefined ? Effect.fail(new JobNotFound({ jobId: id })) : Effect.succeed(jobId)
      }

      const get = Effect.fn("Jobs.get")(function* (id: string) {
        yield* requires("jobs:manage")
        return yield* store.get(yield* idOf(id))
      })

      const counts = Effect.fn("Jobs.counts")(() => Effect.andThen(requires("jobs:manage"), store.counts))

      const retry = Effect.fn("Jobs.retry")(function* (id: string) {
        yield* requires("jobs:manage")
        const jobId = yield* idOf(id)
        return yield* recorded(Effect.tap(store.retry(jobId), () => record({ action: "job.retried", subject: jobId })))
      })

      const retryAll = Effect.fn("Jobs.retryAll")(function* (name?: string) {
        yield* requires("jobs:manage")
        const all = store.retryAll(name)
        return yield* recorded(
          Effect.tap(all, (count) =>
            record({ action: "job.retried", subject: null, after: { queue: name ?? null, count } })
          )
        )
      })

      const clean = Effect.fn("Jobs.clean")(function* (ended: {
        readonly olderThanSeconds: number
        readonly failedToo?: boolean
      }) {
        yield* requires("jobs:manage")
        const seconds = Math.min(Math.max(0, Math.trunc(ended.olderThanSeconds)), longestSeconds)
        const before = after(yield* now, -seconds)
        const failedToo = ended.failedToo ?? false
        return yield* recorded(
          Effect.tap(store.remove({ before, failedToo }), (count) =>
            record({ action: "job.removed", subject: null, after: { count, failedToo } })
          )
        )
      })

      return Jobs.of({ clean, counts, encoded, enqueue, get, list, retry, retryAll })
    })
  )
}

/** The queue of a kind, as its workers take from it. */
export const queueOf = <Payload>({ apartMaxSeconds, maxAttempts, name, payload }: JobKind<string, Payload>) =>
  Effect.flatMap(PersistedQueue.makeFactory, (factory) =>
    factory.make({
      name,
      schema: payload,
      maxAttempts,
      retrySchedule: Schedule.min([Schedule.exponential("1 second"), Schedule.spaced(`${apartMaxSeconds} seconds`)])
    })
  )
