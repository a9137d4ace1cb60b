import { Effect } from "effect"
import { Command } from "effect/cli"
import { openSoon } from "../storage/opening.ts"
import * as Storage from "../storage/Storage.ts"
import { configured } from "./configured.ts"

export const migrate = Command.make("migrate", {}, () =>
  configured((config) =>
    Effect.gen(function* () {
      yield* openSoon(config)
      yield* Effect.logInfo(`The schema is that of this version: ${yield* Storage.described(config.storage)}`)
    }).pipe(Effect.scoped)
  )
).pipe(
  Command.withDescription(
    "Brings the storage to the schema of this version, and ends. `duka serve` does the same when it starts; any number of processes may do it at once."
  ),
  Command.withShortDescription("Bring the storage to this version's schema")
)
