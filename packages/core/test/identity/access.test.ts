/** What a process remembers of tokens and accounts, and what others do meanwhile. */
import { MemoryStorage } from "@duka/adapter-memory"
import { AuthJose } from "@duka/auth-jose"
import {
  AccountMessages,
  AccountStore,
  Duka,
  SecretKey,
  Sessions,
  sessionLimits,
  Staff,
  type StoragePorts
} from "@duka/core"
import { expect, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer, MutableRef, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { as, guest, owner } from "../opened.ts"

const boss = { name: "Otieno", email: "otieno@example.com", password: "mandazi ya asubuhi" }

/** A process of a shop: what it remembers is its own, the storage is everybody's. */
const processOver = (storage: Context.Context<StoragePorts>) =>
  Layer.build(
    Layer.fresh(Duka.layerIdentified).pipe(
      Layer.provide(Layer.succeedContext(storage)),
      Layer.provide(AuthJose.layer({ keys: [Redacted.make(new Uint8Array(32).fill(3))] })),
      Layer.provide([AccountMessages.layerNone, SecretKey.layerOf(new Uint8Array(32).fill(7))])
    )
  )

const signedIn = Effect.fnUntraced(function* (shop: Context.Context<Staff | Sessions>) {
  const member = yield* as(owner)(Context.get(shop, Staff).createOwner(boss))
  const { accessToken } = yield* as(guest)(
    Context.get(shop, Sessions).logIn({ login: boss.email, password: boss.password })
  )
  return { member, accessToken }
})

it.effect("what another process has changed is known, however long ago the last token was shown", () =>
  Effect.gen(function* () {
    const storage = yield* Layer.build(MemoryStorage.layer)
    const [here, there] = [yield* processOver(storage), yield* processOver(storage)]
    const { accessToken, member } = yield* signedIn(here)
    yield* as(owner)(Context.get(here, Staff).createOwner({ ...boss, email: "other@example.com" }))
    const asked = Context.get(there, Sessions).authenticate(accessToken)
    expect(yield* asked).toMatchObject({ _tag: "Staff" })
    yield* TestClock.adjust("1 minute")
    yield* as(owner)(Context.get(here, Staff).update(member.id, { roles: [] }))
    expect(yield* Context.get(here, Sessions).authenticate(accessToken)).toMatchObject({ _tag: "Customer" })
    yield* TestClock.adjust("3 minutes")
    expect(yield* asked).toMatchObject({ _tag: "Customer" })
    const actor = yield* Context.get(here, Sessions).authenticate(accessToken)
    yield* as(actor)(Context.get(here, Sessions).logOut())
    yield* TestClock.adjust(`${sessionLimits.lagSeconds} seconds`)
    expect(Exit.isFailure(yield* Effect.exit(asked))).toBe(true)
  }).pipe(Effect.scoped)
)

it.effect("a storage that fails once keeps nobody out for longer", () =>
  Effect.gen(function* () {
    const storage = yield* Layer.build(MemoryStorage.layer)
    const store = Context.get(storage, AccountStore)
    const isAway = MutableRef.make(false)
    const failing = AccountStore.of({
      ...store,
      get: (id) => Effect.suspend(() => (isAway.current ? Effect.die("away") : store.get(id)))
    })
    const shop = yield* processOver(Context.add(storage, AccountStore, failing))
    const { accessToken } = yield* signedIn(shop)
    const asked = Context.get(shop, Sessions).authenticate(accessToken)
    MutableRef.set(isAway, true)
    expect(Exit.isFailure(yield* Effect.exit(asked))).toBe(true)
    MutableRef.set(isAway, false)
    expect(yield* asked).toMatchObject({ _tag: "Staff" })
  }).pipe(Effect.scoped)
)
