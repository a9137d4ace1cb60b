import { Context, type Effect } from "effect"
import type { Slice, Sliced } from "../Page.ts"
import type { Timestamp } from "../Time.ts"
import type { Job, JobId, JobState } from "./Job.ts"
import type { JobNotFound, JobNotRetryable } from "./JobErrors.ts"

export interface JobFilter {
  readonly state?: JobState
  readonly queue?: string
}

export interface JobCount {
  readonly queue: string
  readonly state: JobState
  readonly count: number
}

/** What operators do with jobs, beside the queue that workers take them from. */
export class JobStore extends Context.Service<
  JobStore,
  {
    get(id: JobId): Effect.Effect<Job, JobNotFound>
    /** Newest first, by the time of enqueueing and id. `sort` of a position is "-at". */
    list(filter: JobFilter, slice: Slice): Effect.Effect<Sliced<Job>>
    /** How many there are of each queue and state, by queue and state. */
    readonly counts: Effect.Effect<ReadonlyArray<JobCount>>
    /** A failed job is pending again, with all its attempts before it. */
    retry(id: JobId): Effect.Effect<Job, JobNotFound | JobNotRetryable>
    /** Every failed job, or those of one queue; answers how many. */
    retryAll(queue?: string): Effect.Effect<number>
    /** Jobs that ended before this time, completed or also failed, go; answers how many. Their keys are free then. */
    remove(ended: { readonly before: Timestamp; readonly failedToo: boolean }): Effect.Effect<number>
    /** A pending job is due at once, whatever was said before. */
    hasten(queue: string, key: string): Effect.Effect<void>
  }
>()("@duka/core/jobs/JobStore") {}
