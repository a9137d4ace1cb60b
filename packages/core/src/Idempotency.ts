/**
 * Commands that create or move money or stock take a key: the same key and request give the first result again. After
 * the IETF draft "The Idempotency-Key HTTP Header Field".
 */
import { Context, Effect, Layer, Schema } from "effect"
import { Digest } from "effect/crypto"
import type { Actor } from "./Actor.ts"

export const idempotencyLimits = { keptSeconds: 48 * 3600, retryAfterSeconds: 1 } as const

/** Visible ASCII, 8 to 255 characters: a UUID does well. */
export const IdempotencyKey = Schema.String.check(
  Schema.isPattern(/^[\x21-\x7e]{8,255}$/u, { expected: "8 to 255 visible ASCII characters without spaces" })
).pipe(Schema.brand("IdempotencyKey"))
export type IdempotencyKey = typeof IdempotencyKey.Type

/** A key as a store keeps it: within who asks and for what, with a hash of what was asked. */
export interface KeyedRequest {
  readonly scope: string
  readonly key: IdempotencyKey
  readonly requestHash: string
}

/** The key was used for another request. */
export class IdempotencyConflict extends Schema.TaggedError<IdempotencyConflict>()("IdempotencyConflict", {
  key: IdempotencyKey
}) {
  override get message() {
    return "This idempotency key was used for another request. Take a new key for a new request."
  }
}

/** The first request with the key is still running. */
export class IdempotencyRunning extends Schema.TaggedError<IdempotencyRunning>()("IdempotencyRunning", {
  key: IdempotencyKey,
  retryAfterSeconds: Schema.Int
}) {
  override get message() {
    return "The same request is still running. Ask again in a moment, with the same key."
  }
}

/** The store was too busy to take its locks in time. Nothing has happened: the same key may be used again. */
export class StorageBusy extends Schema.TaggedError<StorageBusy>()("StorageBusy", { retryAfterSeconds: Schema.Int }) {
  override get message() {
    return "The shop is too busy for this right now. Nothing has happened: ask again in a moment, with the same key."
  }
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)])
  )
}

const encoder = new TextEncoder()

/** Keys belong to who asks: nobody is answered with an order by guessing the key of another. */
const owner = (actor: Actor, guest: string): string => {
  switch (actor._tag) {
    case "Guest":
      return `guest:${actor.cartToken ?? ""}:${guest}`
    case "Customer":
    case "Staff":
    case "ApiClient":
      return `${actor._tag.toLowerCase()}:${actor.id}`
    case "System":
      return "system"
  }
}

/** Makes keys as stores keep them. */
export class Keys extends Context.Service<
  Keys,
  {
    /**
     * A command's key, within its owner and the command's name. The order of a request's members does not count. What a
     * guest says of himself (`guest`) keeps the keys of guests apart who have no cart.
     */
    keyed(
      actor: Actor,
      command: string,
      key: IdempotencyKey,
      request: unknown,
      guest?: unknown
    ): Effect.Effect<KeyedRequest>
  }
>()("@duka/core/Keys") {
  static readonly layer = Layer.effect(
    Keys,
    Effect.map(Digest.Digest, ({ digestHex }) => {
      const hash = (text: string) => digestHex(Digest.sha256, encoder.encode(text))
      return Keys.of({
        keyed: (actor, command, key, request, guest) =>
          Effect.zipWith(
            hash(`${command} ${owner(actor, JSON.stringify(sorted(guest ?? null)))}`),
            hash(JSON.stringify(sorted(request))),
            (scope, requestHash) => ({ scope, key, requestHash })
          )
      })
    })
  )
}
