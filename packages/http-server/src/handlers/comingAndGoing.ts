/** Sessions begin, go on and end: by tokens in bodies, and by cookies for browsers. */
import { CurrentActor, InvalidToken, Sessions, SignedIn, TokenPair } from "@duka/core"
import {
  CsrfTokenInvalid,
  type LoginRequest,
  RefreshedByCookie,
  type RefreshToken,
  SignedInByCookie,
  Unauthenticated
} from "@duka/http-api"
import { Effect, Redacted } from "effect"
import { HttpEffect, type HttpServerRequest, HttpServerResponse } from "effect/http"
import { BrowserSessions } from "../identity/BrowserSessions.ts"
import { accessOf, withoutSessionCookies, withSessionCookies } from "../identity/cookies.ts"
import { safeHeaders } from "../middleware/safeHeaders.ts"
import { own, text } from "./answers.ts"

const signedIn = text(SignedIn)
const signedInByCookie = text(SignedInByCookie)
const pair = text(TokenPair)
const refreshedByCookie = text(RefreshedByCookie)

const done = HttpServerResponse.empty({ status: 204, headers: safeHeaders })
const forgotten = withoutSessionCookies(done)

/** A refusal that takes the cookies away which were refused. */
const forgetting = HttpEffect.appendPreResponseHandler((_request, response) =>
  Effect.succeed(withoutSessionCookies(response))
)

interface Asked<A> {
  readonly payload: A
  readonly request: HttpServerRequest.HttpServerRequest
}

/** The session that was asked with has ended: 204, and a browser that was signed in by it is so no more. */
export const ended = ({ headers }: HttpServerRequest.HttpServerRequest): HttpServerResponse.HttpServerResponse =>
  headers["authorization"] === undefined ? forgotten : done

export const comingAndGoing = Effect.gen(function* () {
  const sessions = yield* Sessions
  const browsers = yield* BrowserSessions

  const login = Effect.fnUntraced(function* ({ payload, request }: Asked<typeof LoginRequest.Type>) {
    const { cookies = false, password, ...given } = payload
    if (cookies) yield* browsers.checkOrigin(request.headers)
    const answer = yield* sessions.logIn({ ...given, password: Redacted.value(password) })
    if (!cookies) return own(signedIn(answer))
    const { customer, expiresIn, merged } = answer
    const csrfToken = yield* browsers.csrfTokenOf(answer.accessToken)
    return withSessionCookies(own(signedInByCookie({ expiresIn, csrfToken, customer, merged })), answer, csrfToken)
  })

  const refreshed = Effect.fnUntraced(function* ({ headers }: HttpServerRequest.HttpServerRequest) {
    const token = headers["authorization"] === undefined ? yield* browsers.refreshToken(headers) : null
    if (token === null) return yield* new InvalidToken({ token: "refresh" })
    const tokens = yield* Effect.tapErrorTag(sessions.refresh(token), "InvalidToken", () => forgetting)
    const csrfToken = yield* browsers.csrfTokenOf(tokens.accessToken)
    // A refresh cookie that another host of the same site has planted belongs to another session.
    if (csrfToken !== headers["duka-csrf-token"]) return yield* new CsrfTokenInvalid({ part: "token" })
    return withSessionCookies(own(refreshedByCookie({ expiresIn: tokens.expiresIn, csrfToken })), tokens, csrfToken)
  })

  const refresh = ({ payload, request }: Asked<typeof RefreshToken.Type | null>) =>
    payload?.refreshToken === undefined
      ? refreshed(request)
      : Effect.map(sessions.refresh(payload.refreshToken), (tokens) => own(pair(tokens)))

  /** By the access cookie; by the refresh cookie, where that one has expired; else there is nothing left to end. */
  const leave = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest, access: string | undefined) {
    yield* browsers.checkOrigin(request.headers)
    const actor =
      access === undefined
        ? null
        : yield* Effect.catchTag(browsers.authenticate(access, request), "Unauthenticated", () => Effect.succeed(null))
    if (actor !== null) {
      yield* Effect.provideService(sessions.logOut(), CurrentActor, actor)
      return forgotten
    }
    const token = yield* browsers.refreshToken(request.headers)
    if (token === null && access === undefined) return yield* new Unauthenticated()
    if (token !== null) yield* sessions.revoke(token)
    return forgotten
  })

  const logout = ({ request }: Pick<Asked<unknown>, "request">) => {
    const { authorization, cookie } = request.headers
    if (authorization !== undefined) return Effect.as(sessions.logOut(), done)
    return leave(request, cookie === undefined ? undefined : accessOf(cookie))
  }

  return { login, refresh, logout }
})
