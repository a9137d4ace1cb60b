import {
  type KeyedRequest,
  type LinePart,
  type OrderId,
  type Page,
  type Return,
  type ReturnFilter,
  type ReturnId,
  ReturnNotFound,
  ReturnStore,
  VersionConflict
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { answered, madeWith } from "./keys.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { newestFirst, sliced } from "./sliced.ts"
import { isOf, row, type Tables } from "./Tables.ts"

const get = (tables: Tables, id: ReturnId): Result.Result<Return, ReturnNotFound> => {
  const found = row(tables.returns, id)
  return found === undefined ? Result.fail(new ReturnNotFound({ returnId: id })) : Result.succeed(found)
}

const kept = (tables: Tables, one: Return): Tables => ({
  ...tables,
  returns: HashMap.set(tables.returns, one.id, one)
})

const insert = (tables: Tables, given: Return, request: KeyedRequest) => {
  const { createdAt: at, id } = given
  return Result.map(
    madeWith(tables.returnKeys, request, { at, id }),
    (returnKeys) => [undefined, { ...kept(tables, given), returnKeys }] as const
  )
}

const list = (tables: Tables, { customerId, orderId, status }: ReturnFilter, slice: Page.Slice): Page.Sliced<Return> =>
  sliced(
    HashMap.toValues(tables.returns).filter(
      (one) =>
        (orderId === undefined || one.orderId === orderId) &&
        (customerId === undefined || isOf(tables, customerId)(one)) &&
        (status === undefined || one.status === status)
    ),
    newestFirst,
    slice
  )

const awaited = (tables: Tables, orderId: OrderId): ReadonlyArray<LinePart> => {
  const sums = new Map<number, number>()
  for (const one of HashMap.toValues(tables.returns)) {
    if (one.orderId !== orderId || (one.status !== "requested" && one.status !== "approved")) continue
    for (const { position, quantity } of one.lines) sums.set(position, (sums.get(position) ?? 0) + quantity)
  }
  return [...sums].map(([position, quantity]) => ({ position, quantity })).toSorted((a, b) => a.position - b.position)
}

const save = (
  tables: Tables,
  given: Return,
  { version }: { readonly version: number }
): Change<Return, ReturnNotFound | VersionConflict> =>
  Result.flatMap(get(tables, given.id), (before): Change<Return, VersionConflict> => {
    if (before.version !== version) {
      return Result.fail(new VersionConflict({ expected: version, actual: before.version }))
    }
    const { createdAt, orderId } = before
    const saved = { ...given, createdAt, orderId, version: version + 1 }
    return Result.succeed([saved, kept(tables, saved)])
  })

export const layer: Layer.Layer<ReturnStore, never, MemoryTables> = Layer.effect(
  ReturnStore,
  Effect.gen(function* () {
    const { change, find, read } = yield* MemoryTables
    return ReturnStore.of({
      insert: (given, request) => change((tables) => insert(tables, given, request)),
      made: (request, at) =>
        find((tables) => Result.map(answered(tables.returnKeys, request, at), (first) => first ?? null)),
      get: (id) => find((tables) => get(tables, id)),
      list: (filter, slice) => read((tables) => list(tables, filter, slice)),
      awaited: (orderId) => read((tables) => awaited(tables, orderId)),
      save: (given, version) => change((tables) => save(tables, given, version))
    })
  })
)
