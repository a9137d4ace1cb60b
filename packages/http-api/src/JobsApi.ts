import { Job, JobNotFound, JobNotRetryable, JobState, Page, Text } from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { onePaging, pageOf, paging, truth, whole } from "./Paging.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"

export const JobPage = pageOf("Job", Job)

export const JobCounts = Schema.Struct({
  items: Schema.Array(Schema.Struct({ queue: Schema.String, state: JobState, count: Schema.Int }))
}).annotate({ identifier: "JobCounts" })

/** How many jobs something was done to. */
export const JobsChanged = Schema.Struct({ count: Schema.Int }).annotate({ identifier: "JobsChanged" })

const queue = Schema.optionalKey(Text.line({ max: 200 }))
const params = { id: Schema.String }

/** Ten years: longer ago there was no shop. */
const Seconds = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 315_360_000 }))

export class JobsApi extends HttpApiGroup.make("jobs")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: Schema.Struct({ state: Schema.optionalKey(JobState), queue, ...paging }).check(onePaging),
      success: JobPage,
      error: problem(Page.InvalidCursor)
    }).annotateMerge(summary("Jobs, the newest first", "`state=failed` are those that were given up.")),
    HttpApiEndpoint.get("counts", "/counts", { success: JobCounts }).annotateMerge(
      summary("How many jobs there are of each queue and state")
    ),
    HttpApiEndpoint.get("get", "/:id", { params, success: Job, error: problem(JobNotFound) }).annotateMerge(
      summary("A job, and why its last attempt failed")
    ),
    HttpApiEndpoint.post("retry", "/:id/retry", {
      params,
      success: Job,
      error: [problem(JobNotFound), problem(JobNotRetryable)]
    }).annotateMerge(summary("Try a job again that was given up", "It has all its attempts before it.")),
    HttpApiEndpoint.post("retryAll", "/retry", { query: { queue }, success: JobsChanged }).annotateMerge(
      summary("Try all jobs again that were given up", "Or those of one queue. Answers how many.")
    ),
    HttpApiEndpoint.delete("clean", "/", {
      query: { olderThanSeconds: whole(Seconds), failed: Schema.optionalKey(truth) },
      success: JobsChanged
    }).annotateMerge(
      summary(
        "Remove jobs that have ended",
        "So many seconds ago, or longer; `failed=true` removes those too that were given up. Answers how many."
      )
    )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/jobs")
  .annotateEndpointsMerge(asks.permission("jobs:manage"))
  .annotateMerge(room("Jobs", "Work that the shop does by itself, after an answer or at a time.")) {}
