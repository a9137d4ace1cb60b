import { CurrentActor, CurrentClient, InvalidInput, OidcRefused, Sessions, SignedIn } from "@duka/core"
import { DukaApi, OidcProviderList } from "@duka/http-api"
import { Context, Effect } from "effect"
import { Cookies, HttpEffect, type HttpServerRequest, HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { BrowserSessions } from "../identity/BrowserSessions.ts"
import { cookieOf, withSessionCookies } from "../identity/cookies.ts"
import { loginMaxSeconds, OidcLogins } from "../identity/OidcLogins.ts"
import { returningTo } from "../identity/returning.ts"
import { clientOf } from "../middleware/client.ts"
import { safeHeaders } from "../middleware/safeHeaders.ts"
import { TrustedOrigins } from "../middleware/trustedOrigins.ts"
import { own, text } from "./answers.ts"

const list = text(OidcProviderList)
const signedIn = text(SignedIn)

const cookieName = "__Host-duka-oidc"
const attributes = { path: "/", sameSite: "lax", secure: true, httpOnly: true } as const

const redirected = (status: 302 | 303, to: URL) =>
  HttpServerResponse.empty({ status, headers: { ...safeHeaders, location: to.href } })

/** The login has come to its end, whatever it is: nothing of it is kept. */
const ended = (response: HttpServerResponse.HttpServerResponse) =>
  HttpServerResponse.replaceCookies(response, Cookies.expireCookieUnsafe(response.cookies, cookieName, attributes))

const ending = HttpEffect.appendPreResponseHandler((_request, response) => Effect.succeed(ended(response)))

/** What the page that somebody comes back to is told: a word of ours, never of the provider's. */
const errors = { EmailNotVerified: "email", AccountSuspended: "suspended", OidcProviderUnreachable: "away" } as const

const withError = (page: URL, error: string): URL => {
  const told = new URL(page)
  told.searchParams.set("error", error)
  return told
}

const answerOf = ({ url }: HttpServerRequest.HttpServerRequest) =>
  new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?") + 1) : "")

const asSystem = Effect.provideContext(Context.make(CurrentActor, { _tag: "System" }))

export const oidc = HttpApiBuilder.group(
  DukaApi,
  "oidc",
  Effect.fnUntraced(function* (handlers) {
    const logins = yield* OidcLogins
    const sessions = yield* Sessions
    const browsers = yield* BrowserSessions
    const trusted = yield* TrustedOrigins

    const wanted = (returnTo: string | undefined) => {
      if (returnTo === undefined) return Effect.succeed(null)
      const url = returningTo(returnTo, logins.origin, trusted)
      if (url !== null) return Effect.succeed(url)
      const message = "Expected a path of the shop, or an address of an origin that it trusts"
      return Effect.fail(new InvalidInput({ violations: [{ pointer: "/returnTo", rule: "isTrusted", message }] }))
    }

    /** Whoever was begun here has a page to come back to; else he is told where he is. */
    const finish = Effect.fnUntraced(function* (provider: string, request: HttpServerRequest.HttpServerRequest) {
      const sealed = cookieOf(request.headers["cookie"] ?? "", cookieName) ?? ""
      const login = yield* logins.opened(provider, sealed)
      if (login === null) return yield* new OidcRefused({ reason: "begun" })
      const identity = logins.finish(login, answerOf(request))
      const entered = Effect.flatMap(identity, (known) => asSystem(sessions.logInExternally(known))).pipe(
        Effect.provideService(CurrentClient, clientOf(request))
      )
      if (login.returnTo === null) return ended(own(signedIn(yield* entered)))
      const page = new URL(login.returnTo)
      const refused = (error: string) => Effect.succeed(ended(redirected(303, withError(page, error))))
      const answered = Effect.flatMap(entered, (tokens) =>
        Effect.map(Effect.orDie(browsers.csrfTokenOf(tokens.accessToken)), (csrfToken) =>
          withSessionCookies(ended(redirected(303, page)), tokens, csrfToken)
        )
      )
      return yield* Effect.catchTags(answered, {
        OidcRefused: ({ reason }) => refused(reason),
        EmailNotVerified: ({ _tag }) => refused(errors[_tag]),
        AccountSuspended: ({ _tag }) => refused(errors[_tag]),
        OidcProviderUnreachable: ({ _tag }) => refused(errors[_tag])
      })
    })

    return handlers.handleAll({
      list: () => Effect.succeed(own(list({ items: logins.names.map((name) => ({ name })) }))),
      begin: Effect.fnUntraced(function* ({ params, query }) {
        const returnTo = yield* wanted(query.returnTo)
        const begun = Effect.map(logins.begin(params.provider, returnTo), ({ sealed, url }) => {
          const response = redirected(302, url)
          const kept = { ...attributes, maxAge: `${loginMaxSeconds} seconds` } as const
          return HttpServerResponse.replaceCookies(
            response,
            Cookies.setUnsafe(response.cookies, cookieName, sealed, kept)
          )
        })
        if (returnTo === null) return yield* begun
        return yield* Effect.catchTag(begun, "OidcProviderUnreachable", ({ _tag }) =>
          Effect.succeed(redirected(302, withError(returnTo, errors[_tag])))
        )
      }),
      finish: ({ params, request }) =>
        finish(params.provider, request).pipe(
          // One whose provider was away may still come to its end: somebody reloads the page.
          Effect.tapErrorTag("OidcRefused", () => ending),
          Effect.tapErrorTag("EmailNotVerified", () => ending),
          Effect.tapErrorTag("AccountSuspended", () => ending)
        )
    })
  })
)
