import { existsSync, statSync } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { connect } from "node:net"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { bearing, logIn, password } from "./people.ts"
import { sending } from "./shop.ts"
import { duka, folder, serve, serveReady, statusOf, until } from "./duka.ts"

const limits = { timeout: 60_000 }
const inMemory = { DUKA_STORAGE: "memory", DUKA_SEED: "off" }

const setupToken = "a-token-for-the-tests"
const email = "otieno@example.com"

const listed = async (url: string): Promise<number> => {
  const response = await fetch(`${url}/v1/products?page=1&size=1`)
  const { total }: { readonly total: number } = await response.json()
  return total
}

describe("duka", limits, () => {
  it("tells its version and its commands", async () => {
    await using version = duka(["--version"])
    await using help = duka(["--help"])
    expect(await version.ended).toBe(0)
    expect(version.output()).toMatch(/duka v\d+\.\d+\.\d+/)
    expect(await help.ended).toBe(0)
    for (const command of ["serve", "worker", "migrate", "seed", "jobs", "admin"])
      expect(help.output()).toContain(command)
  })

  it("explains the variables in the help of serve", async () => {
    await using help = duka(["serve", "--help"])
    expect(await help.ended).toBe(0)
    for (const name of ["HOST", "DATABASE_URL", "DUKA_SECRET_KEY"]) expect(help.output()).toContain(name)
  })

  it("refuses a command that it does not have", async () => {
    await using unknown = duka(["sell"])
    expect(await unknown.ended).toBe(1)
    expect(unknown.output()).toContain("sell")
  })

  it("tells everything that is wrong with its configuration, without a stack trace, and exits with 1", async () => {
    await using wrong = duka(["serve"], { PORT: "http", DUKA_LOG_LEVEL: "loud", DUKA_SECRET_KEY: "c2VjcmV0" })
    expect(await wrong.ended).toBe(1)
    expect(wrong.output().trim().split("\n")).toHaveLength(4)
    for (const text of ["PORT", "DUKA_LOG_LEVEL", "DUKA_SECRET_KEY"]) expect(wrong.output()).toContain(text)
    expect(wrong.output()).not.toContain("c2VjcmV0")
    expect(wrong.output()).not.toMatch(/^\s+at /m)
  })
})

describe("duka serve in memory", limits, () => {
  it("says where it is, and ends with 0 when it is told to", async () => {
    await using served = await serveReady(inMemory)
    for (const text of ["/docs", "in memory", "/v1/auth/setup"]) expect(served.output()).toContain(text)
    expect(await statusOf(`${served.url}/health/live`)).toBe(200)
    served.signal("SIGTERM")
    expect(await served.ended).toBe(0)
  })

  it("logs a JSON object a line when it is asked to, and requests at debug by their template", async () => {
    const token = "a".repeat(43)
    await using served = await serveReady({ ...inMemory, DUKA_LOG_FORMAT: "json", DUKA_LOG_LEVEL: "debug" })
    await statusOf(`${served.url}/v1/track/${token}`)
    await until(served, () => served.output().includes("/v1/track/:token"))
    served.signal("SIGINT")
    expect(await served.ended).toBe(0)
    expect(served.output()).not.toContain(token)
    for (const line of served.output().trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("message")
  })

  it("says in one line that its port is taken", async () => {
    await using served = await serveReady(inMemory)
    await using second = duka(["serve"], { ...inMemory, PORT: new URL(served.url).port })
    expect(await second.ended).toBe(1)
    expect(second.output()).toMatch(/^\S+ ERROR Duka did not start\. It cannot listen on .*EADDRINUSE.*\n$/)
  })

  it("fills itself at its first start", async () => {
    await using served = await serveReady({ DUKA_STORAGE: "memory" })
    expect(await listed(served.url)).toBe(531)
  })

  it("ends the requests in flight before it ends, and takes no new ones", async () => {
    await using served = await serveReady(inMemory)
    const port = Number(new URL(served.url).port)
    const socket = connect(port, "127.0.0.1")
    let answer = ""
    socket.on("data", (chunk) => (answer += String(chunk)))
    const body = JSON.stringify({ lines: [] })
    socket.write(
      `POST /v1/carts HTTP/1.1\r\nHost: duka\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
    )
    await sleep(300)
    served.signal("SIGTERM")
    await until(served, async () => (await statusOf(`${served.url}/health/live`)) === 0)
    await sleep(700)
    socket.write(body)
    expect(await served.ended).toBe(0)
    expect(answer).toMatch(/^HTTP\/1\.1 201 /)
    expect(answer).toMatch(/^connection: close/im)
  })

  it("ends at once at the second signal", async () => {
    await using served = await serveReady(inMemory)
    const socket = connect(Number(new URL(served.url).port), "127.0.0.1")
    socket.on("error", () => undefined)
    socket.write("POST /v1/carts HTTP/1.1\r\nHost: duka\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n")
    await sleep(300)
    served.signal("SIGTERM")
    await sleep(800)
    served.signal("SIGTERM")
    expect(await served.ended).toBe(143)
    socket.destroy()
  })
})

describe("duka serve on the embedded database", limits, () => {
  it("goes on filling itself after kill -9, keeps what it has through another, and its key to itself", async () => {
    await using data = await folder()
    const variables = { DUKA_DATA_DIR: data.path, DUKA_SETUP_TOKEN: setupToken }
    const create = async (url: string) => {
      const send = sending(fetch, url)
      await send("POST", "/v1/auth/setup", { body: { token: setupToken, name: "Otieno", email, password } })
      const { accessToken } = await logIn(send, email)
      const body = { name: "Kept", slug: "kept", price: { amount: 100, currency: "KES" } }
      return bearing(send, accessToken)("POST", "/v1/products", { body })
    }
    const seed = join(data.path, "seed")
    let products = 0
    {
      await using killed = await serve(variables)
      await until(killed, () => existsSync(seed) && statSync(seed).size > 0)
      killed.signal("SIGKILL")
      await killed.ended
      expect(await readFile(seed, "utf8")).toBe("begun\n")
    }
    {
      await using first = await serveReady(variables)
      expect((await create(first.url)).status).toBe(201)
      products = await listed(first.url)
      expect(products).toBe(532)
      await using second = duka(["migrate"], variables)
      expect(await second.ended).toBe(1)
      expect(second.output()).toMatch(/ERROR Duka did not start\. .* in use by process \d+/)
      first.signal("SIGKILL")
      await first.ended
    }
    const key = join(data.path, "secret.key")
    expect((await stat(key)).mode & 0o777).toBe(0o600)
    const before = await readFile(key, "utf8")
    expect(Buffer.from(before, "base64")).toHaveLength(32)
    {
      await using again = await serveReady(variables)
      expect(await statusOf(`${again.url}/v1/products/kept`)).toBe(200)
      expect(await listed(again.url)).toBe(products)
      expect(await readFile(key, "utf8")).toBe(before)
      expect(again.output()).not.toContain("Demonstration")
      again.signal("SIGTERM")
      expect(await again.ended).toBe(0)
    }
  })
})
