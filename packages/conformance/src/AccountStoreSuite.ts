import {
  AccountId,
  AccountStore,
  customerOf,
  CustomerStore,
  owner,
  RoleName,
  type StoragePorts,
  UnitOfWork
} from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer, Result } from "effect"
import { refusal, times, told } from "./outcomes.ts"
import { everyWay } from "./paging.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

const outcome = <A, E extends { readonly _tag: string }, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<string, never, R> => Effect.match(effect, { onSuccess: () => "done", onFailure: ({ _tag }) => _tag })

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

    it.effect("roles are saved with the account, and there are such", () =>
      Effect.gen(function* () {
        const { get, insert, replace } = yield* AccountStore
        const [catalogue, manager, none] = ["catalogue", "manager", "none"].map((name) => RoleName.make(name))
        assert(catalogue !== undefined && manager !== undefined && none !== undefined)
        const made = yield* Saved.account({ roles: [catalogue, manager] })
        assert.deepStrictEqual((yield* get(made.id)).account.roles, [catalogue, manager])
        const changed = yield* replace({ ...made, roles: [manager] }, made)
        assert.deepStrictEqual((yield* get(made.id)).account, changed)
        const refused = yield* Effect.flip(replace({ ...changed, roles: [manager, none] }, changed))
        assert.deepStrictEqual(told(refused), { _tag: "RoleNotFound", role: none })
        assert.deepStrictEqual((yield* get(made.id)).account, changed)
        const other = Samples.account({ roles: [none] })
        yield* Saved.customer({ id: customerOf(other.id) })
        assert.strictEqual(yield* refusal(insert(other, null)), "RoleNotFound")
        assert.strictEqual(yield* refusal(get(other.id)), "AccountNotFound")
      })
    )

    it.effect("who works here is listed by email, every way of paging telling the same; customers are not", () =>
      Effect.gen(function* () {
        const { staff } = yield* AccountStore
        const support = RoleName.make("support")
        const mark = Samples.uuid().slice(0, 8)
        const own = yield* Effect.forEach(["b", "A", "c"], (letter) =>
          Saved.account({ email: `${letter}-${mark}@example.com`, roles: [support] })
        )
        const customer = yield* Saved.account()
        const all = yield* everyWay(staff, [50])
        const ids = new Set(own.map(({ id }) => id))
        const [b, a, c] = own.map((account) => ({ ...account, name: Samples.customer().name }))
        assert.deepStrictEqual(
          all.filter(({ id }) => ids.has(id)),
          [a, b, c]
        )
        assert.isFalse(all.some(({ id }) => id === customer.id))
      })
    )

    it.effect("the shop keeps an owner who can sign in, whoever is taken away at the same time", () =>
      Effect.gen(function* () {
        const { get, hasOwner, replace } = yield* AccountStore
        const { remove } = yield* CustomerStore
        assert.strictEqual(yield* hasOwner, false)
        const suspended = yield* Saved.account({ roles: [owner], status: "suspended" })
        assert.strictEqual(yield* hasOwner, false)
        const owners = yield* Effect.forEach(times(4), () => Saved.account({ roles: [owner] }))
        assert.strictEqual(yield* hasOwner, true)
        const going = owners.map(({ id }) => id)[3] ?? Samples.account().id
        const answers = yield* Effect.all(
          [
            ...owners.slice(0, 2).map((account) => outcome(replace({ ...account, roles: [] }, account))),
            ...owners.slice(2, 3).map((account) => outcome(replace({ ...account, status: "suspended" }, account))),
            outcome(remove(customerOf(going), Samples.at(70)))
          ],
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(answers.toSorted(), ["LastOwner", "done", "done", "done"])
        assert.strictEqual(yield* hasOwner, true)
        // Another change of the last one is none of this.
        const last = owners[answers.indexOf("LastOwner")]
        assert(last !== undefined)
        yield* replace({ ...last, username: `o${Samples.uuid().slice(0, 8)}` }, last)
        assert.strictEqual((yield* get(suspended.id)).account.status, "suspended")
      })
    )
  })
