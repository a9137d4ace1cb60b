import { Effect, Schema } from "effect"
import { asSystem, CurrentActor } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { Customers } from "../customer/Customers.ts"
import { input, InvalidInput } from "../Input.ts"
import { Email } from "../Text.ts"
import { now } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type Account, customerOf, loginKey } from "./Account.ts"
import { AccountMessage } from "./AccountMessages.ts"
import { AccountStore } from "./AccountStore.ts"
import { attempts } from "./attempts.ts"
import { InvalidCredentials, InvalidToken, SignInNeeded } from "./IdentityErrors.ts"
import { checking } from "./checking.ts"
import { linking } from "./linking.ts"
import { LinkStore } from "./LinkStore.ts"
import { Password } from "./Password.ts"
import { secrets } from "./secrets.ts"
import { verifying } from "./verifying.ts"
import { whoAsks } from "./whoAsks.ts"

export const EmailChange = Schema.Struct({ email: Email, password: Password }).annotate({ identifier: "EmailChange" })

/** Showing that an email is one's own: the first one, and another one later. */
export const emails = Effect.gen(function* () {
  const store = yield* AccountStore
  const links = yield* LinkStore
  const customers = yield* Customers
  const units = yield* UnitOfWork
  const { hashOf } = yield* secrets
  const { slowly, writing } = yield* attempts
  const { shown } = yield* checking
  const { verified } = yield* verifying
  const { behind, link, sendLink, tell } = yield* linking
  const { note } = yield* auditing

  const mine = Effect.gen(function* () {
    const { accountId } = yield* whoAsks
    return yield* Effect.catchTag(store.get(accountId), "AccountNotFound", () => Effect.fail(new SignInNeeded()))
  })

  const profileOf = ({ id }: Account) => Effect.orDie(asSystem(customers.get(customerOf(id))))

  const verify = Effect.fn("Accounts.verifyEmail")(function* (token: string) {
    const { accountId } = yield* whoAsks
    const refused = new InvalidToken({ token: "verification" })
    const unit = units.commit(
      Effect.gen(function* () {
        const used = yield* links.take(yield* hashOf(token), "verification", yield* now)
        if (used === null) return yield* refused
        // Whoever reads the mail has not shown that the account is his: somebody else may have registered with his email.
        if (accountId !== used.accountId) return yield* new SignInNeeded()
        const { account } = yield* store.get(used.accountId)
        if (account.status !== "active") return yield* refused
        if (account.emailVerifiedAt !== null && account.email === used.email) return
        const after = yield* verified(account, used.email)
        if (used.email === account.email) return
        yield* note(yield* CurrentActor, {
          action: "account.email-changed",
          subject: account.id,
          before: account,
          after
        })
        const { name } = yield* profileOf(account)
        yield* tell(AccountMessage.EmailChanged({ accountId: account.id, email: account.email, name }))
      })
    )
    // Gone, or the address has become somebody else's while the message was on its way.
    yield* Effect.catchTags(unit, {
      AccountNotFound: () => Effect.fail(refused),
      CustomerNotFound: () => Effect.fail(refused),
      EmailTaken: () => Effect.fail(refused),
      UsernameTaken: Effect.die,
      RoleNotFound: Effect.die,
      LastOwner: Effect.die,
      InvalidInput: Effect.die,
      PermissionDenied: Effect.die,
      VersionConflict: () => Effect.fail(refused)
    })
  })

  const requestVerification = Effect.fn("Accounts.requestVerification")(function* () {
    const { account } = yield* mine
    if (account.emailVerifiedAt !== null) return
    yield* writing(account.id)
    const { name } = yield* profileOf(account)
    const { email, id: accountId } = account
    const sent = Effect.flatMap(link(account, "verification", email), (made) =>
      sendLink("VerifyEmail", { accountId, email, name }, made)
    )
    yield* behind(units.commit(sent))
  })

  const changeEmail = Effect.fn("Accounts.changeEmail")(function* (given: typeof EmailChange.Encoded) {
    const { account, passwordHash } = yield* mine
    const { email, password } = yield* input(EmailChange)(given)
    if (passwordHash === null) return yield* new InvalidCredentials()
    yield* slowly(account.id, shown(password, passwordHash))
    if (loginKey(email) === loginKey(account.email)) {
      return yield* new InvalidInput({
        violations: [{ pointer: "/email", rule: "isNew", message: "Expected another email than the account's" }]
      })
    }
    yield* writing(account.id)
    // Only who reads the new address learns whether it may be had.
    yield* behind(
      Effect.gen(function* () {
        const { name } = yield* profileOf(account)
        const other = yield* store.find(email)
        const { id: accountId } = account
        yield* other === null
          ? sendLink("VerifyEmail", { accountId, email, name }, yield* link(account, "verification", email))
          : tell(AccountMessage.AlreadyRegistered({ accountId: other.account.id, email: other.account.email, name }))
      }).pipe(units.commit)
    )
  })

  return { verifyEmail: verify, requestVerification, changeEmail }
})
