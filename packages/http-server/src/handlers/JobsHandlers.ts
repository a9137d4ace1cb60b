import { Job, Jobs } from "@duka/core"
import { DukaApi, JobCounts, JobPage, JobsChanged, Paging } from "@duka/http-api"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { own, text } from "./answers.ts"

const one = text(Job)
const page = text(JobPage)
const counts = text(JobCounts)
const changed = text(JobsChanged)

export const jobs = HttpApiBuilder.group(
  DukaApi,
  "jobs",
  Effect.fnUntraced(function* (handlers) {
    const jobs = yield* Jobs
    return handlers.handleAll({
      list: ({ query: { queue, state, ...paging } }) => {
        const filter = { ...(queue === undefined ? {} : { queue }), ...(state === undefined ? {} : { state }) }
        return Effect.map(jobs.list(filter, Paging.pageRequest(paging)), (found) => own(page(found)))
      },
      counts: () => Effect.map(jobs.counts(), (items) => own(counts({ items }))),
      get: ({ params }) => Effect.map(jobs.get(params.id), (job) => own(one(job))),
      retry: ({ params }) => Effect.map(jobs.retry(params.id), (job) => own(one(job))),
      retryAll: ({ query }) => Effect.map(jobs.retryAll(query.queue), (count) => own(changed({ count }))),
      clean: ({ query: { failed = false, olderThanSeconds } }) =>
        Effect.map(jobs.clean({ olderThanSeconds, failedToo: failed }), (count) => own(changed({ count })))
    })
  })
)
