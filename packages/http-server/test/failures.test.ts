/** What happens when something breaks behind the routes, and what of it is shown and written down. */
import { Checkout, IdempotencyKey, IdempotencyRunning, Orders, Products, StorageBusy } from "@duka/core"
import { Effect, Layer, Logger } from "effect"
import { afterAll, assert, it } from "vitest"
import * as Server from "../src/Server.ts"
import { codeOf, sending, useCases } from "./shop.ts"

const written: Array<unknown> = []
const log = Logger.layer([
  Logger.make(({ cause, message }) => {
    written.push(message, cause)
  })
])

const broken = Layer.mergeAll(
  Layer.effect(
    Products,
    Effect.map(Products, (products) => ({
      ...products,
      listDocuments: () => Effect.die(new Error("the password is hunter2")),
      getDocument: () => Effect.succeed({ json: "{ no JSON" })
    }))
  ),
  Layer.effect(
    Orders,
    Effect.map(Orders, (orders) => ({ ...orders, track: () => Effect.die("broken link") }))
  ),
  Layer.effect(
    Checkout,
    Effect.map(Checkout, (checkout) => ({
      ...checkout,
      place: (_given, key) =>
        key.startsWith("busy")
          ? Effect.fail(new StorageBusy({ retryAfterSeconds: 2 }))
          : Effect.fail(new IdempotencyRunning({ key: IdempotencyKey.make(key), retryAfterSeconds: 3 }))
    }))
  )
).pipe(Layer.provideMerge(useCases))

const { dispose, handler } = Server.handler(Layer.merge(broken, log))
const send = sending(handler)
afterAll(dispose)

it("a defect is a 500 that tells nothing, and stands in the log under its route", async () => {
  written.length = 0
  const answer = await send("GET", "/v1/products?q=secret-words")
  assert.strictEqual(codeOf(answer), "500 Internal")
  assert.deepStrictEqual(answer.body, {
    type: "urn:duka:problem:internal",
    title: "Something went wrong on our side",
    status: 500,
    code: "Internal"
  })
  const lines = written.map(String).join("\n")
  assert.include(lines, "hunter2")
  assert.notInclude(lines, "secret-words")
})

it("a path with a token is not written down, whatever happens", async () => {
  written.length = 0
  assert.strictEqual(codeOf(await send("GET", "/v1/track/a-secret-token")), "500 Internal")
  assert.isNotEmpty(written)
  assert.notInclude(written.map(String).join("\n"), "a-secret-token")
  await send("GET", "/nothing/a-secret-token")
  await send("POST", "/v1/carts", { body: '{"a-secret-token', headers: { "duka-cart-token": "a-secret-token" } })
  assert.notInclude(written.map(String).join("\n"), "a-secret-token")
})

it("whoever comes again later is told when", async () => {
  const body = {
    lines: [{ variantId: "0190a7c0-0000-7000-8000-000000000001" }],
    delivery: { method: "pickup", storeId: "0190a7c0-0000-7000-8000-000000000001" },
    contact: { name: "X", phone: "+254700000001" },
    payment: { method: "cash_on_delivery" },
    expectedTotal: { amount: 1, currency: "KES" }
  }
  const running = await send("POST", "/v1/orders", { body, headers: { "idempotency-key": "running-1" } })
  assert.strictEqual(codeOf(running), "409 IdempotencyRunning")
  assert.deepStrictEqual(running.headers.get("retry-after"), "3")
  assert.deepInclude(running.body, { retryAfterSeconds: 3, key: "running-1" })
  const busy = await send("POST", "/v1/orders", { body, headers: { "idempotency-key": "busy-0001" } })
  assert.strictEqual(codeOf(busy), "503 StorageBusy")
  assert.deepStrictEqual(busy.headers.get("retry-after"), "2")
})
