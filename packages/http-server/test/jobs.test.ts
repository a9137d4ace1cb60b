/** Jobs, as who holds `jobs:manage` sees them and has them tried again. */
import { MemoryStorage } from "@duka/adapter-memory"
import { Job, JobQueue } from "@duka/core"
import { JobCounts, JobPage, JobsChanged } from "@duka/http-api"
import { Duration, Effect, Layer, ManagedRuntime } from "effect"
import { randomUUID } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import { newApiKey } from "./larder.ts"
import { signUp } from "./people.ts"
import { codeOf, openOver, strictly } from "./shop.ts"

const runtime = ManagedRuntime.make(MemoryStorage.layer)
const { dispose, send, staff } = openOver(Layer.effectContext(runtime.contextEffect))
afterAll(async () => {
  await dispose()
  await runtime.dispose()
})

const retryDelay = () => Effect.succeed(Duration.zero)

/** One that ended as told. */
const ended = (queue: string, end: Effect.Effect<void, unknown>) =>
  runtime.runPromise(
    Effect.gen(function* () {
      const { offer, take } = yield* JobQueue
      yield* offer({ name: queue, id: randomUUID(), element: { letter: 7 }, isCustomId: true, delay: undefined })
      yield* Effect.exit(Effect.scoped(Effect.andThen(take({ name: queue, maxAttempts: 1, retryDelay }), end)))
    })
  )

const given = (queue: string) => ended(queue, Effect.die(new Error("The post is closed.")))
const done = (queue: string) => ended(queue, Effect.void)

const jobs = async (query: string) => strictly(JobPage)((await staff("GET", `/v1/jobs?${query}`)).body).items
const counts = async () => strictly(JobCounts)((await staff("GET", "/v1/jobs/counts")).body).items
const countOf = strictly(JobsChanged)

it("are listed, counted and shown, with why they were given up", async () => {
  await given("letters")
  await given("letters")
  await done("letters")
  const [newest, ...others] = await jobs("queue=letters&state=failed")
  assert.lengthOf(others, 1)
  assert.deepStrictEqual([newest?.lastError, newest?.attempts], ["Error: The post is closed.", 1])
  assert.deepStrictEqual(strictly(Job)((await staff("GET", `/v1/jobs/${newest?.id}`)).body), newest)
  assert.deepInclude(await counts(), { queue: "letters", state: "failed", count: 2 })
  assert.deepInclude(await counts(), { queue: "letters", state: "completed", count: 1 })
  assert.lengthOf(await jobs("queue=letters&page=2&size=2"), 1)
})

it("are tried again, one or all of a queue, when they were given up and not otherwise", async () => {
  for (const queue of ["parcels", "parcels", "parcels", "cards"]) await given(queue)
  const [job] = await jobs("queue=parcels")
  const again = strictly(Job)((await staff("POST", `/v1/jobs/${job?.id}/retry`)).body)
  assert.deepStrictEqual([again.id, again.state, again.attempts], [job?.id, "pending", 0])
  assert.strictEqual(codeOf(await staff("POST", `/v1/jobs/${job?.id}/retry`)), "409 JobNotRetryable")
  assert.strictEqual(codeOf(await staff("POST", `/v1/jobs/${randomUUID()}/retry`)), "404 JobNotFound")
  assert.strictEqual(codeOf(await staff("GET", `/v1/jobs/${randomUUID()}`)), "404 JobNotFound")
  assert.deepStrictEqual(countOf((await staff("POST", "/v1/jobs/retry?queue=parcels")).body), { count: 2 })
  assert.lengthOf(await jobs("queue=cards&state=failed"), 1)
  assert.isAtLeast(countOf((await staff("POST", "/v1/jobs/retry")).body).count, 1)
  assert.deepStrictEqual(await jobs("state=failed"), [])
})

it("go when they have ended, and when they were given up only if that is said", async () => {
  await done("bills")
  await given("bills")
  assert.deepStrictEqual(countOf((await staff("DELETE", "/v1/jobs?olderThanSeconds=3600&failed=true")).body), {
    count: 0
  })
  const left = async () => (await jobs("queue=bills")).map(({ state }) => String(state))
  // Until the clock has gone on by a millisecond.
  while ((await left()).length > 1) await staff("DELETE", "/v1/jobs?olderThanSeconds=0")
  assert.deepStrictEqual(await left(), ["failed"])
  await staff("DELETE", "/v1/jobs?olderThanSeconds=0&failed=true")
  assert.deepStrictEqual(await left(), [])
})

it("are for who holds `jobs:manage`, and what he does stands in the log", async () => {
  const amina = await signUp(send)
  assert.strictEqual(codeOf(await send("GET", "/v1/jobs")), "401 Unauthenticated")
  assert.strictEqual(codeOf(await amina.send("GET", "/v1/jobs")), "403 PermissionDenied")
  const { key } = await newApiKey(staff, ["jobs:manage"])
  const headers = { authorization: `Bearer ${key}` }
  await given("notes")
  const answer = await send("GET", "/v1/jobs?queue=notes", { headers })
  const [job] = strictly(JobPage)(answer.body).items
  assert.strictEqual((await send("POST", `/v1/jobs/${job?.id}/retry`, { headers })).status, 200)
  const log = Object((await staff("GET", `/v1/audit?subject=${job?.id}`)).body)
  assert.deepStrictEqual([log.items.length, log.items[0].action], [1, "job.retried"])
})
