import { PostgresStorage } from "@duka/adapter-postgres"
import { Effect, Schedule } from "effect"
import type { Gate } from "./Gate.ts"

const answerMaxSeconds = 2

/**
 * Asks the database once a second whether it is there. While it is not, the gate answers in its place: requests need not
 * find out one by one, each after its own time-out.
 */
export const watch = (gate: Gate, storage: string) =>
  Effect.gen(function* () {
    const { check } = yield* PostgresStorage.StorageHealth
    const asked = check.pipe(
      Effect.timeout(`${answerMaxSeconds} seconds`),
      // One broken connection is not yet a lost database.
      Effect.retry({ times: 1 }),
      Effect.matchEffect({
        onSuccess: () =>
          Effect.flatMap(gate.reachable(true), (changed) =>
            changed ? Effect.logInfo(`${storage} answers again.`) : Effect.void
          ),
        onFailure: (error) =>
          Effect.flatMap(gate.reachable(false), (changed) =>
            changed
              ? Effect.logWarning(
                  `${storage} does not answer: ${error.message}. Requests are answered 503 until it does.`
                )
              : Effect.void
          )
      })
    )
    yield* Effect.repeat(asked, Schedule.spaced("1 second"))
  })
