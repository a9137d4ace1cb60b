import { Effect } from "effect"
import { CannotStart } from "../CannotStart.ts"
import { type Configuration, read } from "../config/Configuration.ts"
import * as Logging from "../logging.ts"

/** Runs with the configuration and its logger, once the configuration is known to be right. */
export const configured = <E, R>(run: (config: Configuration) => Effect.Effect<void, E, R>) =>
  Effect.flatMap(read, (config) =>
    run(config).pipe(
      Effect.tapError((error) => (error instanceof CannotStart ? Effect.logError(error.message) : Effect.void)),
      Effect.provide(Logging.layer(config))
    )
  )
