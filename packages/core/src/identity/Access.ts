/**
 * Whom an access token lets in. A token that was verified is remembered until it expires, and what has ended or changed is
 * asked of the storage once in `lagSeconds`, whatever the number of requests: most of them cost no query.
 */
import { Cache, Clock, Context, Effect, Exit, Layer, MutableRef } from "effect"
import type { Actor, Permission } from "../Actor.ts"
import { after, now, type Timestamp } from "../Time.ts"
import { type Account, type AccountId, customerOf } from "./Account.ts"
import { answering } from "./answering.ts"
import { apiKeyLimits, isApiKey } from "./ApiKey.ts"
import { ApiKeyStore } from "./ApiKeyStore.ts"
import { AccountStore } from "./AccountStore.ts"
import { attempts } from "./attempts.ts"
import { InvalidToken, type TooManyAttempts } from "./IdentityErrors.ts"
import { permissionsOf } from "./Role.ts"
import { RoleStore } from "./RoleStore.ts"
import { secrets } from "./secrets.ts"
import { type SessionId, sessionLimits } from "./Session.ts"
import { SessionStore } from "./SessionStore.ts"
import { TokenSigner } from "./TokenSigner.ts"

/** Clocks of several processes, and changes from their time to their commit, are no further apart. */
const overlapSeconds = 60

interface Known {
  readonly account: Account
  readonly permissions: ReadonlyArray<Permission>
}

/** Whatever a change that was missed would have told is known after so long: storages tell of changes for an hour. */
const knownSeconds = 300

const rememberedMax = 10_000

const { accessTokenSeconds, lagSeconds } = sessionLimits

/** Made anew for each: an error knows where it was made. */
const refused = Effect.suspend(() => Effect.fail(new InvalidToken({ token: "access" })))

export class Access extends Context.Service<
  Access,
  {
    /** Who sent this access token, or which machine this API key. */
    authenticate(token: string): Effect.Effect<Actor, InvalidToken | TooManyAttempts>
    /** Whose account it is, as it is now, for who was identified otherwise. */
    actorOf(id: AccountId): Effect.Effect<Actor, InvalidToken>
    /** Sessions that were ended here are known to be so at once. */
    end(ids: ReadonlyArray<SessionId>): Effect.Effect<void>
    /** So is an account that was changed. */
    forget(id: AccountId): Effect.Effect<void>
    /** And whoever holds a role that was changed. */
    readonly forgetAll: Effect.Effect<void>
    /** So are API keys that were revoked. */
    readonly forgetKeys: Effect.Effect<void>
  }
>()("@duka/core/identity/Access") {
  static readonly layer = Layer.effect(
    Access,
    Effect.suspend(() => accessing)
  )
}

