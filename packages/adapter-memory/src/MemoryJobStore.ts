import { Job, type JobFilter, JobId, JobNotFound, JobNotRetryable, JobStore, type Page, Time } from "@duka/core"
import { DateTime, Effect, HashMap, Layer, Result, Schema } from "effect"
import { jobKey, withJob } from "./jobs.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { sliced } from "./sliced.ts"
import { type KeptJob, row, type Tables } from "./Tables.ts"

const time = (millis: number) => Time.Timestamp.make(DateTime.formatIso(DateTime.makeUnsafe(millis)))

/** A name of its own for each, that says nothing. */
const idOf = ({ sequence }: KeptJob) => JobId.make(`00000000-0000-7000-8000-${sequence.toString(16).padStart(12, "0")}`)

const json = Schema.decodeUnknownSync(Schema.Json)

const shown = (job: KeptJob): Job => ({
  id: idOf(job),
  queue: job.queue,
  key: job.id,
  state: job.state,
  payload: json(job.element),
  attempts: job.attempts,
  lastError: job.lastError?.split("\n    at ", 1)[0] ?? null,
  dueAt: time(job.visibleAt),
  enqueuedAt: time(job.enqueuedAt)
})

const newestFirst = {
  sort: "-at",
  descending: true,
  value: ({ enqueuedAt }: Job) => enqueuedAt,
  id: ({ id }: Job) => id
}

const all = (tables: Tables): ReadonlyArray<KeptJob> => [
  ...HashMap.values(tables.openJobs),
  ...HashMap.values(tables.endedJobs)
]

const get = (tables: Tables, id: JobId): Result.Result<KeptJob, JobNotFound> => {
  const found = all(tables).find((job) => idOf(job) === id)
  return found === undefined ? Result.fail(new JobNotFound({ jobId: id })) : Result.succeed(found)
}

const list = (tables: Tables, { queue, state }: JobFilter, slice: Page.Slice) =>
  sliced(
    all(tables)
      .filter((job) => (queue === undefined || job.queue === queue) && (state === undefined || job.state === state))
      .map(shown),
    newestFirst,
    slice
  )

const counts = (tables: Tables) =>
  [...Map.groupBy(all(tables), ({ queue, state }) => `${queue} ${state}`).values()]
    .flatMap((group) =>
      group[0] === undefined ? [] : [{ queue: group[0].queue, state: group[0].state, count: group.length }]
    )
    .toSorted((a, b) => (`${a.queue} ${a.state}` < `${b.queue} ${b.state}` ? -1 : 1))

const again = (tables: Tables, job: KeptJob): Tables =>
  withJob(tables, { ...job, state: "pending", attempts: 0, visibleAt: 0 })

const retry = (tables: Tables, id: JobId): Change<Job, JobNotFound | JobNotRetryable> =>
  Result.flatMap(get(tables, id), (job): Change<Job, JobNotRetryable> => {
    if (job.state !== "failed") return Result.fail(new JobNotRetryable({ jobId: id, state: job.state }))
    const next = again(tables, job)
    return Result.succeed([shown(row(next.openJobs, jobKey(job)) ?? job), next])
  })

const retryAll = (tables: Tables, queue: string | undefined): Change<number> => {
  const failed = [...HashMap.values(tables.endedJobs)].filter(
    (job) => job.state === "failed" && (queue === undefined || job.queue === queue)
  )
  return Result.succeed([failed.length, failed.reduce(again, tables)])
}

export const layer: Layer.Layer<JobStore, never, MemoryTables> = Layer.effect(
  JobStore,
  Effect.gen(function* () {
    const { change, find, read } = yield* MemoryTables
    return JobStore.of({
      get: (id) => find((tables) => Result.map(get(tables, id), shown)),
      list: (filter, slice) => read((tables) => list(tables, filter, slice)),
      counts: read(counts),
      retry: (id) => change((tables) => retry(tables, id)),
      retryAll: (queue) => change((tables) => retryAll(tables, queue)),
      remove: ({ before, failedToo }) =>
        change((tables) => {
          const kept = HashMap.filter(
            tables.endedJobs,
            ({ changedAt, state }) => (state === "failed" && !failedToo) || time(changedAt) >= before
          )
          return Result.succeed([HashMap.size(tables.endedJobs) - HashMap.size(kept), { ...tables, endedJobs: kept }])
        }),
      hasten: (queue, key) =>
        change((tables) => {
          const job = row(tables.openJobs, jobKey({ queue, id: key }))
          return Result.succeed([
            undefined,
            job?.state === "pending" ? withJob(tables, { ...job, visibleAt: 0 }) : tables
          ])
        })
    })
  })
)
