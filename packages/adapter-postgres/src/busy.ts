import { idempotencyLimits, StorageBusy } from "@duka/core"
import { Effect } from "effect"
import type { SqlError } from "effect/sql"

const busy: ReadonlySet<string> = new Set([
  "LockTimeoutError",
  "StatementTimeoutError",
  "DeadlockError",
  "SerializationError"
])

/**
 * Whether the database had no time for a statement: its locks were not had, it took too long, or it gave way to another.
 * Nothing of it has happened, and the same may be asked again.
 */
export const isBusy = (error: SqlError.SqlError): boolean => busy.has(error.reason._tag)

/** Statements that the database had no time for are `StorageBusy`. Whatever else it says is a defect. */
export const orBusy = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>): Effect.Effect<A, StorageBusy, R> =>
  Effect.catch(effect, (error) =>
    isBusy(error)
      ? Effect.fail(new StorageBusy({ retryAfterSeconds: idempotencyLimits.retryAfterSeconds }))
      : Effect.die(error)
  )
