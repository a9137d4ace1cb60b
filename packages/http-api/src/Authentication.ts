import { type CurrentActor, PermissionDenied } from "@duka/core"
import { Context, Schema } from "effect"
import { HttpApiMiddleware, OpenApi } from "effect/http-api"
import { problem } from "./Problem.ts"
import { CsrfTokenInvalid } from "./SessionCookies.ts"

export class Unauthenticated extends Schema.TaggedError<Unauthenticated>()("Unauthenticated", {}) {
  override get message() {
    return "A token is needed here, as a bearer or in a cookie, or the one that was sent is unknown or has expired."
  }
}

/** An endpoint that is of no use to guests: without a token they are answered 401 before anything is read. */
export const SignedIn: Context.Reference<boolean> = Context.Reference<boolean>("@duka/http-api/SignedIn", {
  defaultValue: () => false
})

/** Says so of an endpoint, to the server and to the OpenAPI document. */
export const signedIn: Context.Context<never> = Context.merge(
  Context.make(SignedIn, true),
  OpenApi.annotations({ override: { "x-signed-in": true } })
)

/**
 * Provides core's `CurrentActor`. No token is a guest; a wrong token is refused everywhere, whether it comes as a bearer or
 * in a cookie. The document tells how a token is sent (`securitySchemes`).
 */
export class Authentication extends HttpApiMiddleware.Service<Authentication, { provides: CurrentActor }>()(
  "@duka/http-api/Authentication",
  { error: [problem(Unauthenticated), problem(PermissionDenied), problem(CsrfTokenInvalid)] }
) {}
