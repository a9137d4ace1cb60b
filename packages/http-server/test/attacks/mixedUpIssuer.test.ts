/** Mix-up (RFC 9207): one provider's answer is handed in as another's, who would be given the code of the first. */
import { assert, it } from "vitest"
import { evilProvider } from "../../../auth-oidc/test/evilProvider.ts"
import { realProvider } from "../../../auth-oidc/test/realProvider.ts"
import { begun, callbackOf, cameBack, openWith, standing } from "../oidcShop.ts"
import { type Answer, codeOf } from "../shop.ts"

const real = await standing(realProvider("real", callbackOf("real")))
const evil = await standing(evilProvider)
const { send } = openWith([real.options, evil.options])

const told = (answer: Answer) => [codeOf(answer), /"reason":"(\w+)"/.exec(answer.text)?.[1]]

const answerTo = (provider: string, given: Readonly<Record<string, string>>) =>
  `/v1/auth/oidc/${provider}/callback?${new URLSearchParams(given).toString()}`

it("an answer that names another issuer is refused, and its code is given to nobody", async () => {
  const { at, cookie } = await begun(send, "evil")
  const state = at.searchParams.get("state") ?? ""
  for (const iss of [real.origin, `${evil.origin}/`, evil.origin.toUpperCase(), ""]) {
    const answer = await send("GET", answerTo("evil", { code: "code", state, iss }), { headers: { cookie } })
    assert.deepStrictEqual(told(answer), ["401 OidcRefused", "answer"], iss)
  }
  const silent = await send("GET", answerTo("evil", { code: "code", state }), { headers: { cookie } })
  assert.deepStrictEqual(told(silent), ["401 OidcRefused", "answer"])
  const both = `${answerTo("evil", { code: "code", state, iss: evil.origin })}&iss=${encodeURIComponent(real.origin)}`
  assert.strictEqual(codeOf(await send("GET", both, { headers: { cookie } })), "400 InvalidRequest")
  assert.strictEqual(evil.asked("/token"), 0)
})

it("an answer for one provider at the address of another is refused, and its code is given to nobody", async () => {
  const { cookie, path } = await cameBack(send, "real")
  const elsewhere = path.replace("/oidc/real/", "/oidc/evil/")
  assert.deepStrictEqual(told(await send("GET", elsewhere, { headers: { cookie } })), ["401 OidcRefused", "begun"])
  const other = await begun(send, "evil")
  const mixed = await send("GET", elsewhere, { headers: { cookie: other.cookie } })
  assert.deepStrictEqual(told(mixed), ["401 OidcRefused", "begun"])
  assert.strictEqual(evil.asked("/token"), 0)
  assert.strictEqual((await send("GET", path, { headers: { cookie } })).status, 200)
})

it("a state or a code that comes twice is refused", async () => {
  const { at, cookie } = await begun(send, "evil")
  const path = answerTo("evil", { code: "code", state: at.searchParams.get("state") ?? "", iss: evil.origin })
  for (const more of ["code=other", `state=${at.searchParams.get("state")}`]) {
    assert.strictEqual(codeOf(await send("GET", `${path}&${more}`, { headers: { cookie } })), "400 InvalidRequest")
  }
  assert.strictEqual(evil.asked("/token"), 0)
})

it("an account of one provider is no account of another with the same subject", async () => {
  const { at, cookie } = await begun(send, "evil")
  const nonce = at.searchParams.get("nonce") ?? ""
  const claims = evil.claims({ sub: "amina", nonce, email: "amina@example.com", email_verified: false })
  evil.say("/token", { body: { access_token: "opaque", token_type: "Bearer", id_token: await evil.signed(claims) } })
  const state = at.searchParams.get("state") ?? ""
  const path = answerTo("evil", { code: "code", state, iss: evil.origin })
  assert.strictEqual(codeOf(await send("GET", path, { headers: { cookie } })), "403 EmailNotVerified")
})
