/** Cross-site request forgery: a page of somebody else makes a browser ask with the cookies of who is signed in. */
import { minted } from "../aMessage.ts"
import { cookieNames, SessionList } from "@duka/http-api"
import { Layer } from "effect"
import { afterAll, assert, describe, it } from "vitest"
import * as Server from "../../src/Server.ts"
import { TrustedOrigins } from "../../src/middleware/trustedOrigins.ts"
import { cookiesOf, logInByCookie, signUpByCookie } from "../browser.ts"
import { documentOf } from "../declared.ts"
import { password, signUp } from "../people.ts"
import { codeOf, open, sending, type Send, strictly, useCases } from "../shop.ts"

const { dispose, handler, send } = open()
afterAll(dispose)

const { operations } = await documentOf(handler)

const { access, csrf, refresh } = cookieNames
const refused = "403 CsrfTokenInvalid"

/** What a page of another site makes a browser say of it. */
const elsewhere = { "sec-fetch-site": "cross-site", origin: "https://evil.example" }

const stateOf = async (asking: Send) =>
  Promise.all(
    ["/v1/me", "/v1/me/cart", "/v1/orders", "/v1/auth/sessions"].map(async (path) => (await asking("GET", path)).text)
  )

const sessionOf = async (asking: Send) => {
  const { items } = strictly(SessionList)((await asking("GET", "/v1/auth/sessions")).body)
  return items.find(({ current }) => current)?.id ?? ""
}

it("the CSRF token is the session's own", async () => {
  const { bare, csrfToken } = await signUpByCookie(send)
  assert.strictEqual(csrfToken, await minted("csrf", await sessionOf(bare)))
})

describe("a request by cookie", () => {
  it("changes nothing without the session's own CSRF token, whatever it asks for", async () => {
    const amina = await signUpByCookie(send)
    const brian = await signUpByCookie(send)
    const { token: cartToken } = Object((await send("POST", "/v1/carts", { body: {} })).body)
    const { csrfToken } = amina
    const sessionId = await sessionOf(amina.bare)
    const shown = [
      undefined,
      "",
      brian.csrfToken,
      cartToken,
      ...(await Promise.all((["cart", "order", "tracking"] as const).map((purpose) => minted(purpose, sessionId)))),
      amina.jar.get(access),
      amina.jar.get(refresh),
      `${csrfToken}=`,
      `${csrfToken}, ${csrfToken}`,
      csrfToken.toLowerCase(),
      csrfToken.slice(0, -1),
      `${csrfToken.slice(0, -2)}AA`,
      "A".repeat(43),
      "null"
    ]
    const before = await stateOf(amina.bare)
    const asked: Array<string> = []
    for (const { method, path } of operations) {
      const isCome = /^\/v1\/auth\/(register|login|refresh|setup|invitations|password\/(forgot|reset))/.test(path)
      // Providers sign what they tell, and the link of a message is its own token: a cookie says nothing there.
      const isTold = path.startsWith("/v1/webhooks/") || path.startsWith("/v1/unsubscribe/")
      if (method === "GET" || isCome || isTold || !path.startsWith("/v1/")) continue
      for (const token of shown) {
        const headers = token === undefined ? {} : { "duka-csrf-token": token }
        const answer = await amina.bare(method, path.replaceAll(/\{\w+\}/g, "x"), { headers })
        assert.strictEqual(codeOf(answer), refused, `${method} ${path} with ${token}`)
        assert.deepStrictEqual(cookiesOf(answer), [])
        asked.push(path)
      }
    }
    assert.isAbove(asked.length, 500)
    assert.deepStrictEqual(await stateOf(amina.bare), before)
  })

  it("says what was missing", async () => {
    const { bare, send: me } = await signUpByCookie(send)
    assert.strictEqual(Object((await bare("POST", "/v1/carts", { body: {} })).body).part, "token")
    const { body } = await me("POST", "/v1/carts", { body: {}, headers: elsewhere })
    assert.strictEqual(Object(body).part, "origin")
  })

  it("changes nothing by GET, though it needs no token", async () => {
    const { bare } = await signUpByCookie(send)
    const before = await stateOf(bare)
    for (const { method, path } of operations) {
      if (method !== "GET" || !path.startsWith("/v1/")) continue
      await bare("GET", path.replaceAll(/\{\w+\}/g, "x"), { headers: elsewhere })
      await bare("HEAD", path.replaceAll(/\{\w+\}/g, "x"), { headers: elsewhere })
    }
    assert.deepStrictEqual(await stateOf(bare), before)
  })

  it("is not needed from who sends a bearer token: no browser adds that by itself", async () => {
    const { send: me } = await signUp(send)
    assert.strictEqual((await me("PATCH", "/v1/me", { body: {} })).status, 200)
    assert.strictEqual((await me("PATCH", "/v1/me", { body: {}, headers: elsewhere })).status, 200)
  })
})

