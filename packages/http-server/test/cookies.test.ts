/** Signed in from a browser: tokens in cookies, from the login to the end of the session. */
import { SignedIn, TokenPair } from "@duka/core"
import { cookieNames, SessionList } from "@duka/http-api"
import { afterAll, assert, describe, it } from "vitest"
import { cookieOf } from "../src/identity/cookies.ts"
import { browser, cookiesOf, logInByCookie, refreshed, signUpByCookie } from "./browser.ts"
import { bearing, password, signUp } from "./people.ts"
import { codeOf, open, strictly } from "./shop.ts"

const { dispose, send } = open()
afterAll(dispose)

const { access, csrf, refresh } = cookieNames
const names = [access, refresh, csrf]
const gone = "expires=thu, 01 jan 1970 00:00:00 gmt"

const told = (
  cookies: ReturnType<typeof cookiesOf>
): Array<readonly [name: string, value: string | undefined, attributes: ReadonlyArray<string>]> =>
  cookies.map(({ attributes, name, value }) => [name, value, attributes])

/** Where every cookie has to be taken from: a browser keeps one until its own attributes come back. */
const forgetting: ReturnType<typeof told> = [
  [access, "", [gone, "httponly", "max-age=0", "path=/", "samesite=lax", "secure"]],
  [refresh, "", [gone, "httponly", "max-age=0", "path=/v1/auth", "samesite=strict", "secure"]],
  [csrf, "", [gone, "max-age=0", "path=/", "samesite=lax", "secure"]]
]

describe("a login with cookies", () => {
  it("answers no tokens: they come in cookies that no script reads, and the CSRF token in one that scripts do", async () => {
    const { answer, csrfToken, customer, email, expiresIn, jar, merged } = await signUpByCookie(send)
    assert.deepStrictEqual([customer.email, expiresIn, merged], [email, 900, null])
    assert.strictEqual(answer.headers.get("cache-control"), "private, no-store")
    for (const name of [access, refresh]) assert.notInclude(answer.text, jar.get(name) ?? "nothing")
    const month = "max-age=2592000"
    assert.deepStrictEqual(told(cookiesOf(answer)), [
      [access, jar.get(access), ["httponly", "max-age=900", "path=/", "samesite=lax", "secure"]],
      [refresh, jar.get(refresh), ["httponly", month, "path=/v1/auth", "samesite=strict", "secure"]],
      [csrf, csrfToken, [month, "path=/", "samesite=lax", "secure"]]
    ])
  })

  it("without them, or with none wanted, is what it was", async () => {
    const { email } = await signUp(send)
    for (const cookies of [{}, { cookies: false }]) {
      const answer = await send("POST", "/v1/auth/login", { body: { login: email, password, ...cookies } })
      strictly(SignedIn)(answer.body)
      assert.deepStrictEqual(cookiesOf(answer), [])
    }
  })

  it("takes the guest's cart along, whatever cookies the browser still holds", async () => {
    const { email, ...there } = await signUpByCookie(send)
    const { token } = Object((await send("POST", "/v1/carts", { body: {} })).body)
    const headers = { "duka-cart-token": token }
    const body = { login: email, password, cookies: true }
    const again = await there.bare("POST", "/v1/auth/login", { body, headers })
    assert.isNotNull(Object(again.body).merged)
  })
})

