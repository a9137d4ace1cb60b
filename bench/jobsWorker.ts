/** A process that works off the jobs of the benchmark once it is told to, until it is ended. */
import { PostgresStorage } from "@duka/adapter-postgres"
import { Duka, handler, jobKind, SecretKey, work } from "@duka/core"
import { Effect, Layer, ManagedRuntime, Redacted, Schema } from "effect"
import { once } from "node:events"
import { queueName, takers } from "./jobsQueue.ts"

const storage = PostgresStorage.layer({ url: Redacted.make(process.argv[2] ?? "") })
const runtime = ManagedRuntime.make(Duka.layer.pipe(Layer.provideMerge(storage), Layer.provide(SecretKey.layerRandom)))
const nothing = handler(jobKind({ name: queueName, payload: Schema.Struct({}) }), () => Effect.void)

await runtime.context()
const told = once(process, "message")
process.send?.("ready")
await told
const ending = new AbortController()
process.once("SIGTERM", () => ending.abort())
await runtime
  .runPromise(work({ handlers: [nothing], timers: [] }, { takers }), { signal: ending.signal })
  .catch(() => undefined)
await runtime.dispose()
process.disconnect()
