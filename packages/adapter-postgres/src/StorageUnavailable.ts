import { Data, Effect, Layer, Predicate } from "effect"
import { Migrator, SqlError } from "effect/sql"

/** The storage cannot be used now: it was not reached, let nobody in, or could not be migrated. */
export class StorageUnavailable extends Data.TaggedError("StorageUnavailable")<{
  /** Which one, without secrets. */
  readonly storage: string
  readonly reason: string
}> {
  override get message() {
    return `${this.storage} cannot be used: ${this.reason}.`
  }
}

/** What the error and its causes say, from the outermost in, each once. */
export const reasonOf = (error: unknown): string => {
  const said = new Set<string>()
  for (let cause = error, depth = 0; Predicate.isObject(cause) && depth < 10; depth++) {
    if ("message" in cause && typeof cause.message === "string" && cause.message !== "") said.add(cause.message)
    // Several addresses of one host, each with its own failure: the first tells enough.
    const [first] = "errors" in cause && Array.isArray(cause.errors) ? cause.errors : []
    cause = first ?? ("cause" in cause ? cause.cause : undefined)
  }
  return [...said].join(": ")
}

/** Failures of the database at the start as one error that says which storage it was; others are left as they are. */
export const unavailable =
  (storage: string) =>
  <A, E, R>(
    layer: Layer.Layer<A, E | Migrator.MigrationError | SqlError.SqlError, R>
  ): Layer.Layer<A, Exclude<E, Migrator.MigrationError | SqlError.SqlError> | StorageUnavailable, R> =>
    Layer.catch(layer, (error) =>
      Layer.effectContext(
        Effect.fail(isRemaining(error) ? error : new StorageUnavailable({ storage, reason: reasonOf(error) }))
      )
    )

const isRemaining = <E>(error: E): error is Exclude<E, Migrator.MigrationError | SqlError.SqlError> =>
  !SqlError.isSqlError(error) && !(error instanceof Migrator.MigrationError)
