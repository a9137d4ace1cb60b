/** Open redirects: a login that begins at the shop must not end on a page of somebody else's. */
import * as fc from "fast-check"
import { assert, it } from "vitest"
import { realProvider } from "../../../auth-oidc/test/realProvider.ts"
import { returningTo } from "../../src/identity/returning.ts"
import { callbackOf, openWith, shopOrigin, standing, trustedOrigin } from "../oidcShop.ts"
import { codeOf, rulesOf } from "../shop.ts"

const real = await standing(realProvider("real", callbackOf("real")))
const { send } = openWith([real.options])

const elsewhere = [
  "https://evil.example",
  "https://evil.example/account",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "/\\/evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  " /account",
  "https:evil.example",
  "https:/evil.example",
  "http:/account",
  "javascript:alert(1)",
  "data:text/html,hello",
  "account",
  "",
  "?a=b",
  "#a",
  `${trustedOrigin}.evil.example/`,
  `${trustedOrigin}@evil.example/`,
  `https://user:password@${new URL(trustedOrigin).host}/`,
  `http://${new URL(trustedOrigin).host}/`,
  `${trustedOrigin}:8443/`,
  `${shopOrigin}@evil.example/`,
  `https://${new URL(shopOrigin).host}/`,
  "http://shop.localhost/",
  "/%0d%0aLocation:https://evil.example\r\nx",
  "/é",
  `/${"a".repeat(1_000)}`
]

it.each(elsewhere)("is refused before anybody is sent to a provider: %j", async (returnTo) => {
  const answer = await send("GET", `/v1/auth/oidc/real?returnTo=${encodeURIComponent(returnTo)}`)
  assert.strictEqual(answer.status, 400, answer.headers.get("location") ?? "")
  assert.include(["400 InvalidInput", "400 InvalidRequest"], codeOf(answer))
  assert.isTrue(rulesOf(answer).some((rule) => rule.includes("/returnTo")))
})

it.each(["returnTo=/a&returnTo=https://evil.example", "return_to=/a", "redirect_uri=https://evil.example"])(
  "is refused when it comes twice, or under another name: %s",
  async (query) => {
    assert.strictEqual(codeOf(await send("GET", `/v1/auth/oidc/real?${query}`)), "400 InvalidRequest")
  }
)

const trusted = new Set([trustedOrigin])
const shop = new URL(shopOrigin)

it("whatever is asked for, a browser is sent to an origin that is trusted, and in so many words", () => {
  const paths = ["/", "\\", "//", ".", "..", "@", ":", "?", "#", "%2f", "%5c", "%09", "\t", "a", "\u0000"]
  const hosts = ["evil.example", "http", "https:", "javascript:", trustedOrigin, shopOrigin, "[::1]", "。"]
  const piece = fc.constantFrom(...paths, ...hosts)
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const found = returningTo(pieces.join(""), shop, trusted)
      if (found === null) return
      // As a browser reads the header, wherever it is.
      const { origin, password, protocol, username } = new URL(found.href, "https://evil.example/")
      assert.include([shopOrigin, trustedOrigin], origin)
      assert.match(protocol, /^https?:$/)
      assert.strictEqual(`${username}${password}`, "")
      assert.match(found.href, /^https?:\/\/[\x21-\x7e]+$/)
    }),
    { numRuns: 2_000 }
  )
})
