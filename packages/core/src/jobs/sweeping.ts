/** Jobs that remove what is past its time. */
import { Effect, Schema } from "effect"
import { now, type Timestamp } from "../Time.ts"
import { jobKind } from "./Job.ts"
import { handler, type Work } from "./Worker.ts"

const atOnce = 1_000
const everySeconds = 3_600

/** Once an hour, until nothing of it is left. `remove`: so many of what is past its time then; answers how many went. */
export const sweeping = (name: string, remove: (at: Timestamp, limit: number) => Effect.Effect<number>): Work => {
  const kind = jobKind({ name, payload: Schema.Struct({}) })
  const sweep = Effect.flatMap(now, (at) => Effect.repeat(remove(at, atOnce), { while: (gone) => gone >= atOnce }))
  return { handlers: [handler(kind, () => sweep)], timers: [{ kind, everySeconds }] }
}
