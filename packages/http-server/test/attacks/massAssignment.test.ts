/** Fields that are not the sender's to set, in every body that he may send: each is refused by its name. */
import { Me } from "@duka/http-api"
import { randomUUID } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import { password, signUp } from "../people.ts"
import { contact, openStore, stocked } from "../selling.ts"
import { open, rulesOf, strictly } from "../shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

const smuggled = {
  roles: ["owner"],
  permissions: ["staff:manage"],
  status: "active",
  price: { amount: 1, currency: "KES" },
  customerId: randomUUID(),
  id: randomUUID(),
  version: 99,
  emailVerifiedAt: "2026-01-01T00:00:00.000Z",
  passwordHash: "x",
  token: "x"
}

it("is refused, and changes nothing", async () => {
  const { email, send: me } = await signUp(send)
  const store = await openStore(staff)
  const product = await stocked(staff, store.id)
  const [{ id: variantId, price }] = product.variants
  const address = { firstName: "A", lines: ["1"], city: "Nairobi", country: "KE" }
  const before = (await me("GET", "/v1/me")).text
  const order = {
    lines: [{ variantId }],
    delivery: { method: "pickup", storeId: store.id },
    contact,
    payment: { method: "cash_on_delivery" },
    expectedTotal: price
  }
  const requests = [
    ["POST", "/v1/auth/register", { name: "A", email: `x${email}`, phone: "+254700000001", password }, []],
    ["POST", "/v1/auth/login", { login: email, password }, []],
    ["POST", "/v1/auth/password/change", { current: password, password: "maziwa lala leo" }, []],
    ["PATCH", "/v1/me", { name: "B" }, []],
    ["POST", "/v1/me/addresses", address, []],
    ["POST", "/v1/carts", { lines: [{ variantId }] }, []],
    ["POST", "/v1/orders", order, []],
    ["POST", "/v1/auth/setup", { token: "t".repeat(20), name: "A", email, password }, ["token"]]
  ] as const
  for (const [method, path, body, own] of requests) {
    for (const [field, value] of Object.entries(smuggled)) {
      if (own.some((name) => name === field)) continue
      const headers = path === "/v1/orders" ? { "idempotency-key": randomUUID() } : {}
      const answer = await me(method, path, { body: { ...body, [field]: value }, headers })
      assert.include(rulesOf(answer), `body /${field} unknown-field`, `${path} took ${field}`)
    }
  }
  assert.strictEqual((await me("GET", "/v1/me")).text, before)
  assert.deepStrictEqual(strictly(Me)(JSON.parse(before)).account.roles, [])
})
