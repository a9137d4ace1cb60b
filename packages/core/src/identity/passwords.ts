import { Effect, Schema } from "effect"
import { asSystem, CurrentActor } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { Customers } from "../customer/Customers.ts"
import { input } from "../Input.ts"
import { Email } from "../Text.ts"
import { now } from "../Time.ts"
import { Events } from "../notification/Events.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { Access } from "./Access.ts"
import type { Account } from "./Account.ts"
import { AccountMessage } from "./AccountMessages.ts"
import { AccountStore } from "./AccountStore.ts"
import { attempts } from "./attempts.ts"
import { InvalidCredentials, InvalidToken, SignInNeeded } from "./IdentityErrors.ts"
import { checking } from "./checking.ts"
import { linking } from "./linking.ts"
import { NewPassword, Password } from "./Password.ts"
import { LinkStore } from "./LinkStore.ts"
import { PasswordHasher } from "./PasswordHasher.ts"
import { secrets } from "./secrets.ts"
import { type SessionId } from "./Session.ts"
import { SessionStore } from "./SessionStore.ts"
import { verifying } from "./verifying.ts"
import { whoAsks } from "./whoAsks.ts"

export const ForgottenPassword = Schema.Struct({ email: Email }).annotate({ identifier: "ForgottenPassword" })

export const PasswordReset = Schema.Struct({
  token: Schema.String.check(Schema.isBetweenLength(1, 200)),
  password: NewPassword
}).annotate({ identifier: "PasswordReset" })

export const PasswordChange = Schema.Struct({ current: Password, password: NewPassword }).annotate({
  identifier: "PasswordChange"
})

/** Passwords that are forgotten, and ones that are changed. */
export const passwords = Effect.gen(function* () {
  const store = yield* AccountStore
  const links = yield* LinkStore
  const sessions = yield* SessionStore
  const access = yield* Access
  const customers = yield* Customers
  const hasher = yield* PasswordHasher
  const units = yield* UnitOfWork
  const events = yield* Events
  const { hashOf } = yield* secrets
  const { fromHere, mayWrite, slowly } = yield* attempts
  const { shown } = yield* checking
  const { verified } = yield* verifying
  const { behind, link, sendLink, tell } = yield* linking
  const { note } = yield* auditing

  const nameOf = (account: Account) =>
    asSystem(customers.get(account.id)).pipe(
      Effect.map(({ name }) => name),
      Effect.orElseSucceed(() => "")
    )

  const forgot = Effect.fn("Accounts.forgotPassword")(function* (given: typeof ForgottenPassword.Encoded) {
    const { email } = yield* input(ForgottenPassword)(given)
    yield* fromHere("reset")
    yield* behind(
      Effect.gen(function* () {
        const found = yield* store.find(email)
        if (found?.account.status !== "active") return
        if (!(yield* mayWrite(email))) return
        const { account } = found
        const name = yield* nameOf(account)
        const { email: address, id: accountId } = account
        yield* units.commit(
          Effect.gen(function* () {
            yield* events.publish({ type: "account.password-reset-requested", data: { accountId } })
            const made = yield* link(account, "reset", address)
            yield* sendLink("ResetPassword", { accountId, email: address, name }, made)
          })
        )
      })
    )
  })

  /** What somebody who knew the password before could still use: sessions, and links that he asked for. */
  const ended = Effect.fnUntraced(function* (account: Account, except?: SessionId) {
    yield* links.removeAll(account.id)
    return yield* sessions.endAll(account.id, yield* now, except === undefined ? {} : { except })
  })

  /** What was committed is known here, whoever hangs up in between. */
  const known = <A extends { readonly gone: ReadonlyArray<SessionId> }, E, R>(unit: Effect.Effect<A, E, R>) =>
    Effect.uninterruptible(Effect.tap(units.commit(unit), ({ gone }) => access.end(gone)))

  const told = Effect.fnUntraced(function* (account: Account) {
    const { email, id: accountId } = account
    yield* tell(AccountMessage.PasswordChanged({ accountId, email, name: yield* nameOf(account) }))
  })

  const reset = Effect.fn("Accounts.resetPassword")(function* (given: typeof PasswordReset.Encoded) {
    const { password, token } = yield* input(PasswordReset)(given)
    yield* fromHere("reset")
    const hash = yield* hasher.hash(password)
    const refused = new InvalidToken({ token: "reset" })
    const at = yield* now
    const { account } = yield* known(
      Effect.gen(function* () {
        const used = yield* links.take(yield* hashOf(token), "reset", at)
        if (used === null) return yield* refused
        const { account } = yield* store.get(used.accountId)
        // The link was sent to an address that was the account's then.
        if (account.status !== "active" || account.email !== used.email) return yield* refused
        yield* store.setPassword(account.id, hash)
        const gone = yield* ended(account)
        // Who reads the mail chooses the password: whoever made the account has nothing of it any more.
        if (account.emailVerifiedAt === null) yield* verified(account, account.email)
        // Who holds the link has not signed in.
        yield* note({ _tag: "Guest" }, { action: "account.password-reset", subject: account.id })
        yield* told(account)
        return { account, gone }
      })
    ).pipe(
      // Gone, or changed just now.
      Effect.catchTags({
        AccountNotFound: () => Effect.fail(refused),
        CustomerNotFound: () => Effect.fail(refused),
        VersionConflict: () => Effect.fail(refused),
        EmailTaken: Effect.die,
        UsernameTaken: Effect.die,
        RoleNotFound: Effect.die,
        LastOwner: Effect.die,
        InvalidInput: Effect.die,
        PermissionDenied: Effect.die
      })
    )
    yield* access.forget(account.id)
  })

  const change = Effect.fn("Accounts.changePassword")(function* (given: typeof PasswordChange.Encoded) {
    const { accountId, sessionId } = yield* whoAsks
    const { current, password } = yield* input(PasswordChange)(given)
    const { account, passwordHash } = yield* Effect.catchTag(store.get(accountId), "AccountNotFound", () =>
      Effect.fail(new SignInNeeded())
    )
    if (passwordHash === null) return yield* new InvalidCredentials()
    yield* slowly(accountId, shown(current, passwordHash))
    // Somebody else may have changed it in the meantime, with a password that is no longer the current one.
    const hash = yield* hasher.hash(password)
    yield* known(
      Effect.gen(function* () {
        if (!(yield* store.setPassword(account.id, hash, passwordHash))) return yield* new InvalidCredentials()
        const gone = yield* ended(account, sessionId ?? undefined)
        yield* note(yield* CurrentActor, { action: "account.password-changed", subject: account.id })
        yield* told(account)
        return { gone }
      })
    )
  })

  return { forgotPassword: forgot, resetPassword: reset, changePassword: change }
})