describe("a refresh", () => {
  it("needs the token that its browser was given: the refresh token is not used up without", async () => {
    const { csrfToken, jar, send: me } = await signUpByCookie(send)
    const brian = await signUpByCookie(send)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
    const of = (headers: Readonly<Record<string, string>>) => send("POST", "/v1/auth/refresh", { headers })
    for (const headers of [
      { cookie },
      { cookie, "duka-csrf-token": "" },
      { cookie, "duka-csrf-token": brian.csrfToken },
      { cookie, "duka-csrf-token": csrfToken, ...elsewhere },
      { cookie: `${refresh}=${jar.get(refresh)}`, "duka-csrf-token": csrfToken },
      { cookie: `${refresh}=${jar.get(refresh)}; ${csrf}=` },
      { cookie: `${refresh}=${jar.get(refresh)}; ${csrf}=forged`, "duka-csrf-token": "forged" }
    ]) {
      const answer = await of(headers)
      assert.strictEqual(codeOf(answer), refused, JSON.stringify(Object.keys(headers)))
      assert.deepStrictEqual(cookiesOf(answer), [])
    }
    assert.strictEqual((await me("POST", "/v1/auth/refresh")).status, 200)
  })

  it("with a refresh cookie that another host of the site has planted signs nobody in to a stranger's account", async () => {
    const { bare, csrfToken, customer, jar } = await signUpByCookie(send)
    const thief = await signUpByCookie(send)
    jar.set(refresh, thief.jar.get(refresh) ?? "")
    const answer = await bare("POST", "/v1/auth/refresh", { headers: { "duka-csrf-token": csrfToken } })
    assert.strictEqual(codeOf(answer), refused)
    assert.deepStrictEqual(cookiesOf(answer), [])
    assert.strictEqual(Object((await bare("GET", "/v1/me")).body).customer.id, customer.id)
  })
})

describe("logging in and out", () => {
  it("is refused to another site's page, so that nobody shops in a stranger's account", async () => {
    const { email } = await signUp(send)
    const body = { login: email, password, cookies: true }
    for (const headers of [
      elsewhere,
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "cross-site", origin: "null" },
      { "sec-fetch-site": "same-site", origin: "https://blog.duka.local" },
      { origin: "https://evil.example", host: "duka.local" },
      { origin: "null", host: "duka.local" }
    ]) {
      const answer = await send("POST", "/v1/auth/login", { body, headers })
      assert.strictEqual(codeOf(answer), refused, JSON.stringify(headers))
      assert.deepStrictEqual(cookiesOf(answer), [])
    }
    for (const headers of [
      {},
      { "sec-fetch-site": "same-origin", origin: "http://duka.local" },
      { "sec-fetch-site": "none" },
      { origin: "http://duka.local", host: "duka.local" }
    ]) {
      const { status } = await send("POST", "/v1/auth/login", { body, headers })
      assert.strictEqual(status, 200, JSON.stringify(headers))
    }
  })

  it("out by somebody else's page ends nothing", async () => {
    const { bare, jar, send: me } = await signUpByCookie(send)
    assert.strictEqual(codeOf(await bare("POST", "/v1/auth/logout")), refused)
    assert.strictEqual(codeOf(await me("POST", "/v1/auth/logout", { headers: elsewhere })), refused)
    const kept = jar.get(access) ?? ""
    jar.delete(access)
    assert.strictEqual(codeOf(await bare("POST", "/v1/auth/logout")), refused)
    jar.set(access, kept)
    assert.strictEqual((await bare("GET", "/v1/me")).status, 200)
  })
})

describe("an origin that the shop trusts", () => {
  const storefront = "https://shop.example"
  const trusting = Server.handler(Layer.merge(useCases, Layer.succeed(TrustedOrigins, new Set([storefront]))))
  afterAll(trusting.dispose)
  const ask = sending(trusting.handler)

  it("may use the cookies, with the CSRF token; no other may", async () => {
    const { email } = await signUp(ask)
    const from = (origin: string) => ({ "sec-fetch-site": "cross-site", origin })
    const body = { login: email, password, cookies: true }
    const signedIn = await ask("POST", "/v1/auth/login", { body, headers: from(storefront) })
    assert.strictEqual(signedIn.status, 200)
    const { bare, send: me } = await logInByCookie(ask, email)
    const change = (asking: Send, origin: string) => asking("PATCH", "/v1/me", { body: {}, headers: from(origin) })
    assert.strictEqual((await change(me, storefront)).status, 200)
    assert.strictEqual(codeOf(await change(bare, storefront)), refused)
    for (const origin of [`${storefront}.evil.example`, "http://shop.example", `${storefront}:8443`, "null"]) {
      assert.strictEqual(codeOf(await change(me, origin)), refused, origin)
    }
  })
})
