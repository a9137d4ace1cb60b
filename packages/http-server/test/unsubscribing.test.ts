/** Links in messages that say that one wants no more of them: as browsers follow them, and as mail programs do. */
import { Unsubscribed } from "@duka/http-api"
import { afterAll, assert, it } from "vitest"
import { aMessage, storage } from "./aMessage.ts"
import { codeOf, openOver, strictly } from "./shop.ts"

const { dispose, send } = openOver(storage)
afterAll(dispose)

const path = async () => `/v1/unsubscribe/${await aMessage.unsubscribeToken()}`
const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8", "sec-fetch-mode": "navigate" }

it("ask in a browser before anybody is unsubscribed, and load nothing there", async () => {
  const { headers, status, text } = await send("GET", await path(), { headers: browser })
  assert.deepStrictEqual([status, headers.get("content-type")], [200, "text/html; charset=utf-8"])
  assert.match(text, /<form method="post"><button>/)
  assert.include(headers.get("content-security-policy"), "default-src 'none'; form-action 'self'")
})

it("answer the form with a page", async () => {
  const { headers, status, text } = await send("POST", await path(), { headers: browser })
  assert.deepStrictEqual([status, headers.get("content-type")], [200, "text/html; charset=utf-8"])
  assert.include(text, "You have unsubscribed.")
  const wrong = await send("POST", "/v1/unsubscribe/whatever", { headers: browser })
  assert.deepStrictEqual([wrong.status, wrong.headers.get("content-type")], [404, "text/html; charset=utf-8"])
  assert.include(wrong.text, "This link does not work.")
})

it("answer mail programs as the contract says, once or often", async () => {
  for (const headers of [{}, { accept: "*/*" }]) {
    const { body, status } = await send("POST", await path(), { headers })
    assert.strictEqual(status, 200)
    assert.deepStrictEqual(strictly(Unsubscribed)(body), { kind: "order-shipped", channel: "email" })
  }
  assert.strictEqual(codeOf(await send("POST", "/v1/unsubscribe/whatever")), "404 UnsubscribeLinkNotFound")
})
