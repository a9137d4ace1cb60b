import { OrderView, PlacedOrder, QuotedDraftOrder } from "@duka/core"
import { DraftOrderPage, Me, OrderPage } from "@duka/http-api"
import { ManagedRuntime } from "effect"
import { HttpServer } from "effect/http"
import { NetAddress } from "effect/net"
import { randomUUID } from "node:crypto"
import { afterAll, assert, describe, it } from "vitest"
import { bearing, signUp } from "./people.ts"
import { nobody } from "./rightBodies.ts"
import { openStore, order, stocked } from "./selling.ts"
import { codeOf, open, ownerToken, type Send, sending, strictly } from "./shop.ts"
import { socket } from "./socket.ts"

const { bank, dispose, send: called, staff: owner } = open()
const server = ManagedRuntime.make(socket)
afterAll(() => Promise.all([dispose(), server.dispose()]))

const { address } = await server.runPromise(HttpServer.HttpServer)
const overSocket = sending(fetch, NetAddress.formatUrlUnsafe(address))

const drafts = "/v1/orders/drafts"
const draftOf = strictly(QuotedDraftOrder)
const keyed = () => ({ "idempotency-key": randomUUID() })
const read = (version: number) => ({ "if-match": `"${version}"` })
const whatever = { "if-match": "*" }

/** What somebody orders by phone: two of a product, to be picked up and paid there. */
const goods = async (staff: Send) => {
  const store = await openStore(staff, randomUUID())
  const product = await stocked(staff, store.id, 5)
  const { expectedTotal, ...wanted } = order(product, store.id, 2)
  return { expectedTotal, wanted }
}

const begun = async (staff: Send, body: object) => {
  const answer = await staff("POST", drafts, { body })
  const draft = draftOf(answer.body)
  return { answer, draft, path: `${drafts}/${draft.id}` }
}

describe.each([
  ["in process", called, owner],
  ["over a socket", overSocket, bearing(overSocket, await ownerToken(overSocket))]
])("%s", (_carrier, send, staff) => {
  it("staff writes down what a caller says, bit by bit, and places it once", async () => {
    const { expectedTotal, wanted } = await goods(staff)
    const { answer, draft, path } = await begun(staff, {})
    assert.deepStrictEqual(
      [answer.status, answer.headers.get("location"), answer.headers.get("etag")],
      [201, path, '"1"']
    )
    assert.deepStrictEqual(
      draft.quote?.obstacles.map(({ kind }) => kind),
      ["empty", "no_delivery_chosen", "no_contact", "no_payment_chosen"]
    )
    const { lines, ...rest } = wanted
    assert.strictEqual(codeOf(await staff("PATCH", path, { body: { lines } })), "428 PreconditionRequired")
    const filled = await staff("PATCH", path, { headers: read(1), body: { lines } })
    assert.deepStrictEqual([filled.status, filled.headers.get("etag")], [200, '"2"'])
    assert.strictEqual(codeOf(await staff("PATCH", path, { headers: read(1), body: rest })), "412 VersionConflict")
    await staff("PATCH", path, { headers: read(2), body: { ...rest, note: "Call before noon" } })
    const seen = await staff("GET", path)
    const { quote, version } = draftOf(seen.body)
    assert.deepStrictEqual([seen.headers.get("etag"), version], ['"3"', 3])
    assert.deepStrictEqual([quote?.obstacles, quote?.totals.total], [[], expectedTotal])

    const place = { headers: keyed(), body: { expectedTotal } }
    const answered = await staff("POST", `${path}/place`, place)
    const placed = strictly(PlacedOrder)(answered.body)
    assert.deepStrictEqual(
      [answered.status, answered.headers.get("location"), answered.headers.get("idempotent-replayed")],
      [201, `/v1/orders/${placed.id}`, null]
    )
    assert.deepInclude(placed, { status: "confirmed", note: "Call before noon", customerId: null })
    assert.deepStrictEqual(
      placed.timeline.map(({ by, event }) => `${event} ${by}`),
      ["place staff", "accept_cash system"]
    )
    const again = await staff("POST", `${path}/place`, place)
    assert.deepStrictEqual([again.headers.get("idempotent-replayed"), again.body], ["true", answered.body])
    const late = [
      await staff("POST", `${path}/place`, { ...place, headers: keyed() }),
      await staff("PATCH", path, { headers: whatever, body: {} }),
      await staff("DELETE", path, { headers: whatever })
    ]
    for (const refused of late) {
      assert.strictEqual(codeOf(refused), "409 DraftOrderPlaced")
      assert.deepInclude(refused.body, { orderId: placed.id })
    }
    const own = { headers: { "duka-order-token": placed.token } }
    const { number } = strictly(OrderView)((await send("GET", `/v1/orders/${placed.id}`, own)).body)
    assert.strictEqual(number, placed.number)
  })
})

