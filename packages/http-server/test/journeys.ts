/** What is changed, leaves the store, arrives and comes back, asked for by every endpoint that tells of it. */
import {
  Checkout,
  IdempotencyKey,
  IdempotencyRunning,
  Orders,
  PlacedOrder,
  QuotedDraftOrder,
  Returns,
  ReturnView,
  Shipment,
  Shipments,
  StorageBusy,
  WebhookDelivery,
  WebhookEndpointSecret
} from "@duka/core"
import { Cause, Effect, Layer } from "effect"
import { HttpServerResponse } from "effect/http"
import { SqlError } from "effect/sql"
import { randomUUID } from "node:crypto"
import { assert } from "vitest"
import { answerTo } from "../src/serve/away.ts"
import { notReady } from "../src/serve/notReady.ts"
import { openStore, order, stocked } from "./selling.ts"
import { type Send, strictly } from "./shop.ts"

const key = () => ({ "idempotency-key": randomUUID() })
const whatever = { headers: { "if-match": "*" } }

export const ordersOnTheirWay = async ({ send, staff }: { readonly send: Send; readonly staff: Send }) => {
  const store = await openStore(staff, "Fifth")
  const product = await stocked(staff, store.id)
  const { body } = await send("POST", "/v1/orders", { headers: key(), body: order(product, store.id) })
  const path = `/v1/orders/${strictly(PlacedOrder)(body).id}`
  await staff("PATCH", `${path}/lines`, { ...whatever, body: { lines: [{ position: 0, quantity: 2 }] } })
  const ship = { headers: key(), body: {} }
  await staff("POST", `${path}/shipments`, ship)
  const shipment = `/v1/shipments/${strictly(Shipment)((await staff("POST", `${path}/shipments`, ship)).body).id}`
  await staff("GET", `${path}/shipments`)
  await staff("GET", shipment)
  const delivered = { status: "delivered", collection: { reason: "A gift" } }
  await staff("PATCH", shipment, { ...whatever, body: delivered })
  const lines = [{ position: 0, quantity: 1 }]
  const back = { headers: key(), body: { lines } }
  const made = strictly(ReturnView)((await staff("POST", `${path}/returns`, back)).body)
  await staff("POST", `${path}/returns`, back)
  for (const list of [`${path}/returns`, "/v1/returns", `/v1/returns/${made.id}`]) await staff("GET", list)
  await staff("PATCH", `/v1/returns/${made.id}`, { ...whatever, body: { status: "approved" } })
}

/** Somebody calls and orders; somebody else thinks better of it. */
export const draftsWritten = async (staff: Send) => {
  const store = await openStore(staff, "Sixth")
  const product = await stocked(staff, store.id)
  const { expectedTotal, ...wanted } = order(product, store.id)
  const begin = async () => {
    const { body } = await staff("POST", "/v1/orders/drafts", { body: wanted })
    return `/v1/orders/drafts/${strictly(QuotedDraftOrder)(body).id}`
  }
  const path = await begin()
  await staff("GET", path)
  await staff("GET", "/v1/orders/drafts")
  await staff("PATCH", path, { ...whatever, body: { note: "Ring twice" } })
  const place = { headers: key(), body: { expectedTotal } }
  for (const _ of ["once", "again"]) await staff("POST", `${path}/place`, place)
  await staff("DELETE", await begin(), whatever)
}

/** Another system is told, and its secret rotated. */
export const othersTold = async (staff: Send) => {
  const { body } = await staff("POST", "/v1/webhook-endpoints", { body: { url: "https://receiver.example/" } })
  const path = `/v1/webhook-endpoints/${strictly(WebhookEndpointSecret)(body).id}`
  for (const of of ["/v1/webhook-endpoints", path, `${path}/deliveries`]) await staff("GET", of)
  await staff("PATCH", path, { ...whatever, body: { description: "The books" } })
  await staff("POST", `${path}/secret`)
  const { id } = strictly(WebhookDelivery)((await staff("POST", `${path}/test`)).body)
  await staff("GET", `/v1/webhook-deliveries/${id}`)
  await staff("POST", `/v1/webhook-deliveries/${id}/resend`)
  await staff("DELETE", path, whatever)
}

const running = (_order: string, _given: unknown, key: string) =>
  Effect.fail(new IdempotencyRunning({ key: IdempotencyKey.make(key), retryAfterSeconds: 3 }))

/** Every shipment and every return is being made by somebody with the same key, and orders change all the time. */
export const ordersContended = Layer.mergeAll(
  Layer.effect(
    Shipments,
    Effect.map(Shipments, (shipments) => ({ ...shipments, create: running }))
  ),
  Layer.effect(
    Returns,
    Effect.map(Returns, (returns) => ({ ...returns, request: running }))
  ),
  Layer.effect(
    Orders,
    Effect.map(Orders, (orders) => ({
      ...orders,
      editLines: () => Effect.fail(new StorageBusy({ retryAfterSeconds: 1 }))
    }))
  )
)

/** Asks where those are at work. */
export const contending = async (send: Send, authorization: string) => {
  const headers = { authorization, ...key(), "if-match": "*" }
  const body = { lines: [{ position: 0, quantity: 1 }] }
  for (const path of ["shipments", "returns"]) {
    assert.strictEqual((await send("POST", `/v1/orders/x/${path}`, { headers, body })).status, 409, path)
  }
  assert.strictEqual((await send("PATCH", "/v1/orders/x/lines", { headers, body })).status, 503)
}

/** Whatever is placed is to be asked for again, as the key says. */
export const placingLater = (later: (key: IdempotencyKey) => Effect.Effect<never, IdempotencyRunning | StorageBusy>) =>
  Layer.effect(
    Checkout,
    Effect.map(Checkout, (checkout) => ({
      ...checkout,
      place: (_order, key) => later(IdempotencyKey.make(key)),
      placeDraft: (_id, _given, key) => later(IdempotencyKey.make(key))
    }))
  )

/** The database is away, or has no time. */
export const storageAway = async (judged: (handler: (request: Request) => Promise<Response>) => Send) => {
  const lost = answerTo(Cause.die(new SqlError.SqlError({ reason: new SqlError.LockTimeoutError({ cause: "55P03" }) })))
  assert(lost !== null)
  const answering = (answer: HttpServerResponse.HttpServerResponse) =>
    judged(() => Promise.resolve(HttpServerResponse.toWeb(answer)))
  await answering(lost)("GET", "/v1/products")
  for (const path of ["/health/ready", "/v1/products"]) await answering(notReady)("GET", path)
}
