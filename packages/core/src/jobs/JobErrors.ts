import { Schema } from "effect"
import { JobState } from "./Job.ts"

export class JobNotFound extends Schema.TaggedError<JobNotFound>()("JobNotFound", { jobId: Schema.String }) {
  override get message() {
    return `There is no job ${this.jobId}. Finished ones are kept for some days.`
  }
}

/** Only what was given up can be tried again: the rest is tried by itself. */
export class JobNotRetryable extends Schema.TaggedError<JobNotRetryable>()("JobNotRetryable", {
  jobId: Schema.String,
  state: JobState
}) {
  override get message() {
    return `The job ${this.jobId} is ${this.state}: only failed jobs are retried.`
  }
}