describe("who is signed in by cookies", () => {
  it("reads without more, and changes things with the CSRF token", async () => {
    const { bare, customer, send: me } = await signUpByCookie(send)
    assert.strictEqual(Object((await bare("GET", "/v1/me")).body).customer.id, customer.id)
    assert.strictEqual((await bare("HEAD", "/v1/me")).status, 200)
    assert.strictEqual((await me("PATCH", "/v1/me", { body: { name: "Amina W." } })).status, 200)
    assert.strictEqual((await me("POST", "/v1/carts", { body: {} })).status, 201)
    assert.strictEqual(codeOf(await bare("POST", "/v1/carts", { body: {} })), "403 CsrfTokenInvalid")
  })

  it("is who the bearer token says where both are sent, and then needs no CSRF token", async () => {
    const { bare } = await signUpByCookie(send)
    const brian = await signUp(send, "Brian")
    const both = bearing(bare, brian.tokens.accessToken)
    assert.strictEqual(Object((await both("GET", "/v1/me")).body).customer.name, "Brian")
    assert.strictEqual((await both("PATCH", "/v1/me", { body: { name: "Brian O." } })).status, 200)
    const wrong = await bearing(bare, "nobody")("GET", "/v1/me")
    assert.strictEqual(codeOf(wrong), "401 Unauthenticated")
  })

  it("is refused with a cookie that is good for nothing, also where guests are let in", async () => {
    const { email, send: me, jar } = await signUpByCookie(send)
    const copy = new Map(jar)
    const { send: there } = await logInByCookie(send, email)
    const { items } = strictly(SessionList)((await me("GET", "/v1/auth/sessions")).body)
    const mine = items.find(({ current }) => current)
    assert.strictEqual((await there("DELETE", `/v1/auth/sessions/${mine?.id}`)).status, 204)
    for (const [method, path] of [
      ["GET", "/v1/me"],
      ["GET", "/v1/products"],
      ["POST", "/v1/carts"],
      ["GET", "/v1/auth/sessions"],
      ["POST", "/v1/auth/email/verification"]
    ] as const) {
      assert.strictEqual(codeOf(await me(method, path)), "401 Unauthenticated", path)
    }
    assert.deepStrictEqual(jar, copy)
  })

  it("gets in and out by every door although the cookie has expired", async () => {
    const { email, send: me } = await signUpByCookie(send)
    const expired = browser(send)
    expired.jar.set(access, "a.b.c")
    const asked = (path: string, body: unknown) => expired.bare("POST", `/v1/auth/${path}`, { body })
    const registration = { name: "A", email: `x${email}`, phone: "+254700000001", password }
    assert.strictEqual((await asked("register", registration)).status, 202)
    assert.strictEqual((await asked("password/forgot", { email })).status, 202)
    for (const [path, body] of [
      ["password/reset", { token: "x", password }],
      ["invitations/accept", { token: "x", password }],
      ["setup", { token: "x", name: "A", email, password }],
      ["refresh", { refreshToken: "x" }],
      ["refresh", {}]
    ] as const) {
      assert.strictEqual(codeOf(await asked(path, body)), "401 InvalidToken", path)
    }
    assert.strictEqual((await asked("login", { login: email, password, cookies: true })).status, 200)
    assert.strictEqual((await expired.bare("GET", "/v1/me")).status, 200)
    assert.strictEqual((await me("GET", "/v1/me")).status, 200)
  })

  it("is answered for himself alone: nobody keeps what the catalog answers him", async () => {
    const { bare } = await signUpByCookie(send)
    const mine = await bare("GET", "/v1/products")
    assert.deepStrictEqual(
      [mine.headers.get("cache-control"), mine.headers.get("vary")],
      ["private, no-store", "Authorization, Cookie, Accept-Encoding"]
    )
    for (const cookie of ["theme=dark", `theme=${access}=x`, `x${access}=x`]) {
      const { headers } = await send("GET", "/v1/products", { headers: { cookie } })
      assert.match(headers.get("cache-control") ?? "", /^public/, cookie)
    }
  })
})

describe("refreshing", () => {
  it("gives new cookies to the same session, and the refresh token is used up", async () => {
    const { csrfToken, jar, send: me } = await signUpByCookie(send)
    const before = new Map(jar)
    jar.delete(access)
    const answer = await me("POST", "/v1/auth/refresh")
    assert.deepStrictEqual(refreshed(answer.body), { expiresIn: 900, csrfToken })
    assert.deepStrictEqual(
      cookiesOf(answer).map(({ name }) => name),
      names
    )
    assert.notStrictEqual(jar.get(refresh), before.get(refresh))
    assert.strictEqual(jar.get(csrf), before.get(csrf))
    assert.strictEqual((await me("PATCH", "/v1/me", { body: {} })).status, 200)
    const stolen = await send("POST", "/v1/auth/refresh", { body: { refreshToken: before.get(refresh) } })
    assert.strictEqual(codeOf(stolen), "401 InvalidToken")
    assert.strictEqual(codeOf(await me("GET", "/v1/me")), "401 Unauthenticated")
  })

  it("takes the cookies away once the session has ended, so that a guest may go on", async () => {
    const { jar, send: me } = await signUpByCookie(send)
    const used = { body: { refreshToken: jar.get(refresh) } }
    for (const _ of ["once", "again"]) await send("POST", "/v1/auth/refresh", used)
    assert.strictEqual(codeOf(await me("GET", "/v1/products")), "401 Unauthenticated")
    const answer = await me("POST", "/v1/auth/refresh")
    assert.strictEqual(codeOf(answer), "401 InvalidToken")
    assert.deepStrictEqual(told(cookiesOf(answer)), forgetting)
    assert.strictEqual((await me("GET", "/v1/products")).status, 200)
  })

  it("needs a refresh token, in the body or in the cookie", async () => {
    for (const body of [undefined, {}]) {
      assert.strictEqual(codeOf(await send("POST", "/v1/auth/refresh", { body })), "401 InvalidToken")
    }
    const { jar, send: me } = await signUpByCookie(send)
    const authorization = `Bearer ${jar.get(access)}`
    assert.strictEqual(codeOf(await me("POST", "/v1/auth/refresh", { headers: { authorization } })), "401 InvalidToken")
  })

  it("by the body answers tokens and no cookies, whatever the browser holds", async () => {
    const { bare, jar } = await signUpByCookie(send)
    const answer = await bare("POST", "/v1/auth/refresh", { body: { refreshToken: jar.get(refresh) } })
    strictly(TokenPair)(answer.body)
    assert.deepStrictEqual(cookiesOf(answer), [])
  })
})

