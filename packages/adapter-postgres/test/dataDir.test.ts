import { PgliteStorage } from "@duka/adapter-postgres"
import { Samples } from "@duka/conformance"
import { CustomerId, CustomerStore } from "@duka/core"
import { assert, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { describe } from "vitest"
import { locked } from "../src/dataDirLock.ts"

const dataDir = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "duka-data-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

const opened = (path: string) => Layer.build(PgliteStorage.layer({ dataDir: path }))

const end = (child: ChildProcess) =>
  Effect.promise(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, "exit")
    child.kill("SIGKILL")
    await gone
  })

/** A process that saves customers in the directory, and what it has told so far. */
const saving = Effect.fnUntraced(function* (path: string) {
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(
        process.execPath,
        ["--conditions=@duka/source", fileURLToPath(new URL("./children/customers.ts", import.meta.url)), path],
        { stdio: ["ignore", "pipe", "inherit"] }
      )
    ),
    end
  )
  const saved: Array<string> = []
  const enough = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      saved.push(line)
      if (saved.length === 25) resolve()
    })
  })
  return { child, saved, enough: Effect.promise(() => enough) }
})

/** A lock as a process leaves it that did not release it. */
const left = (path: string, holder: object) =>
  Effect.promise(async () => {
    await mkdir(path, { recursive: true })
    await writeFile(join(path, "lock.7"), JSON.stringify({ released: false, token: "other", ...holder }))
  })

const ownLock = (path: string) =>
  Effect.promise(async () => {
    const [name = ""] = (await readdir(path)).filter((file) => file.startsWith("lock."))
    return { name, ...JSON.parse(await readFile(join(path, name), "utf8")) }
  })

describe("a data directory", () => {
  it.live(
    "what was told to be saved is there after kill -9; until then nobody else may open it",
    () =>
      Effect.gen(function* () {
        const path = yield* dataDir
        const { child, enough, saved } = yield* saving(path)
        yield* enough
        const refused = yield* Effect.flip(opened(path))
        assert(refused._tag === "DataDirLocked")
        assert.strictEqual(refused.pid, child.pid)
        assert.include(refused.message, String(child.pid))
        yield* end(child)
        const known = [...saved]
        const { get } = yield* CustomerStore.pipe(Effect.provide(yield* opened(path)))
        for (const id of known) assert.strictEqual((yield* get(CustomerId.make(id))).id, id)
      }),
    { timeout: 90_000 }
  )

  it.live(
    "it is free again after the layer has gone, and what was in it is kept",
    () =>
      Effect.gen(function* () {
        const path = yield* dataDir
        const customer = Samples.customer()
        const first = yield* Scope.make()
        const { insert } = yield* CustomerStore.pipe(Effect.provide(yield* Scope.provide(opened(path), first)))
        yield* insert(customer)
        assert.strictEqual((yield* Effect.flip(opened(path)))._tag, "DataDirLocked")
        yield* Scope.close(first, Exit.void)
        const { get } = yield* CustomerStore.pipe(Effect.provide(yield* opened(path)))
        assert.deepStrictEqual(yield* get(customer.id), customer)
      }),
    { timeout: 90_000 }
  )

  it.live(
    "of many who find the lock of a dead process, one takes over",
    () =>
      Effect.gen(function* () {
        const path = yield* dataDir
        const scope = yield* Scope.make()
        yield* Scope.provide(opened(path), scope)
        const { host, realm } = yield* ownLock(path)
        yield* Scope.close(scope, Exit.void)
        // A process id that was given to another process since.
        yield* left(path, { pid: process.pid, host, realm, startedAt: "1" })
        const all = yield* Effect.forEach([1, 2, 3, 4, 5, 6, 7, 8], () => Effect.exit(locked(path)), {
          concurrency: "unbounded"
        })
        assert.lengthOf(all.filter(Exit.isSuccess), 1)
        const { name, pid } = yield* ownLock(path)
        assert.deepStrictEqual([name, pid], ["lock.8", process.pid])
      }),
    { timeout: 90_000 }
  )

  it.live(
    "a process of another machine or container is believed while it gives a sign of life",
    () =>
      Effect.gen(function* () {
        const path = yield* dataDir
        yield* left(path, { pid: 1, host: "elsewhere", realm: "another boot", startedAt: "1" })
        const refused = yield* Effect.flip(locked(path))
        assert(refused._tag === "DataDirLocked")
        assert.deepStrictEqual([refused.pid, refused.host], [1, "elsewhere"])
        const longAgo = new Date(Date.now() - 60_000)
        yield* Effect.promise(() => utimes(join(path, "lock.7"), longAgo, longAgo))
        yield* locked(path)
        assert.strictEqual((yield* ownLock(path)).name, "lock.8")
      }),
    { timeout: 90_000 }
  )

  it.live(
    "a statement that is interrupted does not take the session with it",
    () =>
      Effect.gen(function* () {
        const context = yield* opened("memory://")
        const sql = yield* SqlClient.SqlClient.pipe(Effect.provide(context))
        const customers = yield* CustomerStore.pipe(Effect.provide(context))
        for (let round = 0; round < 5; round++) {
          const asked = yield* Effect.forkChild(
            sql.withTransaction(sql`SELECT count(*) FROM generate_series(1, 300000)`)
          )
          yield* Effect.sleep("1 millis")
          yield* Fiber.interrupt(asked)
          const customer = Samples.customer()
          yield* customers.insert(customer)
          assert.deepStrictEqual(yield* customers.get(customer.id), customer)
          assert.deepStrictEqual(yield* sql`SELECT current_setting('TimeZone') AS zone`, [{ zone: "UTC" }])
        }
      }),
    { timeout: 90_000 }
  )
})
