/** Jobs among the tables: enqueued with whatever else a change does. */
import type { EncodedJob } from "@duka/core"
import { HashMap } from "effect"
import { type KeptJob, row, type Tables } from "./Tables.ts"

export const jobKey = ({ id, queue }: Pick<KeptJob, "id" | "queue">): string => `${queue} ${id}`

/** A job is enqueued once, as long as it is kept. */
export const enqueued = (
  tables: Tables,
  { delaySeconds, id, payload, queue }: Omit<EncodedJob, "payload"> & { readonly payload: unknown },
  now: number
): Tables => {
  const key = jobKey({ id, queue })
  if (row(tables.openJobs, key) !== undefined || row(tables.endedJobs, key) !== undefined) return tables
  const sequence = tables.lastJob + 1
  const job: KeptJob = {
    sequence,
    queue,
    id,
    element: payload,
    state: "pending",
    attempts: 0,
    lastError: null,
    visibleAt: now + delaySeconds * 1_000,
    enqueuedAt: now,
    changedAt: now
  }
  return { ...tables, lastJob: sequence, openJobs: HashMap.set(tables.openJobs, key, job) }
}

/** The job as it is now, on the side where it belongs. */
export const withJob = (tables: Tables, job: KeptJob): Tables => {
  const key = jobKey(job)
  const isOpen = job.state === "pending" || job.state === "running"
  return {
    ...tables,
    openJobs: isOpen ? HashMap.set(tables.openJobs, key, job) : HashMap.remove(tables.openJobs, key),
    endedJobs: isOpen ? HashMap.remove(tables.endedJobs, key) : HashMap.set(tables.endedJobs, key, job)
  }
}
