import { type ApiKey, type ApiKeyId, ApiKeyStore, Text, Time } from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { row, type Tables } from "./Tables.ts"

const notedSeconds = 60

const kept = (tables: Tables, key: ApiKey): Tables => ({ ...tables, apiKeys: HashMap.set(tables.apiKeys, key.id, key) })

const list = (tables: Tables): ReadonlyArray<ApiKey> =>
  HashMap.toValues(tables.apiKeys).toSorted(
    (a, b) => Text.compare(b.createdAt, a.createdAt) || Text.compare(b.id, a.id)
  )

const insert = (tables: Tables, key: ApiKey, hash: string): Change<void> =>
  Result.succeed([undefined, { ...kept(tables, key), apiKeyHashes: HashMap.set(tables.apiKeyHashes, hash, key.id) }])

const use = (tables: Tables, hash: string, at: Time.Timestamp): Change<ApiKey | null> => {
  const id = row(tables.apiKeyHashes, hash)
  const found = id === undefined ? undefined : row(tables.apiKeys, id)
  if (found === undefined || found.revokedAt !== null || (found.expiresAt !== null && found.expiresAt <= at)) {
    return Result.succeed([null, tables])
  }
  if (found.lastUsedAt !== null && found.lastUsedAt > Time.after(at, -notedSeconds)) {
    return Result.succeed([found, tables])
  }
  const used = { ...found, lastUsedAt: at }
  return Result.succeed([used, kept(tables, used)])
}

const revoke = (tables: Tables, id: ApiKeyId, at: Time.Timestamp): Change<boolean> => {
  const found = row(tables.apiKeys, id)
  return Result.succeed(
    found === undefined || found.revokedAt !== null
      ? [false, tables]
      : [true, kept(tables, { ...found, revokedAt: at })]
  )
}

export const layer: Layer.Layer<ApiKeyStore, never, MemoryTables> = Layer.effect(
  ApiKeyStore,
  Effect.gen(function* () {
    const { change, read } = yield* MemoryTables
    return ApiKeyStore.of({
      insert: (key, hash) => change((tables) => insert(tables, key, hash)),
      list: read(list),
      use: (hash, at) => change((tables) => use(tables, hash, at)),
      revoke: (id, at) => change((tables) => revoke(tables, id, at))
    })
  })
)
