import { Samples, Saved } from "@duka/conformance"
import {
  AccountMessages,
  AccountStore,
  CurrentActor,
  Customers,
  Duka,
  ExternalIdentityStore,
  PasswordHasher,
  SecretKey,
  Sessions,
  TokenSigner
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { describe } from "vitest"
import { postgresUrl } from "../../../test/environment/postgres.ts"
import { postgresStorage } from "./storage.ts"

const signer = Layer.succeed(TokenSigner, {
  sign: ({ accountId }) => Effect.succeed(accountId),
  verify: () => Effect.die("nobody asks"),
  publicKeys: Effect.succeed([])
})

const storage = Duka.layerIdentified.pipe(
  Layer.provide([SecretKey.layerRandom, AccountMessages.layerNone, PasswordHasher.layerMissing, signer]),
  Layer.provideMerge(postgresStorage())
)

const asSystem = Effect.provideService(CurrentActor, { _tag: "System" } as const)

const came = Effect.fnUntraced(function* (subject: string, email: string) {
  const { logInExternally } = yield* Sessions
  const issuer = "https://login.example"
  return yield* asSystem(logInExternally({ issuer, subject, email, emailVerified: true, name: "Amina" }))
})

const atOnce = { concurrency: "unbounded" } as const

describe.skipIf(postgresUrl === null)("who comes from a provider for the first time, many times at once", () => {
  layer(storage, { timeout: "60 seconds", excludeTestServices: true })((it) => {
    const times = Array.from({ length: 12 }, (_, index) => index)

    it.effect("has one account, one customer and one link", () =>
      Effect.gen(function* () {
        const email = `${Samples.uuid()}@example.com`
        const before = yield* asSystem((yield* Customers).list({}, { page: 1 }))
        const all = yield* Effect.forEach(times, () => came(email, email), atOnce)
        const ids = new Set(all.map(({ customer }) => customer.id))
        assert.strictEqual(ids.size, 1)
        const found = yield* (yield* AccountStore).find(email)
        if (found === null) return assert.fail("no account")
        assert.lengthOf(yield* (yield* ExternalIdentityStore).list(found.account.id), 1)
        const after = yield* asSystem((yield* Customers).list({}, { page: 1 }))
        const total = (page: typeof after) => ("total" in page ? page.total : -1)
        assert.strictEqual(total(after), total(before) + 1)
      })
    )

    it.effect("has the account with his email, which is taken over once", () =>
      Effect.gen(function* () {
        const account = yield* Saved.account()
        const all = yield* Effect.forEach(times, (index) => came(`${account.id}-${index % 3}`, account.email), atOnce)
        assert.deepStrictEqual([...new Set(all.map(({ customer }) => String(customer.id)))], [String(account.id)])
        const kept = yield* (yield* AccountStore).get(account.id)
        assert.strictEqual(kept.passwordHash, null)
        assert.strictEqual(kept.account.version, 2)
        assert.lengthOf(yield* (yield* ExternalIdentityStore).list(account.id), 3)
      })
    )
  })
})
