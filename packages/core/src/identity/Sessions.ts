import { Context, Effect, Layer, Option } from "effect"
import { type Actor, CurrentActor } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { input, type InvalidInput } from "../Input.ts"
import { SystemNeeded } from "../ShopErrors.ts"
import { now } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { Access } from "./Access.ts"
import { attempts } from "./attempts.ts"
import { type AccountId, Login } from "./Account.ts"
import { checking } from "./checking.ts"
import { ExternalIdentity } from "./ExternalIdentity.ts"
import {
  AccountSuspended,
  type EmailNotVerified,
  InvalidCredentials,
  InvalidToken,
  type PasswordsBusy,
  SessionNotFound,
  type SignInNeeded,
  type TooManyAttempts
} from "./IdentityErrors.ts"
import { outside } from "./outside.ts"
import { recognising } from "./recognising.ts"
import { secrets } from "./secrets.ts"
import { type Session, SessionId } from "./Session.ts"
import { SessionStore } from "./SessionStore.ts"
import type { SignedIn, TokenPair } from "./SignedIn.ts"
import { signingIn } from "./signingIn.ts"
import { whoAsks } from "./whoAsks.ts"
import { type Jwk, TokenSigner } from "./TokenSigner.ts"

/**
 * Signing in, staying so, and ending it. A session lives as long as it is refreshed now and then; its access tokens are
 * good for minutes, and for nothing once it has ended: here at once, in another process after `lagSeconds`.
 */
export class Sessions extends Context.Service<
  Sessions,
  {
    /**
     * A new session by email or username and password. After wrong ones the next answer takes longer, and an address that
     * tries too much is refused. The cart of a guest who asks goes into the customer's.
     */
    logIn(
      given: typeof Login.Encoded
    ): Effect.Effect<
      SignedIn,
      InvalidInput | InvalidCredentials | AccountSuspended | PasswordsBusy | TooManyAttempts,
      CurrentActor
    >
    /**
     * A new session for who was identified elsewhere, by a provider whom the shop trusts. It believes what it is told, so
     * that only the system may call it, from code that has checked the identity: for anybody else it is a defect. The cart of
     * the guest goes into the customer's.
     *
     * An identity that is known belongs to its account. One that is not is linked by its email, if the issuer has verified
     * it: to the account that has the email, or to a new one without a password. Who had registered with the email and never
     * showed that it is his loses password, links and sessions. Orders that a guest placed with it join the account.
     */
    logInExternally(
      given: typeof ExternalIdentity.Encoded,
      guest?: { readonly cartToken?: string }
    ): Effect.Effect<SignedIn, InvalidInput | AccountSuspended | EmailNotVerified, CurrentActor>
    /** The next pair of tokens. A refresh token that is shown twice ends its session. */
    refresh(refreshToken: string): Effect.Effect<TokenPair, InvalidToken>
    /**
     * Who sent this access token, or which machine this API key. A token of the trusted issuer's is a person's, who is known
     * as in `logInExternally`, or a machine's, with the permissions that its scopes name; there is no session to end.
     */
    authenticate(accessToken: string): Effect.Effect<Actor, InvalidToken | TooManyAttempts>
    /** Ends the session of who asks, if it was said which. */
    logOut(): Effect.Effect<void, SignInNeeded, CurrentActor>
    /** Ends the session that a refresh token was given to, for whoever has no access token any more; else nothing. */
    revoke(refreshToken: string): Effect.Effect<void>
    /** Of who asks, the one used last first. */
    list(): Effect.Effect<ReadonlyArray<Session>, SignInNeeded, CurrentActor>
    /** Ends one of them. */
    end(id: string): Effect.Effect<void, SignInNeeded | SessionNotFound, CurrentActor>
    /** With these keys others may verify access tokens. */
    publicKeys(): Effect.Effect<ReadonlyArray<Jwk>>
  }
