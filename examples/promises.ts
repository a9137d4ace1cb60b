// A shop inside a plain Hono app that knows nothing of Effect: `node --conditions=@duka/source examples/promises.ts`.
import { serve } from "@hono/node-server"
import { MemoryStorage } from "@duka/adapter-memory"
import { Duka, OutOfStock, ProductNotFound } from "@duka/core"
import { Hono } from "hono"

export const shop = await Duka.open({ storage: MemoryStorage.layer })

const owner = shop.as({ _tag: "System" })
const branch = await owner.stores.create({
  name: "Westlands",
  address: { lines: ["Woodvale Grove"], city: "Nairobi", country: "KE" }
})
const milk = await owner.products.create({ name: "Milk 500 ml", price: { amount: 65_00, currency: "KES" } })
await owner.inventory.move(
  [{ variantId: milk.variants[0].id, storeId: branch.id, kind: "receipt", quantity: 12 }],
  "first-delivery"
)

export const app = new Hono()

app.get("/products", async (context) => context.json(await shop.products.list({ inStock: true })))

app.get("/products/:slug", async (context) => context.json(await shop.products.get(context.req.param("slug"))))

// Buy now: the app's own body, the shop's own rules.
app.post("/buy/:slug", async (context) => {
  const { name, phone, quantity } = await context.req.json<{ name: string; phone: string; quantity: number }>()
  const guest = shop.as({ _tag: "Guest" })
  const product = await shop.products.get(context.req.param("slug"))
  const cart = await guest.carts.create({
    lines: [{ variantId: product.variants[0].id, quantity }],
    delivery: { method: "pickup", storeId: branch.id }
  })
  const buyer = shop.as({ _tag: "Guest", ...(cart.token === null ? {} : { cartToken: cart.token }) })
  const { order } = await buyer.checkout.place(
    {
      cartId: cart.id,
      contact: { name, phone },
      payment: { method: "cash_on_delivery" },
      expectedTotal: cart.quote.totals.total
    },
    context.req.header("idempotency-key") ?? crypto.randomUUID()
  )
  return context.json({ number: order.number, total: order.totals.total, token: order.token }, 201)
})

// Typed errors are the classes themselves.
app.onError((error, context) => {
  if (error instanceof ProductNotFound) return context.json({ error: error.message }, 404)
  if (error instanceof OutOfStock) return context.json({ error: error.message, shortages: error.shortages }, 409)
  return context.json({ error: error.message }, 400)
})

if (import.meta.main) {
  const server = serve(
    { fetch: app.fetch, port: Number(process.env["PORT"] ?? 3000), hostname: "127.0.0.1" },
    ({ port }) => console.log(`A shop at http://127.0.0.1:${port}/products`)
  )
  process.once("SIGINT", () => server.close(() => shop.close()))
}
