/** Customers, as staff sees them. */
import { Account, Customer, PersonalData } from "@duka/core"
import { CustomerPage, Me } from "@duka/http-api"
import { randomUUID } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import { password, signUp } from "./people.ts"
import { contact, openStore, stocked } from "./selling.ts"
import { codeOf, open, strictly } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

const customerOf = strictly(Customer)

const signedUp = async (name: string) => {
  const person = await signUp(send, name)
  const { customer } = strictly(Me)((await person.send("GET", "/v1/me")).body)
  return { ...person, path: `/v1/customers/${customer.id}` }
}

it("are listed newest first, looked at and changed at the version that was read", async () => {
  // The owner is a customer too.
  await staff("GET", "/v1/customers")
  const [amina, brian] = [await signedUp("Amina"), await signedUp("Brian")]
  const { items } = strictly(CustomerPage)((await staff("GET", "/v1/customers?limit=2")).body)
  assert.deepStrictEqual(
    items.map(({ name }) => name),
    ["Brian", "Amina"]
  )
  const found = await staff("GET", amina.path)
  assert.deepStrictEqual([customerOf(found.body).email, found.headers.get("etag")], [amina.email, '"1"'])
  assert.strictEqual(codeOf(await staff("PATCH", amina.path, { body: { name: "A" } })), "428 PreconditionRequired")
  const changed = await staff("PATCH", amina.path, { body: { name: "A" }, headers: { "if-match": '"1"' } })
  assert.strictEqual(customerOf(changed.body).name, "A")
  const nobody = { body: { email: null, phone: null }, headers: { "if-match": "*" } }
  assert.strictEqual(codeOf(await staff("PATCH", brian.path, nobody)), "400 InvalidInput")
  assert.strictEqual(codeOf(await staff("GET", `/v1/customers/${randomUUID()}`)), "404 CustomerNotFound")
})

it("see themselves, and nobody else", async () => {
  const [amina, brian] = [await signedUp("Amina"), await signedUp("Brian")]
  assert.strictEqual((await amina.send("GET", amina.path)).status, 200)
  for (const method of ["GET", "PATCH", "DELETE"]) {
    const asked = method === "PATCH" ? { body: { name: "B" } } : {}
    assert.strictEqual(codeOf(await amina.send(method, brian.path, asked)), "404 CustomerNotFound")
    assert.strictEqual(codeOf(await send(method, brian.path, asked)), "401 Unauthenticated")
  }
  assert.strictEqual(codeOf(await amina.send("GET", "/v1/customers")), "403 PermissionDenied")
})

it("are erased once their orders are closed, and signed out at once", async () => {
  const amina = await signedUp("Amina")
  const store = await openStore(staff)
  const product = await stocked(staff, store.id)
  const order = {
    lines: [{ variantId: product.variants[0].id }],
    delivery: { method: "pickup", storeId: store.id },
    contact,
    payment: { method: "cash_on_delivery" },
    expectedTotal: product.variants[0].price
  }
  const headers = { "idempotency-key": randomUUID() }
  const { id } = Object((await amina.send("POST", "/v1/orders", { body: order, headers })).body)
  assert.strictEqual(codeOf(await staff("DELETE", amina.path)), "409 OrdersOpen")
  await amina.send("POST", `/v1/orders/${id}/cancel`)
  assert.strictEqual((await staff("DELETE", amina.path)).status, 204)
  assert.strictEqual(codeOf(await amina.send("GET", "/v1/me")), "401 Unauthenticated")
  assert.strictEqual(codeOf(await staff("GET", amina.path)), "404 CustomerNotFound")
  assert.isNull(Object((await staff("GET", `/v1/orders/${id}`)).body).contact)
})

it("are suspended at the version that was read, and reinstated", async () => {
  const amina = await signedUp("Amina")
  const path = `${amina.path}/account`
  const account = strictly(Account)
  const found = await amina.send("GET", path)
  assert.deepStrictEqual([account(found.body).status, found.headers.get("etag")], ["active", '"1"'])
  const suspended = { body: { status: "suspended" } }
  assert.strictEqual(codeOf(await staff("PATCH", path, suspended)), "428 PreconditionRequired")
  assert.strictEqual(
    codeOf(await staff("PATCH", path, { ...suspended, headers: { "if-match": '"9"' } })),
    "412 VersionConflict"
  )
  const changed = await staff("PATCH", path, { ...suspended, headers: { "if-match": '"1"' } })
  assert.deepStrictEqual([account(changed.body).status, changed.headers.get("etag")], ["suspended", '"2"'])
  assert.strictEqual(codeOf(await amina.send("GET", "/v1/me")), "401 Unauthenticated")
  const login = { body: { login: amina.email, password } }
  assert.strictEqual(codeOf(await send("POST", "/v1/auth/login", login)), "403 AccountSuspended")
  await staff("PATCH", path, { body: { status: "active" }, headers: { "if-match": '"2"' } })
  assert.strictEqual((await send("POST", "/v1/auth/login", login)).status, 200)
})

it("are found by name, email and phone, a page at a time", async () => {
  const [wanjiku] = [await signedUp("Wanjikũ Mwangi"), await signedUp("Wanja")]
  const names = async (query: string) =>
    strictly(CustomerPage)((await staff("GET", `/v1/customers?${query}`)).body).items.map(({ name }) => name)
  assert.deepStrictEqual(await names("q=wanj"), ["Wanja", "Wanjikũ Mwangi"])
  assert.deepStrictEqual(await names("q=WANJIKU%20mwa"), ["Wanjikũ Mwangi"])
  assert.deepStrictEqual(await names(`q=${wanjiku?.email}`), ["Wanjikũ Mwangi"])
  assert.deepStrictEqual(await names("q=wanj%200700%20000&page=2&size=1"), ["Wanjikũ Mwangi"])
  assert.deepStrictEqual(await names("q=anjiku"), [])
  assert.deepStrictEqual(await names("q=%2B"), [])
})

it("take with them all that is kept of them, and staff does by post, which is logged", async () => {
  const amina = await signedUp("Amina")
  const data = strictly(PersonalData)
  const own = await amina.send("GET", "/v1/me/export")
  assert.strictEqual(own.headers.get("content-disposition"), 'attachment; filename="my-data.json"')
  const { customer, sessions } = data(own.body)
  assert.deepStrictEqual([customer.email, sessions.length], [amina.email, 1])
  assert.strictEqual(codeOf(await send("GET", "/v1/me/export")), "401 Unauthenticated")
  const asked = await staff("GET", `${amina.path}/export`)
  assert.strictEqual(data(asked.body).customer.id, customer.id)
  assert.strictEqual(asked.headers.get("content-disposition"), `attachment; filename="customer-${customer.id}.json"`)
  const { items } = Object((await staff("GET", `/v1/audit?subject=${customer.id}&action=customer.exported`)).body)
  assert.lengthOf(items, 1)
})
