import {
  Job,
  type JobFilter,
  type JobId,
  JobNotFound,
  JobNotRetryable,
  JobState,
  JobStore,
  type Page,
  type Time
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database } from "./Database.ts"
import { lister } from "./lists.ts"
import { row, rows, time } from "./rows.ts"

/** What the queue calls pending is running while somebody has it. Its own times have no zone: they are UTC. */
const state = `CASE WHEN t.state = 'pending' AND t.acquired_at > now() - interval '30 seconds' THEN 'running' ELSE t.state END`

/** Of an error its words, without the lines of code that it came by. */
const item = `jsonb_build_object('id', t.uid, 'queue', t.queue_name, 'key', t.id, 'state', ${state},
  'payload', t.element::jsonb, 'attempts', t.attempts, 'lastError', split_part(t.last_failure, E'\\n    at ', 1),
  'dueAt', ${time("t.visible_at AT TIME ZONE 'UTC'")}, 'enqueuedAt', ${time("t.enqueued_at")})`

const newestFirst = {
  sort: "-at",
  by: "t.enqueued_at",
  shown: time("t.enqueued_at"),
  kind: "time",
  id: "t.uid"
} as const

const listed = lister(Job)
const found = rows(Schema.Struct({ item: Job }))
const counted = rows(Schema.Struct({ queue: Schema.String, state: JobState, count: Schema.Int }))
const retried = rows(Schema.Struct({ item: Job, changed: Schema.Boolean }))
const number = row(Schema.Struct({ count: Schema.Int }))

export const layer: Layer.Layer<JobStore, never, Database> = Layer.effect(
  JobStore,
  Effect.gen(function* () {
    const { read, write: sql } = yield* Database

    const get = Effect.fn("PgJobStore.get")(function* (id: JobId) {
      const [one] = yield* found(read`SELECT ${read.literal(item)} AS item FROM job t WHERE t.uid = ${id}::uuid`)
      return one === undefined ? yield* new JobNotFound({ jobId: id }) : one.item
    })

    const isTaken = "t.acquired_at > now() - interval '30 seconds'"

    const inState = (wanted: JobState) =>
      wanted === "running"
        ? read`t.state = 'pending' AND ${read.literal(isTaken)}`
        : wanted === "pending"
          ? read`t.state = 'pending' AND ${read.literal(`(${isTaken}) IS NOT TRUE`)}`
          : read`t.state = ${wanted}`

    const list = ({ queue, state }: JobFilter, slice: Page.Slice) =>
      listed(
        read,
        {
          sorting: newestFirst,
          from: "job t",
          where: [
            ...(queue === undefined ? [] : [read`t.queue_name = ${queue}`]),
            ...(state === undefined ? [] : [inState(state)])
          ],
          item
        },
        slice
      )

    const counts = Effect.suspend(() =>
      counted(read`
        SELECT queue, state, count(*)::float8 AS count
        FROM (SELECT t.queue_name AS queue, ${read.literal(state)} AS state FROM job t) t
        GROUP BY queue, state ORDER BY queue COLLATE "C", state COLLATE "C"`)
    )

    const again = `state = 'pending', attempts = 0, visible_at = now(), updated_at = now(), acquired_at = NULL,
      acquired_by = NULL`

    const retry = Effect.fn("PgJobStore.retry")(function* (id: JobId) {
      const [one] = yield* retried(sql`
        WITH changed AS (
          UPDATE job t SET ${sql.literal(again)} WHERE t.uid = ${id}::uuid AND t.state = 'failed' RETURNING t.*
        )
        SELECT ${sql.literal(item)} AS item, true AS changed FROM changed t
        UNION ALL
        SELECT ${sql.literal(item)}, false FROM job t WHERE t.uid = ${id}::uuid AND NOT EXISTS (SELECT FROM changed)`)
      if (one === undefined) return yield* new JobNotFound({ jobId: id })
      return one.changed ? one.item : yield* new JobNotRetryable({ jobId: id, state: one.item.state })
    })

    const retryAll = (queue?: string) =>
      Effect.map(
        Effect.orDie(
          number(sql`
            WITH changed AS (
              UPDATE job SET ${sql.literal(again)}
              WHERE state = 'failed' AND (${queue ?? null}::text IS NULL OR queue_name = ${queue ?? null}::text)
              RETURNING uid
            ) SELECT count(*)::float8 AS count FROM changed`)
        ),
        ({ count }) => count
      )

    // A million at once would hold its locks for long: those that are left go next time.
    const remove = ({ before, failedToo }: { readonly before: Time.Timestamp; readonly failedToo: boolean }) =>
      Effect.map(
        Effect.orDie(
          number(sql`
            WITH gone AS (
              DELETE FROM job WHERE sequence IN (
                SELECT sequence FROM job
                WHERE state IN ('completed', 'failed') AND (state = 'completed' OR ${failedToo}::boolean)
                  AND updated_at < ${before}::timestamptz AT TIME ZONE 'UTC'
                ORDER BY updated_at LIMIT 100000 FOR UPDATE SKIP LOCKED)
              RETURNING 1
            ) SELECT count(*)::float8 AS count FROM gone`)
        ),
        ({ count }) => count
      )

    const hasten = (queue: string, key: string) =>
      Effect.orDie(
        Effect.asVoid(sql`
          UPDATE job SET visible_at = now() WHERE queue_name = ${queue} AND id = ${key} AND state = 'pending'`)
      )

    return JobStore.of({ counts, get, hasten, list, remove, retry, retryAll })
  })
)