const accessing = Effect.gen(function* () {
  const accounts = yield* AccountStore
  const keys = yield* ApiKeyStore
  const roles = yield* RoleStore
  const { hashOf } = yield* secrets
  const { forgivenHere, fromHere } = yield* attempts
  const sessions = yield* SessionStore
  const signer = yield* TokenSigner

  const verified = yield* Cache.makeWith(signer.verify, {
    capacity: rememberedMax,
    timeToLive: (exit) => (Exit.isSuccess(exit) ? `${accessTokenSeconds} seconds` : 0)
  })

  /** Null: there is none any more. */
  const known = yield* Cache.makeWith(
    (id: AccountId): Effect.Effect<Known | null> =>
      accounts.get(id).pipe(
        Effect.flatMap(({ account }) =>
          account.roles.length === 0
            ? Effect.succeed({ account, permissions: [] })
            : Effect.map(roles.list, (all) => ({ account, permissions: permissionsOf(account.roles, all) }))
        ),
        Effect.catchTag("AccountNotFound", () => Effect.succeed(null))
      ),
    {
      capacity: rememberedMax,
      // A failure of the storage is nobody's for longer than it lasts.
      timeToLive: (exit) => (Exit.isSuccess(exit) ? `${knownSeconds} seconds` : 0)
    }
  )

  /** Looked up again after `lagSeconds`: there are few of them, and each asks often. */
  const machines = yield* Cache.makeWith(
    Effect.fnUntraced(function* (key: string) {
      yield* fromHere("key")
      const found = yield* keys.use(yield* hashOf(key), yield* now)
      if (found !== null) yield* forgivenHere("key")
      return found
    }),
    {
      capacity: rememberedMax,
      timeToLive: (exit) => (Exit.isSuccess(exit) && exit.value !== null ? `${lagSeconds} seconds` : 0)
    }
  )

  /** Sessions that have ended, and when the last of their access tokens expires by itself, in seconds since 1970. */
  const ended = MutableRef.make<ReadonlyMap<SessionId, number>>(new Map())
  const seen = MutableRef.make<Timestamp | null>(null)

  const end = (ids: ReadonlyArray<SessionId>, at: number) => {
    if (ids.length === 0) return
    const kept = [...ended.current].filter(([, until]) => until > at)
    MutableRef.set(ended, new Map([...kept, ...ids.map((id) => [id, at + accessTokenSeconds] as const)]))
  }

  const answers = answering(rememberedMax)

  const seconds = Effect.map(Clock.currentTimeMillis, (millis) => Math.floor(millis / 1000))

  const looked = Effect.gen(function* () {
    const at = yield* now
    const began = yield* Clock.currentTimeMillis
    const changes = yield* sessions.changes(after(seen.current ?? after(at, -accessTokenSeconds), -overlapSeconds))
    MutableRef.set(seen, at)
    end(changes.ended, yield* seconds)
    yield* Effect.forEach(changes.accounts, (id) => Cache.invalidate(known, id), { discard: true })
    if (changes.accounts.length > 0) answers.changed()
    answers.lookedUntil(began + lagSeconds * 1000)
  })

  const fresh = yield* Effect.cachedWithTTL(looked, `${lagSeconds} seconds`)

  const machine = Effect.fnUntraced(function* (key: string) {
    const found = key.length > apiKeyLimits.lengthMax ? null : yield* Cache.get(machines, key)
    if (found === null) return yield* refused
    const actor: Actor = { _tag: "ApiClient", id: found.id, permissions: found.permissions }
    return actor
  })

  const actorOf = Effect.fnUntraced(function* (accountId: AccountId, session: { readonly sessionId?: SessionId } = {}) {
    yield* fresh
    const found = yield* Cache.get(known, accountId)
    if (found?.account.status !== "active") return yield* refused
    const { account, permissions } = found
    const actor: Actor =
      account.roles.length === 0
        ? { _tag: "Customer", id: customerOf(accountId), ...session }
        : { _tag: "Staff", id: accountId, ...session, permissions }
    return actor
  })

  const found = Effect.fnUntraced(function* (token: string) {
    if (isApiKey(token)) return yield* machine(token)
    const before = answers.changes()
    const { accountId, expiresAt, sessionId } = yield* Cache.get(verified, token)
    if (expiresAt <= (yield* seconds)) return yield* refused
    const actor = yield* actorOf(accountId, { sessionId })
    if (ended.current.has(sessionId)) return yield* refused
    const untilMillis = Math.min(expiresAt * 1000, (yield* Clock.currentTimeMillis) + knownSeconds * 1000)
    answers.keep(token, { actor, sessionId, untilMillis }, before)
    return actor
  })

  const authenticate = (token: string): Effect.Effect<Actor, InvalidToken | TooManyAttempts> =>
    Effect.withFiber((fiber) => {
      const answer = answers.find(token, fiber.getRef(Clock.Clock).currentTimeMillisUnsafe())
      return answer === undefined || ended.current.has(answer.sessionId) ? found(token) : Effect.succeed(answer.actor)
    })

  const changed = Effect.sync(answers.changed)

  return Access.of({
    authenticate,
    actorOf: (id) => actorOf(id),
    end: (ids) => Effect.map(seconds, (at) => end(ids, at)),
    forget: (id) => Effect.andThen(Cache.invalidate(known, id), changed),
    forgetAll: Effect.andThen(Cache.invalidateAll(known), changed),
    forgetKeys: Cache.invalidateAll(machines)
  })
})
