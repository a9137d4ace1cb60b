/** A browser, as far as its cookies go: it keeps what it is given and sends it back where it belongs. */
import { cookieNames, RefreshedByCookie, SignedInByCookie } from "@duka/http-api"
import { assert } from "vitest"
import { password, signUp } from "./people.ts"
import { type Answer, type Send, strictly } from "./shop.ts"

export interface Cookie {
  readonly name: string
  readonly value: string
  /** In lower case, without the value: `httponly`, `max-age=900`. */
  readonly attributes: ReadonlyArray<string>
}

export const cookiesOf = ({ headers }: Answer): ReadonlyArray<Cookie> =>
  headers.getSetCookie().map((line) => {
    const [pair = "", ...attributes] = line.split("; ")
    const at = pair.indexOf("=")
    return {
      name: pair.slice(0, at),
      value: pair.slice(at + 1),
      attributes: attributes.map((attribute) => attribute.toLowerCase()).toSorted()
    }
  })

const isGone = ({ attributes }: Cookie) => attributes.includes("max-age=0")

export interface Browser {
  /** What it holds, by name; for tests to lose and to plant. */
  readonly jar: Map<string, string>
  /** With its cookies, and with no token shown. */
  readonly bare: Send
  /** With the CSRF token that its scripts read in the cookie. */
  readonly send: Send
}

/** A refresh cookie goes to `/v1/auth` alone. */
const isSentTo = (path: string, name: string) => name !== cookieNames.refresh || path.startsWith("/v1/auth")

export const browser = (send: Send): Browser => {
  const jar = new Map<string, string>()
  const bare: Send = async (method, path, { body, headers } = {}) => {
    const sent = [...jar].filter(([name]) => isSentTo(path, name)).map(([name, value]) => `${name}=${value}`)
    const answer = await send(method, path, {
      ...(body === undefined ? {} : { body }),
      headers: { ...(sent.length === 0 ? {} : { cookie: sent.join("; ") }), ...headers }
    })
    for (const cookie of cookiesOf(answer)) {
      if (isGone(cookie)) jar.delete(cookie.name)
      else jar.set(cookie.name, cookie.value)
    }
    return answer
  }
  const showing: Send = (method, path, { body, headers } = {}) => {
    const csrf = jar.get(cookieNames.csrf)
    return bare(method, path, {
      ...(body === undefined ? {} : { body }),
      headers: { ...(csrf === undefined ? {} : { "duka-csrf-token": csrf }), ...headers }
    })
  }
  return { jar, bare, send: showing }
}

const signedIn = strictly(SignedInByCookie)
export const refreshed = strictly(RefreshedByCookie)

/** Logs somebody in by cookies, in a browser of his own unless it is told which. */
export const logInByCookie = async (send: Send, login: string, there = browser(send)) => {
  const answer = await there.bare("POST", "/v1/auth/login", { body: { login, password, cookies: true } })
  assert.strictEqual(answer.status, 200, answer.text)
  return { ...there, ...signedIn(answer.body), answer }
}

/** Somebody with an account, signed in by cookies. */
export const signUpByCookie = async (send: Send) => {
  const { email } = await signUp(send)
  return { email, ...(await logInByCookie(send, email)) }
}
