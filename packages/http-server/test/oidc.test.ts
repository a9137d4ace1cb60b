/** Logging in with a certified provider, the whole way. */
import { SignedIn } from "@duka/core"
import { Me, OidcProviderList } from "@duka/http-api"
import { Effect } from "effect"
import { assert, beforeEach, describe, it } from "vitest"
import { realProvider } from "../../auth-oidc/test/realProvider.ts"
import { begun, callbackOf, cameBack, cookieName, cookiesOf, openWith, standing, trustedOrigin } from "./oidcShop.ts"
import { codeOf, problemOf, strictly } from "./shop.ts"

const real = await standing(realProvider("real", callbackOf("real")))
const { send } = openWith([
  real.options,
  { ...real.options, name: "nobody", issuer: "http://127.0.0.1:9" },
  { ...real.options, name: "stranger", clientId: "another-shop" }
])

const amina = { sub: "amina", email: "amina@example.com", email_verified: true, name: "Amina" }
const me = async (token: string) =>
  strictly(Me)((await send("GET", "/v1/me", { headers: { authorization: `Bearer ${token}` } })).body)

beforeEach(() => {
  real.person = amina
})

describe("a person", () => {
  it("sees with whom he may log in", async () => {
    const { body } = await send("GET", "/v1/auth/oidc")
    const names = strictly(OidcProviderList)(body).items.map(({ name }) => name)
    assert.deepStrictEqual(names, ["real", "nobody", "stranger"])
  })

  it("is sent to the provider with a cookie that only the shop can read, for ten minutes", async () => {
    const { answer, at, cookie } = await begun(send, "real")
    assert.strictEqual(at.origin, real.origin)
    assert.strictEqual(at.searchParams.get("redirect_uri"), callbackOf("real"))
    assert.strictEqual(answer.headers.get("cache-control"), "private, no-store")
    const [set = ""] = answer.headers.getSetCookie()
    for (const part of ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=600"]) assert.include(set, part)
    assert.notInclude(set, "Domain")
    for (const secret of ["state", "nonce"]) {
      const told = at.searchParams.get(secret) ?? "missing"
      assert.notInclude(Buffer.from(cookie.slice(cookieName.length + 1), "base64url").toString("latin1"), told)
    }
  })

  it("comes back to tokens as logging in answers them, and is the same the next time", async () => {
    const first = await cameBack(send, "real")
    const answer = await send("GET", first.path, { headers: { cookie: first.cookie } })
    assert.strictEqual(answer.status, 200, answer.text)
    const { accessToken, customer } = strictly(SignedIn)(answer.body)
    const { account } = await me(accessToken)
    assert.deepStrictEqual([account.id, account.email], [customer.id, amina.email])
    assert.isNotNull(account.emailVerifiedAt)
    assert.strictEqual(cookiesOf(answer).get(cookieName), "")
    assert.strictEqual(answer.headers.get("cache-control"), "private, no-store")
    const again = await cameBack(send, "real")
    const second = strictly(SignedIn)((await send("GET", again.path, { headers: { cookie: again.cookie } })).body)
    assert.strictEqual(second.customer.id, customer.id)
  })

  it.each([
    ["/account?tab=orders#last", "http://shop.localhost:1/account?tab=orders#last"],
    [`${trustedOrigin}/welcome`, `${trustedOrigin}/welcome`]
  ])("comes back to the page that he wanted, signed in by cookies: %s", async (returnTo, expected) => {
    const { cookie, path } = await cameBack(send, "real", returnTo)
    const answer = await send("GET", path, { headers: { cookie } })
    assert.deepStrictEqual([answer.status, answer.text], [303, ""])
    assert.strictEqual(answer.headers.get("location"), expected)
    const kept = cookiesOf(answer)
    assert.sameMembers(
      [...kept.keys()],
      [cookieName, "__Host-duka-access", "__Secure-duka-refresh", "__Host-duka-csrf"]
    )
    const access = { cookie: `__Host-duka-access=${kept.get("__Host-duka-access")}` }
    assert.strictEqual(strictly(Me)((await send("GET", "/v1/me", { headers: access })).body).account.email, amina.email)
  })

  it("is logged in although he brings an access cookie that has expired", async () => {
    const { cookie, path } = await cameBack(send, "real")
    const stale = { cookie: `__Host-duka-access=stale; ${cookie}` }
    assert.strictEqual((await send("GET", "/v1/auth/oidc/real", { headers: stale })).status, 302)
    assert.strictEqual((await send("GET", path, { headers: stale })).status, 200)
  })
})

describe("nobody is logged in", () => {
  const refusals = [
    ["denied", "denied", "401 OidcRefused", { ...amina, denies: true }],
    [
      "an email that the provider has not verified",
      "email",
      "403 EmailNotVerified",
      { ...amina, sub: "eve", email_verified: false }
    ],
    ["no email", "email", "403 EmailNotVerified", { sub: "anonymous" }]
  ] as const

  it.each(refusals)("with %s; a page learns it by a word of ours", async (_why, error, code, person) => {
    real.person = person
    const alone = await cameBack(send, "real")
    const answer = await send("GET", alone.path, { headers: { cookie: alone.cookie } })
    assert.strictEqual(codeOf(answer), code)
    assert.strictEqual(cookiesOf(answer).get(cookieName), "")
    const paged = await cameBack(send, "real", "/login?error=old&a=b")
    const sent = await send("GET", paged.path, { headers: { cookie: paged.cookie } })
    assert.strictEqual(sent.headers.get("location"), `http://shop.localhost:1/login?error=${error}&a=b`)
    assert.deepStrictEqual([...cookiesOf(sent).keys()], [cookieName])
    for (const said of [answer.text, sent.headers.get("location")]) assert.notInclude(said, "<b>")
  })

  it("by a provider that is away", async () => {
    const answer = await send("GET", "/v1/auth/oidc/nobody")
    assert.strictEqual(codeOf(answer), "503 OidcProviderUnreachable")
    assert.strictEqual(answer.headers.get("retry-after"), "5")
  })

  it("by a provider that the shop does not know", async () => {
    for (const path of ["/other", "/other/callback?code=a&state=b", "/%00", "/constructor", "/REAL"]) {
      assert.strictEqual(codeOf(await send("GET", `/v1/auth/oidc${path}`)), "404 OidcProviderNotFound", path)
    }
  })

  it("where the provider does not know the shop", async () => {
    const { at } = await begun(send, "stranger")
    const said = await Effect.runPromise(Effect.promise(() => fetch(at, { redirect: "manual" })))
    assert.strictEqual(said.status, 400)
  })

  it("without the cookie of the browser that began it", async () => {
    const { cookie, path } = await cameBack(send, "real")
    const sealed = cookie.slice(cookieName.length + 1)
    for (const wrong of [
      undefined,
      `${cookieName}=`,
      `${cookieName}=${sealed.slice(0, -2)}`,
      `${cookieName}=A${sealed.slice(1)}`,
      `${cookieName}=${Buffer.from('{"provider":"real"}').toString("base64url")}`,
      `${cookie}; ${cookie}`,
      (await begun(send, "real")).cookie,
      (await begun(send, "stranger")).cookie
    ]) {
      const answer = await send("GET", path, { headers: wrong === undefined ? {} : { cookie: wrong } })
      assert.deepInclude(problemOf(answer), { code: "OidcRefused", status: 401 })
      assert.include(answer.text, '"reason":"begun"')
    }
    assert.strictEqual((await send("GET", path, { headers: { cookie } })).status, 200)
  })
})
