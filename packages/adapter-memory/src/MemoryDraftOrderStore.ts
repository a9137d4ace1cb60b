import {
  type Contact,
  type CustomerId,
  CustomerNotFound,
  type DraftOrder,
  type DraftOrderFilter,
  type DraftOrderId,
  DraftOrderNotFound,
  DraftOrderPlaced,
  DraftOrderStore,
  type FoundDraftOrder,
  type Page,
  Text,
  type Time,
  VersionConflict
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { Bug } from "./Bug.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { newestFirst, sliced } from "./sliced.ts"
import { row, type Tables } from "./Tables.ts"

const contactOf = (tables: Tables, customerId: CustomerId | null): Contact | null => {
  const customer = customerId === null ? undefined : row(tables.customers, customerId)
  if (customer === undefined) return null
  const { email, name, phone } = customer
  return { name, ...(email === null ? {} : { email }), ...(phone === null ? {} : { phone }) }
}

const withCustomer = (tables: Tables, draft: DraftOrder): FoundDraftOrder => ({
  draft,
  customer: contactOf(tables, draft.customerId)
})

const present = (
  tables: Tables,
  id: DraftOrderId,
  at: Time.Timestamp
): Result.Result<DraftOrder, DraftOrderNotFound> => {
  const found = row(tables.draftOrders, id)
  return found !== undefined && found.expiresAt > at
    ? Result.succeed(found)
    : Result.fail(new DraftOrderNotFound({ draftOrderId: id }))
}

/** A draft that may still be changed by who read this version. */
const open = (
  tables: Tables,
  { at, id, version }: { readonly id: DraftOrderId; readonly at: Time.Timestamp; readonly version: number | undefined }
): Result.Result<DraftOrder, DraftOrderNotFound | DraftOrderPlaced | VersionConflict> =>
  Result.flatMap(present(tables, id, at), (draft): Result.Result<DraftOrder, DraftOrderPlaced | VersionConflict> => {
    if (draft.orderId !== null) return Result.fail(new DraftOrderPlaced({ orderId: draft.orderId }))
    return version === undefined || version === draft.version
      ? Result.succeed(draft)
      : Result.fail(new VersionConflict({ expected: version, actual: draft.version }))
  })

const kept = (tables: Tables, draft: DraftOrder): Change<FoundDraftOrder, CustomerNotFound> => {
  const { customerId } = draft
  return customerId !== null && !HashMap.has(tables.customers, customerId)
    ? Result.fail(new CustomerNotFound({ customerId }))
    : Result.succeed([
        withCustomer(tables, draft),
        { ...tables, draftOrders: HashMap.set(tables.draftOrders, draft.id, draft) }
      ])
}

const insert = (tables: Tables, draft: DraftOrder): Change<FoundDraftOrder, CustomerNotFound> =>
  HashMap.has(tables.draftOrders, draft.id)
    ? Result.fail(new Bug({ message: `There is a draft order ${draft.id} already.` }))
    : kept(tables, draft)

const save = (
  tables: Tables,
  draft: DraftOrder,
  { version }: { readonly version: number }
): Change<FoundDraftOrder, CustomerNotFound | DraftOrderNotFound | DraftOrderPlaced | VersionConflict> =>
  Result.flatMap(
    open(tables, { id: draft.id, at: draft.updatedAt, version }),
    ({ createdAt, currency, orderId }): Change<FoundDraftOrder, CustomerNotFound> =>
      kept(tables, { ...draft, createdAt, currency, orderId, version: version + 1 })
  )

const list = (
  tables: Tables,
  { customerId, placed }: DraftOrderFilter,
  at: Time.Timestamp
): ReadonlyArray<DraftOrder> =>
  HashMap.toValues(tables.draftOrders).filter(
    (draft) =>
      draft.expiresAt > at &&
      (customerId === undefined || draft.customerId === customerId) &&
      (placed === undefined || (draft.orderId !== null) === placed)
  )

const without = (tables: Tables, isGone: (draft: DraftOrder) => boolean): Tables => ({
  ...tables,
  draftOrders: HashMap.filter(tables.draftOrders, (draft) => !isGone(draft))
})

/** The draft has become an order. */
export const placedDraft = (
  tables: Tables,
  id: DraftOrderId,
  changes: Pick<DraftOrder, "expiresAt" | "orderId" | "updatedAt">
): Tables["draftOrders"] =>
  HashMap.modify(tables.draftOrders, id, (draft) => ({ ...draft, ...changes, version: draft.version + 1 }))

const everything: Page.Slice = { _tag: "After", limit: Number.MAX_SAFE_INTEGER, position: null }

export const layer: Layer.Layer<DraftOrderStore, never, MemoryTables> = Layer.effect(
  DraftOrderStore,
  Effect.gen(function* () {
    const { change, find, read } = yield* MemoryTables
    return DraftOrderStore.of({
      insert: (draft) => change((tables) => insert(tables, draft)),
      get: (id, at) => find((tables) => Result.map(present(tables, id, at), (draft) => withCustomer(tables, draft))),
      list: (filter, at, slice) => read((tables) => sliced(list(tables, filter, at), newestFirst, slice)),
      save: (draft, version) => change((tables) => save(tables, draft, version)),
      remove: (id, at, { version }) =>
        change((tables) =>
          Result.map(
            open(tables, { id, at, version }),
            (draft) => [draft, { ...tables, draftOrders: HashMap.remove(tables.draftOrders, id) }] as const
          )
        ),
      removeExpired: (at, limit) =>
        change((tables) => {
          const expired = HashMap.toValues(tables.draftOrders)
            .filter(({ expiresAt }) => expiresAt <= at)
            .toSorted((a, b) => Text.compare(a.expiresAt, b.expiresAt))
            .slice(0, limit)
          const gone = new Set<string>(expired.map(({ id }) => id))
          return Result.succeed([gone.size, without(tables, ({ id }) => gone.has(id))])
        }),
      allOf: (customerId, at) =>
        read((tables) => sliced(list(tables, { customerId }, at), newestFirst, everything).items),
      removeOf: (customerId) =>
        change((tables) => Result.succeed([undefined, without(tables, (draft) => draft.customerId === customerId)]))
    })
  })
)
