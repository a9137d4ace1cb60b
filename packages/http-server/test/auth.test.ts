/** Signing in over HTTP. */
import { MemoryStorage } from "@duka/adapter-memory"
import { type AccountMessage, AccountMessages, SignedIn } from "@duka/core"
import { JwkSet, SessionList } from "@duka/http-api"
import { MutableRef } from "effect"
import { importJWK, jwtVerify } from "jose"
import { afterAll, assert, describe, expect, it } from "vitest"
import { bearing, linkTo, logIn, password, signUp } from "./people.ts"
import { openStore, stocked } from "./selling.ts"
import { codeOf, openOver, rulesOf, strictly, tokensOf } from "./shop.ts"

const post = MutableRef.make<ReadonlyArray<AccountMessage>>([])
const { dispose, send, staff } = openOver(MemoryStorage.layer, AccountMessages.layerRecorder(post))
afterAll(dispose)

describe("registering", () => {
  it("tells what is wrong with what was given, and never the password", async () => {
    const body = { name: "", email: "amina", phone: "0700", password: "hunter2", roles: ["owner"], address: {} }
    const refused = await send("POST", "/v1/auth/register", { body })
    assert.strictEqual(codeOf(refused), "400 InvalidRequest")
    expect(rulesOf(refused)).toEqual(
      expect.arrayContaining(["body /password isMinCodePoints", "body /roles unknown-field", "body /email isPattern"])
    )
    assert.notInclude(refused.text, "hunter2")
  })
})

describe("logging in", () => {
  it("answers tokens and the customer, for nobody to keep", async () => {
    const { email } = await signUp(send)
    const answer = await send("POST", "/v1/auth/login", { body: { login: email.toUpperCase(), password } })
    const { accessToken, customer, expiresIn, merged, tokenType } = strictly(SignedIn)(answer.body)
    assert.deepStrictEqual([customer.email, expiresIn, merged, tokenType], [email, 900, null, "Bearer"])
    assert.strictEqual(answer.headers.get("cache-control"), "private, no-store")
    const me = await bearing(send, accessToken)("GET", "/v1/me")
    assert.strictEqual(me.status, 200)
  })

  it("takes the guest's cart along", async () => {
    const { email } = await signUp(send)
    const store = await openStore(staff)
    const product = await stocked(staff, store.id)
    const cart = await send("POST", "/v1/carts", {
      body: { lines: [{ variantId: product.variants[0].id, quantity: 2 }] }
    })
    const { token } = Object(cart.body)
    const headers = { "duka-cart-token": token }
    const { body } = await send("POST", "/v1/auth/login", { body: { login: email, password }, headers })
    const { accessToken, merged } = strictly(SignedIn)(body)
    const mine = await bearing(send, accessToken)("GET", "/v1/me/cart")
    assert.strictEqual(Object(mine.body).id, merged?.cartId)
    assert.strictEqual(Object(mine.body).lines[0].quantity, 2)
  })
})

describe("a session", () => {
  it("is listed to its owner, who ends it from elsewhere", async () => {
    const { email, send: me } = await signUp(send)
    const there = bearing(send, (await logIn(send, email)).accessToken)
    const { items } = strictly(SessionList)((await me("GET", "/v1/auth/sessions")).body)
    assert.deepStrictEqual(items.map(({ current }) => current).toSorted(), [false, true])
    const other = items.find(({ current }) => !current)
    assert.strictEqual((await me("DELETE", `/v1/auth/sessions/${other?.id}`)).status, 204)
    assert.strictEqual(codeOf(await there("GET", "/v1/me")), "401 Unauthenticated")
    assert.strictEqual(codeOf(await me("DELETE", `/v1/auth/sessions/${other?.id}`)), "404 SessionNotFound")
  })

  it("has tokens that anybody can verify with the published keys", async () => {
    const { tokens } = await signUp(send)
    const { keys } = strictly(JwkSet)((await send("GET", "/.well-known/jwks.json")).body)
    const key = await importJWK({ ...keys[0] })
    const { payload, protectedHeader } = await jwtVerify(tokens.accessToken, key, { issuer: "duka", audience: "duka" })
    assert.deepStrictEqual(
      [protectedHeader.typ, protectedHeader.kid, Number(payload.exp) - Number(payload.iat)],
      ["at+jwt", String(keys[0]?.["kid"]), 900]
    )
    assert.notInclude(JSON.stringify(keys), '"d"')
  })
})

describe("by links in messages", () => {
  it("an email is verified, once", async () => {
    const { email, send: me } = await signUp(send)
    const token = await linkTo(post, email, "VerifyEmail")
    const verify = () => me("POST", "/v1/auth/email/verify", { body: { token } })
    assert.strictEqual(codeOf(await send("POST", "/v1/auth/email/verify", { body: { token } })), "401 Unauthenticated")
    assert.strictEqual((await verify()).status, 204)
    assert.isString(Object((await me("GET", "/v1/me")).body).account.emailVerifiedAt)
    assert.strictEqual(codeOf(await verify()), "401 InvalidToken")
    assert.strictEqual((await me("POST", "/v1/auth/email/verification")).status, 202)
  })

  it("a forgotten password is set anew, and every session ends", async () => {
    const { email, send: me } = await signUp(send)
    for (const one of [email, `nobody-${email}`]) {
      const { status, text } = await send("POST", "/v1/auth/password/forgot", { body: { email: one } })
      assert.deepStrictEqual([status, text], [202, ""])
    }
    const body = { token: await linkTo(post, email, "ResetPassword"), password: "maziwa lala leo" }
    assert.strictEqual((await send("POST", "/v1/auth/password/reset", { body })).status, 204)
    assert.strictEqual(codeOf(await me("GET", "/v1/me")), "401 Unauthenticated")
    tokensOf(await logIn(send, email, "maziwa lala leo"))
    assert.strictEqual(codeOf(await send("POST", "/v1/auth/password/reset", { body })), "401 InvalidToken")
    assert.isFalse(post.current.some((message) => message.email === `nobody-${email}`))
  })

  it("an email gives way to another", async () => {
    const { email, send: me } = await signUp(send)
    const next = `next-${email}`
    const wrong = await me("POST", "/v1/auth/email/change", { body: { email: next, password: "wrong" } })
    assert.strictEqual(codeOf(wrong), "401 InvalidCredentials")
    assert.strictEqual((await me("POST", "/v1/auth/email/change", { body: { email: next, password } })).status, 202)
    await me("POST", "/v1/auth/email/verify", { body: { token: await linkTo(post, next, "VerifyEmail") } })
    await logIn(send, next)
    assert.strictEqual(Object((await me("GET", "/v1/me")).body).customer.email, next)
  })
})

it("a password is changed by who knows it", async () => {
  const { email, send: me } = await signUp(send)
  const there = bearing(send, (await logIn(send, email)).accessToken)
  const change = (current: string) =>
    me("POST", "/v1/auth/password/change", { body: { current, password: "maziwa lala leo" } })
  assert.strictEqual(codeOf(await change("wrong")), "401 InvalidCredentials")
  assert.strictEqual((await change(password)).status, 204)
  assert.strictEqual(codeOf(await there("GET", "/v1/me")), "401 Unauthenticated")
  assert.strictEqual((await me("GET", "/v1/me")).status, 200)
})
