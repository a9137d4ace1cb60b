/** Access tokens that say to be the trusted issuer's: forged, borrowed, or made for something else. */
import { AuthOidc } from "@duka/auth-oidc"
import { Me } from "@duka/http-api"
import type { JWTPayload } from "jose"
import { assert, beforeEach, describe, it } from "vitest"
import { evilProvider } from "../../../auth-oidc/test/evilProvider.ts"
import { signUp } from "../people.ts"
import { openWith, standing } from "../oidcShop.ts"
import { codeOf, ownerToken, strictly } from "../shop.ts"

const audience = "https://api.shop.example"
const typ = "at+jwt"

const issuer = await standing(evilProvider)
const trusted = (tokenType: "at+jwt" | "JWT") => AuthOidc.layerTrusted({ issuer: issuer.origin, audience, tokenType })
const { send } = openWith([], trusted("at+jwt"))
const { send: old } = openWith([], trusted("JWT"))

const claims = (changes: JWTPayload = {}) =>
  issuer.claims({ aud: audience, client_id: "app", email: "amina@example.com", email_verified: true, ...changes })

const asking = (token: string, to = send) => to("GET", "/v1/me", { headers: { authorization: `Bearer ${token}` } })

const now = () => Math.floor(Date.now() / 1000)

beforeEach(() => issuer.relent())

describe("a token that is right", () => {
  it("is its person's, whoever asks with it how often", async () => {
    const token = await issuer.signed(claims(), { typ })
    const first = strictly(Me)((await asking(token)).body)
    assert.strictEqual(first.account.email, "amina@example.com")
    assert.strictEqual(strictly(Me)((await asking(token)).body).account.id, first.account.id)
    const fresh = await issuer.signed(claims({ email: "elsewhere@example.com", jti: "2" }), { typ })
    assert.strictEqual(strictly(Me)((await asking(fresh)).body).account.id, first.account.id)
    const bearer = { authorization: `Bearer ${token}` }
    assert.strictEqual((await send("POST", "/v1/auth/logout", { headers: bearer })).status, 204)
    assert.strictEqual((await asking(token)).status, 200)
    assert.strictEqual(issuer.asked("/jwks"), 1)
  })

  it("may be for others too, and may call its type by its whole name", async () => {
    const token = await issuer.signed(claims({ aud: ["https://other.example", audience] }), {
      typ: "application/at+jwt"
    })
    assert.strictEqual((await asking(token)).status, 200)
  })

  it("is of the type JWT where the issuer makes no other, and of no other then", async () => {
    assert.strictEqual((await asking(await issuer.signed(claims()), old)).status, 200)
    assert.strictEqual(codeOf(await asking(await issuer.signed(claims(), { typ }), old)), "401 Unauthenticated")
  })

  it("is a machine's with the scopes that are permissions here", async () => {
    const {
      email: _,
      email_verified: __,
      ...machine
    } = claims({ sub: "robot", client_id: "robot", scope: "inventory:read x" })
    const authorization = `Bearer ${await issuer.signed(machine, { typ })}`
    assert.strictEqual((await send("GET", "/v1/inventory", { headers: { authorization } })).status, 200)
    assert.strictEqual(codeOf(await send("GET", "/v1/staff", { headers: { authorization } })), "403 PermissionDenied")
    assert.strictEqual(codeOf(await send("GET", "/v1/me", { headers: { authorization } })), "401 SignInNeeded")
  })
})

