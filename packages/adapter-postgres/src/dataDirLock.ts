/**
 * One process at a time for a data directory. A lock is a file whose number is one higher than any before it: taking
 * over from a dead process is the atomic creation of the next one, and the files are never reused.
 */
import { Data, Effect, Schema } from "effect"
import { randomUUID } from "node:crypto"
import { link, mkdir, readdir, readFile, readlink, rename, rm, stat, utimes, writeFile } from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"

const lockLimits = { heartbeatSeconds: 5, silentSecondsMax: 30, attemptsMax: 20 } as const

/** Another process uses the directory: end that one, or take another directory. */
export class DataDirLocked extends Data.TaggedError("DataDirLocked")<{
  readonly dataDir: string
  readonly pid: number
  readonly host: string
}> {
  override get message() {
    return `The data directory ${this.dataDir} is in use by process ${this.pid} on ${this.host}. End it, or use another directory.`
  }
}

const Holder = Schema.Struct({
  pid: Schema.Int,
  host: Schema.String,
  /** What the process id belongs to: this start of this machine and its namespace of processes; null where that is not told. */
  realm: Schema.NullOr(Schema.String),
  /** When the process started, in the machine's own count; null where that is not told. */
  startedAt: Schema.NullOr(Schema.String),
  released: Schema.Boolean,
  token: Schema.String
})
type Holder = typeof Holder.Type

const decodeHolder = Schema.decodeUnknownEffect(Schema.fromJsonString(Holder))

const attempt = <A>(work: () => Promise<A>) => Effect.tryPromise({ try: work, catch: (cause) => new LockIo({ cause }) })

/** The file system refused. */
class LockIo extends Data.TaggedError("LockIo")<{ readonly cause: unknown }> {}

const text = (path: string) => attempt(() => readFile(path, "utf8")).pipe(Effect.orElseSucceed(() => null))

/** The 22nd field of `/proc/<pid>/stat`; the second one may hold spaces and brackets, so it is counted from behind them. */
const startedAt = (pid: number | "self") =>
  Effect.map(text(`/proc/${pid}/stat`), (stat) => stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null)

const realm = Effect.gen(function* () {
  const boot = yield* text("/proc/sys/kernel/random/boot_id")
  const processes = yield* attempt(() => readlink("/proc/self/ns/pid")).pipe(Effect.orElseSucceed(() => null))
  return boot === null || processes === null ? null : `${boot.trim()} ${processes}`
})

const isRunning = (pid: number) =>
  Effect.sync(() => {
    try {
      process.kill(pid, 0)
      return true
    } catch (error) {
      // Somebody else's process is a process too.
      return error instanceof Error && "code" in error && error.code === "EPERM"
    }
  })

/** Where process ids are ours to judge, the process itself is looked for; elsewhere, whether it still gives a sign of life. */
const isAlive = Effect.fnUntraced(function* (holder: Holder, path: string, own: string | null) {
  if (holder.released) return false
  if (holder.realm === own && holder.host === hostname()) {
    if (!(yield* isRunning(holder.pid))) return false
    return holder.startedAt === null || holder.startedAt === (yield* startedAt(holder.pid))
  }
  const seen = yield* attempt(() => stat(path)).pipe(Effect.option)
  return seen._tag === "Some" && Date.now() - seen.value.mtimeMs < lockLimits.silentSecondsMax * 1000
})

const name = (number: number) => `lock.${number}`

/** The numbers of the lock files, highest first. */
const numbers = (dataDir: string) =>
  Effect.map(
    attempt(() => readdir(dataDir)),
    (files) =>
      files
        .flatMap((file) => /^lock\.(\d+)$/.exec(file)?.[1] ?? [])
        .map(Number)
        .toSorted((a, b) => b - a)
  )

const remove = (path: string) => attempt(() => rm(path, { force: true }))

/** Creates the file with its whole content; false when there is one. */
const created = (dataDir: string, path: string, holder: Holder) => {
  const draft = join(dataDir, `.${holder.token}`)
  return attempt(() => writeFile(draft, JSON.stringify(holder), { flush: true })).pipe(
    Effect.andThen(attempt(() => link(draft, path))),
    Effect.as(true),
    Effect.catchTag("LockIo", (error) => (isExisting(error.cause) ? Effect.succeed(false) : Effect.fail(error))),
    Effect.ensuring(Effect.ignore(remove(draft)))
  )
}

const isExisting = (cause: unknown) => cause instanceof Error && "code" in cause && cause.code === "EEXIST"

const holderOf = (path: string) =>
  Effect.flatMap(text(path), (content) =>
    content === null ? Effect.succeedNone : Effect.option(decodeHolder(content))
  )

/** One try: the path of our lock, or null when somebody was faster and it has to be looked at again. */
const take = Effect.fnUntraced(function* (dataDir: string, own: Holder) {
  const [highest = 0] = yield* numbers(dataDir)
  const before = join(dataDir, name(highest))
  const holder = highest === 0 ? undefined : yield* holderOf(before)
  if (holder?._tag === "Some" && (yield* isAlive(holder.value, before, own.realm))) {
    return yield* new DataDirLocked({ dataDir, pid: holder.value.pid, host: holder.value.host })
  }
  const path = join(dataDir, name(highest + 1))
  if (!(yield* created(dataDir, path, own))) return null
  const [first, ...older] = yield* numbers(dataDir)
  // Ours came of an old list: the numbers have gone on since.
  if (first !== highest + 1) return yield* Effect.as(remove(path), null)
  yield* Effect.forEach(older, (number) => remove(join(dataDir, name(number))), { discard: true })
  return path
})

const acquire = Effect.fnUntraced(function* (dataDir: string) {
  yield* attempt(() => mkdir(dataDir, { recursive: true }))
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    realm: yield* realm,
    startedAt: yield* startedAt("self"),
    released: false,
    token: randomUUID()
  }
  for (let tries = 0; tries < lockLimits.attemptsMax; tries++) {
    const path = yield* take(dataDir, own)
    if (path !== null) return { path, own }
  }
  return yield* new LockIo({ cause: new Error("others kept taking it first") })
})

/** The file stays: its number must not be used again. */
const release = ({ own, path }: { readonly own: Holder; readonly path: string }) => {
  const draft = `${path}.${own.token}`
  return Effect.ignore(
    attempt(() => writeFile(draft, JSON.stringify({ ...own, released: true }))).pipe(
      Effect.andThen(attempt(() => rename(draft, path)))
    )
  )
}

/** Holds the directory until the scope closes, or the process is gone. Makes it when it is not there. */
export const locked = Effect.fnUntraced(function* (dataDir: string) {
  const held = yield* Effect.acquireRelease(acquire(dataDir), release)
  const beat = attempt(() => utimes(held.path, new Date(), new Date()))
  yield* Effect.forkScoped(
    Effect.forever(Effect.andThen(Effect.sleep(`${lockLimits.heartbeatSeconds} seconds`), Effect.ignore(beat)))
  )
})
