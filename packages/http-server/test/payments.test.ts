/** Paying over HTTP: the shop believes what its provider says when it is asked, and nobody else. */
import { PgliteStorage } from "@duka/adapter-postgres"
import { MemoryStorage } from "@duka/adapter-memory"
import { OrderView, PaymentView, PlacedOrder } from "@duka/core"
import { PaymentPage } from "@duka/http-api"
import { randomUUID } from "node:crypto"
import { afterAll, assert, describe, it } from "vitest"
import { eventually } from "./eventually.ts"
import { messageOf } from "./bank.ts"
import { openStore, order, stocked } from "./selling.ts"
import { openOver, strictly } from "./shop.ts"

const key = () => ({ "idempotency-key": randomUUID() })

const storages = [
  ["memory", () => openOver(MemoryStorage.layer, undefined, { works: true })],
  ["PGlite", () => openOver(PgliteStorage.layer({ dataDir: "memory://" }), undefined, { works: true })]
] as const

describe.each(storages)("paying over %s", (_, open) => {
  const shop = open()
  const { bank, send, staff } = shop
  afterAll(shop.dispose)

  const placed = async () => {
    const store = await openStore(staff, `Branch ${randomUUID().slice(0, 8)}`)
    const body = { ...order(await stocked(staff, store.id), store.id), payment: { method: "bank" } }
    return { headers: key(), body }
  }
  const tell = (message: ReturnType<typeof messageOf>) => send("POST", "/v1/webhooks/payments/bank", message)

  it(
    "an order waits for its money and is confirmed by it, told a hundred times or once",
    { timeout: 60_000 },
    async () => {
      const made = strictly(PlacedOrder)((await send("POST", "/v1/orders", await placed())).body)
      assert.deepStrictEqual([made.status, made.payment?.next?.kind], ["pending", "redirect"])
      const paymentId = made.payment?.id ?? ""
      bank.pay(paymentId)
      const message = messageOf(bank.event(paymentId))
      const forged = await tell({ ...message, headers: { "fake-signature": "forged" } })
      assert.strictEqual(forged.status, 401)
      const answers = await Promise.all(Array.from({ length: 100 }, () => tell(message)))
      for (const answer of answers) assert.deepStrictEqual([answer.status, answer.text], [200, '{"received":true}'])
      const headers = { "duka-order-token": made.token }
      const now = async () => strictly(OrderView)((await send("GET", `/v1/orders/${made.id}`, { headers })).body)
      await eventually(async () => (await now()).status === "confirmed")
      assert.strictEqual((await now()).paymentStatus, "paid")
      const messages = await staff("GET", "/v1/provider-messages?outcome=settled")
      assert.include(messages.text, '"settled"')
      const mine = strictly(PaymentPage)((await send("GET", `/v1/payments?order=${made.id}`, { headers })).body)
      assert.strictEqual(mine.items.length, 1)
      assert.deepStrictEqual(strictly(PaymentPage)((await send("GET", `/v1/payments?order=${made.id}`)).body).items, [])
      assert.strictEqual((await send("GET", `/v1/payments/${paymentId}`)).status, 404)
      assert.strictEqual((await send("GET", `/v1/payments/${paymentId}`, { headers })).status, 200)
    }
  )

  it(
    "a provider that does not answer leaves the order waiting, and the same request goes on",
    { timeout: 60_000 },
    async () => {
      const request = await placed()
      bank.fail("start", "before")
      const away = await send("POST", "/v1/orders", request)
      assert.strictEqual(away.status, 503)
      assert.isNotNull(away.headers.get("retry-after"))
      const again = await send("POST", "/v1/orders", request)
      assert.deepStrictEqual([again.status, again.headers.get("idempotent-replayed")], [201, "true"])
      assert.strictEqual(strictly(PlacedOrder)(again.body).payment?.status, "pending")
    }
  )

  it("what was declined is paid another time", { timeout: 60_000 }, async () => {
    bank.fail("start", { decline: "insufficient_funds" })
    const made = strictly(PlacedOrder)((await send("POST", "/v1/orders", await placed())).body)
    assert.deepStrictEqual([made.payment?.status, made.payment?.decline], ["failed", "insufficient_funds"])
    const headers = { "duka-order-token": made.token, ...key() }
    const answer = await send("POST", `/v1/orders/${made.id}/payments`, { headers, body: { method: "bank" } })
    assert.strictEqual(strictly(PaymentView)(answer.body).next?.kind, "redirect")
  })
})
