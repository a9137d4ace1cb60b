import { AccountId, AccountStore, customerOf, CustomerStore, type StoragePorts, UnitOfWork } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer, Result } from "effect"
import { refusal, times, told } from "./outcomes.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

/** The laws of `AccountStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`AccountStore (${adapter})`, (it) => {
    it.effect("what was saved is read again as it was, by id, email and username, whatever their case", () =>
      Effect.gen(function* () {
        const { find, get } = yield* AccountStore
        const mark = Samples.uuid().slice(0, 8)
        const full = yield* Saved.account(
          { email: `Zoë.${mark}@Example.com`, username: `Zoe-${mark}`, emailVerifiedAt: Samples.at(4) },
          "$argon2id$secret"
        )
        const bare = yield* Saved.account({ status: "suspended" }, null)
        assert.deepStrictEqual(yield* get(full.id), { account: full, passwordHash: "$argon2id$secret" })
        assert.deepStrictEqual(yield* get(bare.id), { account: bare, passwordHash: null })
        for (const login of [full.email, full.email.toUpperCase(), ` zoë.${mark}@example.com `, `ZOE-${mark}`]) {
          assert.deepStrictEqual((yield* find(login))?.account, full, login)
        }
        assert.strictEqual(yield* find(`nobody-${mark}`), null)
        const { id } = Samples.account()
        assert.deepStrictEqual(told(yield* Effect.flip(get(id))), { _tag: "AccountNotFound", accountId: id })
      })
    )

    it.effect("an email and a username belong to one account; who is refused has spoilt nothing of his unit", () =>
      Effect.gen(function* () {
        const { find, insert, replace } = yield* AccountStore
        const { commit } = yield* UnitOfWork
        const mark = Samples.uuid().slice(0, 8)
        const first = yield* Saved.account({ username: `first-${mark}` })
        const other = Samples.account()
        yield* commit(
          Effect.gen(function* () {
            yield* (yield* CustomerStore).insert(Samples.customer({ id: customerOf(other.id) }))
            const email = { ...other, email: first.email.toUpperCase() }
            assert.strictEqual(yield* refusal(insert(email, null)), "EmailTaken")
            assert.strictEqual(yield* refusal(insert({ ...other, username: `FIRST-${mark}` }, null)), "UsernameTaken")
            yield* insert(other, null)
          })
        )
        assert.deepStrictEqual((yield* find(other.email))?.account, other)
        assert.strictEqual(yield* refusal(replace({ ...other, email: first.email }, other)), "EmailTaken")
        assert.strictEqual(yield* refusal(replace({ ...other, username: first.username }, other)), "UsernameTaken")
        // One's own are no obstacle.
        yield* replace({ ...first, email: first.email.toUpperCase() }, first)
      })
    )

    it.effect("of many who take an email at once, one has it", () =>
      Effect.gen(function* () {
        const { insert } = yield* AccountStore
        const email = `${Samples.uuid()}@example.com`
        const rivals = yield* Effect.forEach(times(8), () => Saved.customer())
        const answers = yield* Effect.forEach(
          rivals,
          ({ id }) => Effect.result(insert(Samples.account({ id: AccountId.make(id), email }), null)),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(answers.filter(Result.isSuccess).length, 1)
        for (const answer of answers)
          if (Result.isFailure(answer)) assert.strictEqual(answer.failure._tag, "EmailTaken")
      })
    )

    it.effect("replacing saves the next version, unless it has changed since; the password stays", () =>
      Effect.gen(function* () {
        const { find, get, replace } = yield* AccountStore
        const before = yield* Saved.account({}, "kept")
        const next = Samples.account({
          id: before.id,
          username: `u${Samples.uuid().slice(0, 20)}`,
          emailVerifiedAt: Samples.at(3),
          status: "suspended",
          updatedAt: Samples.at(5),
          version: 40
        })
        const saved = yield* replace({ ...next, email: `new-${next.email}` }, before)
        assert.deepStrictEqual(saved, { ...next, email: `new-${next.email}`, version: 2 })
        assert.deepStrictEqual(yield* get(before.id), { account: saved, passwordHash: "kept" })
        assert.strictEqual(yield* find(before.email), null)
        const stale = yield* Effect.flip(replace(before, before))
        assert.deepStrictEqual(told(stale), { _tag: "VersionConflict", expected: 1, actual: 2 })
        assert.strictEqual(yield* refusal(replace(Samples.account(), { version: 1 })), "AccountNotFound")
      })
    )

    it.effect("a password is set whatever it was, or only if it is still the one that was read", () =>
      Effect.gen(function* () {
        const { get, setPassword } = yield* AccountStore
        const { id } = yield* Saved.account({}, "one")
        const hash = Effect.map(get(id), ({ passwordHash }) => passwordHash)
        assert.deepStrictEqual([yield* setPassword(id, "two", "zero"), yield* hash], [false, "one"])
        assert.deepStrictEqual([yield* setPassword(id, "two", "one"), yield* hash], [true, "two"])
        assert.deepStrictEqual([yield* setPassword(id, "three"), yield* hash], [true, "three"])
        assert.strictEqual(yield* setPassword(Samples.account().id, "four"), false)
      })
    )

    it.effect("an account goes with its customer, and its email may be another's then", () =>
      Effect.gen(function* () {
        const { find, get } = yield* AccountStore
        const { email, id } = yield* Saved.account()
        yield* (yield* CustomerStore).remove(customerOf(id), Samples.at(10))
        assert.strictEqual(yield* refusal(get(id)), "AccountNotFound")
        assert.strictEqual(yield* find(email), null)
        yield* Saved.account({ email })
      })
    )
  })
