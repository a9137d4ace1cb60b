import {
  type DisabledReason,
  Text,
  type Time,
  VersionConflict,
  type WebhookEndpoint,
  type WebhookEndpointId,
  WebhookEndpointNotFound,
  WebhookEndpointStore,
  type WebhookFailure
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { row, type Tables } from "./Tables.ts"

const list = (tables: Tables): ReadonlyArray<WebhookEndpoint> =>
  HashMap.toValues(tables.webhookEndpoints).toSorted(
    (a, b) => Text.compare(b.createdAt, a.createdAt) || Text.compare(b.id, a.id)
  )

const kept = (tables: Tables, endpoint: WebhookEndpoint): Tables => ({
  ...tables,
  webhookEndpoints: HashMap.set(tables.webhookEndpoints, endpoint.id, endpoint)
})

const present = (tables: Tables, id: WebhookEndpointId): Result.Result<WebhookEndpoint, WebhookEndpointNotFound> => {
  const found = row(tables.webhookEndpoints, id)
  return found === undefined ? Result.fail(new WebhookEndpointNotFound({ endpointId: id })) : Result.succeed(found)
}

/** One that is as it was read. */
const unmoved = (
  tables: Tables,
  id: WebhookEndpointId,
  version: number | undefined
): Result.Result<WebhookEndpoint, WebhookEndpointNotFound | VersionConflict> =>
  Result.flatMap(present(tables, id), (found): Result.Result<WebhookEndpoint, VersionConflict> =>
    version === undefined || version === found.version
      ? Result.succeed(found)
      : Result.fail(new VersionConflict({ expected: version, actual: found.version }))
  )

const save = (
  tables: Tables,
  endpoint: WebhookEndpoint,
  version: number
): Change<WebhookEndpoint, WebhookEndpointNotFound | VersionConflict> =>
  Result.map(unmoved(tables, endpoint.id, version), ({ createdAt }) => {
    const next = { ...endpoint, createdAt, version: version + 1 }
    return [next, kept(tables, next)] as const
  })

const remove = (
  tables: Tables,
  id: WebhookEndpointId,
  version: number | undefined
): Change<WebhookEndpoint, WebhookEndpointNotFound | VersionConflict> =>
  Result.map(unmoved(tables, id, version), (gone) => {
    const webhookDeliveries = HashMap.filter(tables.webhookDeliveries, ({ delivery }) => delivery.endpointId !== id)
    const webhookDeliveryKeys = HashMap.filter(tables.webhookDeliveryKeys, (of) => HashMap.has(webhookDeliveries, of))
    const webhookEndpoints = HashMap.remove(tables.webhookEndpoints, id)
    return [gone, { ...tables, webhookDeliveries, webhookDeliveryKeys, webhookEndpoints }] as const
  })

const noteSuccess = (tables: Tables, id: WebhookEndpointId, at: Time.Timestamp): Change<void> => {
  const found = row(tables.webhookEndpoints, id)
  if (found === undefined) return Result.succeed([undefined, tables])
  const pausedUntil = found.pausedUntil !== null && found.pausedUntil <= at ? null : found.pausedUntil
  return Result.succeed([undefined, kept(tables, { ...found, failure: null, failingSince: null, pausedUntil })])
}

const noteFailure = (
  tables: Tables,
  id: WebhookEndpointId,
  { at, failure, pausedUntil: until, wellSince }: WebhookFailure
): Change<Time.Timestamp | null> => {
  const found = row(tables.webhookEndpoints, id)
  if (found?.status !== "active") return Result.succeed([null, tables])
  const { pausedUntil } = found
  const isFirst = found.failingSince === null || pausedUntil === null || pausedUntil < wellSince
  const failingSince = isFirst ? at : (found.failingSince ?? at)
  const longer = pausedUntil !== null && pausedUntil > until ? pausedUntil : until
  return Result.succeed([failingSince, kept(tables, { ...found, failure, failingSince, pausedUntil: longer })])
}

const disable = (
  tables: Tables,
  id: WebhookEndpointId,
  { at, failure, reason }: { readonly at: Time.Timestamp; readonly failure: string; readonly reason: DisabledReason }
): Change<boolean> => {
  const found = row(tables.webhookEndpoints, id)
  if (found?.status !== "active") return Result.succeed([false, tables])
  const { version } = found
  const next = { status: "disabled", disabledReason: reason, failure, version: version + 1, updatedAt: at } as const
  return Result.succeed([true, kept(tables, { ...found, ...next })])
}

export const layer: Layer.Layer<WebhookEndpointStore, never, MemoryTables> = Layer.effect(
  WebhookEndpointStore,
  Effect.gen(function* () {
    const { change, find, read } = yield* MemoryTables
    return WebhookEndpointStore.of({
      insert: (endpoint) => change((tables) => Result.succeed([undefined, kept(tables, endpoint)])),
      list: read(list),
      get: (id) => find((tables) => present(tables, id)),
      save: (endpoint, { version }) => change((tables) => save(tables, endpoint, version)),
      remove: (id, { version }) => change((tables) => remove(tables, id, version)),
      noteSuccess: (id, at) => change((tables) => noteSuccess(tables, id, at)),
      noteFailure: (id, failed) => change((tables) => noteFailure(tables, id, failed)),
      disable: (id, disabled) => change((tables) => disable(tables, id, disabled))
    })
  })
)
