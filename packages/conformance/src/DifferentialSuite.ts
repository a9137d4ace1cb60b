import type { StoragePorts } from "@duka/core"
import { Effect, Layer, Scope } from "effect"
import * as FastCheck from "fast-check"
import { describe, it } from "vitest"
import { begin, type Command, kindsCount, run } from "./differential/commands.ts"
import type { Side } from "./differential/Step.ts"
import * as World from "./differential/World.ts"

export interface DifferentialOptions {
  /** Sequences of commands, each of which begins with empty storages. */
  readonly runs?: number
  /** Commands in a sequence; a unit counts as one. */
  readonly commands?: number
  /** The same seed gives the same commands. */
  readonly seed?: number
  /** No sequence begins later than this, and a difference is made smaller for no longer. */
  readonly seconds?: number
}

const defaults = { runs: 5, commands: 300, seed: 20_261_120, seconds: 60 } as const

const leaf: FastCheck.Arbitrary<Command> = FastCheck.record({
  kind: FastCheck.nat({ max: kindsCount - 1 }),
  dice: FastCheck.array(FastCheck.nat({ max: 5_039 }), { minLength: 24, maxLength: 24 })
})

const unit = (command: FastCheck.Arbitrary<Command>): FastCheck.Arbitrary<Command> =>
  FastCheck.record({
    fails: FastCheck.boolean(),
    commands: FastCheck.array(command, { minLength: 1, maxLength: 6 })
  })

const command: FastCheck.Arbitrary<Command> = FastCheck.oneof(
  { weight: 10, arbitrary: leaf },
  { weight: 1, arbitrary: unit(FastCheck.oneof({ weight: 5, arbitrary: leaf }, { weight: 1, arbitrary: unit(leaf) })) }
)

const side = (storage: Layer.Layer<StoragePorts, unknown>): Effect.Effect<Side, unknown, Scope.Scope> =>
  Effect.map(Layer.build(Layer.fresh(storage)), (ports) => ({ ports, numbers: new Map() }))

/**
 * Random sequences of store commands run through both storages, and every answer is compared: lists, units that fail
 * half way, repeated keys, stale versions and all. Each build of a layer has to give an empty storage of its own.
 */
export const differential = (
  name: string,
  one: Layer.Layer<StoragePorts, unknown>,
  other: Layer.Layer<StoragePorts, unknown>,
  options: DifferentialOptions = {}
): void => {
  const { commands, runs, seconds, seed } = { ...defaults, ...options }
  const sequence = FastCheck.array(command, { minLength: Math.ceil(commands / 2), maxLength: commands, size: "max" })
  const property = (lastFailure: { trace: ReadonlyArray<string> }) =>
    FastCheck.asyncProperty(sequence, (asked) => {
      const trace: Array<string> = []
      return Effect.gen(function* () {
        const sides = { one: yield* side(one), other: yield* side(other), trace }
        const world = World.make()
        yield* begin(world, sides)
        for (const command of asked) yield* run(world, command, sides)
      }).pipe(
        Effect.onError(() => Effect.sync(() => Object.assign(lastFailure, { trace }))),
        Effect.scoped,
        Effect.runPromise
      )
    })
  describe(`Differential (${name})`, () => {
    it("two storages give the same answers to the same commands", { timeout: 3_000 * seconds }, async () => {
      const lastFailure = { trace: [] }
      const found = await FastCheck.check(property(lastFailure), {
        numRuns: runs,
        seed,
        interruptAfterTimeLimit: 1_000 * seconds
      })
      // The commands themselves are only numbers: what they asked is what a reader wants.
      if (!found.failed) return
      const asked = lastFailure.trace.join("\n")
      throw new Error(`Asked of both, made shorter ${found.numShrinks} times, seed ${seed}:\n${asked}`, {
        cause: found.errorInstance
      })
    })
  })
}
