/** Messages about accounts. The tokens in them are kept nowhere in clear: who loses the message asks for another. */
import { Context, Data, Effect, Layer, MutableRef, type Redacted } from "effect"
import type { Timestamp } from "../Time.ts"
import type { AccountId } from "./Account.ts"

interface Recipient {
  readonly accountId: AccountId
  readonly email: string
  readonly name: string
}

interface Linked extends Recipient {
  /** For `Accounts.verifyEmail`, `Accounts.resetPassword`, `Accounts.acceptInvitation`. */
  readonly token: Redacted.Redacted
  /** What the token was made of: a UUID. */
  readonly linkId: string
  readonly expiresAt: Timestamp
}

export type AccountMessage = Data.TaggedEnum<{
  /** The email was given as somebody's: he may say that it is. */
  VerifyEmail: Linked
  ResetPassword: Linked
  /** To who is to work here: the link lasts a week. */
  Invited: Linked
  /** Who has an account already works here from now on. */
  RolesGiven: Recipient
  /** Somebody registered with an email that has an account. Only its owner is told. */
  AlreadyRegistered: Recipient
  /** To the old one, when another email took its place. */
  EmailChanged: Recipient
  /** The password was changed. */
  PasswordChanged: Recipient
}>
export const AccountMessage = Data.taggedEnum<AccountMessage>()

/** A way of one's own to send them, in place of the shop's messages. */
export class AccountMessages extends Context.Service<
  AccountMessages,
  {
    /** In the unit of what it tells of, where there is one: it must not wait for anything outside. */
    send(message: AccountMessage): Effect.Effect<void>
  }
>()("@duka/core/AccountMessages") {
  /** Nobody is told anything: emails stay unverified, and passwords that are forgotten stay so. */
  static readonly layerNone = Layer.succeed(AccountMessages, { send: () => Effect.void })

  /** Keeps messages where a test can read them, oldest first. */
  static readonly layerRecorder = (kept: MutableRef.MutableRef<ReadonlyArray<AccountMessage>>) =>
    Layer.succeed(AccountMessages, {
      send: (message) => Effect.sync(() => void MutableRef.update(kept, (before) => [...before, message]))
    })
}
