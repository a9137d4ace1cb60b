/** What is paid, taken, let go of and given back, asked for by every endpoint that tells of it. */
import { MemoryStorage } from "@duka/adapter-memory"
import { PaymentView, PlacedOrder, RefundView } from "@duka/core"
import { RefundPage } from "@duka/http-api"
import { randomUUID } from "node:crypto"
import { eventually } from "./eventually.ts"
import { messageOf } from "./bank.ts"
import { openStore, order, stocked } from "./selling.ts"
import { openOver, ownerToken, type Send, strictly } from "./shop.ts"

const key = () => ({ "idempotency-key": randomUUID() })
const whatever = { headers: { "if-match": "*" } }
const one = strictly(PaymentView)

export const moneyOnItsWay = async (judged: (handler: (request: Request) => Promise<Response>) => Send) => {
  const { bank, dispose, handler } = openOver(MemoryStorage.layer, undefined, { works: true })
  const send = judged(handler)
  const admin = { authorization: `Bearer ${await ownerToken(send)}` }
  const staff: Send = (method, path, given = {}) =>
    send(method, path, { ...given, headers: { ...admin, ...given.headers } })
  const { id: storeId } = await openStore(staff)
  const product = await stocked(staff, storeId, 100)
  const body = { ...order(product, storeId), payment: { method: "bank" } }
  const placed = async () => strictly(PlacedOrder)((await send("POST", "/v1/orders", { headers: key(), body })).body)
  /** Paid, and heard of; `promised`: to be taken by staff. */
  const paid = async (capture: "automatic" | "manual" = "automatic") => {
    const payment = { method: "bank", capture }
    const answer = await send("POST", "/v1/orders", { headers: key(), body: { ...body, payment } })
    const id = strictly(PlacedOrder)(answer.body).payment?.id ?? ""
    bank.pay(id)
    await send("POST", "/v1/webhooks/payments/bank", messageOf(bank.event(id)))
    await eventually(async () => one((await staff("GET", `/v1/payments/${id}`)).body).authorised.amount > 0, 200)
    return `/v1/payments/${id}`
  }

  const { id } = await placed()
  const again = { headers: key(), body: { method: "bank" } }
  await staff("POST", `/v1/orders/${id}/payments`, again)
  await staff("POST", `/v1/orders/${id}/payments`, again)
  bank.fail("start", "before")
  await staff("POST", `/v1/orders/${id}/payments`, { headers: key(), body: { method: "bank" } })
  await staff("GET", "/v1/payments")
  await staff("GET", "/v1/provider-messages")

  const promised = await paid("manual")
  bank.fail("capture", "before")
  await staff("POST", `${promised}/capture`, { ...whatever, body: {} })
  await staff("POST", `${promised}/capture`, { ...whatever, body: { amount: { amount: 1, currency: "KES" } } })
  await staff("POST", `${promised}/void`, whatever)

  const taken = await paid()
  const refund = { headers: key(), body: {} }
  await staff("POST", `${taken}/refund`, refund)
  await staff("POST", `${taken}/refund`, refund)
  bank.fail("refund", { decline: "declined" })
  const failing = await paid()
  await staff("POST", `${failing}/refund`, { headers: key(), body: {} })
  const failed = async () => strictly(RefundPage)((await staff("GET", "/v1/refunds?status=failed")).body).items
  await eventually(async () => (await failed()).length > 0, 200)
  await staff("POST", `/v1/refunds/${(await failed())[0]?.id}/retry`)
  await staff("GET", "/v1/refunds")

  const cash = strictly(PlacedOrder)(
    (await send("POST", "/v1/orders", { headers: key(), body: order(product, storeId) })).body
  )
  for (const status of ["shipped", "delivered"]) {
    const collection = status === "delivered" ? { collection: { amount: cash.totals.total, means: "cash" } } : {}
    await staff("PATCH", `/v1/orders/${cash.id}/status`, { ...whatever, body: { status, ...collection } })
  }
  const byHand = await staff("POST", `/v1/payments/${cash.payment?.id}/refund`, { headers: key(), body: {} })
  await staff("POST", `/v1/refunds/${strictly(RefundView)(byHand.body).id}/record`, { body: { reference: "T-1" } })

  for (const path of ["bank", "bank/guessed/stk", "bank/guessed/stk/1"]) {
    await send("POST", `/v1/webhooks/payments/${path}`, { headers: { "fake-signature": "forged" }, body: "{}" })
  }
  await dispose()
}
