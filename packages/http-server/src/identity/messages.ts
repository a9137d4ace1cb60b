/** How people are told of their accounts. */
import { type AccountMessage, AccountMessages } from "@duka/core"
import { Effect, Layer, Redacted } from "effect"

const words = {
  VerifyEmail: "Verify your email: POST /v1/auth/email/verify",
  ResetPassword: "Set a new password: POST /v1/auth/password/reset",
  Invited: "You are to work here: POST /v1/auth/invitations/accept",
  RolesGiven: "You work here from now on.",
  AlreadyRegistered: "Somebody registered with your email, which has an account already.",
  EmailChanged: "Another email has taken this one's place.",
  PasswordChanged: "Your password was changed."
} as const satisfies Readonly<Record<AccountMessage["_tag"], string>>

/** For who develops: the link's token is shown to everybody who sees the terminal. */
const terminal = Layer.succeed(AccountMessages, {
  delivers: true,
  send: (message) =>
    Effect.logInfo(
      `Message to ${message.name} <${message.email}>: ${words[message._tag]}${
        "token" in message ? `, token ${Redacted.value(message.token)}` : ""
      }`
    )
})

export const layer = ({ devMessages }: { readonly devMessages: boolean }): Layer.Layer<AccountMessages> =>
  devMessages ? terminal : AccountMessages.layerNone
