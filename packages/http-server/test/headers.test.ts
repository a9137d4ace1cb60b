/** A day of the shop, in which every header that an answer carries is compared with what the document says of it. */
import { AuthOidc } from "@duka/auth-oidc"
import {
  Accounts,
  Carts,
  Customer,
  IdempotencyKey,
  IdempotencyRunning,
  Inventory,
  Issuer,
  OidcProviderUnreachable,
  OidcRefused,
  PlacedOrder,
  QuotedCart,
  SecretKey,
  StaffMember,
  StorageBusy,
  Subject
} from "@duka/core"
import { Me, SessionList } from "@duka/http-api"
import { Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import * as OidcLogins from "../src/identity/OidcLogins.ts"
import * as Server from "../src/Server.ts"
import { logInByCookie, signUpByCookie } from "./browser.ts"
import { everybodyHurrying, everybodySigningIn } from "./crowds.ts"
import { documentOf } from "./declared.ts"
import * as Journeys from "./journeys.ts"
import { moneyOnItsWay } from "./moneyJourneys.ts"
import { signUp } from "./people.ts"
import { address, contact, openStore, order, productOf, stocked } from "./selling.ts"
import { open, ownerToken, type Send, strictly, useCases } from "./shop.ts"

const shop = open()
afterAll(shop.dispose)

const document = await documentOf(shop.handler)
const { judged, operations, promised, seen } = document
const send = judged(shop.handler)
const admin = { authorization: `Bearer ${await ownerToken(send)}` }
const staff: Send = (method, path, given = {}) =>
  send(method, path, { ...given, headers: { ...admin, ...given.headers } })

const cartOf = strictly(QuotedCart)
const whatever = { headers: { "if-match": "*" } }
const key = () => ({ "idempotency-key": randomUUID() })
const price = { amount: 100, currency: "KES" }

/** Stores, categories, products and stock. */
const staffAtWork = async () => {
  const store = await openStore(staff)
  await staff("PATCH", `/v1/stores/${store.id}`, { ...whatever, body: { pickup: true } })
  await staff("POST", "/v1/categories", { body: { name: "Teas" } })
  await staff("PATCH", "/v1/categories/teas", { ...whatever, body: { position: 1 } })
  const tea = { name: "Tea", slug: "tea", options: [{ name: "size", values: ["S", "M"] }] }
  const [small, medium] = ["S", "M"].map((size) => ({ optionValues: { size }, prices: [price] }))
  const path = `/v1/products/${productOf(await staff("POST", "/v1/products", { body: { ...tea, variants: [small] } })).id}`
  await staff("PUT", path, { ...whatever, body: { ...tea, variants: [small] } })
  await staff("PATCH", path, { ...whatever, body: { featured: true } })
  const { variants } = productOf(await staff("POST", `${path}/variants`, { body: medium }))
  const variant = `${path}/variants/${variants[1]?.id}`
  await staff("PATCH", variant, { ...whatever, body: { weightGrams: 1 } })
  await staff("DELETE", variant)
  const url = "https://images.example/tea.png"
  await staff("POST", `${path}/images`, { body: { url } })
  await staff("DELETE", `${path}/images?url=${encodeURIComponent(url)}`)
  const role = { name: "clerk", permissions: ["order:read"] }
  await staff("POST", "/v1/roles", { body: role })
  await staff("PATCH", "/v1/roles/clerk", { ...whatever, body: { description: "Looks" } })
  const invitation = { name: "Asha", email: "asha@example.com", roles: ["clerk"] }
  const { id } = strictly(StaffMember)((await staff("POST", "/v1/staff/invitations", { body: invitation })).body)
  await staff("GET", `/v1/staff/${id}`)
  await staff("PATCH", `/v1/staff/${id}`, { ...whatever, body: { roles: [] } })
  await staff("POST", "/v1/products/bulk", { body: { products: [{ name: "Salt", price }] } })
  const [{ id: variantId }] = variants
  const movements = [{ variantId, storeId: store.id, kind: "receipt", quantity: 9, lowStockThreshold: 9 }]
  const move = { headers: key(), body: { movements } }
  for (const _ of ["once", "again"]) await staff("POST", "/v1/inventory/movements", move)
  await staff("GET", "/v1/jobs?queue=low-stock")
  await staff("GET", "/v1/jobs/counts")
  await staff("POST", "/v1/jobs/retry")
  await staff("DELETE", "/v1/jobs?olderThanSeconds=60")
  for (const report of ["sales", "products", "customers", "payments", "taxes"]) {
    await staff("GET", `/v1/reports/${report}?from=2026-11-01&to=2026-12-01&format=csv`)
  }
  for (const list of ["", "/low", `/movements?variant=${variantId}`]) await staff("GET", `/v1/inventory${list}`)
}

/** The catalog, which is 304 for who has it. */
const guestsLooking = async () => {
  const { id } = await openStore(staff, "Second")
  const catalog = ["/products", "/products/featured", "/products/tea", "/categories", "/categories/tree"]
  for (const path of [...catalog, "/categories/teas", "/stores", `/stores/${id}`, `/stores/${id}/products`]) {
    const { headers } = await send("GET", `/v1${path}`)
    const again = await send("GET", `/v1${path}`, { headers: { "if-none-match": headers.get("etag") ?? "" } })
    assert.strictEqual(again.status, 304, path)
    await staff("GET", `/v1${path}`)
  }
}

/** A cart and an order. */
const guestsBuying = async () => {
  const store = await openStore(staff, "Third")
  const product = await stocked(staff, store.id)
  const cart = cartOf((await send("POST", "/v1/carts", { body: {} })).body)
  const path = `/v1/carts/${cart.id}`
  const headers = { "duka-cart-token": cart.token ?? "" }
  const add = () => send("POST", `${path}/lines`, { headers, body: { variantId: product.variants[0].id } })
  const [line] = cartOf((await add()).body).lines
  await send("PATCH", `${path}/lines/${line?.id}`, { headers, body: { quantity: 2 } })
  await send("DELETE", `${path}/lines/${line?.id}`, { headers })
  await send("DELETE", `${path}/lines`, { headers })
  await send("PUT", `${path}/delivery`, { headers, body: { method: "local", address } })
  for (const of of ["", "/quote", "/delivery-options", "/payment-methods"])
    await send("GET", `${path}${of}`, { headers })
  await send("DELETE", path, { headers })

  const place = { headers: key(), body: order(product, store.id) }
  await send("POST", "/v1/orders", place)
  const placed = strictly(PlacedOrder)((await send("POST", "/v1/orders", place)).body)
  const own = { headers: { "duka-order-token": placed.token } }
  await send("GET", `/v1/orders/${placed.id}`, own)
  await send("PATCH", `/v1/orders/${placed.id}`, { ...own, body: { contact } })
  await send("GET", `/v1/track/${placed.trackingToken}`)
  await staff("GET", "/v1/orders")
  await staff("PATCH", `/v1/orders/${placed.id}/status`, { ...whatever, body: { status: "processing" } })
  await staff("POST", `/v1/orders/${placed.id}/cancel`)
  assert.strictEqual((await staff("DELETE", `/v1/products/${product.id}`)).status, 200)
}

const peopleAtHome = async () => {
  const { send: me } = await signUp(send)
  await me("PATCH", "/v1/me", { body: { name: "Amina W." } })
  const address = { firstName: "Amina", lines: ["House 7"], city: "Nairobi", country: "KE" }
  const { body } = await me("POST", "/v1/me/addresses", { body: address })
  const id = strictly(Customer)(body).addresses[0]?.id ?? ""
  await me("PUT", `/v1/me/addresses/${id}`, { body: address })
  await me("DELETE", `/v1/me/addresses/${id}`)
  await me("GET", "/v1/me/cart")
  await me("GET", "/v1/me/export")
}

/** The same by cookies. */
const peopleAtTheBrowser = async () => {
  const { email, jar, send: me } = await signUpByCookie(send)
  await me("POST", "/v1/auth/refresh")
  await me("POST", "/v1/auth/logout")
  const again = await logInByCookie(send, email)
  const { items } = strictly(SessionList)((await again.send("GET", "/v1/auth/sessions")).body)
  await again.send("DELETE", `/v1/auth/sessions/${items.find(({ current }) => current)?.id}`)
  const last = await logInByCookie(send, email)
  const cookies = new Map(last.jar)
  await last.send("DELETE", "/v1/me")
  for (const [name, value] of cookies) jar.set(name, value)
  await me("POST", "/v1/auth/refresh")
}

/** Logging in with a provider. */
const peopleFromElsewhere = async () => {
  const state: { outcome: "known" | "unverified" | "refused" | "away" } = { outcome: "known" }
  const transaction = { provider: "fake", state: "s", nonce: "n", codeVerifier: "v" }
  const providers = Layer.succeed(AuthOidc.OidcProviders, {
    names: ["fake"],
    begin: () =>
      state.outcome === "away"
        ? Effect.fail(OidcProviderUnreachable.of("fake"))
        : Effect.succeed({ url: new URL("https://login.example/authorize"), transaction }),
    finish: () => {
      if (state.outcome === "away") return Effect.fail(OidcProviderUnreachable.of("fake"))
      if (state.outcome === "refused") return Effect.fail(new OidcRefused({ reason: "answer" }))
      const emailVerified = state.outcome === "known"
      const subject = Subject.make(state.outcome)
      const issuer = Issuer.make("https://login.example")
      return Effect.succeed({ issuer, subject, email: "wanjiru@example.com", emailVerified, name: "Wanjiru" })
    }
  })
  const logins = OidcLogins.layer(new URL("http://duka.local")).pipe(Layer.provide([providers, SecretKey.layerRandom]))
  const { dispose, handler } = Server.handler(Layer.merge(useCases, logins))
  const browser = judged(handler)
  const path = "/v1/auth/oidc/fake"
  const cookieOf = async (query = "") => {
    const { headers } = await browser("GET", `${path}${query}`)
    return { headers: { cookie: (headers.getSetCookie()[0] ?? "").split(";")[0] ?? "" } }
  }
  const plain = await cookieOf()
  const paged = await cookieOf("?returnTo=/account")
  const back = (sent: typeof plain) => browser("GET", `${path}/callback?code=c&state=s`, sent)
  const statuses: Array<number> = []
  for (const outcome of ["known", "unverified", "refused", "away"] as const) {
    state.outcome = outcome
    statuses.push((await back(plain)).status, (await back(paged)).status)
  }
  assert.deepStrictEqual(statuses, [200, 303, 403, 303, 401, 303, 503, 303])
  assert.strictEqual((await browser("GET", path)).status, 503)
  await browser("GET", "/v1/auth/oidc")
  await browser("GET", "/v1/auth/oidc/other")
  await dispose()
}

/** People as staff sees them. */
const staffLookingAtPeople = async () => {
  const { send: me } = await signUp(send)
  const path = `/v1/customers/${strictly(Me)((await me("GET", "/v1/me")).body).customer.id}`
  await staff("GET", path)
  await staff("PATCH", path, { ...whatever, body: { name: "A" } })
  await staff("GET", `${path}/account`)
  await staff("GET", `${path}/export`)
  await staff("PATCH", `${path}/account`, { ...whatever, body: { status: "suspended" } })
}

/** What is refused. */
const strangersRefused = async () => {
  for (const { method, path } of operations) {
    const headers = path.startsWith("/v1/") ? { authorization: "Bearer nobody" } : {}
    await send(method, path.replaceAll(/\{\w+\}/g, "x"), { headers })
  }
  await send("GET", "/nothing")
  await send("PATCH", "/v1/products")
  await send("GET", "/v1/products/none")
  await send("GET", "/v1/products?colour=red")
  await staff("PATCH", "/v1/products/tea", { body: {} })
  await staff("PATCH", "/v1/products/tea", { headers: { "if-match": '"99"' }, body: {} })
}

/** What may be asked again later. */
const everybodyWaiting = async () => {
  const later = (key: IdempotencyKey) =>
    key.startsWith("busy")
      ? Effect.fail(new StorageBusy({ retryAfterSeconds: 2 }))
      : Effect.fail(new IdempotencyRunning({ key, retryAfterSeconds: 3 }))
  const crowded = Layer.mergeAll(
    Journeys.placingLater(later),
    Layer.effect(
      Inventory,
      Effect.map(Inventory, (inventory) => ({ ...inventory, move: (_moves, key) => later(IdempotencyKey.make(key)) }))
    ),
    Journeys.ordersContended,
    Layer.effect(
      Carts,
      Effect.map(Carts, (carts) => ({ ...carts, merge: () => Effect.fail(new StorageBusy({ retryAfterSeconds: 1 })) }))
    ),
    Layer.effect(
      Accounts,
      Effect.map(Accounts, (accounts) => ({
        ...accounts,
        erase: () => Effect.fail(new StorageBusy({ retryAfterSeconds: 1 }))
      }))
    )
  ).pipe(Layer.provideMerge(useCases))
  const { dispose, handler } = Server.handler(crowded)
  const authorization = `Bearer ${await ownerToken(judged(handler))}`
  const { send: me } = await signUp(judged(handler))
  assert.strictEqual((await me("POST", "/v1/me/cart/merge", { body: { token: "any" } })).status, 503)
  assert.strictEqual((await me("DELETE", "/v1/me")).status, 503)
  const erased = await judged(handler)("DELETE", "/v1/customers/x", { headers: { authorization } })
  assert.strictEqual(erased.status, 503)
  await Journeys.contending(judged(handler), authorization)
  const { id } = await openStore(staff, "Fourth")
  const product = await stocked(staff, id)
  const movements = [{ variantId: product.variants[0].id, storeId: id, kind: "receipt", quantity: 1 }]
  for (const [key, status] of [
    ["busy-0001", 503],
    ["running-1", 409]
  ] as const) {
    const headers = { "idempotency-key": key }
    const placed = await judged(handler)("POST", "/v1/orders", { headers, body: order(product, id) })
    const move = { headers: { authorization, ...headers }, body: { movements } }
    const moved = await judged(handler)("POST", "/v1/inventory/movements", move)
    const place = { headers: { authorization, ...headers }, body: { expectedTotal: price } }
    const drafted = await judged(handler)("POST", "/v1/orders/drafts/x/place", place)
    assert.deepStrictEqual([placed.status, moved.status, drafted.status], [status, status, status])
  }
  await dispose()
  await Journeys.storageAway(judged)
}

it("the document declares what answers carry, and no answer lacks what it promises", async () => {
  await staffAtWork()
  await guestsLooking()
  await guestsBuying()
  await Journeys.ordersOnTheirWay({ send, staff })
  await Journeys.draftsWritten(staff)
  await Journeys.othersTold(staff)
  await moneyOnItsWay(judged)
  await peopleAtHome()
  await peopleAtTheBrowser()
  await peopleFromElsewhere()
  await staffLookingAtPeople()
  await strangersRefused()
  await everybodyWaiting()
  await everybodySigningIn(document)
  await everybodyHurrying(document)
  assert.deepStrictEqual(
    promised.filter((header) => !seen.has(header)),
    []
  )
})
