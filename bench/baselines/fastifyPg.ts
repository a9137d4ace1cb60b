/** A baseline: fastify with pg. */
import type { PlaceOrder } from "@duka/core"
import fastify, { type FastifyReply, type FastifyRequest } from "fastify"
import pg from "pg"
import { connectionsMax, databaseUrl, port, secretKey } from "./environment.ts"
import type { Query } from "./reads.ts"
import { Refused, type Reply, type Rows } from "./answers.ts"
import { makeShop, type NewLine, type NewLines, type Pickup } from "./shop.ts"

const pool = new pg.Pool({
  connectionString: databaseUrl,
  max: connectionsMax,
  idleTimeoutMillis: 0,
  options: "-c TimeZone=UTC"
})

const on =
  (client: pg.ClientBase | pg.Pool): Rows =>
  async ({ name, text, values }: Query) =>
    (await client.query({ ...(name === undefined ? {} : { name }), text, values: [...values] })).rows

const shop = makeShop(
  {
    query: on(pool),
    transaction: async (work) => {
      const client = await pool.connect()
      try {
        await client.query("BEGIN")
        const done = await work(on(client))
        await client.query("COMMIT")
        return done
      } catch (error) {
        await client.query("ROLLBACK")
        throw error
      } finally {
        client.release()
      }
    }
  },
  secretKey
)

const app = fastify()

app.setErrorHandler((error, _request, reply) => {
  if (!(error instanceof Refused)) console.error(error)
  void reply.status(error instanceof Refused ? error.status : 500).send({ message: String(error) })
})

const send = (reply: FastifyReply, { body, headers, status }: Reply) =>
  // As bytes: to text fastify would add a charset that JSON does not have.
  reply.status(status).headers(headers).send(Buffer.from(body))

const tokenOf = ({ headers }: FastifyRequest) => String(headers["duka-cart-token"] ?? "")

app.get("/v1/products", async ({ url }, reply) =>
  send(reply, await shop.products(new URLSearchParams(url.slice(url.indexOf("?") + 1))))
)
app.get<{ Params: { slug: string } }>("/v1/products/:slug", async ({ params }, reply) =>
  send(reply, await shop.product(params.slug))
)
app.post<{ Body: NewLines }>("/v1/carts", async ({ body }, reply) => send(reply, await shop.openCart(body)))
app.post<{ Params: { id: string }; Body: NewLine }>("/v1/carts/:id/lines", async (request, reply) =>
  send(reply, await shop.addLine(request.params.id, tokenOf(request), request.body))
)
app.put<{ Params: { id: string }; Body: Pickup }>("/v1/carts/:id/delivery", async (request, reply) =>
  send(reply, await shop.choosePickup(request.params.id, tokenOf(request), request.body))
)
app.post<{ Body: PlaceOrder }>("/v1/orders", async (request, reply) =>
  send(reply, await shop.place(request.body, tokenOf(request), String(request.headers["idempotency-key"])))
)

await app.listen({ host: "127.0.0.1", port })
