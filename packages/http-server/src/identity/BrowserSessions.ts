/**
 * People who are signed in by cookies. A browser sends these whichever page makes it ask: what changes something must also
 * show the session's CSRF token, which only the shop's own pages can read (signed double submit, bound to the session:
 * OWASP, Cross-Site Request Forgery Prevention). Nothing is stored: the token is minted of the session's id.
 */
import { type Actor, Sessions, Tokens } from "@duka/core"
import { cookieNames, CsrfTokenInvalid, Unauthenticated } from "@duka/http-api"
import { Context, Effect, Layer } from "effect"
import type { Headers, HttpServerRequest } from "effect/http"
import { isForeign, TrustedOrigins } from "../middleware/trustedOrigins.ts"
import { cookieOf } from "./cookies.ts"

const purpose = "csrf"

const changesNothing: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"])

const wrongToken = Effect.suspend(() => Effect.fail(new CsrfTokenInvalid({ part: "token" })))
const wrongOrigin = Effect.suspend(() => Effect.fail(new CsrfTokenInvalid({ part: "origin" })))
const unauthenticated = Effect.suspend(() => Effect.fail(new Unauthenticated()))

export class BrowserSessions extends Context.Service<
  BrowserSessions,
  {
    /** Who asks with this access cookie. What is not a GET, HEAD or OPTIONS shows the session's CSRF token. */
    authenticate(
      access: string,
      request: Pick<HttpServerRequest.HttpServerRequest, "headers" | "method">
    ): Effect.Effect<Actor, Unauthenticated | CsrfTokenInvalid>
    /** The refresh cookie, which is taken with the CSRF token of its browser; null when there is none. */
    refreshToken(headers: Headers.Headers): Effect.Effect<string | null, CsrfTokenInvalid>
    /** Nobody is signed in by a page of another site. */
    checkOrigin(headers: Headers.Headers): Effect.Effect<void, CsrfTokenInvalid>
    /** Of the session that an access token belongs to. It is the same as long as the session lives. */
    csrfTokenOf(accessToken: string): Effect.Effect<string, Unauthenticated>
  }
>()("@duka/http-server/BrowserSessions") {
  static readonly layer = Layer.effect(
    BrowserSessions,
    Effect.gen(function* () {
      const sessions = yield* Sessions
      const tokens = yield* Tokens
      const trusted = yield* TrustedOrigins

      const checkOrigin = (headers: Headers.Headers) => (isForeign(headers, trusted) ? wrongOrigin : Effect.void)

      /** API keys are no sessions: a cookie with one signs nobody in. */
      const signedIn = Effect.fnUntraced(function* (access: string) {
        if (access === "") return yield* unauthenticated
        const actor = yield* Effect.catchTag(sessions.authenticate(access), "InvalidToken", () => unauthenticated)
        const sessionId = "sessionId" in actor ? actor.sessionId : undefined
        return sessionId === undefined ? yield* unauthenticated : { actor, sessionId }
      })

      const authenticate = Effect.fnUntraced(function* (
        access: string,
        { headers, method }: Pick<HttpServerRequest.HttpServerRequest, "headers" | "method">
      ) {
        const { actor, sessionId } = yield* signedIn(access)
        if (changesNothing.has(method)) return actor
        yield* checkOrigin(headers)
        const shown = yield* tokens.read(purpose, headers["duka-csrf-token"] ?? "")
        return shown === sessionId ? actor : yield* wrongToken
      })

      const refreshToken = Effect.fnUntraced(function* (headers: Headers.Headers) {
        const cookies = headers["cookie"] ?? ""
        const token = cookieOf(cookies, cookieNames.refresh)
        if (token === undefined || token === "") return null
        yield* checkOrigin(headers)
        const shown = headers["duka-csrf-token"] ?? ""
        // Whose session it is, is known only once the refresh token is used up: until then its cookie vouches for it.
        if (shown !== cookieOf(cookies, cookieNames.csrf)) return yield* wrongToken
        return (yield* tokens.read(purpose, shown)) === null ? yield* wrongToken : token
      })

      const csrfTokenOf = Effect.fnUntraced(function* (accessToken: string) {
        const { sessionId } = yield* signedIn(accessToken)
        return yield* tokens.mint(purpose, sessionId)
      })

      return BrowserSessions.of({ authenticate, refreshToken, checkOrigin, csrfTokenOf })
    })
  )
}
