/** How people ask a simulated shop, and what is counted of it. */
import { type Actor, CurrentActor } from "@duka/core"
import { Cause, Effect, Exit } from "effect"
import { StorageAway } from "./faults.ts"
import type { World } from "./World.ts"

export const as =
  (actor: Actor) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, Exclude<R, CurrentActor>> =>
    Effect.provideService(effect, CurrentActor, actor)

export const wait = (world: World, most: number) => Effect.sleep(`${world.chance.below(most)} seconds`)

/** Nobody waits for ever: the caller hangs up, and whatever was under way is interrupted. */
const patienceSeconds = 15

/** Asks, and counts what came of it. A storage that is away is no answer; any other defect is a bug of the shop. */
export const ask = <A, E, R>(world: World, name: string, effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const exit = yield* Effect.exit(
      Effect.timeoutOrElse(effect, { duration: `${patienceSeconds} seconds`, orElse: () => Effect.interrupt })
    )
    if (Exit.isSuccess(exit)) {
      world.tally.count("asked", `${name} ok`)
      return exit.value
    }
    if (Cause.hasInterruptsOnly(exit.cause)) {
      world.tally.count("asked", `${name} hung up`)
      return null
    }
    const error = Cause.squash(exit.cause)
    if (error instanceof StorageAway) {
      world.tally.count("asked", `${name} storage away`)
      return null
    }
    if (Cause.hasDies(exit.cause)) return yield* Effect.failCause(Cause.die(error))
    const tag = typeof error === "object" && error !== null && "_tag" in error ? String(error._tag) : "unknown"
    world.tally.count("errors", tag)
    return tag
  })

export const isAnswer = <A>(answer: A | string | null): answer is A => answer !== null && typeof answer !== "string"
