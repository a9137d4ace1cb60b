/** What the shop does by itself, beside the requests or in a process of its own. */
import { Duka, JobStore } from "@duka/core"
import { Cause, Effect, Metric, Schedule } from "effect"
import type { Configuration } from "../config/Configuration.ts"

/** Runs jobs until it is interrupted. It has no other end, and whoever runs the shop is told if it comes to one. */
export const working = ({ jobTakers }: Pick<Configuration, "jobTakers">) =>
  Effect.onExit(Duka.worker({ takers: jobTakers }), (exit) =>
    exit._tag === "Failure" && Cause.hasInterruptsOnly(exit.cause)
      ? Effect.void
      : Effect.logError("Jobs are not run any more: start the process anew.", exit._tag === "Failure" ? exit.cause : "")
  )

const jobs = Metric.gauge("duka_jobs", { description: "Jobs kept, by queue and state" })

/** What a metric has once told it tells until the process ends: what there is nothing of any more is 0. */
const told = new Map<string, { readonly queue: string; readonly state: string }>()

const countMaxSeconds = 10

/** Counts the jobs; answers how many were given up. */
const counted = Effect.gen(function* () {
  const counts = yield* (yield* JobStore).counts
  const seen = new Map(counts.map((count) => [`${count.queue} ${count.state}`, count]))
  for (const [key, { queue, state }] of seen) told.set(key, { queue, state })
  for (const [key, attributes] of told) {
    yield* Metric.update(Metric.withAttributes(jobs, { ...attributes }), seen.get(key)?.count ?? 0)
  }
  return counts.reduce((sum, { count, state }) => (state === "failed" ? sum + count : sum), 0)
})

const words = (failed: number): ReadonlyArray<string> =>
  failed === 0
    ? []
    : [`${failed === 1 ? "One job was" : `${failed} jobs were`} given up: see \`duka jobs list --state failed\`.`]

/** Counts the jobs once a minute, for the metrics, and hands on what is to be said of them. */
export const counting = (warn: (warnings: ReadonlyArray<string>) => Effect.Effect<void>) =>
  counted.pipe(
    Effect.timeout(`${countMaxSeconds} seconds`),
    Effect.flatMap((failed) => warn(words(failed))),
    Effect.catchCause((cause) =>
      Cause.hasInterruptsOnly(cause) ? Effect.void : Effect.logDebug("The jobs could not be counted.", cause)
    ),
    Effect.repeat(Schedule.spaced("1 minute"))
  )
