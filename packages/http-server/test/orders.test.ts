import { OrderView, PlacedOrder, QuotedCart, Tracking } from "@duka/core"
import { OrderPage } from "@duka/http-api"
import { randomUUID } from "node:crypto"
import { afterAll, assert, beforeAll, it } from "vitest"
import { address, contact, openStore, order, stocked } from "./selling.ts"
import { codeOf, open, rulesOf, strictly } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

let store: Awaited<ReturnType<typeof openStore>>
let product: Awaited<ReturnType<typeof stocked>>
beforeAll(async () => {
  store = await openStore(staff)
  product = await stocked(staff, store.id, 20)
})

const viewOf = strictly(OrderView)
const placedOf = strictly(PlacedOrder)

const place = (body: object, key: string = randomUUID(), headers: Readonly<Record<string, string>> = {}) =>
  send("POST", "/v1/orders", { headers: { "idempotency-key": key, ...headers }, body })

const placed = async () => {
  const made = placedOf((await place(order(product, store.id))).body)
  return { made, path: `/v1/orders/${made.id}`, headers: { "duka-order-token": made.token } }
}

it("an order is placed once for a key, in one request", async () => {
  const key = randomUUID()
  const first = await place(order(product, store.id, 2), key)
  assert.strictEqual(first.status, 201)
  const made = placedOf(first.body)
  assert.deepStrictEqual(
    [first.headers.get("location"), first.headers.get("etag"), first.headers.get("cache-control")],
    [`/v1/orders/${made.id}`, '"1"', "private, no-store"]
  )
  assert.isNull(first.headers.get("idempotent-replayed"))
  assert.deepStrictEqual(
    [made.status, made.paymentStatus, made.payment, made.totals.total],
    [
      "confirmed",
      "pending",
      {
        id: made.payment?.id,
        method: "cash_on_delivery",
        status: "pending",
        next: { kind: "none" },
        decline: null
      },
      { amount: 20_000, currency: "KES" }
    ]
  )
  const again = await place(order(product, store.id, 2), key)
  assert.deepStrictEqual([again.status, again.headers.get("idempotent-replayed")], [201, "true"])
  assert.deepStrictEqual(placedOf(again.body), made)
  assert.strictEqual(codeOf(await place(order(product, store.id, 1), key)), "422 IdempotencyConflict")
})

it("an order is placed from a cart, with the cart's token", async () => {
  const lines = [{ variantId: product.variants[0].id }]
  const opened = await send("POST", "/v1/carts", { body: { lines, delivery: { method: "local", address } } })
  const cart = strictly(QuotedCart)(opened.body)
  const token = { "duka-cart-token": cart.token ?? "" }
  const body = {
    cartId: cart.id,
    contact,
    recipient: { name: "Amina", phone: "+254700000002" },
    note: "Ring twice",
    payment: { method: "cash_on_delivery" },
    expectedTotal: cart.quote.totals.total
  }
  assert.strictEqual(codeOf(await place(body)), "404 CartNotFound")
  const changed = await place({ ...body, expectedTotal: { amount: 1, currency: "KES" } }, randomUUID(), token)
  assert.strictEqual(codeOf(changed), "409 QuoteChanged")
  const made = await place(body, randomUUID(), token)
  assert.strictEqual(made.status, 201)
  assert.deepInclude(placedOf(made.body), { note: "Ring twice", recipient: { name: "Amina", phone: "+254700000002" } })
  assert.strictEqual(codeOf(await place(body, randomUUID(), token)), "404 CartNotFound")
})

it("what stands in the way of an order is told", async () => {
  const short = await place(order(product, store.id, 500))
  assert.strictEqual(codeOf(short), "409 OutOfStock")
  assert.deepInclude(short.body, {
    shortages: [{ variantId: product.variants[0].id, requested: 500, available: 10 }]
  })
  const empty = strictly(QuotedCart)((await send("POST", "/v1/carts", { body: {} })).body)
  const body = {
    cartId: empty.id,
    contact,
    payment: { method: "cash_on_delivery" },
    expectedTotal: empty.quote.totals.total
  }
  const notYet = await place(body, randomUUID(), { "duka-cart-token": empty.token ?? "" })
  assert.strictEqual(codeOf(notYet), "409 NotPlaceable")
  assert.deepInclude(notYet.body, { obstacles: [{ kind: "empty" }, { kind: "no_delivery_chosen" }] })
  const unpayable = await place({ ...order(product, store.id), payment: { method: "gold" } })
  assert.strictEqual(codeOf(unpayable), "409 NotPlaceable")
  assert.deepInclude(unpayable.body, { obstacles: [{ kind: "payment_not_offered", paymentMethod: "gold" }] })
  const { expectedTotal: _, ...withoutTotal } = order(product, store.id)
  assert.deepStrictEqual(rulesOf(await place(withoutTotal)), ["body /expectedTotal required"])
  const unreachable = { ...order(product, store.id), contact: { name: "Nobody" } }
  assert.deepStrictEqual(rulesOf(await place(unreachable)), ["body /contact/phone isReachable"])
  const noKey = await send("POST", "/v1/orders", { body: order(product, store.id) })
  assert.deepStrictEqual(rulesOf(noKey), ["header /idempotency-key required"])
})

