import { Effect } from "effect"
import { Command } from "effect/cli"
import { CannotStart } from "../CannotStart.ts"
import { working } from "../serve/working.ts"
import { open } from "../storage/opening.ts"
import * as Storage from "../storage/Storage.ts"
import { configured } from "./configured.ts"

const inMemory = new CannotStart({
  reason: "A shop in memory has its jobs in its own process: `duka serve` runs them."
})

export const worker = Command.make("worker", {}, () =>
  configured((config) =>
    Effect.gen(function* () {
      if (config.storage._tag === "memory") return yield* inMemory
      const shop = yield* open(config)
      yield* Effect.logInfo(`Working on the jobs of ${yield* Storage.described(config.storage)}`)
      return yield* Effect.provideContext(working(config), shop)
    }).pipe(Effect.scoped)
  )
).pipe(
  Command.withDescription(
    "Runs the shop's jobs until it is told to end (SIGINT, SIGTERM), without HTTP: what is not finished by then is given back to the others. Any number of processes may, beside servers that do it too or that were started with --no-worker.\n\nThe embedded database belongs to one process: there `duka serve` runs the jobs."
  ),
  Command.withShortDescription("Run the shop's jobs without serving it")
)
