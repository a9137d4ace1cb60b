import {
  type Actor,
  ApiKeyNotFound,
  type CurrentActor,
  InvalidInput,
  InvalidToken,
  PermissionDenied,
  Products,
  sessionLimits
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { as, owner, price } from "../opened.ts"
import { identityRooms, law } from "./identified.ts"

const till = { name: "Till", permissions: ["catalog:write"] } as const

describe("an API key", () => {
  law(
    "lets a machine do what it was made for, and nothing else",
    Effect.gen(function* () {
      const { apiKeys, sessions, stores } = yield* identityRooms
      const products = yield* Products
      const { id, key, prefix } = yield* as(owner)(apiKeys.create(till))
      expect(key).toMatch(/^duka_[\w-]{43}$/)
      expect(key.startsWith(prefix)).toBe(true)
      const machine = yield* sessions.authenticate(key)
      expect(machine).toStrictEqual({ _tag: "ApiClient", id, permissions: ["catalog:write"] })
      yield* as(machine)(products.create({ name: "Tea", price }))
      expect(yield* Effect.flip(as(machine)(stores.remove("none")))).toBeInstanceOf(PermissionDenied)
      const [listed] = yield* as(owner)(apiKeys.list())
      expect(listed).toMatchObject({ id, name: "Till", prefix, revokedAt: null, lastUsedAt: expect.any(String) })
      expect(JSON.stringify(listed)).not.toContain(key.slice(prefix.length))
    })
  )

  law(
    "is good for nothing once it is revoked, or has expired",
    Effect.gen(function* () {
      const { apiKeys, sessions } = yield* identityRooms
      const one = yield* as(owner)(apiKeys.create(till))
      yield* sessions.authenticate(one.key)
      yield* as(owner)(apiKeys.revoke(one.id))
      expect(yield* Effect.flip(sessions.authenticate(one.key))).toBeInstanceOf(InvalidToken)
      expect(yield* Effect.flip(as(owner)(apiKeys.revoke(one.id)))).toBeInstanceOf(ApiKeyNotFound)
      const other = yield* as(owner)(apiKeys.create({ ...till, expiresAt: "1970-01-01T01:00:00.000Z" }))
      yield* TestClock.adjust("59 minutes")
      yield* sessions.authenticate(other.key)
      yield* TestClock.adjust(`${60 + sessionLimits.lagSeconds} seconds`)
      expect(yield* Effect.flip(sessions.authenticate(other.key))).toBeInstanceOf(InvalidToken)
      const late = apiKeys.create({ ...till, expiresAt: "1970-01-01T00:30:00.000Z" })
      expect(yield* Effect.flip(as(owner)(late))).toBeInstanceOf(InvalidInput)
    })
  )

  law(
    "that nobody made is refused",
    Effect.gen(function* () {
      const { sessions } = yield* identityRooms
      for (const key of ["duka_", `duka_${"a".repeat(43)}`, `duka_${"a".repeat(5_000)}`]) {
        expect(yield* Effect.flip(sessions.authenticate(key))).toBeInstanceOf(InvalidToken)
      }
    })
  )

  law(
    "is made of what one may do oneself",
    Effect.gen(function* () {
      const { apiKeys } = yield* identityRooms
      const lead: Actor = { _tag: "Staff", id: "lead", permissions: ["staff:manage", "catalog:write"] }
      yield* as(lead)(apiKeys.create(till))
      const more: Effect.Effect<unknown, unknown, CurrentActor> = apiKeys.create({
        name: "More",
        permissions: ["order:write"]
      })
      expect(yield* Effect.flip(as(lead)(more))).toBeInstanceOf(PermissionDenied)
    })
  )
})
