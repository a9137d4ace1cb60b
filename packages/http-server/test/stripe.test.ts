/** Paying by Stripe over HTTP, from the order to its refund: the shop asks Stripe, and believes no message. */
import { MemoryStorage } from "@duka/adapter-memory"
import { OrderView, PaymentView, PlacedOrder } from "@duka/core"
import { Stripe } from "@duka/payment-stripe"
import { Effect, Exit, Redacted, Scope } from "effect"
import { FetchHttpClient } from "effect/http"
import { randomUUID } from "node:crypto"
import { afterAll, assert, describe, it } from "vitest"
import { stripeServerAt } from "../../payment-stripe/test/stripeServer.ts"
import { credentials, message } from "../../payment-stripe/test/stripeWords.ts"
import { eventually } from "./eventually.ts"
import { openStore, order, stocked } from "./selling.ts"
import { openOver, strictly } from "./shop.ts"

const seconds = () => Math.floor(Date.now() / 1000)

const scope = await Effect.runPromise(Scope.make())
const stripe = await Effect.runPromise(Scope.provide(stripeServerAt(seconds), scope))
const provider = await Effect.runPromise(
  Stripe.make({
    baseUrl: stripe.baseUrl,
    secretKey: Redacted.make(credentials.secretKey),
    webhookSecrets: [Redacted.make(credentials.webhookSecret)]
  }).pipe(Effect.provide(FetchHttpClient.layer))
)

describe("paying by Stripe", () => {
  const { dispose, send, staff } = openOver(MemoryStorage.layer, undefined, { works: true, others: [provider] })
  afterAll(async () => {
    await dispose()
    await Effect.runPromise(Scope.close(scope, Exit.void))
  })

  const place = async (payment: object) => {
    const store = await openStore(staff, `Branch ${randomUUID().slice(0, 8)}`)
    const body = {
      ...order(await stocked(staff, store.id), store.id),
      payment: { method: "stripe", returnUrl: "https://shop.example/thanks", ...payment }
    }
    const placed = await send("POST", "/v1/orders", { headers: { "idempotency-key": randomUUID() }, body })
    assert.strictEqual(placed.status, 201, placed.text)
    const made = strictly(PlacedOrder)(placed.body)
    const headers = { "duka-order-token": made.token }
    const now = async () => strictly(OrderView)((await send("GET", `/v1/orders/${made.id}`, { headers })).body)
    const paymentId = made.payment?.id ?? ""
    const paymentNow = async () =>
      strictly(PaymentView)((await send("GET", `/v1/payments/${paymentId}`, { headers })).body)
    return { made, now, paymentId, paymentNow }
  }

  const tell = (event: { readonly type: string; readonly object: object }, secret = credentials.webhookSecret) => {
    const { body, headers } = message({ id: `evt_${randomUUID()}`, ...event }, { at: seconds(), secret })
    return send("POST", "/v1/webhooks/payments/stripe", { headers, body: new TextDecoder().decode(body) })
  }

  it("an order is paid on its page, and part of it is given back", { timeout: 60_000 }, async () => {
    const { made, now, paymentId, paymentNow } = await place({})
    assert.deepStrictEqual([made.status, made.payment?.next?.kind], ["pending", "redirect"])
    stripe.refuse(paymentId, { code: "card_declined", decline_code: "expired_card" })
    await tell({ type: "payment_intent.payment_failed", object: stripe.intentOf(paymentId) })
    stripe.pay(paymentId)
    const moved = { type: "payment_intent.succeeded", object: stripe.intentOf(paymentId) }
    assert.strictEqual((await tell(moved, "whsec_of-somebody-else")).status, 401)
    assert.strictEqual((await tell(moved)).status, 200)
    await eventually(async () => (await now()).status === "confirmed")
    assert.strictEqual((await now()).paymentStatus, "paid")

    const body = { amount: { amount: 3_000, currency: "KES" }, reason: "One came broken" }
    const asked = { headers: { "idempotency-key": randomUUID() }, body }
    for (const _ of [1, 2]) {
      assert.strictEqual((await staff("POST", `/v1/payments/${paymentId}/refund`, asked)).status, 201)
    }
    await eventually(async () => (await paymentNow()).refunded.amount === 3_000)
    assert.deepStrictEqual(
      stripe.refunds.map(({ amount }) => amount),
      [3_000]
    )
    assert.strictEqual((await now()).paymentStatus, "partially_refunded")
    // It is in the books once, whatever Stripe tells of it afterwards.
    await tell({ type: "refund.created", object: stripe.refunds[0] ?? {} })
    await tell({ type: "charge.refunded", object: { ...stripe.intentOf(paymentId), object: "charge" } })
    await eventually(async () =>
      (await staff("GET", "/v1/provider-messages?outcome=settled")).text.includes("charge.refunded")
    )
    assert.strictEqual((await paymentNow()).refunded.amount, 3_000)
  })

  it("an order is confirmed by a promise, of which staff takes a part", { timeout: 60_000 }, async () => {
    const { now, paymentId, paymentNow } = await place({ capture: "manual" })
    stripe.pay(paymentId)
    await tell({ type: "payment_intent.amount_capturable_updated", object: stripe.intentOf(paymentId) })
    await eventually(async () => (await now()).status === "confirmed")
    assert.strictEqual((await now()).paymentStatus, "authorised")
    const body = { amount: { amount: 4_000, currency: "KES" } }
    const headers = { "if-match": `"${(await paymentNow()).version}"` }
    const taken = await staff("POST", `/v1/payments/${paymentId}/capture`, { headers, body })
    assert.strictEqual(taken.status, 200, taken.text)
    const { authorised, captured, status } = await paymentNow()
    assert.deepStrictEqual([status, authorised.amount, captured.amount], ["captured", 4_000, 4_000])
  })
})
