// People sign in to a plain Hono app, without Duka's server: `node --conditions=@duka/source examples/sign-in.ts`.
import { serve } from "@hono/node-server"
import { MemoryStorage } from "@duka/adapter-memory"
import { AuthJose } from "@duka/auth-jose"
import { Duka, InvalidCredentials, InvalidToken, type TokenPair } from "@duka/core"
import { Redacted } from "effect"
import { type Context, Hono } from "hono"
import { deleteCookie, getCookie, setCookie } from "hono/cookie"
import { randomBytes } from "node:crypto"

// Of a shop that keeps its data, keep the key too: whoever signed in stays so when the app starts again.
const keys = [Redacted.make(randomBytes(32))] as const

export const shop = await Duka.open({ storage: MemoryStorage.layer, identity: AuthJose.layer({ keys }) })

// No script of a page reads these cookies, and no page of another site sends them.
const cookie = { httpOnly: true, secure: true, sameSite: "Strict" } as const
const refreshing = { ...cookie, path: "/refresh" } as const

const keep = (context: Context, { accessToken, expiresIn, refreshToken }: TokenPair) => {
  setCookie(context, "access", accessToken, { ...cookie, maxAge: expiresIn })
  setCookie(context, "refresh", refreshToken, { ...refreshing, maxAge: 30 * 24 * 3600 })
}

/** Who asks. Rejects with `InvalidToken` when nobody has signed in, or his session has ended. */
const whoAsks = async (context: Context) =>
  shop.as(await shop.sessions.authenticate(getCookie(context, "access") ?? ""))

export const app = new Hono()

app.post("/register", async (context) => {
  await shop.accounts.register(await context.req.json())
  return context.body(null, 202)
})

app.post("/login", async (context) => {
  const agent = context.req.header("user-agent")
  const guest = shop.as({ _tag: "Guest" }, { client: agent === undefined ? {} : { agent } })
  const { customer, ...tokens } = await guest.sessions.logIn(await context.req.json())
  keep(context, tokens)
  return context.json({ name: customer.name })
})

// A browser comes here when a page answers 401. A refresh token is good for one use.
app.post("/refresh", async (context) => {
  keep(context, await shop.sessions.refresh(getCookie(context, "refresh") ?? ""))
  return context.body(null, 204)
})

app.get("/account", async (context) => {
  const person = await whoAsks(context)
  const [account, cart] = await Promise.all([person.accounts.mine(), person.carts.mine()])
  return context.json({ email: account.email, inCart: cart.lines.length })
})

app.post("/logout", async (context) => {
  await (await whoAsks(context)).sessions.logOut()
  deleteCookie(context, "access", cookie)
  deleteCookie(context, "refresh", refreshing)
  return context.body(null, 204)
})

app.onError((error, context) =>
  error instanceof InvalidToken || error instanceof InvalidCredentials
    ? context.json({ error: error.message }, 401)
    : context.json({ error: error.message }, 400)
)

if (import.meta.main) {
  const server = serve(
    { fetch: app.fetch, port: Number(process.env["PORT"] ?? 3000), hostname: "127.0.0.1" },
    ({ port }) => console.log(`People sign in at http://127.0.0.1:${port}/login`)
  )
  process.once("SIGINT", () => server.close(() => shop.close()))
}
