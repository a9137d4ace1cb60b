/** When to come again, in the headers of an answer that says so in its body. */
import { TooManyAttempts } from "@duka/core"
import { Effect, Predicate } from "effect"
import { HttpEffect, HttpServerResponse } from "effect/http"
import { withRateLimit } from "./rateLimitHeaders.ts"

const dressed = (error: { readonly retryAfterSeconds: unknown }, response: HttpServerResponse.HttpServerResponse) => {
  const answer = HttpServerResponse.setHeader(response, "retry-after", String(error.retryAfterSeconds))
  return error instanceof TooManyAttempts
    ? withRateLimit(answer, { ...error, policy: error.attempt, remaining: 0, resetSeconds: error.retryAfterSeconds })
    : answer
}

/** Of an error that has `retryAfterSeconds`; others have nothing to say. */
export const comeAgain = (error: unknown) =>
  Predicate.hasProperty(error, "retryAfterSeconds")
    ? HttpEffect.appendPreResponseHandler((_request, response) => Effect.succeed(dressed(error, response)))
    : Effect.void
