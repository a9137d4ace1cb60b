import { idempotencyLimits, StorageBusy } from "@duka/core"
import { Effect } from "effect"
import type { SqlError } from "effect/sql"

const lockFailures: ReadonlySet<string> = new Set(["LockTimeoutError", "DeadlockError", "SerializationError"])

/** Locks that were not had in time are `StorageBusy`: nothing has happened. Whatever else the database says is a defect. */
export const orBusy = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>): Effect.Effect<A, StorageBusy, R> =>
  Effect.catch(effect, (error) =>
    lockFailures.has(error.reason._tag)
      ? Effect.fail(new StorageBusy({ retryAfterSeconds: idempotencyLimits.retryAfterSeconds }))
      : Effect.die(error)
  )