it("a guest reads, changes and cancels with the order's token; everybody else finds nothing", async () => {
  const { headers, made, path } = await placed()
  const other = await placed()
  const seen = await send("GET", path, { headers })
  assert.deepStrictEqual([seen.status, seen.headers.get("etag"), viewOf(seen.body).number], [200, '"1"', made.number])
  for (const wrong of [{}, other.headers, { "duka-order-token": made.trackingToken }]) {
    assert.strictEqual(codeOf(await send("GET", path, { headers: wrong })), "404 OrderNotFound")
    assert.strictEqual(codeOf(await send("POST", `${path}/cancel`, { headers: wrong })), "404 OrderNotFound")
    assert.strictEqual(codeOf(await send("PATCH", path, { headers: wrong, body: { note: "x" } })), "404 OrderNotFound")
  }
  const noted = await send("PATCH", path, { headers, body: { note: "Call first" } })
  assert.deepInclude(viewOf(noted.body), { note: "Call first", version: 2 })
  const moved = await send("PATCH", path, { headers, body: { address } })
  assert.strictEqual(codeOf(moved), "400 InvalidInput")
  const stale = await send("POST", `${path}/cancel`, { headers: { ...headers, "if-match": '"1"' } })
  assert.strictEqual(codeOf(stale), "412 VersionConflict")
  const cancelled = await send("POST", `${path}/cancel`, { headers, body: { reason: "Changed my mind" } })
  assert.deepInclude(viewOf(cancelled.body), { status: "cancelled", fulfilmentStatus: "cancelled" })
  const again = await send("POST", `${path}/cancel`, { headers })
  assert.strictEqual(codeOf(again), "409 IllegalTransition")
  assert.deepInclude(again.body, { from: "cancelled", possible: [] })
})

it("staff moves an order on, each step at the version that was read", async () => {
  const { made, path } = await placed()
  const status = (version: number, body: object) =>
    staff("PATCH", `${path}/status`, { headers: { "if-match": `"${version}"` }, body })
  assert.strictEqual(
    codeOf(await send("PATCH", `${path}/status`, { body: { status: "shipped" } })),
    "401 Unauthenticated"
  )
  const blind = await staff("PATCH", `${path}/status`, { body: { status: "shipped" } })
  assert.strictEqual(codeOf(blind), "428 PreconditionRequired")
  assert.strictEqual(codeOf(await staff("PATCH", path, { body: { note: "x" } })), "428 PreconditionRequired")
  assert.strictEqual(codeOf(await status(1, { status: "delivered" })), "409 IllegalTransition")
  assert.strictEqual(viewOf((await status(1, { status: "processing" })).body).status, "processing")
  assert.strictEqual(codeOf(await status(1, { status: "shipped" })), "412 VersionConflict")
  assert.strictEqual(viewOf((await status(2, { status: "shipped" })).body).fulfilmentStatus, "shipped")
  assert.strictEqual(codeOf(await status(3, { status: "delivered" })), "422 CollectionMissing")
  const collection = { amount: { amount: 10_000, currency: "KES" }, means: "mpesa", receipt: "QGH7X1" }
  const delivered = viewOf((await status(3, { status: "delivered", collection })).body)
  assert.deepStrictEqual(
    [delivered.status, delivered.collection, delivered.paymentStatus],
    ["delivered", collection, "paid"]
  )
  assert.strictEqual(codeOf(await staff("DELETE", `/v1/products/${product.slug}`)), "409 ProductAllocated")

  const list = async (query: string) => strictly(OrderPage)((await staff("GET", `/v1/orders?${query}`)).body).items
  assert.deepStrictEqual(
    (await list(`number=${made.number}`)).map(({ id }) => id),
    [made.id]
  )
  assert.deepStrictEqual(
    (await list("status=delivered")).map(({ id }) => id),
    [made.id]
  )
  assert.deepStrictEqual(await list("customer=0190a7c0-0000-7000-8000-00000000dead"), [])
  assert.strictEqual(codeOf(await send("GET", "/v1/orders")), "401 Unauthenticated")
})

it("a tracking link shows the public timeline alone, and only to who has it", async () => {
  const { made } = await placed()
  const answer = await send("GET", `/v1/track/${made.trackingToken}`)
  assert.deepStrictEqual([answer.status, answer.headers.get("cache-control")], [200, "private, no-store"])
  const tracking = strictly(Tracking)(answer.body)
  assert.deepStrictEqual(
    tracking.timeline.map(({ status }) => status),
    ["pending", "confirmed"]
  )
  assert.notInclude(answer.text, contact.phone)
  for (const token of [made.token, "x", "%00", `${made.trackingToken}A`]) {
    assert.strictEqual(codeOf(await send("GET", `/v1/track/${token}`)), "404 TrackingNotFound")
  }
})

it("a product that was ordered is archived instead of removed, and the answer says so", async () => {
  const sold = await stocked(staff, store.id)
  const made = placedOf((await place(order(sold, store.id))).body)
  await send("POST", `/v1/orders/${made.id}/cancel`, { headers: { "duka-order-token": made.token } })
  const gone = await staff("DELETE", `/v1/products/${sold.slug}`)
  assert.deepStrictEqual([gone.status, gone.body], [200, { outcome: "archived" }])
  assert.strictEqual(codeOf(await send("GET", `/v1/products/${sold.slug}`)), "404 ProductNotFound")
})
