/** Tokens in cookies, for browsers: no script ever sees them. What a script does see is the CSRF token. */
import { Login, SignedIn } from "@duka/core"
import { Context, Schema } from "effect"
import { OpenApi } from "effect/http-api"

/**
 * Nobody but the shop's own host can set a cookie that begins with `__Host-` (RFC 6265bis, section 4.1.3). The refresh token
 * is sent to `/v1/auth` alone, which such a cookie cannot say.
 */
export const cookieNames = {
  access: "__Host-duka-access",
  refresh: "__Secure-duka-refresh",
  csrf: "__Host-duka-csrf"
} as const

const shownMax = 200

/** What a page shows beside cookies, to tell that it is the shop's own. */
export const csrfToken = { "duka-csrf-token": Schema.optionalKey(Schema.String.check(Schema.isMaxLength(shownMax))) }

/** Core's login, and how the tokens are to come. */
export const LoginRequest = Schema.Struct({
  ...Login.fields,
  /** Tokens come in cookies, and not in the answer. */
  cookies: Schema.optionalKey(Schema.Boolean)
}).annotate({ identifier: "Login" })

const { customer, expiresIn, merged } = SignedIn.fields

const carried = {
  expiresIn,
  /** For the header `Duka-CSRF-Token`. The cookie `__Host-duka-csrf` holds it too. */
  csrfToken: Schema.String
}

export const SignedInByCookie = Schema.Struct({ ...carried, customer, merged }).annotate({
  identifier: "SignedInByCookie"
})

export const RefreshedByCookie = Schema.Struct(carried).annotate({ identifier: "RefreshedByCookie" })

/** A request by cookie that another site may have made a browser send. */
export class CsrfTokenInvalid extends Schema.TaggedError<CsrfTokenInvalid>()("CsrfTokenInvalid", {
  /** What was missing or wrong. */
  part: Schema.Literals(["token", "origin"])
}) {
  override get message() {
    return this.part === "token"
      ? "Whatever changes something by cookie carries the header Duka-CSRF-Token, with what the cookie __Host-duka-csrf holds."
      : "Pages of this origin may not use the shop's cookies. Ask from the shop's own, or have this one added to the origins that it trusts."
  }
}

/**
 * An endpoint by which people come in or leave. The cookie with the access token signs nobody in there, so that one that
 * has expired stands in nobody's way.
 */
export const Doorway: Context.Reference<boolean> = Context.Reference<boolean>("@duka/http-api/Doorway", {
  defaultValue: () => false
})

/** Says so of an endpoint, to the server and to the OpenAPI document. */
export const doorway: Context.Context<never> = Context.merge(
  Context.make(Doorway, true),
  OpenApi.annotations({ override: { "x-doorway": true } })
)
