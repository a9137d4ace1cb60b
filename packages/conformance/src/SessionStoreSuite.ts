import { AccountStore, customerOf, CustomerStore, type Session, SessionStore, type StoragePorts } from "@duka/core"
import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { times } from "./outcomes.ts"
import * as Samples from "./samples.ts"
import * as Saved from "./saved.ts"

/** The laws of `SessionStore`. Suites share a storage: what it tells of changes is asked for by id. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`SessionStore (${adapter})`, (it) => {
    const rotate = (hash: string, next: string, seconds = 10) =>
      Effect.flatMap(SessionStore, (store) =>
        store.rotate({ hash, next, at: Samples.at(seconds), expiresAt: Samples.at(seconds + 1000) })
      )

    const listed = ({ accountId }: Pick<Session, "accountId">, seconds = 20) =>
      Effect.flatMap(SessionStore, (store) => store.list(accountId, Samples.at(seconds)))

    /** Whether the end of these sessions is told to who asks since then. */
    const isTold = (sessions: ReadonlyArray<Session>, seconds: number) =>
      Effect.gen(function* () {
        const { ended } = yield* (yield* SessionStore).changes(Samples.at(seconds))
        return sessions.map(({ id }) => ended.includes(id))
      })

    it.effect("sessions are listed as they are, the one used last first, until they expire", () =>
      Effect.gen(function* () {
        const { session: first } = yield* Saved.session({ client: {} })
        const { accountId } = first
        const { session: last } = yield* Saved.session({ accountId, usedAt: Samples.at(9) })
        const { session: short } = yield* Saved.session({ accountId, usedAt: Samples.at(5), expiresAt: Samples.at(20) })
        assert.deepStrictEqual(yield* listed(first, 19), [last, short, first])
        assert.deepStrictEqual(yield* listed(first, 20), [last, first])
        assert.deepStrictEqual(yield* listed({ accountId: Samples.session().accountId }), [])
      })
    )

    it.effect("a refresh token is taken for the next one, which moves the session on, but not beyond its end", () =>
      Effect.gen(function* () {
        const { hash, session } = yield* Saved.session({ endsAt: Samples.at(1100) })
        const [second, third] = [Samples.hash(), Samples.hash()]
        const moved = { ...session, usedAt: Samples.at(10), expiresAt: Samples.at(1010) }
        assert.deepStrictEqual(yield* rotate(hash, second), { _tag: "Rotated", session: moved })
        const later = { ...session, usedAt: Samples.at(500), expiresAt: Samples.at(1100) }
        assert.deepStrictEqual(yield* rotate(second, third, 500), { _tag: "Rotated", session: later })
        assert.deepStrictEqual(yield* listed(session), [later])
        assert.deepStrictEqual(yield* rotate(Samples.hash(), Samples.hash()), { _tag: "Unknown" })
        assert.deepStrictEqual(yield* rotate(third, Samples.hash(), 1100), { _tag: "Unknown" })
      })
    )

    it.effect("a refresh token that is shown again ends the session, however old it is", () =>
      Effect.gen(function* () {
        const { hash, session } = yield* Saved.session()
        const { session: other } = yield* Saved.session({ accountId: session.accountId })
        const [second, third] = [Samples.hash(), Samples.hash()]
        yield* rotate(hash, second)
        yield* rotate(second, third)
        const { accountId, id: sessionId } = session
        assert.deepStrictEqual(yield* rotate(hash, Samples.hash(), 30), { _tag: "Reused", sessionId, accountId })
        for (const gone of [hash, second, third]) {
          assert.deepStrictEqual(yield* rotate(gone, Samples.hash(), 31), { _tag: "Unknown" })
        }
        assert.deepStrictEqual(yield* listed(session), [other])
        assert.deepStrictEqual(yield* isTold([session, other], 30), [true, false])
        assert.deepStrictEqual(yield* isTold([session], 31), [false])
      })
    )

    it.effect(
      "of many who show a refresh token at once, one is given the next; the others have ended the session",
      () =>
        Effect.gen(function* () {
          const { hash, session } = yield* Saved.session()
          const answers = yield* Effect.forEach(times(6), () => rotate(hash, Samples.hash()), {
            concurrency: "unbounded"
          })
          const tags = answers.map(({ _tag }) => _tag).toSorted()
          assert.deepStrictEqual(tags, ["Reused", "Rotated", "Unknown", "Unknown", "Unknown", "Unknown"])
          assert.deepStrictEqual(yield* listed(session), [])
        })
    )

    it.effect("ending one leaves the others, ending all may leave one, and nobody ends another's", () =>
      Effect.gen(function* () {
        const { end, endAll } = yield* SessionStore
        const { session: first } = yield* Saved.session()
        const { accountId } = first
        const rest = yield* Effect.forEach(times(3), (index) =>
          Effect.map(Saved.session({ accountId, usedAt: Samples.at(index + 1) }), ({ session }) => session)
        )
        const { session: stranger } = yield* Saved.session()
        assert.strictEqual(yield* end(stranger.accountId, first.id, Samples.at(40)), false)
        assert.strictEqual(yield* end(accountId, first.id, Samples.at(40)), true)
        assert.strictEqual(yield* end(accountId, first.id, Samples.at(40)), false)
        const [kept, ...going] = rest
        assert(kept !== undefined)
        const gone = yield* endAll(accountId, Samples.at(41), { except: kept.id })
        assert.deepStrictEqual([...gone].toSorted(), going.map(({ id }) => id).toSorted())
        assert.deepStrictEqual(yield* listed(first), [kept])
        assert.deepStrictEqual(yield* isTold([first, ...going, kept, stranger], 40), [true, true, true, false, false])
        assert.deepStrictEqual(yield* endAll(accountId, Samples.at(42)), [kept.id])
        assert.deepStrictEqual(yield* listed(stranger), [stranger])
      })
    )

    it.effect("an account has so many sessions: the expired ones and the one used longest ago give way", () =>
      Effect.gen(function* () {
        const { open } = yield* SessionStore
        const { id: accountId } = yield* Saved.account()
        const used = (seconds: number, changes: Partial<Session> = {}) =>
          Samples.session({ accountId, usedAt: Samples.at(seconds), ...changes })
        const [old, middle, young] = [used(1), used(2), used(3)]
        const expired = used(9, { expiresAt: Samples.at(10) })
        const opening = () => ({ refreshHash: Samples.hash(), passwordHash: "hash", most: 4 })
        for (const one of [middle, old, young, expired]) assert.isTrue(yield* open(one, opening()))
        const next = used(12, { createdAt: Samples.at(12) })
        yield* open(next, opening())
        assert.deepStrictEqual(yield* listed({ accountId }), [next, young, middle])
        assert.deepStrictEqual(yield* isTold([old, expired, middle], 12), [true, true, false])
      })
    )

    it.effect("no session is opened by a password that is not the account's any more, nor for a suspended one", () =>
      Effect.gen(function* () {
        const { open } = yield* SessionStore
        const { replace, setPassword } = yield* AccountStore
        const account = yield* Saved.account({}, "one")
        const session = () => Samples.session({ accountId: account.id })
        const by = (passwordHash: string | null) =>
          open(session(), { refreshHash: Samples.hash(), passwordHash, most: 9 })
        assert.deepStrictEqual([yield* by("one"), yield* by("two"), yield* by(null)], [true, false, false])
        yield* setPassword(account.id, null)
        assert.deepStrictEqual([yield* by("one"), yield* by(null)], [false, true])
        yield* replace({ ...account, status: "suspended" }, account)
        assert.isFalse(yield* by(null))
        assert.lengthOf(yield* listed({ accountId: account.id }), 2)
      })
    )

    it.effect("sessions go with their account, none is opened for one that has gone, and what changed is told", () =>
      Effect.gen(function* () {
        const { changes, open } = yield* SessionStore
        const { hash, session } = yield* Saved.session()
        const { accountId } = session
        const changed = yield* Saved.account()
        yield* (yield* AccountStore).replace({ ...changed, updatedAt: Samples.at(50) }, changed)
        yield* (yield* CustomerStore).remove(customerOf(accountId), Samples.at(50))
        const late = Samples.hash()
        assert.isFalse(
          yield* open(Samples.session({ accountId }), { refreshHash: late, passwordHash: "hash", most: 100 })
        )
        assert.deepStrictEqual(yield* listed(session), [])
        for (const token of [hash, late]) {
          assert.deepStrictEqual(yield* rotate(token, Samples.hash()), { _tag: "Unknown" })
        }
        const { accounts } = yield* changes(Samples.at(50))
        assert.deepStrictEqual([accounts.includes(accountId), accounts.includes(changed.id)], [true, true])
      })
    )
  })
