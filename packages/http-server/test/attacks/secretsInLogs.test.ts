/** Whoever reads the logs of the shop, or its traces, signs in as nobody. */
import { cookieNames } from "@duka/http-api"
import { Layer, Tracer } from "effect"
import { HttpMiddleware } from "effect/http"
import { afterAll, assert, describe, it } from "vitest"
import * as Server from "../../src/Server.ts"
import { browser, logInByCookie, signUpByCookie } from "../browser.ts"
import { serveReady } from "../duka.ts"
import { password, signUp } from "../people.ts"
import { sending, useCases } from "../shop.ts"

describe("a span with every header", () => {
  const spans: Array<Tracer.Span> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const traced = Layer.mergeAll(
    useCases,
    Layer.succeed(Tracer.Tracer, tracer),
    Layer.succeed(HttpMiddleware.TracerHeaderFilter, () => true)
  )
  const { dispose, handler } = Server.handler(traced)
  afterAll(dispose)

  it("names cookies and tokens, and holds none of them", async () => {
    const send = sending(handler)
    const { csrfToken, jar, send: me } = await signUpByCookie(send)
    const secrets = [...jar.values()]
    const { token } = Object((await send("POST", "/v1/carts", { body: {} })).body)
    await me("PATCH", "/v1/me", { body: {}, headers: { "duka-cart-token": token, "duka-order-token": `o${token}` } })
    await send("GET", "/v1/me", { headers: { authorization: `Bearer ${jar.get(cookieNames.access)}` } })
    await me("POST", "/v1/auth/refresh")
    secrets.push(...jar.values(), csrfToken, token)
    const told = JSON.stringify(spans.map(({ attributes, name }) => [name, ...attributes]))
    for (const name of ["cookie", "duka-csrf-token", "duka-cart-token", "duka-order-token", "authorization"]) {
      assert.include(told, `http.request.header.${name}","<redacted>"`)
    }
    for (const secret of secrets) assert.notInclude(told, secret)
  })

  it("names what is asked for in a query, and tells nothing of it", async () => {
    const { send: me } = await signUpByCookie(sending(handler))
    await me("GET", "/v1/customers?q=amina.njeri%40example.com&limit=10")
    await me("GET", "/v1/customers?email=amina.njeri%40example.com")
    const told = JSON.stringify(spans.map(({ attributes, name }) => [name, ...attributes]))
    assert.include(told, `"url.query","q=REDACTED&limit=REDACTED"`)
    assert.include(told, `"url.query","email=REDACTED"`)
    assert.notInclude(told, "amina.njeri")
  })
})

it(
  "nothing of cookies, tokens and passwords stands in the log, however much is logged",
  { timeout: 60_000 },
  async () => {
    await using shop = await serveReady({ DUKA_STORAGE: "memory", DUKA_LOG_LEVEL: "trace", DUKA_SEED: "off" })
    const send = sending((request) => fetch(request), shop.url)
    const { email } = await signUp(send)
    const { csrfToken, jar, send: me } = await logInByCookie(send, email, browser(send))
    const secrets = [csrfToken, password, ...jar.values()]
    await me("PATCH", "/v1/me", { body: { name: "Amina W." } })
    await me("PATCH", "/v1/me", { body: {}, headers: { "duka-csrf-token": `x${csrfToken}` } })
    await me("POST", "/v1/auth/refresh")
    await me("POST", "/v1/auth/refresh", { body: '{"refreshToken":' })
    secrets.push(...jar.values())
    await me("POST", "/v1/auth/logout")
    const output = shop.output()
    assert.include(output, "POST /v1/auth/refresh 200")
    assert.include(output, "POST /v1/auth/logout 204")
    assert.isAbove(secrets.length, 6)
    for (const secret of secrets) assert.notInclude(output, secret)
  }
)
