import { Context, type Effect } from "effect"
import type { Timestamp } from "../Time.ts"
import type { AccountId } from "./Account.ts"

/** What a link in a message is good for. */
export type LinkPurpose = "verification" | "reset" | "invitation"

export interface Link {
  readonly accountId: AccountId
  readonly purpose: LinkPurpose
  /** SHA-256 of the token, in hexadecimal. */
  readonly hash: string
  /** To which the message went: proof that who has the token reads it. */
  readonly email: string
  readonly expiresAt: Timestamp
}

/** Tokens of links, each good once. They go with their account. */
export class LinkStore extends Context.Service<
  LinkStore,
  {
    /** Saves a link. The account's earlier links for the purpose are good for nothing any more. */
    insert(link: Link): Effect.Effect<void>
    /** Every link of an account is good for nothing any more. */
    removeAll(accountId: AccountId): Effect.Effect<void>
    /** Uses a link up, if it has not expired; null when there is none. Of two at once, one has it. */
    take(hash: string, purpose: LinkPurpose, at: Timestamp): Effect.Effect<Link | null>
  }
>()("@duka/core/identity/LinkStore") {}
