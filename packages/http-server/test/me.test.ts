/** What belongs to who asks. */
import { Customer } from "@duka/core"
import { Me, MergeAnswer } from "@duka/http-api"
import { afterAll, assert, it } from "vitest"
import { signUp } from "./people.ts"
import { contact, openStore, stocked } from "./selling.ts"
import { codeOf, open, strictly } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

const home = { firstName: "Amina", lines: ["House 7"], city: "Nairobi", country: "KE" }
const customerOf = strictly(Customer)

it("nobody is asked about who has not signed in", async () => {
  for (const path of ["/v1/me", "/v1/me/cart", "/v1/auth/sessions"]) {
    assert.strictEqual(codeOf(await send("GET", path)), "401 Unauthenticated")
  }
})

it("a profile is seen and changed by its owner, at the version that he read if he says so", async () => {
  const { email, send: me } = await signUp(send)
  const first = await me("GET", "/v1/me")
  const { account, customer } = strictly(Me)(first.body)
  assert.deepStrictEqual([account.email, account.id, customer.email], [email, customer.id, email])
  assert.strictEqual(customer.version, 1)
  const changed = await me("PATCH", "/v1/me", { body: { name: "Amina W.", phone: "+254700000009" } })
  assert.deepStrictEqual([customerOf(changed.body).name, changed.headers.get("etag")], ["Amina W.", '"2"'])
  const late = await me("PATCH", "/v1/me", { body: { name: "B" }, headers: { "if-match": '"1"' } })
  assert.strictEqual(codeOf(late), "412 VersionConflict")
  // The email that one signs in with is shown to be one's own first.
  assert.strictEqual(
    codeOf(await me("PATCH", "/v1/me", { body: { email: "other@example.com" } })),
    "400 InvalidRequest"
  )
})

it("addresses are kept, changed and removed, and one of them is offered first", async () => {
  const { send: me } = await signUp(send)
  const added = await me("POST", "/v1/me/addresses", { body: home })
  const { addresses, defaultAddressId } = customerOf(added.body)
  const id = addresses[0]?.id ?? ""
  assert.deepStrictEqual([added.status, added.headers.get("location"), defaultAddressId], [201, "/v1/me", id])
  const moved = await me("PUT", `/v1/me/addresses/${id}`, { body: { ...home, city: "Mombasa" } })
  assert.strictEqual(customerOf(moved.body).addresses[0]?.city, "Mombasa")
  const none = await me("DELETE", `/v1/me/addresses/${id}`)
  assert.deepStrictEqual([customerOf(none.body).addresses, customerOf(none.body).defaultAddressId], [[], null])
  assert.strictEqual(codeOf(await me("DELETE", `/v1/me/addresses/${id}`)), "404 AddressNotFound")
})

it("a guest's cart is taken into one's own, once, and its token ends", async () => {
  const { send: me } = await signUp(send)
  const store = await openStore(staff)
  const product = await stocked(staff, store.id)
  const lines = [{ variantId: product.variants[0].id, quantity: 2 }]
  await me("POST", "/v1/carts", { body: { lines } })
  const { id, token } = Object((await send("POST", "/v1/carts", { body: { lines } })).body)
  for (const _ of ["once", "again"]) {
    const { cart, notices } = strictly(MergeAnswer)((await me("POST", "/v1/me/cart/merge", { body: { token } })).body)
    assert.deepStrictEqual([cart.lines.map(({ quantity }) => quantity), notices], [[4], []])
  }
  assert.strictEqual(
    codeOf(await send("GET", `/v1/carts/${id}`, { headers: { "duka-cart-token": token } })),
    "404 CartNotFound"
  )
})

it("orders are one's own, and nobody else's", async () => {
  const [amina, brian] = [await signUp(send), await signUp(send, "Brian")]
  const store = await openStore(staff)
  const product = await stocked(staff, store.id)
  const order = {
    lines: [{ variantId: product.variants[0].id }],
    delivery: { method: "pickup", storeId: store.id },
    contact,
    payment: { method: "cash_on_delivery" },
    expectedTotal: product.variants[0].price
  }
  const placed = await amina.send("POST", "/v1/orders", { body: order, headers: { "idempotency-key": "order-0001" } })
  const { id } = Object(placed.body)
  assert.strictEqual(placed.status, 201)
  assert.strictEqual(Object((await amina.send("GET", "/v1/orders")).body).items[0].id, id)
  assert.deepStrictEqual(Object((await brian.send("GET", "/v1/orders")).body).items, [])
  assert.strictEqual(codeOf(await brian.send("GET", `/v1/orders/${id}`)), "404 OrderNotFound")
  assert.strictEqual((await amina.send("POST", `/v1/orders/${id}/cancel`)).status, 200)
})

it("who erases himself is gone, once his orders are closed", async () => {
  const { email, send: me } = await signUp(send)
  assert.strictEqual((await me("DELETE", "/v1/me")).status, 204)
  assert.strictEqual(codeOf(await me("GET", "/v1/me")), "401 Unauthenticated")
  assert.strictEqual((await send("POST", "/v1/auth/login", { body: { login: email, password: "x" } })).status, 401)
})
