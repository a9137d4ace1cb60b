import { AuthJose } from "@duka/auth-jose"
import { PasswordHasher, PasswordsBusy } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted, Result } from "effect"

const hasherOf = (options: AuthJose.HasherOptions = {}) => Effect.provide(PasswordHasher, AuthJose.layerHasher(options))
const secret = (text: string) => Redacted.make(text)

describe("passwords", () => {
  it.effect("are hashed with Argon2id, its parameters and a salt of their own", () =>
    Effect.gen(function* () {
      const { hash, verify } = yield* hasherOf()
      const [one, other] = [yield* hash(secret("kahawa na chai")), yield* hash(secret("kahawa na chai"))]
      expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
      expect(other).not.toBe(one)
      expect(yield* verify(secret("kahawa na chai"), one)).toStrictEqual({ matches: true, outdated: false })
      expect(yield* verify(secret("kahawa na maji"), one)).toStrictEqual({ matches: false, outdated: false })
    })
  )

  it.effect("are outdated when their hash was made with less than today's parameters", () =>
    Effect.gen(function* () {
      const password = secret("kahawa na chai")
      const before = yield* (yield* hasherOf()).hash(password)
      const { hash, verify } = yield* hasherOf({ memoryKib: 20_000, passes: 3 })
      expect(yield* verify(password, before)).toStrictEqual({ matches: true, outdated: true })
      expect(yield* verify(password, yield* hash(password))).toStrictEqual({ matches: true, outdated: false })
      const weaker = yield* hasherOf({ memoryKib: 8, passes: 1 })
      expect(yield* weaker.hash(password)).toMatch(/m=19456,t=2,p=1/)
    })
  )

  it.effect("wait for each other in a queue that ends: who comes next is told when to come again", () =>
    Effect.gen(function* () {
      const { hash } = yield* hasherOf({ waitingMax: 3 })
      const hashed = Effect.result(hash(secret("kahawa na chai")))
      const outcomes = yield* Effect.all(
        Array.from({ length: 5 }, () => hashed),
        { concurrency: "unbounded" }
      )
      const refused = outcomes.flatMap((outcome) => (Result.isFailure(outcome) ? [outcome.failure] : []))
      expect(refused).toStrictEqual([1, 2].map(() => new PasswordsBusy({ retryAfterSeconds: 2 })))
      expect(Result.isSuccess(yield* hashed)).toBe(true)
    })
  )

  it.effect("match no hash that is none", () =>
    Effect.gen(function* () {
      const { verify } = yield* hasherOf()
      for (const none of ["", "hash", "$argon2id$v=19$m=19456,t=2,p=1$", "$2b$12$abc"]) {
        expect(yield* verify(secret("kahawa na chai"), none), none).toMatchObject({ matches: false })
      }
    })
  )
})
