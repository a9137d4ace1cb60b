import { type CurrentActor, PermissionDenied, TooManyAttempts } from "@duka/core"
import { Schema } from "effect"
import { HttpApiMiddleware } from "effect/http-api"
import { problem } from "./Problem.ts"
import { TooManyRequests } from "./ProtocolErrors.ts"
import { CsrfTokenInvalid } from "./SessionCookies.ts"

export class Unauthenticated extends Schema.TaggedError<Unauthenticated>()("Unauthenticated", {}) {
  override get message() {
    return "A token is needed here, as a bearer or in a cookie, or the one that was sent is unknown or has expired."
  }
}

/**
 * Provides core's `CurrentActor`. No token is a guest; a wrong token is refused everywhere, whether it comes as a bearer or
 * in a cookie. The document tells how a token is sent (`securitySchemes`).
 */
export class Authentication extends HttpApiMiddleware.Service<Authentication, { provides: CurrentActor }>()(
  "@duka/http-api/Authentication",
  {
    error: [
      problem(Unauthenticated),
      problem(PermissionDenied),
      problem(CsrfTokenInvalid),
      problem(TooManyAttempts),
      problem(TooManyRequests)
    ]
  }
) {}
