/** A shop in memory that people sign in to, and what it would have written to them. */
import { MemoryStorage } from "@duka/adapter-memory"
import { AuthJose } from "@duka/auth-jose"
import {
  type AccountMessage,
  AccountMessages,
  Accounts,
  ApiKeys,
  Audit,
  Customers,
  Duka,
  type Registration,
  Roles,
  SecretKey,
  Sessions,
  Staff,
  type StoragePorts,
  Stores,
  type Tokens
} from "@duka/core"
import { it } from "@effect/vitest"
import { Context, Effect, Layer, MutableRef, Redacted } from "effect"
import { as, guest } from "../opened.ts"

/** What was sent, oldest first. */
class Post extends Context.Service<Post, MutableRef.MutableRef<ReadonlyArray<AccountMessage>>>()("test/Post") {}

const messages = Layer.unwrap(Effect.map(Post, AccountMessages.layerRecorder))

const identity = Layer.merge(AuthJose.layer({ keys: [Redacted.make(new Uint8Array(32).fill(3))] }), messages)

/** Signing in, messages that a test reads, everything in memory. */
export const identifiedShop = (references: Layer.Layer<never> = Layer.empty) =>
  Duka.layerIdentified.pipe(
    Layer.provideMerge(MemoryStorage.layer),
    Layer.provide([identity, references]),
    Layer.provide(SecretKey.layerOf(new Uint8Array(32).fill(7))),
    Layer.provideMerge(Layer.sync(Post, () => MutableRef.make<ReadonlyArray<AccountMessage>>([])))
  )

/** Laws of a shop that trusts an issuer outside. */
export const lawTrusting =
  (trusted: Layer.Layer<never>) =>
  <A, E>(name: string, run: Effect.Effect<A, E, Duka.UseCases | Tokens | StoragePorts | Post>) =>
    it.effect(name, () => Effect.provide(run, identifiedShop(trusted)))

export const law = lawTrusting(Layer.empty)

export const identityRooms = Effect.all({
  accounts: Accounts,
  apiKeys: ApiKeys,
  audit: Audit,
  customers: Customers,
  roles: Roles,
  sessions: Sessions,
  staff: Staff,
  stores: Stores
})

const moment = Effect.promise(() => new Promise<void>((done) => setTimeout(done, 15)))

/** Everything that was sent so far: who sends does it behind whoever asked, so that it is waited for in real time. */
const post = Effect.gen(function* () {
  const sent = yield* Post
  let before = -1
  while (before !== sent.current.length) {
    before = sent.current.length
    yield* moment
  }
  return sent.current
})

export const amina = {
  name: "Amina",
  email: "Amina@example.com",
  phone: "+254700000001",
  password: "kahawa na chai"
} as const

export const registered = Effect.fnUntraced(function* (changes: Partial<typeof Registration.Encoded> = {}) {
  const { accounts } = yield* identityRooms
  yield* accounts.register({ ...amina, ...changes })
})

export const loggedIn = Effect.fnUntraced(function* (login: string = amina.email, password: string = amina.password) {
  const { sessions } = yield* identityRooms
  const signedIn = yield* as(guest)(sessions.logIn({ login, password }))
  const actor = yield* sessions.authenticate(signedIn.accessToken)
  return { ...signedIn, actor }
})

/** Messages that somebody has opened. */
const opened = new WeakSet<object>()

/**
 * The token of the last message of this kind that nobody has opened, which may take its time on a busy machine; where none
 * comes, of the last one.
 */
export const linkOf = Effect.fnUntraced(function* (kind: "VerifyEmail" | "ResetPassword" | "Invited") {
  let token: string | null = null
  for (let looks = 0; looks < 200; looks++) {
    const last = (yield* post).findLast((message) => message._tag === kind)
    if (last === undefined || !("token" in last)) continue
    token = Redacted.value(last.token)
    if (opened.has(last)) continue
    opened.add(last)
    return token
  }
  return token ?? (yield* Effect.die(new Error(`no ${kind} was sent`)))
})

/** How often each kind was sent. */
export const kinds = Effect.map(post, (sent) => sent.map(({ _tag, email }) => `${_tag} ${email}`))
