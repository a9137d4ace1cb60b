/** Idempotency keys: what was done with them, for as long as they are kept. */
import { IdempotencyConflict, idempotencyLimits, IdempotencyRunning, type KeyedRequest, Time } from "@duka/core"
import { HashMap, Result } from "effect"
import { type KeyUse, row, type Tables } from "./Tables.ts"

type Keys<A> = HashMap.HashMap<string, KeyUse<A>>

const name = ({ key, scope }: KeyedRequest) => `${scope} ${key}`

const isOver = (use: { readonly at: Time.Timestamp }, at: Time.Timestamp): boolean =>
  Time.after(use.at, idempotencyLimits.keptSeconds) < at

/** What the same request was answered before; undefined when its key is free. */
export const answered = <A>(
  keys: Keys<A>,
  request: KeyedRequest,
  at: Time.Timestamp
): Result.Result<A | undefined, IdempotencyConflict> => {
  const use = row(keys, name(request))
  if (use === undefined || isOver(use, at)) return Result.succeed(undefined)
  return use.requestHash === request.requestHash
    ? Result.succeed(use.answer)
    : Result.fail(new IdempotencyConflict({ key: request.key }))
}

export const used = <A>(keys: Keys<A>, request: KeyedRequest, at: Time.Timestamp, answer: A): Keys<A> =>
  HashMap.set(keys, name(request), { requestHash: request.requestHash, at, answer })

/** The keys with this one, of something that is made with it; without a key, the keys as they are. */
export const madeWith = <Id extends string>(
  keys: Keys<Id>,
  request: KeyedRequest | null,
  { at, id }: { readonly at: Time.Timestamp; readonly id: Id }
): Result.Result<Keys<Id>, IdempotencyConflict | IdempotencyRunning> =>
  request === null
    ? Result.succeed(keys)
    : Result.flatMap(answered(keys, request, at), (first): Result.Result<Keys<Id>, IdempotencyRunning> => {
        const { retryAfterSeconds } = idempotencyLimits
        return first === undefined
          ? Result.succeed(used(keys, request, at, id))
          : Result.fail(new IdempotencyRunning({ key: request.key, retryAfterSeconds }))
      })

const kinds = ["moveKeys", "placeKeys", "returnKeys", "shipmentKeys"] as const

/** So many keys that are past their time go, the oldest first. */
export const swept = (tables: Tables, at: Time.Timestamp, limit: number): readonly [number, Tables] => {
  const over = kinds.flatMap((kind) =>
    [...HashMap.entries<string, KeyUse<unknown>>(tables[kind])].flatMap(([name, use]) =>
      isOver(use, at) ? [{ kind, name, at: use.at }] : []
    )
  )
  const gone = over.toSorted((a, b) => (a.at < b.at ? -1 : 1)).slice(0, limit)
  const left = <A>(kind: (typeof kinds)[number], keys: Keys<A>) =>
    HashMap.removeMany(
      keys,
      gone.flatMap((one) => (one.kind === kind ? [one.name] : []))
    )
  return [
    gone.length,
    {
      ...tables,
      moveKeys: left("moveKeys", tables.moveKeys),
      placeKeys: left("placeKeys", tables.placeKeys),
      returnKeys: left("returnKeys", tables.returnKeys),
      shipmentKeys: left("shipmentKeys", tables.shipmentKeys)
    }
  ]
}
