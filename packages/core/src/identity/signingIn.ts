import { Clock, Effect } from "effect"
import { type Actor, asSystem, CurrentActor } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { CurrentClient } from "../Client.ts"
import { Carts } from "../cart/Carts.ts"
import { Customers } from "../customer/Customers.ts"
import { Ids } from "../Ids.ts"
import { after, now, type Timestamp } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type Account, type AccountId, customerOf } from "./Account.ts"
import { InvalidCredentials } from "./IdentityErrors.ts"
import { secrets } from "./secrets.ts"
import { type Session, SessionId, sessionLimits } from "./Session.ts"
import { SessionStore } from "./SessionStore.ts"
import type { SignedIn, TokenPair } from "./SignedIn.ts"
import { TokenSigner } from "./TokenSigner.ts"

const { accessTokenSeconds, idleSeconds, lifeSeconds, sessionsMax } = sessionLimits

/** How sessions begin and go on, whatever somebody has shown to begin one. */
export const signingIn = Effect.gen(function* () {
  const sessions = yield* SessionStore
  const signer = yield* TokenSigner
  const customers = yield* Customers
  const carts = yield* Carts
  const ids = yield* Ids
  const { make } = yield* secrets
  const units = yield* UnitOfWork
  const { note } = yield* auditing

  const pair = Effect.fnUntraced(function* (
    { accountId, id }: { readonly accountId: AccountId; readonly id: SessionId },
    refreshToken: string
  ) {
    const issuedAt = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    const expiresAt = issuedAt + accessTokenSeconds
    const accessToken = yield* signer.sign({ accountId, sessionId: id, issuedAt, expiresAt })
    const tokens: TokenPair = { accessToken, refreshToken, tokenType: "Bearer", expiresIn: accessTokenSeconds }
    return tokens
  })

  /** What a guest has put into his cart becomes the customer's. A cart that cannot be taken over now keeps no one out. */
  const mergedCart = Effect.fnUntraced(function* (guest: Actor, customer: Actor) {
    if (guest._tag !== "Guest" || guest.cartToken === undefined) return null
    const taken = carts.merge(guest.cartToken).pipe(Effect.provideService(CurrentActor, customer))
    return yield* Effect.match(taken, {
      onFailure: () => null,
      onSuccess: ({ cart, notices }) => ({ cartId: cart.id, notices })
    })
  })

  const begin = Effect.fnUntraced(function* (account: Account, passwordHash: string | null) {
    const at = yield* now
    const customerId = customerOf(account.id)
    const { hash, token } = yield* make
    const session: Session = {
      id: yield* ids.make(SessionId),
      accountId: account.id,
      client: yield* CurrentClient,
      createdAt: at,
      usedAt: at,
      expiresAt: after(at, idleSeconds),
      endsAt: after(at, lifeSeconds)
    }
    const actor: Actor = { _tag: "Customer", id: customerId, sessionId: session.id }
    const known: Actor =
      account.roles.length === 0 ? actor : { _tag: "Staff", id: account.id, sessionId: session.id, permissions: [] }
    const open = sessions.open(session, { refreshHash: hash, passwordHash, most: sessionsMax })
    const deed = note(known, { action: "account.signed-in", subject: account.id, after: { sessionId: session.id } })
    // The password was changed, or the account suspended, while it was compared.
    if (!(yield* units.commit(Effect.tap(open, (opened) => (opened ? deed : Effect.void))))) {
      const reason = { after: { reason: "credentials" } }
      yield* note(yield* CurrentActor, { action: "account.sign-in-refused", subject: account.id, ...reason })
      return yield* new InvalidCredentials()
    }
    const merged = yield* mergedCart(yield* CurrentActor, actor)
    const customer = yield* asSystem(customers.get(customerId))
    const signedIn: SignedIn = { ...(yield* pair(session, token)), customer, merged }
    return signedIn
  })

  /** The next pair, or what became of the token instead. */
  const goOn = Effect.fnUntraced(function* (hash: string, at: Timestamp) {
    const next = yield* make
    const rotation = yield* sessions.rotate({ hash, next: next.hash, at, expiresAt: after(at, idleSeconds) })
    return rotation._tag === "Rotated" ? { ...rotation, tokens: yield* pair(rotation.session, next.token) } : rotation
  })

  return { begin, goOn }
})
