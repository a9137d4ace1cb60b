import { Effect } from "effect"
import { afterAll, expect, it } from "vitest"
import { purchase, shop as effectShop } from "../examples/effect.ts"
import * as ownIdentity from "../examples/own-identity.ts"
import { app, shop } from "../examples/promises.ts"
import * as signIn from "../examples/sign-in.ts"

afterAll(() => Promise.all([shop, signIn.shop, ownIdentity.shop].map((one) => one.close())))

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

/** As a browser: what is set is sent, until it is taken back. */
const browser = (asked: { request: (path: string, init: RequestInit) => Response | Promise<Response> }) => {
  const jar = new Map<string, string>()
  return async (method: string, path: string, body?: object) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await asked.request(path, { method, headers: { cookie }, ...sent })
    for (const one of answer.headers.getSetCookie()) {
      expect(one).toMatch(/; HttpOnly; Secure; SameSite=Strict/)
      const [, name = "", value = ""] = /^(\w+)=([^;]*)/.exec(one) ?? []
      if (/Max-Age=0/.test(one)) jar.delete(name)
      else jar.set(name, value)
    }
    return answer
  }
}

it("people register, sign in, stay so and log out in a Hono app, by cookies", async () => {
  const amina = browser(signIn.app)
  const password = "kahawa na chai"
  const person = { name: "Amina", email: "amina@example.com", phone: "+254700000001", password }
  expect((await amina("GET", "/account")).status).toBe(401)
  expect((await amina("POST", "/register", person)).status).toBe(202)
  expect((await amina("POST", "/login", { login: person.email, password: "chai" })).status).toBe(401)
  const loggedIn = await amina("POST", "/login", { login: person.email, password })
  expect(await loggedIn.json()).toEqual({ name: "Amina" })
  const account = await amina("GET", "/account")
  expect(await account.json()).toEqual({ email: person.email, inCart: 0 })
  expect((await amina("POST", "/refresh")).status).toBe(204)
  expect((await amina("GET", "/account")).status).toBe(200)
  expect((await amina("POST", "/logout")).status).toBe(204)
  expect((await amina("GET", "/account")).status).toBe(401)
})

it("an app with users of its own tells the shop who asks", async () => {
  const [amina, brian] = [browser(ownIdentity.app), browser(ownIdentity.app)]
  for (const [name, asking] of [
    ["amina", amina],
    ["brian", brian]
  ] as const) {
    const user = { name, email: `${name}@example.com`, password: "kahawa na chai" }
    expect((await asking("POST", "/bread")).status).toBe(401)
    expect((await asking("POST", "/users", user)).status).toBe(201)
    expect((await asking("POST", "/sessions", { ...user, password: "chai" })).status).toBe(401)
    expect((await asking("POST", "/sessions", user)).status).toBe(204)
  }
  const bought = await amina("POST", "/bread")
  expect(bought.status).toBe(201)
  const { id }: { readonly id: string } = await bought.json()
  expect(await (await amina("GET", "/orders")).json()).toMatchObject([{ status: "confirmed" }])
  expect(await (await brian("GET", "/orders")).json()).toEqual([])
  expect((await amina("GET", `/orders/${id}`)).status).toBe(200)
  expect((await brian("GET", `/orders/${id}`)).status).toBe(404)
})