describe("logging out", () => {
  it("ends the session and takes the cookies away", async () => {
    const { jar, send: me } = await signUpByCookie(send)
    const kept = { headers: { cookie: `${access}=${jar.get(access)}` } }
    const token = jar.get(refresh)
    const answer = await me("POST", "/v1/auth/logout")
    assert.deepStrictEqual([answer.status, told(cookiesOf(answer)), jar.size], [204, forgetting, 0])
    assert.strictEqual(codeOf(await send("GET", "/v1/me", kept)), "401 Unauthenticated")
    const refreshed = await send("POST", "/v1/auth/refresh", { body: { refreshToken: token } })
    assert.strictEqual(codeOf(refreshed), "401 InvalidToken")
  })

  it.each(["gone", "expired"])("ends it by the refresh cookie when the access cookie is %s", async (how) => {
    const { jar, send: me } = await signUpByCookie(send)
    const { headers } = { headers: { authorization: `Bearer ${jar.get(access)}` } }
    if (how === "gone") jar.delete(access)
    else jar.set(access, "a.b.c")
    const { status } = await me("POST", "/v1/auth/logout")
    assert.deepStrictEqual([status, jar.size], [204, 0])
    assert.strictEqual(codeOf(await send("GET", "/v1/me", { headers })), "401 Unauthenticated")
  })

  it("takes away what is good for nothing, and is refused to who has nothing", async () => {
    const there = browser(send)
    there.jar.set(access, "a.b.c")
    const left = await there.bare("POST", "/v1/auth/logout")
    assert.deepStrictEqual([left.status, there.jar.size], [204, 0])
    assert.strictEqual(codeOf(await there.bare("POST", "/v1/auth/logout")), "401 Unauthenticated")
    assert.strictEqual(
      codeOf(await send("POST", "/v1/auth/logout", { headers: { cookie: "theme=dark" } })),
      "401 Unauthenticated"
    )
  })

  it("is also ending one's own session, or erasing oneself; of another session it is not", async () => {
    const { email, send: me } = await signUpByCookie(send)
    const there = await logInByCookie(send, email)
    const { items } = strictly(SessionList)((await me("GET", "/v1/auth/sessions")).body)
    const end = (isCurrent: boolean) =>
      me("DELETE", `/v1/auth/sessions/${items.find(({ current }) => current === isCurrent)?.id}`)
    const others = items.filter(({ current }) => !current).length
    assert.strictEqual(others, 2)
    assert.deepStrictEqual(cookiesOf(await end(false)), [])
    assert.deepStrictEqual(told(cookiesOf(await end(true))), forgetting)
    const last = await logInByCookie(send, email, there)
    assert.deepStrictEqual(told(cookiesOf(await last.send("DELETE", "/v1/me"))), forgetting)
  })
})

describe("a cookie of ours", () => {
  it.each([
    ["a=1; n=v; b=2", "v"],
    ["n=v", "v"],
    ["a=1;n=v", "v"],
    ["n=v==; b", "v=="],
    ["", undefined],
    ["n", undefined],
    ["N=v", undefined],
    ["xn=v", undefined],
    // What another host of the site may set.
    ["a=n=v", undefined],
    ["a=1 n=v", undefined],
    ["a=1  n=v; b=2", undefined],
    ["a= n=v", undefined],
    // Nobody can tell which one is ours.
    ["n=v; n=w", ""],
    ["n=; a=1", ""],
    [`n=${"x".repeat(4_097)}`, ""]
  ])("in %j is %j", (header, value) => {
    assert.strictEqual(cookieOf(header, "n"), value)
  })

  it("is found in time that grows with the header alone", () => {
    const started = performance.now()
    for (const part of ["n=", " n=", "; n=", "=", " ", ";"]) cookieOf(`a=${part.repeat(200_000)}`, "n")
    assert.isBelow(performance.now() - started, 1_000)
  })
})
