/** What only a database can show of the queue: processes that died with a job, and how long it lasts. */
import { JobQueue, JobStore } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { SqlClient } from "effect/sql"
import { describe } from "vitest"
import { postgresUrl } from "../../../test/environment/postgres.ts"
import { postgresStorage } from "./storage.ts"

const options = { maxAttempts: 3, retryDelay: () => Effect.succeed(Duration.seconds(60)) }

/** A job whose process took it so many seconds ago, for the first time or another, and was not heard of since. */
const abandoned = Effect.fnUntraced(function* (queue: string, seconds: number, attempts: number) {
  const sql = yield* SqlClient.SqlClient
  const { offer } = yield* JobQueue
  yield* offer({ name: queue, id: "one", element: {}, isCustomId: true, delay: undefined })
  yield* sql`
    UPDATE job SET acquired_at = now() - make_interval(secs => ${seconds}), acquired_by = gen_random_uuid(),
      attempts = ${attempts} WHERE queue_name = ${queue}`
})

const states = (queue: string) =>
  Effect.flatMap(JobStore, ({ list }) =>
    Effect.map(list({ queue }, { _tag: "After", limit: 5, position: null }), ({ items }) =>
      items.map(({ attempts, state }) => [state, attempts])
    )
  )

describe.skipIf(postgresUrl === null)("on a server", () => {
  layer(postgresStorage(), { excludeTestServices: true, timeout: "60 seconds" })("the queue's table", (it) => {
    it.effect("gives the job of a process that died to another one, once its lease is over", () =>
      Effect.gen(function* () {
        const { take } = yield* JobQueue
        yield* abandoned("held", 20, 1)
        assert.deepStrictEqual(yield* states("held"), [["running", 1]])
        yield* abandoned("left", 31, 1)
        assert.deepStrictEqual(yield* states("left"), [["pending", 1]])
        const { attempts } = yield* Effect.scoped(take({ name: "left", ...options }))
        assert.strictEqual(attempts, 2)
        assert.deepStrictEqual(yield* states("left"), [["completed", 2]])
      })
    )

    it.effect(
      "gives up a job with which a process died each time",
      () =>
        Effect.gen(function* () {
          const { offer, take } = yield* JobQueue
          yield* abandoned("deadly", 31, 3)
          yield* offer({ name: "deadly", id: "two", element: {}, isCustomId: true, delay: undefined })
          yield* Effect.scoped(take({ name: "deadly", ...options }))
          const ended = yield* Effect.repeat(Effect.tap(states("deadly"), Effect.yieldNow), {
            until: (all) => all.every(([state]) => state === "completed" || state === "failed")
          })
          assert.deepStrictEqual(ended, [
            ["completed", 1],
            ["failed", 3]
          ])
        }),
      { timeout: 60_000 }
    )

    it.effect("counts further than four bytes do", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { offer } = yield* JobQueue
        yield* sql`SELECT setval('job_sequence_seq', 2147483647)`
        yield* offer({ name: "far", id: "one", element: {}, isCustomId: true, delay: undefined })
        assert.deepStrictEqual(yield* states("far"), [["pending", 0]])
      })
    )
  })
})
