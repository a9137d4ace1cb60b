/** Whoever follows a link locks what others lock too, in their order: a person, the account, what belongs to it. */
import { Samples, Saved } from "@duka/conformance"
import { type Account, AccountStore, customerOf, CustomerStore, LinkStore, SessionStore } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { describe } from "vitest"
import { postgresUrl } from "../../../test/environment/postgres.ts"
import { deadlocks, halfway, waiting } from "./locking.ts"
import { postgresStorage } from "./storage.ts"

const linked = Effect.gen(function* () {
  const account = yield* Saved.account()
  const link = {
    accountId: account.id,
    purpose: "verification",
    hash: Samples.hash(),
    email: account.email,
    expiresAt: Samples.at(100)
  } as const
  yield* (yield* LinkStore).insert(link)
  return { account, link }
})

/** Follows the link, and takes another email by it. */
const following = (account: Account, hash: string) =>
  Effect.gen(function* () {
    const accounts = yield* AccountStore
    const customers = yield* CustomerStore
    const links = yield* LinkStore
    return yield* halfway(links.take(hash, "verification", Samples.at(1)), () =>
      Effect.gen(function* () {
        const email = `${Samples.uuid()}@example.com`
        yield* accounts.replace({ ...account, email, emailVerifiedAt: Samples.at(1) }, account)
        const customer = yield* customers.get(customerOf(account.id))
        yield* customers.replace({ ...customer, email }, customer)
      })
    )
  })

describe.skipIf(postgresUrl === null)("following a link, on a server", () => {
  layer(postgresStorage(), { timeout: "60 seconds", excludeTestServices: true })((it) => {
    it.effect("lets whoever asks for another one wait", () =>
      Effect.gen(function* () {
        const { account, link } = yield* linked
        const { insert, take } = yield* LinkStore
        const go = yield* following(account, link.hash)
        const next = { ...link, hash: Samples.hash() }
        const asking = yield* Effect.forkChild(insert(next))
        yield* waiting()
        assert.isTrue(Exit.isSuccess(yield* go))
        yield* Fiber.join(asking)
        assert.deepStrictEqual(yield* take(next.hash, "verification", Samples.at(1)), next)
      })
    )

    it.effect("lets whoever erases the person wait", () =>
      Effect.gen(function* () {
        const { account, link } = yield* linked
        const { get, remove } = yield* CustomerStore
        const go = yield* following(account, link.hash)
        const erasing = yield* Effect.forkChild(remove(customerOf(account.id), Samples.at(10)))
        yield* waiting()
        assert.isTrue(Exit.isSuccess(yield* go))
        yield* Fiber.join(erasing)
        assert.strictEqual((yield* Effect.flip(get(customerOf(account.id))))._tag, "CustomerNotFound")
      })
    )

    it.effect("many sign in at once, beyond what may be open, while all is ended", () =>
      Effect.gen(function* () {
        const account = yield* Saved.account()
        const { endAll, open } = yield* SessionStore
        const opening = Effect.suspend(() => {
          const session = Samples.session({ accountId: account.id })
          return open(session, { refreshHash: Samples.hash(), passwordHash: "hash", most: 3 })
        })
        for (let round = 0; round < 15; round++) {
          const opened = Array.from({ length: 6 }, () => opening)
          yield* Effect.all([...opened, endAll(account.id, Samples.at(2)), ...opened], { concurrency: "unbounded" })
        }
      })
    )

    it.effect("and nobody has to give way in any of it", () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* deadlocks, 0)
      })
    )
  })
})
