/** Where a simulated shop keeps its things, and how its time goes by. */
import { MemoryStorage } from "@duka/adapter-memory"
import { JobStore, type StoragePorts } from "@duka/core"
import { Context, Effect, Layer, type Scope } from "effect"
import { TestClock } from "effect/testing"
import { isBusy, turn } from "../../packages/core/test/busy.ts"

export interface Premises {
  readonly ports: Context.Context<StoragePorts>
  /** The clock goes on, for the shop and for its jobs, and whoever it has woken has gone on as far as he can. */
  readonly passes: (seconds: number) => Effect.Effect<void>
  /** Whoever can go on without the clock has done so. */
  readonly settled: Effect.Effect<void>
  /** Whether there is a job that could be taken now, or is being run. */
  readonly isBusy: Effect.Effect<boolean>
}

/** Opens premises for one shop, whose clock is a `TestClock`. */
export type Opening = Effect.Effect<Premises, never, Scope.Scope>

const turns = Effect.promise(async () => {
  for (let count = 0; count < 4; count++) await turn()
})

/** Nobody here waits for anything but the clock and each other: a seed gives the same shop each time. */
export const inMemory: Opening = Effect.map(Layer.build(MemoryStorage.layer), (ports) => ({
  ports,
  passes: (seconds) => Effect.andThen(TestClock.adjust(`${seconds} seconds`), turns),
  settled: turns,
  isBusy: Effect.provideService(isBusy, JobStore, Context.get(ports, JobStore))
}))
