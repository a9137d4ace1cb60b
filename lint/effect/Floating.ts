import { Effect } from "effect"

export const program = Effect.gen(function* () {
  Effect.log("nobody runs this")
  yield* Effect.void
})