describe("a token that is not", () => {
  const forgeries: ReadonlyArray<readonly [string, () => Promise<string>]> = [
    ["another issuer's", () => issuer.signed(claims({ iss: "https://accounts.google.com" }), { typ })],
    ["an issuer's that is spelled otherwise", () => issuer.signed(claims({ iss: `${issuer.origin}/` }), { typ })],
    ["for another audience", () => issuer.signed(claims({ aud: "https://other.example" }), { typ })],
    ["for an audience that begins alike", () => issuer.signed(claims({ aud: `${audience}.evil.example` }), { typ })],
    ["for nobody", () => issuer.signed({ iss: issuer.origin, sub: "amina", exp: now() + 60, iat: now() }, { typ })],
    ["over", () => issuer.signed(claims({ exp: now() - 60 }), { typ })],
    ["without an end", () => issuer.signed({ iss: issuer.origin, aud: audience, sub: "amina", iat: now() }, { typ })],
    ["not to be used yet", () => issuer.signed(claims({ nbf: now() + 600 }), { typ })],
    ["nobody's", () => issuer.signed(claims({ sub: "" }), { typ })],
    ["by an email that is not verified", () => issuer.signed(claims({ sub: "eve", email_verified: false }), { typ })],
    [
      "by an email of which nothing is said",
      () => {
        const { email_verified: _, ...rest } = claims({ sub: "eve" })
        return issuer.signed(rest, { typ })
      }
    ],
    ["unsigned", () => issuer.unsigned(claims(), { typ })],
    ["signed by the client's secret", () => issuer.hashed(claims(), "secret", { typ })],
    ["signed by the public key as a secret", () => issuer.hashed(claims(), "public key", { typ })],
    ["signed by a key that is not the issuer's", () => issuer.forged(claims(), { typ })],
    ["signed by a key that nobody knows", () => issuer.forged(claims(), { typ, kid: "new" })],
    ["of another type", () => issuer.signed(claims())],
    ["of no type", () => issuer.signed(claims(), { typ: "" })],
    ["endless", () => issuer.signed(claims({ more: "x".repeat(9_000) }), { typ })]
  ]

  it.each(forgeries)("is refused: %s", async (_name, forged) => {
    assert.strictEqual(codeOf(await asking(await forged())), "401 Unauthenticated")
  })

  it("an ID token is no access token, whatever type it says to have", async () => {
    for (const [changes, header] of [
      [{ aud: "app", nonce: "n", azp: "app" }, {}],
      [{ nonce: "n" }, { typ }],
      [{ at_hash: "h" }, { typ }],
      [{ c_hash: "h" }, { typ }],
      [{ azp: audience }, { typ }],
      [{ client_id: audience }, { typ }]
    ] as const) {
      const token = await issuer.signed(claims(changes), header)
      assert.strictEqual(codeOf(await asking(token)), "401 Unauthenticated", JSON.stringify(changes))
      const plain = await issuer.signed(claims(changes))
      assert.strictEqual(codeOf(await asking(plain, old)), "401 Unauthenticated", JSON.stringify(changes))
    }
  })

  it("asks the issuer nothing: for tokens of our own, and for any that does not say to be its", async () => {
    const { send: quiet } = openWith([], trusted("at+jwt"))
    const path = "/.well-known/openid-configuration"
    const before = issuer.asked(path)
    const { tokens } = await signUp(quiet)
    assert.strictEqual((await asking(tokens.accessToken, quiet)).status, 200)
    assert.isString(await ownerToken(quiet))
    for (const token of [
      "a.b.c",
      "duka_x",
      "x",
      await issuer.signed(claims({ iss: "https://evil.example" }), { typ })
    ]) {
      assert.strictEqual(codeOf(await asking(token, quiet)), "401 Unauthenticated")
    }
    assert.strictEqual(issuer.asked(path), before)
  })

  it("is refused while the issuer is away, and taken once it is back", async () => {
    const { send: fresh } = openWith([], trusted("at+jwt"))
    const token = await issuer.signed(claims(), { typ })
    issuer.say("/.well-known/openid-configuration", { status: 503, body: {} })
    assert.strictEqual(codeOf(await asking(token, fresh)), "401 Unauthenticated")
    issuer.relent()
    assert.strictEqual((await asking(token, fresh)).status, 200)
  })

  it("no token of another issuer is taken where none is trusted", async () => {
    const { send: closed } = openWith([])
    assert.strictEqual(codeOf(await asking(await issuer.signed(claims(), { typ }), closed)), "401 Unauthenticated")
  })
})
