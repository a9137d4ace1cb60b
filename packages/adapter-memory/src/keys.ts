/** Idempotency keys: what was done with them, for as long as they are kept. */
import { IdempotencyConflict, idempotencyLimits, type KeyedRequest, Time } from "@duka/core"
import { HashMap, Result } from "effect"
import { type KeyUse, row } from "./Tables.ts"

type Keys<A> = HashMap.HashMap<string, KeyUse<A>>

const name = ({ key, scope }: KeyedRequest) => `${scope} ${key}`

/** What the same request was answered before; undefined when its key is free. */
export const answered = <A>(
  keys: Keys<A>,
  request: KeyedRequest,
  at: Time.Timestamp
): Result.Result<A | undefined, IdempotencyConflict> => {
  const use = row(keys, name(request))
  if (use === undefined || Time.after(use.at, idempotencyLimits.keptSeconds) < at) return Result.succeed(undefined)
  return use.requestHash === request.requestHash
    ? Result.succeed(use.answer)
    : Result.fail(new IdempotencyConflict({ key: request.key }))
}

export const used = <A>(keys: Keys<A>, request: KeyedRequest, at: Time.Timestamp, answer: A): Keys<A> =>
  HashMap.set(keys, name(request), { requestHash: request.requestHash, at, answer })