>()("@duka/core/identity/Sessions") {
  static readonly layer = Layer.effect(
    Sessions,
    Effect.gen(function* () {
      const store = yield* SessionStore
      const signer = yield* TokenSigner
      const access = yield* Access
      const units = yield* UnitOfWork
      const { note } = yield* auditing
      const { check, refused } = yield* checking
      const { forgivenHere, fromHere, slowly } = yield* attempts
      const { begin, goOn } = yield* signingIn
      const { hashOf } = yield* secrets
      const { recognised } = yield* recognising
      const others = yield* outside

      const logIn = Effect.fn("Sessions.logIn")(function* (given: typeof Login.Encoded) {
        const { login, password } = yield* input(Login)(given)
        yield* fromHere("login")
        const { account, passwordHash } = yield* slowly(login, check(login, password))
        // Many customers of a mobile network share an address: what they do right is no attack.
        yield* forgivenHere("login")
        if (account.status !== "active") {
          yield* refused(account.id, "suspended")
          return yield* new AccountSuspended()
        }
        // Erased just now.
        return yield* Effect.catchTag(begin(account, passwordHash), "CustomerNotFound", () =>
          Effect.fail(new InvalidCredentials())
        )
      })

      const logInExternally = Effect.fn("Sessions.logInExternally")(function* (
        given: typeof ExternalIdentity.Encoded,
        { cartToken }: { readonly cartToken?: string } = {}
      ) {
        const { _tag } = yield* CurrentActor
        if (_tag !== "System") return yield* Effect.die(new SystemNeeded({ called: "sessions.logInExternally" }))
        const identity = yield* input(ExternalIdentity)(given)
        const guest: Actor = { _tag: "Guest", ...(cartToken === undefined ? {} : { cartToken }) }
        return yield* Effect.flatMap(recognised(identity), ({ account, passwordHash }) =>
          begin(account, passwordHash)
        ).pipe(
          // The password was set, or the account suspended or erased, just now: look again.
          Effect.retry({ times: 8, while: ({ _tag }) => _tag === "InvalidCredentials" || _tag === "CustomerNotFound" }),
          Effect.catchTags({ InvalidCredentials: Effect.die, CustomerNotFound: Effect.die }),
          Effect.provideService(CurrentActor, guest)
        )
      })

      /** Whose a refresh token was is known, and not who it is that shows it. */
      const whoever: Actor = { _tag: "Guest" }

      const turned = Effect.fnUntraced(function* (refreshToken: string) {
        const hash = yield* hashOf(refreshToken)
        const outcome = yield* units.commit(
          Effect.gen(function* () {
            const outcome = yield* goOn(hash, yield* now)
            if (outcome._tag === "Reused") {
              const { accountId, sessionId } = outcome
              yield* note(whoever, { action: "account.refresh-reused", subject: accountId, after: { sessionId } })
            }
            return outcome
          })
        )
        if (outcome._tag === "Reused") yield* access.end([outcome.sessionId])
        return outcome
      })

      const refresh = Effect.fn("Sessions.refresh")(function* (refreshToken: string) {
        const outcome = yield* turned(refreshToken)
        return outcome._tag === "Rotated" ? outcome.tokens : yield* new InvalidToken({ token: "refresh" })
      })

      const ended = Effect.fnUntraced(function* (
        action: "account.session-ended" | "account.signed-out",
        { accountId, actor, id }: { readonly accountId: AccountId; readonly actor: Actor; readonly id: SessionId }
      ) {
        const deed = note(actor, { action, subject: accountId, before: { sessionId: id } })
        const end = Effect.flatMap(now, (at) => store.end(accountId, id, at))
        const found = yield* units.commit(Effect.tap(end, (found) => (found ? deed : Effect.void)))
        if (found) yield* access.end([id])
        return found
      })

      const logOut = Effect.fn("Sessions.logOut")(function* () {
        const { accountId, sessionId } = yield* whoAsks
        if (sessionId !== null) {
          yield* ended("account.signed-out", { accountId, actor: yield* CurrentActor, id: sessionId })
        }
      })

      const revoke = Effect.fn("Sessions.revoke")(function* (refreshToken: string) {
        const outcome = yield* turned(refreshToken)
        if (outcome._tag !== "Rotated") return
        const { accountId, id } = outcome.session
        yield* ended("account.signed-out", { accountId, actor: whoever, id })
      })

      const list = Effect.fn("Sessions.list")(function* () {
        return yield* store.list((yield* whoAsks).accountId, yield* now)
      })

      const end = Effect.fn("Sessions.end")(function* (id: string) {
        const { accountId } = yield* whoAsks
        const sessionId = Option.getOrUndefined(SessionId.makeOption(id))
        const actor = yield* CurrentActor
        if (sessionId === undefined || !(yield* ended("account.session-ended", { accountId, actor, id: sessionId }))) {
          return yield* new SessionNotFound({ sessionId: id })
        }
      })

      return Sessions.of({
        logIn,
        logInExternally,
        refresh,
        authenticate: (token) =>
          Effect.catchTag(access.authenticate(token), "InvalidToken", () => others.authenticate(token)),
        logOut,
        revoke,
        list,
        end,
        publicKeys: () => signer.publicKeys
      })
    })
  )
}