it("drafts are listed newest first, of a customer, and as far as they were placed", async () => {
  const { expectedTotal, wanted } = await goods(owner)
  const [first, second, third] = [
    await begun(owner, wanted),
    await begun(owner, wanted),
    await begun(owner, { note: "Calls back" })
  ]
  await owner("POST", `${second.path}/place`, { headers: keyed(), body: { expectedTotal } })
  const listed = async (query: string) => {
    const { items } = strictly(DraftOrderPage)((await owner("GET", `${drafts}?${query}`)).body)
    return items.map(({ id }) => id)
  }
  assert.deepStrictEqual(await listed("limit=3"), [third.draft.id, second.draft.id, first.draft.id])
  assert.deepStrictEqual(await listed("page=1&size=2&placed=false"), [third.draft.id, first.draft.id])
  assert.deepStrictEqual((await listed("placed=true"))[0], second.draft.id)
  assert.deepStrictEqual(await listed(`customer=${randomUUID()}`), [])
  assert.strictEqual((await owner("DELETE", third.path)).status, 204)
  assert.strictEqual(codeOf(await owner("GET", third.path)), "404 DraftOrderNotFound")
  assert.strictEqual(codeOf(await owner("DELETE", first.path, { headers: read(2) })), "412 VersionConflict")
})

it("the customer has the order, and never sees or changes the draft", async () => {
  const { expectedTotal, wanted } = await goods(owner)
  const amina = await signUp(called)
  const { customer } = strictly(Me)((await amina.send("GET", "/v1/me")).body)
  const { contact: _contact, ...unnamed } = wanted
  const { draft, path } = await begun(owner, { ...unnamed, customerId: customer.id })
  const calls = [
    ["GET", path, undefined],
    ["GET", drafts, undefined],
    ["POST", drafts, {}],
    ["PATCH", path, {}],
    ["DELETE", path, undefined],
    ["POST", `${path}/place`, { expectedTotal }]
  ] as const
  for (const [method, at, body] of calls) {
    const sent = { headers: { ...keyed(), ...whatever }, ...(body === undefined ? {} : { body }) }
    assert.strictEqual(codeOf(await amina.send(method, at, sent)), "403 PermissionDenied", `${method} ${at}`)
    assert.strictEqual(codeOf(await called(method, at, sent)), "401 Unauthenticated", `${method} ${at}`)
  }
  assert.strictEqual(codeOf(await amina.send("GET", `/v1/carts/${draft.id}`)), "404 CartNotFound")
  assert.include((await amina.send("GET", "/v1/me/export")).text, draft.id)
  const listed = strictly(DraftOrderPage)((await owner("GET", `${drafts}?customer=${customer.id}`)).body)
  assert.deepStrictEqual(
    listed.items.map(({ id }) => id),
    [draft.id]
  )
  const answer = await owner("POST", `${path}/place`, { headers: keyed(), body: { expectedTotal } })
  const placed = strictly(PlacedOrder)(answer.body)
  const { email, name, phone } = customer
  assert.deepInclude(placed, { customerId: customer.id, contact: { name, email: email ?? "", phone: phone ?? "" } })
  const { items } = strictly(OrderPage)((await amina.send("GET", "/v1/orders")).body)
  assert.deepStrictEqual(
    items.map(({ id }) => id),
    [placed.id]
  )
})

it("what is paid by a page answers with its address, which staff sends to the caller", async () => {
  const { expectedTotal, wanted } = await goods(owner)
  const { path } = await begun(owner, { ...wanted, payment: { method: "bank" } })
  const place = { headers: keyed(), body: { expectedTotal } }
  bank.fail("start", "before")
  assert.strictEqual(codeOf(await owner("POST", `${path}/place`, place)), "503 ProviderUnreachable")
  const { payment, status } = strictly(PlacedOrder)((await owner("POST", `${path}/place`, place)).body)
  assert.strictEqual(status, "pending")
  assert.deepInclude(payment?.next, { kind: "redirect", url: `https://fake.invalid/pay/${payment?.id}` })
})

it("what cannot be placed says why, as a cart does, and stays as it was", async () => {
  const { expectedTotal, wanted } = await goods(owner)
  const { path } = await begun(owner, { ...wanted, payment: null })
  const place = (amount = expectedTotal.amount) =>
    owner("POST", `${path}/place`, { headers: keyed(), body: { expectedTotal: { ...expectedTotal, amount } } })
  const bare = await place()
  assert.strictEqual(codeOf(bare), "409 NotPlaceable")
  assert.deepInclude(bare.body, { obstacles: [{ kind: "no_payment_chosen" }] })
  await owner("PATCH", path, { headers: whatever, body: { payment: wanted.payment } })
  assert.strictEqual(codeOf(await place(1)), "409 QuoteChanged")
  const [line] = wanted.lines
  await owner("PATCH", path, { headers: whatever, body: { lines: [{ ...line, quantity: 6 }] } })
  assert.strictEqual(codeOf(await place(60_000)), "409 OutOfStock")
  const { orderId, version } = draftOf((await owner("GET", path)).body)
  assert.deepStrictEqual([orderId, version], [null, 3])
  const nothing = { lines: [{ variantId: nobody }] }
  assert.strictEqual(codeOf(await owner("PATCH", path, { headers: whatever, body: nothing })), "422 NotForSale")
})

it("`drafts` is a word, and no order's id", async () => {
  assert.strictEqual((await owner("GET", drafts)).status, 200)
  for (const [method, path, code] of [
    ["PATCH", drafts, "404 OrderNotFound"],
    ["POST", `${drafts}/cancel`, "404 OrderNotFound"],
    ["PATCH", `${drafts}/status`, "404 DraftOrderNotFound"]
  ] as const) {
    assert.strictEqual(codeOf(await owner(method, path, { headers: whatever, body: {} })), code, path)
  }
  for (const path of [`${drafts}/x`, `${drafts}/${randomUUID()}`]) {
    assert.strictEqual(codeOf(await owner("GET", path)), "404 DraftOrderNotFound")
  }
})
