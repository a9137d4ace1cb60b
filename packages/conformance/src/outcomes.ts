/** What came of asking: for laws in which many ask at once. */
import { Effect, Result } from "effect"

interface Tagged {
  readonly _tag: string
}

/** The tag of the answer or of the failure. */
export const tagOf = <A extends Tagged, E extends Tagged, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<string, never, R> =>
  Effect.map(Effect.result(effect), (result) => (Result.isSuccess(result) ? result.success._tag : result.failure._tag))

/** The tag of the failure; a success is a defect. */
export const refusal = <A, E extends Tagged, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<string, A, R> =>
  Effect.map(Effect.flip(effect), (failure) => failure._tag)

/** How often each stands in the list. */
export const tally = (tags: ReadonlyArray<string>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Map.groupBy(tags, (tag) => tag)
      .entries()
      .map(([tag, all]) => [tag, all.length])
  )

/** From 0 to `count - 1`. */
export const times = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, index) => index)

/** What an error tells: its tag and its own members. */
export const told = (error: object | null): unknown => (error === null ? null : { ...error })
