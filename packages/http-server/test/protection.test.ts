/** Whom a server on the open internet believes, and how much it takes from one. */
import { afterAll, assert, beforeAll, describe, expect, it } from "vitest"
import { type Served, serveReady } from "./duka.ts"
import { codeOf, type Send, sending } from "./shop.ts"

const origin = "https://shop.example"
const memory = { DUKA_STORAGE: "memory", DUKA_SEED: "off" }

const from =
  (send: Send, address: string): Send =>
  (method, path, { body, headers } = {}) =>
    send(method, path, {
      ...(body === undefined ? {} : { body }),
      headers: { "x-forwarded-for": address, ...headers }
    })

const login = { body: { login: "nobody@example.com", password: "kahawa na chai" } }

describe("a server behind a proxy", { timeout: 60_000 }, () => {
  let served: Served
  let send: Send

  beforeAll(async () => {
    served = await serveReady({
      ...memory,
      DUKA_TRUSTED_PROXIES: "127.0.0.1,10.0.0.0/8",
      DUKA_CORS_ORIGINS: `${origin},http://localhost:3000`,
      DUKA_RATE_LIMIT: "40",
      DUKA_ATTEMPT_LIMIT: "3"
    })
    send = sending(fetch, served.url)
  }, 60_000)
  afterAll(() => served[Symbol.asyncDispose]())

  it("takes so many requests from one address, says how many are left, and goes on serving others", async () => {
    const one = from(send, "203.0.113.1")
    const answers = []
    for (let count = 0; count < 45; count++) answers.push(await one("GET", "/v1/products"))
    const [first] = answers
    expect(first?.headers.get("ratelimit-policy")).toBe('"requests";q=40;w=60')
    expect(first?.headers.get("ratelimit")).toMatch(/^"requests";r=39;t=\d+$/)
    const refused = answers.filter(({ status }) => status === 429)
    // The minute may have ended in between.
    expect(refused.length).toBeLessThanOrEqual(5)
    const last = refused.at(-1)
    if (last !== undefined) {
      expect(codeOf(last)).toBe("429 TooManyRequests")
      expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0)
    }
    expect((await from(send, "203.0.113.2")("GET", "/v1/products")).status).toBe(200)
    expect((await send("GET", "/health/live")).status).toBe(200)
  })

  it("counts somebody by the network that is his, whatever he puts in front of it", async () => {
    const remaining = async (forwarded: string) => {
      const { headers } = await from(send, forwarded)("GET", "/v1/products")
      return Number(/r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1])
    }
    const counts = []
    for (const forwarded of ["198.51.100.1", "6.6.6.6, 198.51.100.1", "6.6.6.7, 198.51.100.1, 10.1.2.3"]) {
      counts.push(await remaining(forwarded))
    }
    expect(new Set(counts).size).toBe(3)
    expect(await remaining("2001:db8:1:2::1")).toBe(39)
    expect(await remaining("2001:db8:1:2::2")).toBe(38)
    expect(await remaining("2001:db8:1:3::1")).toBe(39)
  })

  it("refuses who tries too many passwords from one address, and nobody else", async () => {
    const one = from(send, "192.0.2.1")
    const codes = []
    for (let count = 0; count < 3; count++) codes.push(codeOf(await one("POST", "/v1/auth/login", login)))
    expect(codes).toStrictEqual(Array.from({ length: 3 }, () => "401 InvalidCredentials"))
    const refused = await one("POST", "/v1/auth/login", login)
    expect(codeOf(refused)).toBe("429 TooManyAttempts")
    expect(refused.headers.get("retry-after")).toBe(String(Object(refused.body).retryAfterSeconds))
    expect(refused.headers.get("ratelimit-policy")).toBe('"requests";q=40;w=60, "login";q=3;w=60')
    expect(refused.headers.get("ratelimit")).toMatch(/^"requests";r=\d+;t=\d+, "login";r=0;t=\d+$/)
    expect(codeOf(await from(send, "192.0.2.2")("POST", "/v1/auth/login", login))).toBe("401 InvalidCredentials")
  })

  it("lets the pages of its origins call it, with cookies, and no others", async () => {
    const preflight = (asking: string) =>
      send("OPTIONS", "/v1/carts", {
        headers: {
          origin: asking,
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type,duka-cart-token"
        }
      })
    const allowed = await preflight(origin)
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get("access-control-allow-origin")).toBe(origin)
    expect(allowed.headers.get("access-control-allow-credentials")).toBe("true")
    expect(allowed.headers.get("access-control-allow-headers")).toBe("content-type,duka-cart-token")
    expect(allowed.headers.get("access-control-max-age")).toBe("600")
    expect(allowed.headers.get("vary")).toContain("Origin")
    for (const stranger of ["https://evil.example", "https://shop.example.evil.example", "null"]) {
      expect((await preflight(stranger)).headers.get("access-control-allow-origin")).toBeNull()
    }
    const read = await send("GET", "/v1/products", { headers: { origin } })
    expect(read.headers.get("access-control-allow-origin")).toBe(origin)
    expect(read.headers.get("access-control-expose-headers")).toContain("ETag")
    // Of what may be kept for everybody, an answer to one page is no answer to another.
    expect(read.headers.get("vary")).toContain("Origin")
    expect(read.headers.get("vary")).toContain("Authorization")
    const problem = await send("GET", "/v1/nothing", { headers: { origin } })
    expect([problem.status, problem.headers.get("access-control-allow-origin")]).toStrictEqual([404, origin])
  })
})

describe("a server that trusts no proxy", { timeout: 60_000 }, () => {
  it("ignores what anybody says of where he is, says so once, and counts nobody at this machine", async () => {
    await using served = await serveReady({ ...memory, DUKA_RATE_LIMIT: "2", DUKA_ATTEMPT_LIMIT: "1" })
    const send = sending(fetch, served.url)
    for (let count = 0; count < 5; count++) {
      const { headers, status } = await from(send, `203.0.113.${count}`)("GET", "/v1/products")
      assert.deepStrictEqual([status, headers.get("ratelimit")], [200, null])
    }
    expect(served.output().match(/X-Forwarded-For is ignored: it comes from 127\.0\.0\.1/g)).toHaveLength(1)
    const { headers } = await send("GET", "/v1/products", { headers: { origin } })
    expect(headers.get("access-control-allow-origin")).toBeNull()
  })
})
