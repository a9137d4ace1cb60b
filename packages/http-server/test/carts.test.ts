import { Quote, QuotedCart } from "@duka/core"
import { DeliveryOptions, PaymentOptions } from "@duka/http-api"
import { afterAll, assert, beforeAll, it } from "vitest"
import { address, newProduct, openStore, stocked } from "./selling.ts"
import { codeOf, open, problemOf, rulesOf, strictly } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

let storeId = ""
let variantId = ""
beforeAll(async () => {
  const store = await openStore(staff)
  const product = await stocked(staff, store.id, 5)
  storeId = store.id
  variantId = product.variants[0].id
})

const cartOf = strictly(QuotedCart)

const newCart = async (body: object = {}) => {
  const answer = await send("POST", "/v1/carts", { body })
  const cart = cartOf(answer.body)
  return { answer, cart, path: `/v1/carts/${cart.id}`, headers: { "duka-cart-token": cart.token ?? "" } }
}

it("a guest's cart is opened, filled, changed and emptied with its token", async () => {
  const { answer, cart, headers, path } = await newCart({ lines: [{ variantId, quantity: 2 }] })
  assert.strictEqual(answer.status, 201)
  assert.deepStrictEqual(
    [answer.headers.get("location"), answer.headers.get("etag"), answer.headers.get("cache-control")],
    [path, '"1"', "private, no-store"]
  )
  assert.strictEqual(cart.quote.totals.total.amount, 20_000)
  const lineId = cart.lines[0]?.id
  const added = await send("POST", `${path}/lines`, { headers, body: { variantId } })
  assert.strictEqual(added.status, 200)
  assert.deepStrictEqual([cartOf(added.body).lines.length, cartOf(added.body).lines[0]?.quantity], [1, 3])
  const patched = await send("PATCH", `${path}/lines/${lineId}`, {
    headers: { ...headers, "if-match": added.headers.get("etag") ?? "" },
    body: { quantity: 1 }
  })
  assert.strictEqual(cartOf(patched.body).lines[0]?.quantity, 1)
  const stale = await send("PATCH", `${path}/lines/${lineId}`, { headers: { ...headers, "if-match": '"1"' }, body: {} })
  assert.strictEqual(codeOf(stale), "412 VersionConflict")
  assert.deepStrictEqual(cartOf((await send("GET", path, { headers })).body), cartOf(patched.body))
  assert.strictEqual(cartOf((await send("DELETE", `${path}/lines/${lineId}`, { headers })).body).lines.length, 0)
  assert.strictEqual(codeOf(await send("DELETE", `${path}/lines/${lineId}`, { headers })), "404 CartLineNotFound")
  await send("POST", `${path}/lines`, { headers, body: { variantId } })
  assert.strictEqual(cartOf((await send("DELETE", `${path}/lines`, { headers })).body).lines.length, 0)
  assert.strictEqual((await send("DELETE", path, { headers })).status, 204)
  assert.strictEqual(codeOf(await send("GET", path, { headers })), "404 CartNotFound")
})

it("a cart is thrown away only at the version that was read, where one is named", async () => {
  const { headers, path } = await newCart()
  await send("POST", `${path}/lines`, { headers, body: { variantId } })
  const remove = (tag: string) => send("DELETE", path, { headers: { ...headers, "if-match": tag } })
  assert.strictEqual(codeOf(await remove('"1"')), "412 VersionConflict")
  assert.strictEqual((await send("GET", path, { headers })).status, 200)
  assert.strictEqual((await remove('"2"')).status, 204)
  assert.strictEqual(codeOf(await remove("*")), "404 CartNotFound")
})

it("nobody else finds it: not without the token, nor with another one", async () => {
  const { path } = await newCart()
  const other = await newCart()
  const asked = [
    send("GET", path),
    send("GET", path, { headers: other.headers }),
    send("GET", path, { headers: { "duka-cart-token": "x" } }),
    send("GET", path, { headers: { "duka-cart-token": "" } }),
    send("POST", `${path}/lines`, { headers: other.headers, body: { variantId } }),
    send("DELETE", path),
    send("GET", `${path}/quote`),
    send("PUT", `${path}/delivery`, { body: { method: "pickup", storeId } })
  ]
  for (const answer of await Promise.all(asked)) assert.strictEqual(codeOf(answer), "404 CartNotFound")
  assert.strictEqual((await staff("GET", path)).status, 200)
})

it("delivery and payment are chosen from what there is, and quoted", async () => {
  const { headers, path } = await newCart({ lines: [{ variantId }] })
  const options = strictly(DeliveryOptions)((await send("GET", `${path}/delivery-options`, { headers })).body)
  assert.deepStrictEqual(
    options.items.map((option) => [option.method, option.fee.amount, option.inStock]),
    [
      ["pickup", 0, true],
      ["local", 25_000, true]
    ]
  )
  const payments = strictly(PaymentOptions)((await send("GET", `${path}/payment-methods`, { headers })).body)
  assert.deepStrictEqual(
    payments.items.map((option) => option.method),
    ["cash_on_delivery", "bank"]
  )
  const chosen = await send("PUT", `${path}/delivery`, { headers, body: { method: "local", address } })
  assert.strictEqual(cartOf(chosen.body).quote.totals.total.amount, 35_000)
  const quote = strictly(Quote)((await send("GET", `${path}/quote?payment=cash_on_delivery`, { headers })).body)
  assert.deepStrictEqual([quote.storeId, quote.obstacles], [storeId, []])
  const gold = strictly(Quote)((await send("GET", `${path}/quote?payment=gold`, { headers })).body)
  assert.deepStrictEqual(gold.obstacles, [{ kind: "payment_not_offered", paymentMethod: "gold" }])
  assert.deepStrictEqual(rulesOf(await send("GET", `${path}/quote?payment=Gold`, { headers })), [
    "query /payment isPattern"
  ])
  const nowhere = { method: "pickup", storeId: "0190a7c0-0000-7000-8000-00000000dead" }
  assert.strictEqual(codeOf(await send("PUT", `${path}/delivery`, { headers, body: nowhere })), "404 StoreNotFound")
})

it("what cannot be put into a cart is refused, with the rule", async () => {
  const { headers, path } = await newCart()
  const add = (body: object) => send("POST", `${path}/lines`, { headers, body })
  assert.deepStrictEqual(rulesOf(await add({ variantId, quantity: 0 })), ["body /quantity isBetween"])
  assert.deepStrictEqual(rulesOf(await add({ variantId, quantity: 1.5 })), ["body /quantity isInt"])
  assert.deepStrictEqual(rulesOf(await add({ variantId: "x", price: 1 })).toSorted(), [
    "body /price unknown-field",
    "body /variantId isUUID"
  ])
  const lost = await add({ variantId: "0190a7c0-0000-7000-8000-00000000dead" })
  assert.strictEqual(codeOf(lost), "422 NotForSale")
  await add({ variantId, quantity: 1_000 })
  assert.strictEqual(codeOf(await add({ variantId, quantity: 1 })), "422 QuantityTooLarge")
  const cake = await newProduct(staff, {
    customisations: [{ kind: "text", key: "message", label: "Message", maxLength: 10, required: true }]
  })
  const wrong = await add({
    variantId: cake.variants[0].id,
    customisation: { message: "Hongera sana sana", colour: "red" }
  })
  assert.strictEqual(codeOf(wrong), "422 InvalidCustomisation")
  assert.deepStrictEqual(
    problemOf(wrong).violations?.map(({ pointer, rule }) => `${pointer} ${rule}`),
    ["/colour unknown-field", "/message isMaxLength"]
  )
})
