import { UnitOfWork } from "@duka/core"
import { Effect, Layer } from "effect"
import { SqlError } from "effect/sql"
import { Database } from "./Database.ts"

export const layer: Layer.Layer<UnitOfWork, never, Database> = Layer.effect(
  UnitOfWork,
  Effect.map(Database, (database) =>
    UnitOfWork.of({
      commit: (work) => database.transaction(work).pipe(Effect.catchIf(SqlError.isSqlError, Effect.die))
    })
  )
)
