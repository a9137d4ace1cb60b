import {
  AcceptedInvitation,
  AccountSuspended,
  EmailChange,
  EmailTaken,
  ForgottenPassword,
  InvalidCredentials,
  InvalidToken,
  NewOwner,
  PasswordChange,
  PasswordReset,
  Registration,
  Session,
  SessionNotFound,
  SignedIn,
  SignInNeeded,
  TokenPair,
  UsernameTaken
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "effect/http-api"
import { Authentication, signedIn } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { cartToken } from "./headers.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"
import { csrfToken, Doorway, doorway, LoginRequest, RefreshedByCookie, SignedInByCookie } from "./SessionCookies.ts"

const session = Session.fields

/** A session as its owner sees it. */
export const ShownSession = Schema.Struct({
  id: session.id,
  client: session.client,
  createdAt: session.createdAt,
  usedAt: session.usedAt,
  expiresAt: session.expiresAt,
  /** The one that asks. */
  current: Schema.Boolean
}).annotate({ identifier: "ShownSession" })

export const SessionList = Schema.Struct({ items: Schema.Array(ShownSession) }).annotate({ identifier: "SessionList" })

/** Left out: it comes in a cookie. */
export const RefreshToken = Schema.Struct({
  refreshToken: Schema.optionalKey(Schema.String.check(Schema.isBetweenLength(1, 200)))
}).annotate({ identifier: "RefreshToken" })

export const Setup = Schema.Struct({
  token: Schema.String.check(Schema.isBetweenLength(1, 200)),
  ...NewOwner.fields
}).annotate({ identifier: "Setup" })

export const Verification = Schema.Struct({ token: Schema.String.check(Schema.isBetweenLength(1, 200)) }).annotate({
  identifier: "Verification"
})

/** 202: done behind the answer, which is the same whatever becomes of it. */
const accepted = HttpApiSchema.Empty(202)

const needed = problem(SignInNeeded)
const mistaken = problem(InvalidCredentials)
const invalidToken = problem(InvalidToken)

export class AuthApi extends HttpApiGroup.make("auth")
  .add(
    HttpApiEndpoint.post("register", "/v1/auth/register", {
      payload: Registration,
      success: accepted,
      error: problem(UsernameTaken)
    })
      .annotateMerge(
        summary(
          "Register",
          "Answered the same whether the email has an account or not: its owner is written to. Who is new logs in next."
        )
      )
      .annotateMerge(doorway),
    HttpApiEndpoint.post("login", "/v1/auth/login", {
      headers: cartToken,
      payload: LoginRequest,
      success: [SignedIn, SignedInByCookie],
      error: [mistaken, problem(AccountSuspended)]
    })
      .annotateMerge(
        summary(
          "Log in",
          "By email or username. A guest's cart, shown in `Duka-Cart-Token`, goes into the customer's. With `cookies`, for browsers, the tokens come in cookies alone."
        )
      )
      .annotateMerge(doorway),
    HttpApiEndpoint.post("refresh", "/v1/auth/refresh", {
      headers: csrfToken,
      payload: [RefreshToken, Schema.Null],
      success: [TokenPair, RefreshedByCookie],
      error: invalidToken
    })
      .annotateMerge(
        summary(
          "The next pair of tokens",
          "A refresh token is good for one use; shown twice, it ends its session. Without one in the body it comes in its cookie, and so does the next pair: then `Duka-CSRF-Token` is needed."
        )
      )
      .annotateMerge(doorway),
    HttpApiEndpoint.post("logout", "/v1/auth/logout", { error: needed })
      .annotateMerge(
        summary(
          "Log out",
          "Ends the session, at once, and takes its cookies away. An expired access cookie does not matter."
        )
      )
      // Not in words: the document says that somebody is signed in here.
      .annotate(Doorway, true)
      .annotateMerge(signedIn),
    HttpApiEndpoint.get("sessions", "/v1/auth/sessions", { success: SessionList, error: needed })
      .annotateMerge(summary("One's sessions", "The one used last first."))
      .annotateMerge(signedIn),
    HttpApiEndpoint.delete("endSession", "/v1/auth/sessions/:id", {
      params: { id: Schema.String },
      error: [needed, problem(SessionNotFound)]
    })
      .annotateMerge(summary("End a session of one's own"))
      .annotateMerge(signedIn),
    HttpApiEndpoint.post("changePassword", "/v1/auth/password/change", {
      payload: PasswordChange,
      error: [needed, mistaken]
    })
      .annotateMerge(summary("Change one's password", "Every other session ends."))
      .annotateMerge(signedIn),
    HttpApiEndpoint.post("forgotPassword", "/v1/auth/password/forgot", {
      payload: ForgottenPassword,
      success: accepted
    })
      .annotateMerge(summary("Ask for a link to set a new password", "Sent where the email has an account."))
      .annotateMerge(doorway),
    HttpApiEndpoint.post("resetPassword", "/v1/auth/password/reset", {
      payload: PasswordReset,
      error: invalidToken
    })
      .annotateMerge(summary("Set a new password", "With the link's token. Every session ends."))
      .annotateMerge(doorway),
    HttpApiEndpoint.post("setup", "/v1/auth/setup", {
      payload: Setup,
      error: [invalidToken, problem(EmailTaken)]
    })
      .annotateMerge(
        summary(
          "Make the shop's first owner",
          "With the token that the server prints when it starts without one. It is good once, and only while there is no owner. Who is one now logs in next."
        )
      )
      .annotateMerge(doorway),
    HttpApiEndpoint.post("acceptInvitation", "/v1/auth/invitations/accept", {
      payload: AcceptedInvitation,
      error: invalidToken
    })
      .annotateMerge(
        summary("Accept an invitation to work here", "With the link's token, and a password of one's own.")
      )
      .annotateMerge(doorway),
    HttpApiEndpoint.post("verifyEmail", "/v1/auth/email/verify", {
      payload: Verification,
      error: [invalidToken, needed]
    })
      .annotateMerge(
        summary(
          "Verify an email",
          "With the link's token, signed in to the account. Orders that a guest placed with the email join it."
        )
      )
      .annotateMerge(signedIn),
    HttpApiEndpoint.post("requestVerification", "/v1/auth/email/verification", { success: accepted, error: needed })
      .annotateMerge(summary("Ask for another link to verify one's email"))
      .annotateMerge(signedIn),
    HttpApiEndpoint.post("changeEmail", "/v1/auth/email/change", {
      payload: EmailChange,
      success: accepted,
      error: [needed, mistaken]
    })
      .annotateMerge(summary("Change one's email", "It takes the old one's place once the link is followed."))
      .annotateMerge(signedIn)
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .annotateMerge(
    room("Signing in", "Accounts, sessions and their tokens. Nobody learns here whether an email has an account.")
  ) {}
