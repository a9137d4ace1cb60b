/** Whether a shop in memory, whose clock is a test's, still has something to do. */
import { JobStore, Time } from "@duka/core"
import { Effect } from "effect"

/** Lets whatever waits for the runtime, and not for the clock, go on: digests and signatures do. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Whether a job is due, or runs. */
export const isBusy = Effect.gen(function* () {
  const store = yield* JobStore
  const at = yield* Time.now
  const open = yield* Effect.forEach(["pending", "running"] as const, (state) =>
    store.list({ state }, { _tag: "After", limit: 100, position: null })
  )
  return open.some(({ items }) => items.some(({ dueAt }) => dueAt <= at))
})
