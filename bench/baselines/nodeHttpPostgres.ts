/** A baseline: node:http with postgres. */
import { createServer, type IncomingMessage } from "node:http"
import postgres, { type Sql } from "postgres"
import { connectionsMax, databaseUrl, port, secretKey } from "./environment.ts"
import type { Query } from "./reads.ts"
import { Refused, type Reply, type Rows } from "./answers.ts"
import { makeShop } from "./shop.ts"

const sql = postgres(databaseUrl, { max: connectionsMax, connection: { TimeZone: "UTC" } })

const on =
  (sql: Pick<Sql, "unsafe">): Rows =>
  ({ name, text, values }: Query) =>
    sql.unsafe(text, [...values], { prepare: name !== undefined })

const shop = makeShop({ query: on(sql), transaction: (work) => sql.begin((sql) => work(on(sql))) }, secretKey)

const json = async (request: IncomingMessage) => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString("utf8"))
}

const answer = async (request: IncomingMessage): Promise<Reply> => {
  const { headers, method, url = "/" } = request
  const mark = url.indexOf("?")
  const [, , room, id, part] = (mark < 0 ? url : url.slice(0, mark)).split("/")
  const token = String(headers["duka-cart-token"] ?? "")
  if (method === "GET" && room === "products") {
    return id === undefined ? shop.products(new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1))) : shop.product(id)
  }
  if (method === "POST" && room === "orders") {
    return shop.place(await json(request), token, String(headers["idempotency-key"]))
  }
  if (method === "POST" && room === "carts" && id === undefined) return shop.openCart(await json(request))
  if (method === "POST" && id !== undefined && part === "lines") return shop.addLine(id, token, await json(request))
  if (method === "PUT" && id !== undefined && part === "delivery") {
    return shop.choosePickup(id, token, await json(request))
  }
  throw new Refused(404)
}

const server = createServer((request, response) => {
  answer(request)
    .catch((error): Reply => {
      if (!(error instanceof Refused)) console.error(error)
      return { status: error instanceof Refused ? error.status : 500, headers: {}, body: `{"message":"${error}"}` }
    })
    .then(({ body, headers, status }) => {
      response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) })
      response.end(body)
    })
})

server.listen(port, "127.0.0.1")
