// An app that knows its users already, and tells the shop who asks: `node --conditions=@duka/source examples/own-identity.ts`.
import { serve } from "@hono/node-server"
import { MemoryStorage } from "@duka/adapter-memory"
import { type Customer, Duka, OrderNotFound, OutOfStock } from "@duka/core"
import { type Context, Hono } from "hono"
import { getCookie, setCookie } from "hono/cookie"
import { HTTPException } from "hono/http-exception"
import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto"

// The app's own: users with their passwords, and who is signed in. In a real one these are tables.
interface User {
  readonly name: string
  readonly salt: Buffer
  readonly hash: Buffer
  /** Who the user is to the shop. */
  readonly customerId: Customer["id"]
}
const users = new Map<string, User>()
const sessions = new Map<string, User>()

export const shop = await Duka.open({ storage: MemoryStorage.layer })
const system = shop.as({ _tag: "System" })

const branch = await system.stores.create({
  name: "Westlands",
  address: { lines: ["Woodvale Grove"], city: "Nairobi", country: "KE" }
})
const bread = await system.products.create({ name: "Bread", price: { amount: 70_00, currency: "KES" } })
const variantId = bread.variants[0].id
await system.inventory.move([{ variantId, storeId: branch.id, kind: "receipt", quantity: 20 }], "first-delivery")

const hashed = (password: string, salt: Buffer) => scryptSync(password, salt, 32)

/** The shop as the user who asks may use it: his cart, his orders, and nobody else's. */
const shopOf = (context: Context) => {
  const user = sessions.get(getCookie(context, "session") ?? "")
  if (user === undefined) throw new HTTPException(401, { message: "Sign in first." })
  return { user, mine: shop.as({ _tag: "Customer", id: user.customerId }) }
}

export const app = new Hono()

// A user of the app is a customer of the shop from the beginning.
app.post("/users", async (context) => {
  const { email, name, password } = await context.req.json<{ email: string; name: string; password: string }>()
  if (users.has(email)) throw new HTTPException(409, { message: "There is such a user." })
  const { id } = await system.customers.create({ name, email })
  const salt = randomBytes(16)
  users.set(email, { name, salt, hash: hashed(password, salt), customerId: id })
  return context.body(null, 201)
})

app.post("/sessions", async (context) => {
  const { email, password } = await context.req.json<{ email: string; password: string }>()
  const user = users.get(email)
  if (user === undefined || !timingSafeEqual(user.hash, hashed(password, user.salt))) {
    throw new HTTPException(401, { message: "Email and password do not belong together." })
  }
  const session = randomBytes(24).toString("base64url")
  sessions.set(session, user)
  setCookie(context, "session", session, { httpOnly: true, secure: true, sameSite: "Strict" })
  return context.body(null, 204)
})

app.post("/bread", async (context) => {
  const { mine, user } = shopOf(context)
  const { order } = await mine.checkout.place(
    {
      lines: [{ variantId }],
      delivery: { method: "pickup", storeId: branch.id },
      contact: { name: user.name, phone: "+254700000001" },
      payment: { method: "cash_on_delivery" },
      expectedTotal: { amount: 70_00, currency: "KES" }
    },
    context.req.header("idempotency-key") ?? crypto.randomUUID()
  )
  return context.json({ id: order.id, number: order.number }, 201)
})

app.get("/orders", async (context) => {
  const { items } = await shopOf(context).mine.orders.list()
  return context.json(items.map(({ number, status }) => ({ number, status })))
})

// Somebody else's order is not found.
app.get("/orders/:id", async (context) => context.json(await shopOf(context).mine.orders.get(context.req.param("id"))))

app.onError((error, context) => {
  if (error instanceof HTTPException) return context.json({ error: error.message }, error.status)
  if (error instanceof OrderNotFound) return context.json({ error: error.message }, 404)
  if (error instanceof OutOfStock) return context.json({ error: error.message }, 409)
  return context.json({ error: error.message }, 400)
})

if (import.meta.main) {
  const server = serve(
    { fetch: app.fetch, port: Number(process.env["PORT"] ?? 3000), hostname: "127.0.0.1" },
    ({ port }) => console.log(`Bread at http://127.0.0.1:${port}/bread`)
  )
  process.once("SIGINT", () => server.close(() => shop.close()))
}
