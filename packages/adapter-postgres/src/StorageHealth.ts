import { Context, Effect, Layer } from "effect"
import { SqlError } from "effect/sql"
import { Database } from "./Database.ts"

export class StorageHealth extends Context.Service<
  StorageHealth,
  {
    /** Succeeds when the database answers. */
    readonly check: Effect.Effect<void, SqlError.SqlError>
  }
>()("@duka/adapter-postgres/StorageHealth") {}

export const layer: Layer.Layer<StorageHealth, never, Database> = Layer.effect(
  StorageHealth,
  Effect.map(Database, ({ read }) => StorageHealth.of({ check: Effect.asVoid(read`SELECT 1`) }))
)
