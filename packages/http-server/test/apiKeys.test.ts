/** Keys of machines, over HTTP. */
import { CreatedApiKey } from "@duka/core"
import { ApiKeyList } from "@duka/http-api"
import { afterAll, assert, it } from "vitest"
import { bearing, signUp } from "./people.ts"
import { codeOf, open, strictly } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

it("are shown once, do what they were made for, and are revoked", async () => {
  const body = { name: "Till", permissions: ["catalog:write"], expiresAt: "2999-01-01T00:00:00.000Z" }
  const answer = await staff("POST", "/v1/api-keys", { body })
  assert.deepStrictEqual([answer.status, answer.headers.get("cache-control")], [200, "private, no-store"])
  const { id, key, prefix } = strictly(CreatedApiKey)(answer.body)
  const machine = bearing(send, key)
  const tea = { name: "Tea", price: { amount: 100, currency: "KES" } }
  assert.strictEqual((await machine("POST", "/v1/products", { body: tea })).status, 201)
  assert.strictEqual(codeOf(await machine("GET", "/v1/staff")), "403 PermissionDenied")
  assert.strictEqual(codeOf(await machine("GET", "/v1/me")), "401 SignInNeeded")
  const listed = await staff("GET", "/v1/api-keys")
  const [found] = strictly(ApiKeyList)(listed.body).items
  assert.deepStrictEqual([found?.prefix, found?.revokedAt, typeof found?.lastUsedAt], [prefix, null, "string"])
  assert.notInclude(listed.text, key)
  assert.strictEqual((await staff("DELETE", `/v1/api-keys/${id}`)).status, 204)
  assert.strictEqual(codeOf(await machine("GET", "/v1/products")), "401 Unauthenticated")
  assert.strictEqual(codeOf(await staff("DELETE", `/v1/api-keys/${id}`)), "404 ApiKeyNotFound")
})

it("are no business of customers", async () => {
  const { send: customer } = await signUp(send)
  assert.strictEqual(codeOf(await customer("GET", "/v1/api-keys")), "403 PermissionDenied")
  assert.strictEqual(codeOf(await send("GET", "/v1/api-keys")), "401 Unauthenticated")
  const past = { name: "Till", permissions: [], expiresAt: "1999-01-01T00:00:00.000Z" }
  assert.strictEqual(codeOf(await staff("POST", "/v1/api-keys", { body: past })), "400 InvalidInput")
})
