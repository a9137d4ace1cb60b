import { OrderView, PlacedOrder, ReturnView, Shipment } from "@duka/core"
import { ReturnPage, ShipmentPage } from "@duka/http-api"
import { randomUUID } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import { openStore, order, stocked } from "./selling.ts"
import { codeOf, open, strictly } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

const keyed = () => ({ "idempotency-key": randomUUID() })
const read = (version: number) => ({ "if-match": `"${version}"` })

/** A guest's order of three. */
const placed = async () => {
  const store = await openStore(staff, randomUUID())
  const product = await stocked(staff, store.id, 20)
  const body = order(product, store.id, 3)
  const made = strictly(PlacedOrder)((await send("POST", "/v1/orders", { headers: keyed(), body })).body)
  return { path: `/v1/orders/${made.id}`, own: { headers: { "duka-order-token": made.token } } }
}

const ship = async (path: string, body: object) =>
  strictly(Shipment)((await staff("POST", `${path}/shipments`, { headers: keyed(), body })).body)

it("an order leaves the store in parts, each once, and is delivered with the last of them", async () => {
  const { own, path } = await placed()
  const part = { lines: [{ position: 0, quantity: 1 }], carrier: "Sendy", trackingNumber: "S-1" }
  const asked = { headers: keyed(), body: part }
  const first = await staff("POST", `${path}/shipments`, asked)
  const shipment = strictly(Shipment)(first.body)
  assert.deepStrictEqual(
    [first.status, first.headers.get("location"), first.headers.get("etag")],
    [201, `/v1/shipments/${shipment.id}`, '"1"']
  )
  const again = await staff("POST", `${path}/shipments`, asked)
  assert.deepStrictEqual([again.headers.get("idempotent-replayed"), again.body], ["true", first.body])
  const more = await staff("POST", `${path}/shipments`, {
    headers: keyed(),
    body: { lines: [{ position: 0, quantity: 3 }] }
  })
  assert.strictEqual(codeOf(more), "409 UnitsUnavailable")
  const rest = await ship(path, {})
  const one = `/v1/shipments/${shipment.id}`
  const delivered = { status: "delivered" }
  assert.strictEqual(codeOf(await staff("PATCH", one, { body: delivered })), "428 PreconditionRequired")
  await staff("PATCH", one, { headers: read(1), body: delivered })
  assert.strictEqual(codeOf(await staff("PATCH", one, { headers: read(1), body: delivered })), "412 VersionConflict")
  const last = `/v1/shipments/${rest.id}`
  assert.strictEqual(codeOf(await staff("PATCH", last, { headers: read(1), body: delivered })), "422 CollectionMissing")
  const collection = { amount: { amount: 30_000, currency: "KES" }, means: "cash" }
  await staff("PATCH", last, { headers: read(1), body: { ...delivered, collection } })
  const end = strictly(OrderView)((await send("GET", path, own)).body)
  assert.deepStrictEqual([end.status, end.fulfilmentStatus], ["delivered", "delivered"])
  const seen = strictly(ShipmentPage)((await send("GET", `${path}/shipments`, own)).body)
  assert.deepStrictEqual(
    seen.items.map(({ id, status }) => [id, status]),
    [shipment, rest].map(({ id }) => [id, "delivered"])
  )
  assert.strictEqual(codeOf(await send("GET", last)), "404 ShipmentNotFound")
  assert.strictEqual((await send("GET", last, own)).status, 200)
})

it("a guest sends back what was delivered, and staff receives it and pays it back", async () => {
  const { own, path } = await placed()
  const { id } = await ship(path, {})
  const body = { lines: [{ position: 0, quantity: 2, reason: "Too strong" }] }
  const ask = { headers: { ...own.headers, "idempotency-key": randomUUID() }, body }
  assert.strictEqual(codeOf(await send("POST", `${path}/returns`, { ...own, body })), "400 InvalidRequest")
  assert.strictEqual(codeOf(await send("POST", `${path}/returns`, ask)), "409 UnitsUnavailable")
  const delivered = { status: "delivered", collection: { reason: "Paid before" } }
  await staff("PATCH", `/v1/shipments/${id}`, { headers: read(1), body: delivered })
  const asked = await send("POST", `${path}/returns`, ask)
  const made = strictly(ReturnView)(asked.body)
  const one = `/v1/returns/${made.id}`
  assert.deepStrictEqual([asked.status, asked.headers.get("location")], [201, one])
  const again = await send("POST", `${path}/returns`, ask)
  assert.deepStrictEqual([again.headers.get("idempotent-replayed"), again.body], ["true", asked.body])
  const waiting = strictly(ReturnPage)((await staff("GET", "/v1/returns?status=requested")).body)
  assert.deepStrictEqual(
    waiting.items.map(({ id }) => id),
    [made.id]
  )
  assert.strictEqual((await send("GET", "/v1/returns", own)).status, 401)
  const early = await staff("PATCH", one, { headers: read(1), body: { status: "refunded" } })
  assert.strictEqual(codeOf(early), "409 IllegalReturn")
  await staff("PATCH", one, { headers: read(1), body: { status: "approved" } })
  const lines = [{ position: 0, disposition: "write_off" }]
  await staff("PATCH", one, { headers: read(2), body: { status: "received", lines } })
  const amount = { amount: 20_100, currency: "KES" }
  const more = await staff("PATCH", one, { headers: read(3), body: { status: "refunded", amount } })
  assert.strictEqual(codeOf(more), "422 RefundTooLarge")
  await staff("PATCH", one, { headers: read(3), body: { status: "refunded" } })
  const end = strictly(ReturnView)((await send("GET", one, own)).body)
  assert.deepStrictEqual([end.status, end.refunded?.amount, end.version], ["refunded", 20_000, 4])
  assert.strictEqual(strictly(ReturnPage)((await send("GET", `${path}/returns`, own)).body).items.length, 1)
  assert.strictEqual(codeOf(await send("GET", one)), "404 ReturnNotFound")
})
