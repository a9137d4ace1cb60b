/** Finished jobs go after a while; those that were given up stay until somebody has looked at them. */
import { Effect, Schema } from "effect"
import { Settings } from "../Settings.ts"
import { after, now } from "../Time.ts"
import { jobKind } from "./Job.ts"
import { JobStore } from "./JobStore.ts"
import { handler, type Work } from "./Worker.ts"

const cleanJobs = jobKind({ name: "clean-jobs", payload: Schema.Struct({}) })

export const jobWork: Effect.Effect<Work, never, JobStore> = Effect.gen(function* () {
  const store = yield* JobStore
  const { finishedSeconds } = (yield* Settings).jobs
  return {
    handlers: [
      handler(cleanJobs, () =>
        Effect.flatMap(now, (at) =>
          Effect.repeat(store.remove({ before: after(at, -finishedSeconds), failedToo: false }), {
            while: (gone) => gone > 0
          })
        )
      )
    ],
    timers: [{ kind: cleanJobs, everySeconds: 3_600 }]
  }
})
