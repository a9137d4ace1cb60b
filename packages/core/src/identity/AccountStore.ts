import { Context, type Effect } from "effect"
import type { VersionConflict } from "../Version.ts"
import type { Account, AccountId } from "./Account.ts"
import type { AccountNotFound, EmailTaken, UsernameTaken } from "./IdentityErrors.ts"

/** An account with what its password is compared with; null: it has none. */
export interface Credentials {
  readonly account: Account
  readonly passwordHash: string | null
}

/**
 * Emails and usernames are compared by `loginKey`. An account goes with its customer, when `CustomerStore.remove` removes
 * him. What changes who may do what stands in `SessionStore.changes` from then on.
 */
export class AccountStore extends Context.Service<
  AccountStore,
  {
    /** Saves the account of a customer who is there. Inside a unit that goes on, nothing is spoilt by a refusal. */
    insert(account: Account, passwordHash: string | null): Effect.Effect<void, EmailTaken | UsernameTaken>
    get(id: AccountId): Effect.Effect<Credentials, AccountNotFound>
    /** By email or username. */
    find(login: string): Effect.Effect<Credentials | null>
    /** Saves the account as `read.version + 1` unless it has changed since. The password stays. */
    replace(
      account: Account,
      read: { readonly version: number }
    ): Effect.Effect<Account, AccountNotFound | EmailTaken | UsernameTaken | VersionConflict>
    /** Sets the password's hash, if it is still `before` where that is given. Answers whether it was. */
    setPassword(id: AccountId, hash: string, before?: string): Effect.Effect<boolean>
  }
>()("@duka/core/identity/AccountStore") {}
