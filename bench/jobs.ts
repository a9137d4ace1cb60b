/**
 * `node --conditions=@duka/source bench/jobs.ts`: how many jobs a second are enqueued, each in a transaction of its own, and
 * how many are worked off by one process and by two, each job doing nothing.
 */
import { PostgresStorage } from "@duka/adapter-postgres"
import { JobQueue, UnitOfWork } from "@duka/core"
import { Effect, ManagedRuntime, Redacted } from "effect"
import { fork } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { connect, createDatabase, dropDatabase, openServer } from "./database.ts"
import { queueName } from "./jobsQueue.ts"
import { machineFacts } from "./machine.ts"

const isQuick = process.argv.includes("--quick")
const count = isQuick ? 2_000 : 20_000
const atOnce = 32
const say = (text: string) => process.stdout.write(`${text}\n`)

const worker = fileURLToPath(new URL("./jobsWorker.ts", import.meta.url))

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1_000
}

const rate = (taken: number) => `${Math.round(count / taken)} a second`

/** Offers them all, each in a unit of work. */
const enqueue = (url: string) => {
  const runtime = ManagedRuntime.make(PostgresStorage.layer({ url: Redacted.make(url) }))
  const offer = Effect.gen(function* () {
    const queue = yield* JobQueue
    const { commit } = yield* UnitOfWork
    const id = crypto.randomUUID()
    yield* commit(queue.offer({ name: queueName, id, element: {}, isCustomId: false, delay: undefined }))
  })
  const all = Effect.forEach(Array.from({ length: count }), () => offer, { concurrency: atOnce, discard: true })
  return { opened: () => runtime.context(), run: () => runtime.runPromise(all), close: () => runtime.dispose() }
}

/** So many processes, from when all of them have opened the storage until the last job is done. */
const workedBy = async (url: string, processes: number) => {
  const sql = connect(url)
  await sql`UPDATE job SET state = 'pending', attempts = 0, acquired_at = NULL, acquired_by = NULL`
  await sql`VACUUM ANALYZE job`
  const children = Array.from({ length: processes }, () =>
    fork(worker, [url], { execArgv: ["--conditions=@duka/source"], stdio: ["ignore", "inherit", "inherit", "ipc"] })
  )
  const ended = children.map((child) => once(child, "exit"))
  await Promise.all(children.map((child) => once(child, "message")))
  const taken = await seconds(async () => {
    for (const child of children) child.send("go")
    const left = async () => (await sql`SELECT 1 FROM job WHERE state = 'pending' LIMIT 1`).length > 0
    while (await left()) await sleep(20)
  })
  for (const child of children) child.kill("SIGTERM")
  await Promise.all(ended)
  await sql.end()
  return taken
}

const server = await openServer()
const url = await createDatabase(server)
try {
  const { close, opened, run } = enqueue(url)
  await opened()
  const enqueued = await seconds(run)
  await close()
  const sql = connect(url)
  say(`${count} jobs, ${JSON.stringify(await machineFacts(sql))}`)
  await sql.end()
  say(`enqueued, each in a transaction, ${atOnce} at once: ${rate(enqueued)}`)
  for (const processes of [1, 2]) {
    say(
      `worked by ${processes === 1 ? "one process" : `${processes} processes`}: ${rate(await workedBy(url, processes))}`
    )
  }
} finally {
  await dropDatabase(server, url)
  await server.stop()
}
