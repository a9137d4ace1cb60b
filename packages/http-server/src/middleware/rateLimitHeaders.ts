/** `RateLimit` and `RateLimit-Policy`, after draft-ietf-httpapi-ratelimit-headers-11. */
import { HttpServerResponse } from "effect/http"

export interface Limited {
  /** Which limit it is, where there are several. */
  readonly policy: string
  readonly limit: number
  readonly windowSeconds: number
  readonly remaining: number
  readonly resetSeconds: number
}

const added = (before: string | undefined, item: string) => (before === undefined ? item : `${before}, ${item}`)

/** The answer with what is left of a limit, beside what it says of others. */
export const withRateLimit = (
  response: HttpServerResponse.HttpServerResponse,
  { limit, policy, remaining, resetSeconds, windowSeconds }: Limited
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.setHeaders(response, {
    "ratelimit-policy": added(response.headers["ratelimit-policy"], `"${policy}";q=${limit};w=${windowSeconds}`),
    ratelimit: added(response.headers["ratelimit"], `"${policy}";r=${remaining};t=${resetSeconds}`)
  })
