import { Effect } from "effect"
import { afterAll, expect, it } from "vitest"
import { purchase, shop as effectShop } from "../examples/effect.ts"
import { app, shop } from "../examples/promises.ts"

afterAll(() => shop.close())

it("the Effect program buys a customised cake", async () => {
  const order = await Effect.runPromise(Effect.provide(purchase, effectShop))
  expect(order.status).toBe("confirmed")
  expect(order.totals.total).toEqual({ amount: 250_000, currency: "KES" })
  expect(order.lines[0]?.customisation).toMatchObject([{ key: "message", text: "Hongera Amina" }])
})

const buy = (quantity: number, key: string) =>
  app.request("/buy/milk-500-ml", {
    method: "POST",
    headers: { "idempotency-key": key },
    body: JSON.stringify({ name: "Wanjiru", phone: "+254700000001", quantity })
  })

it("the Hono app lists, sells and refuses, with typed errors", async () => {
  const listed = await app.request("/products")
  expect(await listed.json()).toMatchObject({ items: [{ slug: "milk-500-ml", inStock: true }] })
  const bought = await buy(2, "a-key-of-mine")
  expect(bought.status).toBe(201)
  expect(await bought.json()).toMatchObject({ total: { amount: 13_000, currency: "KES" } })
  const refused = await buy(100, "another-key")
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({ shortages: [{ requested: 100, available: 10 }] })
  expect((await app.request("/products/none")).status).toBe(404)
})
