import { connect, createServer, type Server, type Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createDatabase, dropDatabase, postgresUrl } from "../../../test/environment/postgres.ts"
import { freePort } from "../../../test/environment/freePort.ts"
import { serve, statusOf, until } from "./duka.ts"

const limits = { timeout: 60_000 }
const secretKey = Buffer.alloc(32, 1).toString("base64")

/** A way to the database that can be cut. */
const bridge = async (target: URL) => {
  const port = await freePort()
  const sockets = new Set<Socket>()
  let server: Server | undefined
  const forward = (socket: Socket) => {
    const other = connect(Number(target.port || 5432), target.hostname)
    for (const [one, another] of [
      [socket, other],
      [other, socket]
    ] as const) {
      sockets.add(one)
      one.on("error", () => another.destroy())
      one.on("close", () => another.destroy())
      one.pipe(another)
    }
  }
  const cut = async () => {
    const closing = server
    server = undefined
    for (const socket of sockets) socket.destroy()
    sockets.clear()
    if (closing !== undefined) await new Promise<void>((resolve) => void closing.close(() => resolve()))
  }
  const mend = () =>
    new Promise<void>((resolve) => {
      server = createServer(forward)
      server.listen(port, "127.0.0.1", resolve)
    })
  const url = new URL(target)
  url.hostname = "127.0.0.1"
  url.port = String(port)
  return { url: url.href, cut, mend, [Symbol.asyncDispose]: cut }
}

describe.skipIf(postgresUrl === null)("duka serve on a server that comes and goes", limits, () => {
  let database = ""
  beforeAll(async () => void (database = await createDatabase()))
  afterAll(() => dropDatabase(database))

  it("opens its socket at once, waits for the database, and outlives its absence", async () => {
    await using way = await bridge(new URL(database))
    const url = new URL(way.url)
    url.password = "hunter2"
    await using served = await serve({ DATABASE_URL: url.href, DUKA_SECRET_KEY: secretKey })
    const ready = `${served.url}/health/ready`
    const products = `${served.url}/v1/products`

    // The database is not there yet.
    await until(served, () => /WARN .*ECONNREFUSED/.test(served.output()))
    expect(await statusOf(`${served.url}/health/live`)).toBe(200)
    expect(await statusOf(ready)).toBe(503)
    const refused = await fetch(products)
    expect(refused.status).toBe(503)
    expect(refused.headers.get("retry-after")).toBe("1")
    expect(refused.headers.get("content-type")).toBe("application/problem+json")
    expect(await refused.json()).toMatchObject({ status: 503, code: "NotReady" })
    expect(served.output()).toContain(url.host)
    expect(served.output()).not.toContain("hunter2")

    await way.mend()
    await until(served, async () => (await statusOf(ready)) === 200)
    expect(await statusOf(products)).toBe(200)

    // It goes away under the running shop: no request may see anything but an answer or a 503.
    await way.cut()
    const seen = new Set<number>()
    await until(served, async () => {
      seen.add(await statusOf(`${products}?limit=${1 + seen.size}`))
      return (await statusOf(ready)) === 503
    })
    expect([...seen].filter((status) => status !== 200 && status !== 503)).toEqual([])
    expect(await statusOf(products)).toBe(503)
    expect(served.output()).toContain("does not answer")

    await way.mend()
    await until(served, async () => (await statusOf(ready)) === 200)
    expect(await statusOf(products)).toBe(200)
    expect(served.output()).toContain("answers again")
    served.signal("SIGTERM")
    expect(await served.ended).toBe(0)
  })

  it("answers 503 and never 500 when its connections are ended under it", async () => {
    await using served = await serve({ DATABASE_URL: database, DUKA_SECRET_KEY: secretKey })
    await until(served, async () => (await statusOf(`${served.url}/health/ready`)) === 200)
    const seen = new Set<number>()
    const create = async () => {
      const headers = { "content-type": "application/json" }
      const made = await fetch(`${served.url}/v1/carts`, {
        method: "POST",
        headers,
        body: JSON.stringify({ lines: [] })
      })
      await made.arrayBuffer()
      return made.status
    }
    const sql = postgres(database, { max: 1 })
    const others = "datname = current_database() AND pid <> pg_backend_pid()"
    let ends = 0
    const ending = (async () => {
      for (; ends < 5; ends++) {
        await sleep(150)
        await sql.unsafe(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`)
      }
    })()
    while (ends < 5) {
      const round = Array.from({ length: 8 }, (_, at) =>
        at % 2 === 0 ? create() : statusOf(`${served.url}/v1/stores`)
      )
      for (const status of await Promise.all(round)) seen.add(status)
    }
    await ending
    await sql.end()
    expect([...seen].filter((status) => ![200, 201, 503].includes(status))).toEqual([])
    await until(served, async () => (await create()) === 201)
  })

  it("never fills a server's database by itself", async () => {
    await using served = await serve({ DATABASE_URL: database, DUKA_SECRET_KEY: secretKey })
    await until(served, async () => (await statusOf(`${served.url}/health/ready`)) === 200)
    const response = await fetch(`${served.url}/v1/products`)
    expect(await response.json()).toMatchObject({ items: [] })
  })
})
