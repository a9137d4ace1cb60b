import { Context, type Effect } from "effect"
import type { Timestamp } from "../Time.ts"
import type { AccountId } from "./Account.ts"
import type { Session, SessionId } from "./Session.ts"

/** What became of a refresh token that was shown. */
export type Rotation =
  | { readonly _tag: "Rotated"; readonly session: Session }
  /** It was shown before: whoever showed it first or now is not the one it was given to, and the session has ended. */
  | { readonly _tag: "Reused"; readonly sessionId: SessionId; readonly accountId: AccountId }
  | { readonly _tag: "Unknown" }

/** What an access token that was made before `since` cannot know. */
export interface AccessChanges {
  readonly ended: ReadonlyArray<SessionId>
  /** Accounts that were changed or have gone. */
  readonly accounts: ReadonlyArray<AccountId>
}

/**
 * Sessions that live. Their refresh tokens are kept as SHA-256 hashes, the used ones as long as their session. A session
 * goes with its account.
 */
export class SessionStore extends Context.Service<
  SessionStore,
  {
    /**
     * Saves a session with its first refresh token, unless the account is gone or suspended, or its password is not
     * `passwordHash` any more: then it answers false. Of an account's sessions the `most` used last stay.
     */
    open(
      session: Session,
      opening: { readonly refreshHash: string; readonly passwordHash: string | null; readonly most: number }
    ): Effect.Effect<boolean>
    /**
     * Takes a refresh token that was never shown for the next one, and moves `usedAt` and `expiresAt` on, the latter no
     * further than `endsAt`; one that was ends its session. Of two that show the same token at once, the second ends it. Expired sessions are unknown.
     */
    rotate(asked: {
      readonly hash: string
      readonly next: string
      readonly at: Timestamp
      readonly expiresAt: Timestamp
    }): Effect.Effect<Rotation>
    /** Ends an account's session. False when it has none with this id. */
    end(accountId: AccountId, id: SessionId, at: Timestamp): Effect.Effect<boolean>
    /** Ends every session of an account but one, and answers which. */
    endAll(
      accountId: AccountId,
      at: Timestamp,
      options?: { readonly except?: SessionId }
    ): Effect.Effect<ReadonlyArray<SessionId>>
    /** Those that have not expired, the one used last first. */
    list(accountId: AccountId, at: Timestamp): Effect.Effect<ReadonlyArray<Session>>
    /** What ended or changed at or after `since`. Told for an hour at least. */
    changes(since: Timestamp): Effect.Effect<AccessChanges>
  }
>()("@duka/core/identity/SessionStore") {}
