import { OrderView, PlacedOrder } from "@duka/core"
import { randomUUID } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import { openStore, order, stocked } from "./selling.ts"
import { codeOf, open, strictly } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

it("staff changes what was ordered, as long as nothing has left, and nobody else does", async () => {
  const store = await openStore(staff)
  const product = await stocked(staff, store.id, 5)
  const headers = { "idempotency-key": randomUUID() }
  const { body } = await send("POST", "/v1/orders", { headers, body: order(product, store.id, 2) })
  const { id, token } = strictly(PlacedOrder)(body)
  const path = `/v1/orders/${id}/lines`
  const read = (version: number) => ({ "if-match": `"${version}"` })
  const more = { lines: [{ position: 0, quantity: 3 }], add: [{ variantId: product.variants[0].id }], reason: "Called" }
  const own = await send("PATCH", path, { headers: { "duka-order-token": token }, body: more })
  assert.strictEqual(own.status, 401)
  assert.strictEqual(codeOf(await staff("PATCH", path, { body: more })), "428 PreconditionRequired")
  const answer = await staff("PATCH", path, { headers: read(1), body: more })
  assert.strictEqual(answer.headers.get("etag"), '"2"')
  const changed = strictly(OrderView)(answer.body)
  assert.deepStrictEqual([changed.lines.map(({ quantity }) => quantity), changed.totals.total.amount], [[3, 1], 40_000])
  const short = { lines: [{ position: 1, quantity: 3 }] }
  assert.strictEqual(codeOf(await staff("PATCH", path, { headers: read(2), body: short })), "409 OutOfStock")
  assert.strictEqual(codeOf(await staff("PATCH", path, { headers: read(1), body: more })), "412 VersionConflict")
  const none = { lines: [0, 1].map((position) => ({ position, quantity: 0 })) }
  assert.strictEqual(codeOf(await staff("PATCH", path, { headers: read(2), body: none })), "400 InvalidInput")
  await staff("POST", `/v1/orders/${id}/cancel`)
  assert.strictEqual(codeOf(await staff("PATCH", path, { headers: read(3), body: short })), "409 OrderNotEditable")
})
