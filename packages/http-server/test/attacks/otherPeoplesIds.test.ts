/** Insecure direct object references: every id in every path, asked for by somebody else. */
import { PlacedOrder, QuotedCart } from "@duka/core"
import { Me, SessionList } from "@duka/http-api"
import { randomUUID } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import { documentOf } from "../declared.ts"
import { signUp } from "../people.ts"
import { contact, openStore, stocked } from "../selling.ts"
import { open, problemOf, type Send, strictly } from "../shop.ts"

const { dispose, handler, send, staff } = open()
afterAll(dispose)

const { operations } = await documentOf(handler)

/** What the path's parameters may be: things of Amina's, and what only staff may touch. */
const things = async () => {
  const amina = await signUp(send)
  const { customer } = strictly(Me)((await amina.send("GET", "/v1/me")).body)
  const store = await openStore(staff)
  const product = await stocked(staff, store.id)
  const [{ id: variantId }] = product.variants
  const cart = strictly(QuotedCart)((await amina.send("POST", "/v1/carts", { body: { lines: [{ variantId }] } })).body)
  const placed = await amina.send("POST", "/v1/orders", {
    headers: { "idempotency-key": randomUUID() },
    body: {
      lines: [{ variantId }],
      delivery: { method: "pickup", storeId: store.id },
      contact,
      payment: { method: "cash_on_delivery" },
      expectedTotal: product.variants[0].price
    }
  })
  const order = strictly(PlacedOrder)(placed.body)
  const address = { firstName: "Amina", lines: ["House 7"], city: "Nairobi", country: "KE" }
  const home = Object((await amina.send("POST", "/v1/me/addresses", { body: address })).body)
  const { items } = strictly(SessionList)((await amina.send("GET", "/v1/auth/sessions")).body)
  const key = Object((await staff("POST", "/v1/api-keys", { body: { name: "Till", permissions: [] } })).body)
  return {
    amina,
    ids: {
      "/v1/carts/{id}": { id: cart.id, lineId: cart.lines[0]?.id ?? "" },
      "/v1/orders/{id}": { id: order.id },
      "/v1/customers/{id}": { id: customer.id },
      "/v1/me/addresses/{id}": { id: home.addresses[0].id },
      "/v1/auth/sessions/{id}": { id: items[0]?.id ?? "" },
      "/v1/auth/oidc/{provider}": { provider: "google" },
      "/v1/products/{idOrSlug}": { idOrSlug: product.id, variantId },
      "/v1/categories/{idOrSlug}": { idOrSlug: "teas" },
      "/v1/stores/{id}": { id: store.id },
      "/v1/staff/{id}": { id: customer.id },
      "/v1/roles/{name}": { name: "support" },
      "/v1/api-keys/{id}": { id: key.id }
    }
  }
}

/** What anybody reads. */
const isPublic = (method: string, path: string) =>
  method === "GET" && /^\/v1\/(products|categories|stores)\//.test(path) ? true : path.startsWith("/v1/track/")

/** Bodies that are right, so that nothing else is refused before the id is looked at. */
const bodies: Readonly<Record<string, unknown>> = {
  "POST /v1/carts/{id}/lines": { variantId: randomUUID() },
  "PATCH /v1/carts/{id}/lines/{lineId}": { quantity: 3 },
  "PUT /v1/carts/{id}/delivery": { method: "pickup", storeId: randomUUID() },
  "PATCH /v1/orders/{id}": { note: "mine now" },
  "PATCH /v1/orders/{id}/status": { status: "cancelled" },
  "PATCH /v1/customers/{id}": { name: "Mine" },
  "PUT /v1/me/addresses/{id}": { firstName: "B", lines: ["1"], city: "Nairobi", country: "KE" },
  "PUT /v1/products/{idOrSlug}": { name: "Mine", price: { amount: 1, currency: "KES" } },
  "PATCH /v1/products/{idOrSlug}": { name: "Mine" },
  "POST /v1/products/{idOrSlug}/variants": { prices: [{ amount: 1, currency: "KES" }] },
  "PATCH /v1/products/{idOrSlug}/variants/{variantId}": { weightGrams: 1 },
  "POST /v1/products/{idOrSlug}/images": { url: "https://images.example/1.jpg" },
  "PATCH /v1/categories/{idOrSlug}": { name: "Mine" },
  "PATCH /v1/stores/{id}": { name: "Mine" },
  "PATCH /v1/staff/{id}": { roles: ["owner"] },
  "PATCH /v1/roles/{name}": { permissions: [] }
}

it("every id in every path is refused to who has nothing to do with it, and nothing has happened to it", async () => {
  const { amina, ids } = await things()
  const brian = await signUp(send, "Brian")
  const seen = async (asking: Send) =>
    Promise.all(
      ["/v1/me", "/v1/me/cart", "/v1/orders", "/v1/auth/sessions"].map(async (path) => (await asking("GET", path)).text)
    )
  const before = await seen(amina.send)
  const asked: Array<string> = []
  for (const { method, path } of operations) {
    if (!path.includes("{") || isPublic(method, path)) continue
    const [prefix, known] = Object.entries(ids).find(([prefix]) => path.startsWith(prefix)) ?? []
    assert(prefix !== undefined && known !== undefined, `${path} has an id that this test does not know`)
    const values: Readonly<Record<string, string>> = known
    const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "")
    const body = bodies[`${method} ${path}`]
    const query = path.endsWith("/images") && method === "DELETE" ? "?url=https%3A%2F%2Fimages.example%2F1.jpg" : ""
    for (const [who, asking] of [
      ["another customer", brian.send],
      ["a guest", send]
    ] as const) {
      const answer = await asking(method, `${url}${query}`, {
        headers: { "if-match": "*" },
        ...(body === undefined ? {} : { body })
      })
      const { code, status } = problemOf(answer)
      const told = `${method} ${path} by ${who}: ${status} ${code}`
      assert.oneOf(status, [401, 403, 404], told)
      // What somebody has is not found by others: only what everybody knows of is forbidden.
      if (/^\/v1\/(carts|orders|customers|me)/.test(path) && !path.endsWith("/status")) {
        assert.oneOf(status, who === "a guest" ? [401, 404] : [404], told)
      }
      asked.push(told)
    }
  }
  assert.isAbove(asked.length, 60)
  assert.deepStrictEqual(await seen(amina.send), before)
})
