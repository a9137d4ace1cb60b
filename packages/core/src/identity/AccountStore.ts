import { Context, type Effect } from "effect"
import type { Slice, Sliced } from "../Page.ts"
import type { VersionConflict } from "../Version.ts"
import type { Account, AccountId } from "./Account.ts"
import type { AccountNotFound, EmailTaken, LastOwner, RoleNotFound, UsernameTaken } from "./IdentityErrors.ts"
import type { StaffMember } from "./StaffMember.ts"

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
    insert(
      account: Account,
      passwordHash: string | null
    ): Effect.Effect<void, EmailTaken | UsernameTaken | RoleNotFound>
    get(id: AccountId): Effect.Effect<Credentials, AccountNotFound>
    /** By email or username. */
    find(login: string): Effect.Effect<Credentials | null>
    /**
     * Saves the account as `read.version + 1` unless it has changed since. The password stays. Refused when it would leave
     * the shop without an active account that holds the role `owner`, whoever else is losing it at the same time.
     */
    replace(
      account: Account,
      read: { readonly version: number }
    ): Effect.Effect<Account, AccountNotFound | EmailTaken | UsernameTaken | RoleNotFound | LastOwner | VersionConflict>
    /** Whether an active account holds the role `owner`. */
    readonly hasOwner: Effect.Effect<boolean>
    /** Accounts that hold roles, by email and id. `sort` of a position is "email". */
    staff(slice: Slice): Effect.Effect<Sliced<StaffMember>>
    /** Sets the password's hash (null: there is none), if it is still `before` where that is given. Answers whether it was. */
    setPassword(id: AccountId, hash: string | null, before?: string): Effect.Effect<boolean>
  }
>()("@duka/core/identity/AccountStore") {}
