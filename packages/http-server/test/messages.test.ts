/** A refusal says what would be right, in words of JSON and not of the code behind it. */
import { afterAll, assert, it } from "vitest"
import { type Answer, open, problemOf } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

const told = (answer: Answer) =>
  (problemOf(answer).violations ?? []).map(({ message, pointer, rule }) => `${pointer} ${rule}: ${message}`.trim())

const product = (change: object) =>
  staff("POST", "/v1/products", { body: { name: "X", price: { amount: 1, currency: "KES" }, ...change } })

it("a body that is no object", async () => {
  for (const body of [undefined, "", "[]", "null", "7", '"text"']) {
    const answer = await send("POST", "/v1/carts", { body, headers: { "content-type": "application/json" } })
    assert.deepStrictEqual(told(answer), ["type: Expected a JSON object"], String(body))
  }
  assert.deepStrictEqual(told(await send("POST", "/v1/carts", { body: "{" })), ["json: Expected a valid JSON body"])
})

it("an object, a list or one of several where something else is given", async () => {
  const delivered = (delivery: unknown) => send("POST", "/v1/carts", { body: { delivery } })
  const choices = '/delivery type: Expected method "pickup" with storeId, or method "local" with address'
  for (const delivery of [{ method: "drone" }, {}, "pickup", [], 1]) {
    assert.deepStrictEqual(told(await delivered(delivery)), [choices], JSON.stringify(delivery))
  }
  assert.deepStrictEqual(told(await delivered({ method: "local", address: "Nairobi" })), [
    "/delivery/address type: Expected an object"
  ])
  assert.deepStrictEqual(told(await send("POST", "/v1/carts", { body: { lines: {} } })), [
    "/lines type: Expected a list"
  ])
  assert.deepStrictEqual(told(await product({ status: "published" })), [
    '/status type: Expected "draft", or "active", or "archived"'
  ])
  assert.deepStrictEqual(told(await product({ name: 7 })), ["/name type: Expected string"])
})

it("what is missing, and what nothing here takes, wherever it stands in the request", async () => {
  const unknown = "unknown-field: Unknown here: leave it out"
  const missing = "required: Required, but missing"
  const line = { variantId: "0190a7c0-0000-7000-8000-00000000dead" }
  for (const path of ["/v1/products", "/v1/categories/tree", "/v1/track/x", "/health/live"]) {
    assert.deepStrictEqual(told(await send("GET", `${path}?debug=1`)), [`/debug ${unknown}`], path)
  }
  assert.deepStrictEqual(told(await staff("GET", "/v1/inventory/movements")), [`/variant ${missing}`])
  assert.deepStrictEqual(told(await send("POST", "/v1/orders", { body: {} })), [`/idempotency-key ${missing}`])
  assert.deepStrictEqual(told(await send("POST", "/v1/carts", { body: { lines: [{ ...line, price: 1 }] } })), [
    `/lines/0/price ${unknown}`
  ])
  assert.deepStrictEqual(told(await send("POST", "/v1/carts", { body: { lines: [{}] } })), [
    `/lines/0/variantId ${missing}`
  ])
})

it("a parameter that is given more than once", async () => {
  for (const [path, name] of [
    ["/v1/products?limit=1&limit=2", "limit"],
    ["/v1/products?q=a&q=b", "q"],
    ["/v1/products?inStock=true&inStock=false", "inStock"],
    ["/v1/products?attribute.origin=a&attribute.origin=b", "attribute.origin"],
    ["/v1/stores?size=1&size=1&size=1", "size"]
  ] as const) {
    assert.deepStrictEqual(told(await send("GET", path)), [
      `/${name} type: Expected one value: it is given more than once`
    ])
  }
})

it("an entity tag without its quotation marks", async () => {
  const answer = await staff("PATCH", "/v1/products/x", { headers: { "if-match": "7" }, body: {} })
  assert.deepStrictEqual(told(answer), [
    '/if-match isEntityTag: Expected the entity tag that was read, in its quotation marks ("7"), or *'
  ])
})

it("of a body that is not big up to 50 violations are told, of a big one the first", async () => {
  const lines = (count: number) => JSON.stringify({ lines: Array.from({ length: count }, () => ({})) })
  assert.strictEqual(told(await send("POST", "/v1/carts", { body: lines(3) })).length, 3)
  assert.strictEqual(told(await send("POST", "/v1/carts", { body: lines(4_900) })).length, 50)
  assert.strictEqual(told(await send("POST", "/v1/carts", { body: lines(5_100) })).length, 1)
  const big = `{"products":${JSON.stringify(Array.from({ length: 10_000 }, () => ({ name: "" })))}}`
  assert.deepStrictEqual(
    told(await staff("POST", "/v1/products/bulk", { body: big })).map((one) => one.split(":")[0]),
    ["/products/0/name isBetweenCodePoints"]
  )
})
