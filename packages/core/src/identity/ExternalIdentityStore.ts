import { Context, type Effect } from "effect"
import type { Timestamp } from "../Time.ts"
import type { AccountId } from "./Account.ts"
import type { ExternalIdentity } from "./ExternalIdentity.ts"

export interface LinkedIdentity extends Pick<ExternalIdentity, "issuer" | "subject"> {
  readonly accountId: AccountId
  readonly linkedAt: Timestamp
}

/** Whose an identity is that was checked elsewhere. Issuers and subjects are compared byte by byte. Links go with their account. */
export class ExternalIdentityStore extends Context.Service<
  ExternalIdentityStore,
  {
    find(identity: Pick<ExternalIdentity, "issuer" | "subject">): Effect.Effect<AccountId | null>
    /**
     * Links an identity that belongs to nobody yet to an account that is there, and answers whether it did. Of several at
     * once, one does. Inside a unit that goes on, nothing is spoilt by a refusal.
     */
    link(linked: LinkedIdentity): Effect.Effect<boolean>
    /** Of an account, the one linked first first. */
    list(accountId: AccountId): Effect.Effect<ReadonlyArray<LinkedIdentity>>
  }
>()("@duka/core/identity/ExternalIdentityStore") {}
