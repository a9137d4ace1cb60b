import { Health } from "@duka/http-api"
import { gunzipSync } from "node:zlib"
import { afterAll, assert, describe, it } from "vitest"
import { open, strictly } from "./shop.ts"

const { dispose, handler, send } = open()
afterAll(dispose)

it("health says that the process lives and the shop is ready", async () => {
  for (const status of ["live", "ready"]) {
    const answer = await send("GET", `/health/${status}`)
    assert.deepStrictEqual([answer.status, strictly(Health)(answer.body)], [200, { status }])
    assert.strictEqual(answer.headers.get("cache-control"), "private, no-store")
  }
})

describe("metrics", () => {
  it("count and time requests by route template, method and status, and never name a path", async () => {
    const secret = "a-token-that-must-not-be-seen"
    await send("GET", `/v1/track/${secret}`)
    await send("GET", `/nothing/${secret}`)
    await send("BREW", "/v1/products")
    const { headers, text } = await send("GET", "/metrics")
    assert.strictEqual(headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8")
    assert.include(text, 'http_server_requests_total{method="GET",route="/v1/track/:token",status="404"}')
    assert.include(text, 'http_server_requests_total{method="GET",route="(no route)",status="404"}')
    assert.include(text, 'http_server_requests_total{method="other",route="(no route)",status="405"}')
    assert.match(text, /http_server_request_duration_seconds_bucket\{[^}]*route="\/v1\/track\/:token"[^}]*le="0.1"\} 1/)
    assert.match(text, /http_server_request_duration_seconds_count\{[^}]*\} \d+/)
    assert.match(text, /process_resident_memory_bytes \d+/)
    assert.notInclude(text, secret)
    for (const line of text.trim().split("\n"))
      assert.match(line, /^(# (HELP|TYPE) \w+ .+|\w+(\{[^{}]*\})? [\d.e+-]+)$/)
  })
})

describe("the reference", () => {
  it("/openapi.json is kept shortly and is 304 for who has it", async () => {
    const first = await send("GET", "/openapi.json")
    assert.deepInclude(first.body, { openapi: "3.1.0" })
    assert.strictEqual(first.type, "application/json")
    const etag = first.headers.get("etag") ?? ""
    assert.strictEqual((await send("GET", "/openapi.json", { headers: { "if-none-match": etag } })).status, 304)
  })

  it.each(["/docs", "/swagger", "/redoc"])("%s needs nothing from outside", async (path) => {
    const page = await send("GET", path)
    assert.deepStrictEqual([page.status, page.type], [200, "text/html; charset=utf-8"])
    const policy = page.headers.get("content-security-policy") ?? ""
    assert.match(policy, /^default-src 'none'; script-src 'self' 'sha256-/)
    assert.notMatch(policy, /https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/)
    for (const [, address = ""] of page.text.matchAll(/<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]*)"/g)) {
      assert.match(address, new RegExp(`^${path}/program\\.js\\?v=[0-9a-f]{12}$`))
      const program = await send("GET", address)
      assert.deepStrictEqual(
        [program.status, program.type, program.headers.get("cache-control")],
        [200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"]
      )
      assert.isAbove(program.text.length, 500_000)
      const packed = await handler(
        new Request(`http://duka.local${address}`, { headers: { "accept-encoding": "br, gzip" } })
      )
      assert.strictEqual(packed.headers.get("content-encoding"), "gzip")
      assert.strictEqual(gunzipSync(new Uint8Array(await packed.arrayBuffer())).toString(), program.text)
    }
  })

  it("every script that stands in a page is allowed by its digest", async () => {
    for (const path of ["/docs", "/swagger", "/redoc"]) {
      const { headers, text } = await send("GET", path)
      const scripts = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)]
      assert.strictEqual(scripts.length, 1, path)
      for (const [, script = ""] of scripts) {
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script)))
        assert.include(
          headers.get("content-security-policy") ?? "",
          `'sha256-${Buffer.from(digest).toString("base64")}'`
        )
      }
    }
  })
})
