import { type CurrentActor, PermissionDenied } from "@duka/core"
import { Schema } from "effect"
import { HttpApiMiddleware } from "effect/http-api"
import { problem } from "./Problem.ts"

export class Unauthenticated extends Schema.TaggedError<Unauthenticated>()("Unauthenticated", {}) {
  override get message() {
    return "A bearer token is needed here, or the one that was sent is unknown or has expired."
  }
}

/**
 * Provides core's `CurrentActor`. No token is a guest; a wrong token is refused everywhere. The document tells how a
 * token is sent (`securitySchemes`).
 */
export class Authentication extends HttpApiMiddleware.Service<Authentication, { provides: CurrentActor }>()(
  "@duka/http-api/Authentication",
  { error: [problem(Unauthenticated), problem(PermissionDenied)] }
) {}
