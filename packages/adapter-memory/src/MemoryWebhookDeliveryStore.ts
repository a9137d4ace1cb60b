import {
  type KeptDelivery,
  type Page,
  type WebhookSending,
  Text,
  type Time,
  type WebhookDelivery,
  type WebhookDeliveryFilter,
  type WebhookDeliveryId,
  WebhookDeliveryNotFound,
  WebhookDeliveryStore,
  type WebhookEndpointId,
  type WebhookOutcome
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { newestFirst, sliced } from "./sliced.ts"
import { row, type Tables } from "./Tables.ts"

const keyOf = ({ delivery: { endpointId, event } }: KeptDelivery) => `${endpointId} ${event.id}`

const placed = (tables: Tables, kept: KeptDelivery): Tables => ({
  ...tables,
  webhookDeliveries: HashMap.set(tables.webhookDeliveries, kept.delivery.id, kept)
})

const add = (tables: Tables, deliveries: ReadonlyArray<KeptDelivery>): Change<ReadonlySet<WebhookDeliveryId>> => {
  const added = new Set<WebhookDeliveryId>()
  const next = deliveries.reduce((before, kept): Tables => {
    const { endpointId, id } = kept.delivery
    const [key, keys] = [keyOf(kept), before.webhookDeliveryKeys]
    if (!HashMap.has(before.webhookEndpoints, endpointId) || HashMap.has(keys, key)) return before
    added.add(id)
    return { ...placed(before, kept), webhookDeliveryKeys: HashMap.set(keys, key, id) }
  }, tables)
  return Result.succeed([added, next])
}

const present = (tables: Tables, id: WebhookDeliveryId): Result.Result<KeptDelivery, WebhookDeliveryNotFound> => {
  const found = row(tables.webhookDeliveries, id)
  return found === undefined ? Result.fail(new WebhookDeliveryNotFound({ deliveryId: id })) : Result.succeed(found)
}

/** Pending, and nobody wanted it again since. */
const open = (tables: Tables, { id, resends }: WebhookSending): KeptDelivery | undefined => {
  const found = row(tables.webhookDeliveries, id)
  return found?.delivery.status === "pending" && found.delivery.resends === resends ? found : undefined
}

const changed = (tables: Tables, { body, delivery }: KeptDelivery, changes: Partial<WebhookDelivery>): Tables =>
  placed(tables, { body, delivery: { ...delivery, ...changes } })

const record = (
  tables: Tables,
  sending: WebhookSending,
  { attempted, ...outcome }: WebhookOutcome
): Change<boolean> => {
  const found = open(tables, sending)
  if (found === undefined) return Result.succeed([false, tables])
  const attempts = found.delivery.attempts + (attempted ? 1 : 0)
  return Result.succeed([true, changed(tables, found, { ...outcome, attempts })])
}

const postpone = (tables: Tables, sending: WebhookSending, nextAttemptAt: Time.Timestamp): Change<void> => {
  const found = open(tables, sending)
  return Result.succeed([undefined, found === undefined ? tables : changed(tables, found, { nextAttemptAt })])
}

const resend = (
  tables: Tables,
  id: WebhookDeliveryId,
  at: Time.Timestamp
): Change<WebhookDelivery, WebhookDeliveryNotFound> =>
  Result.map(present(tables, id), ({ body, delivery }) => {
    const again: WebhookDelivery = {
      ...delivery,
      status: "pending",
      resends: delivery.resends + 1,
      nextAttemptAt: at,
      updatedAt: at,
      deliveredAt: null
    }
    return [again, placed(tables, { body, delivery: again })] as const
  })

const removeOlder = (tables: Tables, before: Time.Timestamp, limit: number): Change<number> => {
  const gone = HashMap.toValues(tables.webhookDeliveries)
    .filter(({ delivery }) => delivery.createdAt < before)
    .toSorted((a, b) => Text.compare(a.delivery.createdAt, b.delivery.createdAt))
    .slice(0, limit)
  const webhookDeliveries = HashMap.removeMany(
    tables.webhookDeliveries,
    gone.map(({ delivery }) => delivery.id)
  )
  const webhookDeliveryKeys = HashMap.removeMany(tables.webhookDeliveryKeys, gone.map(keyOf))
  return Result.succeed([gone.length, { ...tables, webhookDeliveries, webhookDeliveryKeys }])
}

const list = (
  tables: Tables,
  endpointId: WebhookEndpointId,
  { status }: WebhookDeliveryFilter,
  slice: Page.Slice
): Page.Sliced<WebhookDelivery> =>
  sliced(
    HashMap.toValues(tables.webhookDeliveries).flatMap(({ delivery }) =>
      delivery.endpointId === endpointId && (status === undefined || delivery.status === status) ? [delivery] : []
    ),
    newestFirst,
    slice
  )

export const layer: Layer.Layer<WebhookDeliveryStore, never, MemoryTables> = Layer.effect(
  WebhookDeliveryStore,
  Effect.gen(function* () {
    const { change, find, read } = yield* MemoryTables
    return WebhookDeliveryStore.of({
      add: (deliveries) => change((tables) => add(tables, deliveries)),
      get: (id) => find((tables) => present(tables, id)),
      list: (endpointId, filter, slice) => read((tables) => list(tables, endpointId, filter, slice)),
      record: (sending, outcome) => change((tables) => record(tables, sending, outcome)),
      postpone: (sending, nextAttemptAt) => change((tables) => postpone(tables, sending, nextAttemptAt)),
      resend: (id, at) => change((tables) => resend(tables, id, at)),
      removeOlder: (before, limit) => change((tables) => removeOlder(tables, before, limit))
    })
  })
)
