import { Context, Effect, Layer, Option } from "effect"
import type { CurrentActor, PermissionDenied } from "../Actor.ts"
import { CustomerNotFound, type OrdersOpen } from "../customer/CustomerErrors.ts"
import { Customers } from "../customer/Customers.ts"
import type { InvalidInput } from "../Input.ts"
import type { StorageBusy } from "../Idempotency.ts"
import type { Read, VersionConflict } from "../Version.ts"
import { Access } from "./Access.ts"
import { type Account, AccountId, type Registration } from "./Account.ts"
import { AccountStore } from "./AccountStore.ts"
import { type EmailChange, emails } from "./emails.ts"
import {
  type AccountNotFound,
  type InvalidCredentials,
  type InvalidToken,
  type LastOwner,
  type PasswordsBusy,
  SignInNeeded,
  type TooManyAttempts,
  type UsernameTaken
} from "./IdentityErrors.ts"
import { type ForgottenPassword, type PasswordChange, type PasswordReset, passwords } from "./passwords.ts"
import { exporting, type PersonalData } from "./exporting.ts"
import { inviting } from "./inviting.ts"
import { registering } from "./registering.ts"
import type { AcceptedInvitation } from "./StaffMember.ts"
import { type AccountPatch, suspending } from "./suspending.ts"
import { whoAsks } from "./whoAsks.ts"

/** Too much of it, from one address, for one account, or for the shop. */
type Refused = PasswordsBusy | TooManyAttempts

/**
 * Accounts and what belongs to them: email, username and password. Nobody learns here whether an email has an account but
 * its owner, by a message.
 */
export class Accounts extends Context.Service<
  Accounts,
  {
    /**
     * A new account, and a message by which its owner shows that the email is his; or, where the email has an account, a
     * message that says so. Answered the same. Who registers signs in next, whether he has shown it or not.
     */
    register(given: typeof Registration.Encoded): Effect.Effect<void, InvalidInput | UsernameTaken | Refused>
    /**
     * With the token of a message, by the account's owner: who reads a mail about an account that a stranger has made with
     * his email must not make it good. Orders that a guest placed with the email join the account.
     */
    verifyEmail(token: string): Effect.Effect<void, InvalidToken | SignInNeeded, CurrentActor>
    /** Another message for an email that is not verified yet. */
    requestVerification(): Effect.Effect<void, SignInNeeded | TooManyAttempts, CurrentActor>
    /** A message with a link, where the email has an account. */
    forgotPassword(given: typeof ForgottenPassword.Encoded): Effect.Effect<void, InvalidInput | TooManyAttempts>
    /** With the token of that message. Every session ends. */
    resetPassword(given: typeof PasswordReset.Encoded): Effect.Effect<void, InvalidInput | InvalidToken | Refused>
    /** Every other session ends. */
    changePassword(
      given: typeof PasswordChange.Encoded
    ): Effect.Effect<void, InvalidInput | InvalidCredentials | SignInNeeded | Refused, CurrentActor>
    /** A message to the new address. It takes the old one's place once it is verified. */
    changeEmail(
      given: typeof EmailChange.Encoded
    ): Effect.Effect<void, InvalidInput | InvalidCredentials | SignInNeeded | Refused, CurrentActor>
    /** The account of who asks. */
    mine(): Effect.Effect<Account, SignInNeeded, CurrentActor>
    /** With the token of an invitation to work here, and a password of one's own. */
    acceptInvitation(
      given: typeof AcceptedInvitation.Encoded
    ): Effect.Effect<void, InvalidInput | InvalidToken | Refused>
    /** Erases a person, as `Customers.erase` does. What he signed in with is good for nothing at once. */
    erase(
      id: string
    ): Effect.Effect<void, CustomerNotFound | LastOwner | OrdersOpen | PermissionDenied | StorageBusy, CurrentActor>
    /** Everything that the shop keeps of who asks. */
    exportMine(): Effect.Effect<PersonalData, SignInNeeded, CurrentActor>
    /** The same of a customer: one's own, or for staff, which the audit log tells. */
    exportOf(id: string): Effect.Effect<PersonalData, CustomerNotFound | PermissionDenied, CurrentActor>
    /** A customer's account: one's own, or for staff. */
    get(id: string): Effect.Effect<Account, AccountNotFound, CurrentActor>
    /**
     * For staff: suspends a customer, who is signed out everywhere and does not sign in any more, or reinstates him. What
     * he has ordered goes on. Who works here is for who manages staff.
     */
    setStatus(
      id: string,
      given: typeof AccountPatch.Encoded,
      read?: Read
    ): Effect.Effect<
      Account,
      InvalidInput | PermissionDenied | AccountNotFound | LastOwner | VersionConflict,
      CurrentActor
    >
  }
>()("@duka/core/identity/Accounts") {
  static readonly layer = Layer.effect(
    Accounts,
    Effect.gen(function* () {
      const store = yield* AccountStore
      const access = yield* Access
      const customers = yield* Customers
      const mine = Effect.fn("Accounts.mine")(function* () {
        const { accountId } = yield* whoAsks
        const { account } = yield* Effect.catchTag(store.get(accountId), "AccountNotFound", () =>
          Effect.fail(new SignInNeeded())
        )
        return account
      })
      const erase = Effect.fn("Accounts.erase")(function* (id: string) {
        const accountId = Option.getOrUndefined(AccountId.makeOption(id))
        if (accountId === undefined) return yield* new CustomerNotFound({ customerId: id })
        yield* Effect.uninterruptible(Effect.andThen(customers.erase(id), access.forget(accountId)))
      })
      const { acceptInvitation } = yield* inviting
      return Accounts.of({
        acceptInvitation,
        ...(yield* registering),
        ...(yield* passwords),
        ...(yield* emails),
        ...(yield* suspending),
        ...(yield* exporting),
        mine,
        erase
      })
    })
  )
}
