/** Which storage the configuration asks for, and how people call it. */
import { MemoryStorage } from "@duka/adapter-memory"
import { PgliteStorage, PostgresStorage } from "@duka/adapter-postgres"
import type { StoragePorts } from "@duka/core"
import { Effect, Layer, Path, Redacted } from "effect"
import { CannotStart } from "../CannotStart.ts"
import type { StorageChoice } from "../config/Configuration.ts"

export type Storage = StoragePorts | PostgresStorage.StorageHealth

/** It cannot be used now, but perhaps in a moment. */
export type Unavailable = PostgresStorage.StorageUnavailable

const { StorageHealth } = PostgresStorage

/** Nothing about a folder of one's own heals by waiting. */
const pglite = (dataDir: string) =>
  Layer.catch(PgliteStorage.layer({ dataDir }), ({ message }) =>
    Layer.effectContext(new CannotStart({ reason: message }))
  )

/** Opens the storage and brings it to this version's schema. */
export const layer = (choice: StorageChoice): Layer.Layer<Storage, Unavailable | CannotStart> => {
  switch (choice._tag) {
    case "postgres":
      return PostgresStorage.layer({ url: choice.url })
    case "pglite":
      return pglite(choice.dataDir)
    case "memory":
      return Layer.merge(MemoryStorage.layer, Layer.succeed(StorageHealth, { check: Effect.void }))
  }
}

/** Where the shop is kept, for people: without the password. */
export const described = (choice: StorageChoice): Effect.Effect<string, never, Path.Path> =>
  Effect.map(Path.Path, (path) => {
    switch (choice._tag) {
      case "postgres": {
        const { host, pathname } = new URL(Redacted.value(choice.url))
        return `PostgreSQL at ${host}${pathname}`
      }
      case "pglite":
        return `embedded PostgreSQL in ${path.resolve(choice.dataDir)}`
      case "memory":
        return "in memory: everything ends with the process"
    }
  })
