/** Whether a shop that starts is to be filled, and how that is remembered. */
import { Categories, Products, Stores } from "@duka/core"
import { Clock, Effect, FileSystem, Path } from "effect"
import type { Configuration, StorageChoice } from "../config/Configuration.ts"
import { fill } from "./demonstration.ts"
import { summary } from "./Tally.ts"

const begun = "begun\n"
const complete = "complete\n"

interface Memory {
  /** How far an earlier start has come. */
  readonly state: Effect.Effect<"never" | "begun" | "complete">
  readonly begin: Effect.Effect<void>
  readonly end: Effect.Effect<void>
}

/** A shop in memory has no earlier start. */
const forgetful: Memory = { state: Effect.succeed("never"), begin: Effect.void, end: Effect.void }

/** Beside the embedded database, so that a process that was killed is followed by one that goes on. */
const inFolder = (dataDir: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const file = (yield* Path.Path).join(dataDir, "seed")
    const written = files.readFileString(file).pipe(
      Effect.catchIf(
        (error) => error.reason._tag === "NotFound",
        () => Effect.succeed("")
      )
    )
    const memory: Memory = {
      state: Effect.orDie(
        Effect.map(written, (text) => (text === "" ? "never" : text === complete ? "complete" : "begun"))
      ),
      begin: Effect.orDie(files.writeFileString(file, begun)),
      end: Effect.orDie(files.writeFileString(file, complete))
    }
    return memory
  })

const memoryOf = (storage: StorageChoice) =>
  storage._tag === "pglite" ? inFolder(storage.dataDir) : Effect.succeed(forgetful)

/** Whether the shop has nothing in it: a shop that somebody has begun is left alone. */
const isEmpty = Effect.gen(function* () {
  const products = yield* (yield* Products).list({}, { limit: 1 })
  const stores = yield* (yield* Stores).list({ limit: 1 })
  const categories = yield* (yield* Categories).list({}, { limit: 1 })
  return [products, stores, categories].every(({ items }) => items.length === 0)
}).pipe(Effect.orDie)

const isWanted = ({ seed, storage }: Pick<Configuration, "seed" | "storage">, memory: Memory) => {
  if (seed !== "auto") return Effect.succeed(seed === "on")
  if (storage._tag === "postgres") return Effect.succeed(false)
  return Effect.flatMap(memory.state, (state) => (state === "never" ? isEmpty : Effect.succeed(state === "begun")))
}

/**
 * `auto`: an empty embedded or memory store is filled at its first start, and a filling that was cut short is ended;
 * `on`: whatever is missing is added at each start; `off`: never.
 */
export const atStart = (config: Pick<Configuration, "seed" | "storage">) =>
  Effect.gen(function* () {
    const memory = yield* memoryOf(config.storage)
    if (!(yield* isWanted(config, memory))) return
    const started = yield* Clock.currentTimeMillis
    yield* memory.begin
    const tallies = yield* fill(Effect.logWarning)
    yield* memory.end
    const seconds = ((yield* Clock.currentTimeMillis) - started) / 1000
    yield* Effect.logInfo(`Demonstration catalogue: ${tallies.map(summary).join("; ")}, in ${seconds.toFixed(1)} s`)
  })
