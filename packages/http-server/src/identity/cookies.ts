/** Which cookies a browser is given, and how one is found among what it sends back. */
import { sessionLimits, type TokenPair } from "@duka/core"
import { cookieNames } from "@duka/http-api"
import { Cookies, HttpServerResponse } from "effect/http"

const readable = { path: "/", sameSite: "lax", secure: true } as const

const attributes = {
  access: { ...readable, httpOnly: true },
  refresh: { path: "/v1/auth", sameSite: "strict", secure: true, httpOnly: true },
  csrf: readable
} as const

/** Longer than any token that is made here. */
const valueLengthMax = 4_096

/** Cookies are parted by semicolons. A space parts nothing: the value of another one may hold it, and our mark after it. */
const isBeginning = (header: string, at: number): boolean => {
  let before = at - 1
  while (before >= 0 && header[before] === " ") before--
  return before < 0 || header[before] === ";"
}

/**
 * The value of a cookie of ours: undefined when it is not there; empty, and so good for nothing, when it is longer than any
 * of ours or comes twice, since nobody can tell then which one we have set.
 */
export const cookieOf = (header: string, name: string): string | undefined => {
  const mark = `${name}=`
  let found: string | undefined
  for (let at = header.indexOf(mark); at !== -1; at = header.indexOf(mark, at + mark.length)) {
    if (!isBeginning(header, at)) continue
    if (found !== undefined) return ""
    const end = header.indexOf(";", at)
    const value = header.slice(at + mark.length, end === -1 ? undefined : end).trim()
    found = value.length > valueLengthMax ? "" : value
  }
  return found
}

/** The access token in a `Cookie` header. */
export const accessOf = (header: string): string | undefined => cookieOf(header, cookieNames.access)

/** The answer gives a browser a session's tokens. The CSRF token is the one that its scripts may read. */
export const withSessionCookies = (
  response: HttpServerResponse.HttpServerResponse,
  { accessToken, expiresIn, refreshToken }: Pick<TokenPair, "accessToken" | "refreshToken" | "expiresIn">,
  csrfToken: string
): HttpServerResponse.HttpServerResponse => {
  const maxAge = `${sessionLimits.idleSeconds} seconds` as const
  return HttpServerResponse.replaceCookies(
    response,
    Cookies.setAllUnsafe(response.cookies, [
      [cookieNames.access, accessToken, { ...attributes.access, maxAge: `${expiresIn} seconds` }],
      [cookieNames.refresh, refreshToken, { ...attributes.refresh, maxAge }],
      [cookieNames.csrf, csrfToken, { ...attributes.csrf, maxAge }]
    ])
  )
}

/** The answer takes them away. */
export const withoutSessionCookies = (
  response: HttpServerResponse.HttpServerResponse
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.replaceCookies(
    response,
    (["access", "refresh", "csrf"] as const).reduce(
      (cookies, name) => Cookies.expireCookieUnsafe(cookies, cookieNames[name], attributes[name]),
      response.cookies
    )
  )
