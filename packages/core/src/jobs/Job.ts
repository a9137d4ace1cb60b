/** Work to be done after a change has committed, now or later: what kinds there are, and how one is kept. */
import { Schema } from "effect"
import { Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"

/**
 * A kind of job: its name is that of its queue, its payload names things by their ids and nobody by his name, since
 * payloads are shown to operators. What has failed is tried again after 1, 2, 4, … seconds, in the end every
 * `apartMaxSeconds`; after so many attempts it is given up until an operator retries it.
 */
export interface JobKind<Name extends string, Payload> {
  readonly name: Name
  readonly payload: Schema.Codec<Payload, Schema.Json>
  readonly apartMaxSeconds: number
  readonly maxAttempts: number
}

/** How long the queue waits after an attempt that has failed, the first of which is 1. */
export const waitSeconds = (attempt: number, { apartMaxSeconds }: { readonly apartMaxSeconds: number }): number =>
  Math.min(2 ** (attempt - 1), apartMaxSeconds)

/** How many attempts it takes until so many seconds have been waited. */
const attemptsIn = (seconds: number, apartMaxSeconds: number): number => {
  let attempts = 1
  for (let waited = 0; waited < seconds; attempts++) waited += waitSeconds(attempts, { apartMaxSeconds })
  return attempts
}

export const jobKind = <const Name extends string, Payload, Encoded>({
  apartMaxSeconds = 300,
  name,
  payload,
  retriedSeconds = 3_600
}: {
  readonly name: Name
  readonly payload: Schema.Codec<Payload, Encoded>
  /** No two attempts are further apart: five minutes unless given. */
  readonly apartMaxSeconds?: number
  /** What has failed for so long is given up: an hour unless given. */
  readonly retriedSeconds?: number
}): JobKind<Name, Payload> => ({
  name,
  payload: Schema.toCodecJson(payload),
  apartMaxSeconds,
  maxAttempts: attemptsIn(retriedSeconds, apartMaxSeconds)
})

/** A job whose payload is encoded already: a statement that does more than this keeps it. */
export const EncodedJob = Schema.Struct({
  queue: Schema.String,
  /** Of several with the same id in a queue one is kept. At most 255 characters. */
  id: Schema.String,
  payload: Schema.Json,
  delaySeconds: Schema.Int
})
export interface EncodedJob extends Schema.Schema.Type<typeof EncodedJob> {}

export const JobState = Schema.Literals(["pending", "running", "failed", "completed"])
export type JobState = typeof JobState.Type

export const JobId = Uuid.pipe(Schema.brand("JobId"))
export type JobId = typeof JobId.Type

/** A job as operators see it. */
export class Job extends Schema.Opaque<Job>()(
  Schema.Struct({
    id: JobId,
    /** The name of its kind. */
    queue: Schema.String,
    /** What it was enqueued under: of several with the same key in a queue there is one. */
    key: Schema.String,
    state: JobState,
    payload: Schema.Json,
    attempts: Schema.Int,
    /** Why the last attempt failed. */
    lastError: Schema.NullOr(Schema.String),
    /** Not taken before. */
    dueAt: Timestamp,
    enqueuedAt: Timestamp
  }).annotate({ identifier: "Job" })
) {}
