/** What only a socket can do: bytes in pieces, bodies that end early, heads that are no heads. */
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { HttpServer } from "effect/http"
import { NetAddress } from "effect/net"
import { request } from "node:http"
import { connect } from "node:net"
import { socket } from "./socket.ts"

const url = Effect.map(HttpServer.HttpServer, ({ address }) => NetAddress.formatUrlUnsafe(address))

interface Received {
  readonly status: number
  readonly text: string
  readonly type: string | undefined
}

/** Sends a body in pieces, without saying how long it will be. */
const chunked = (base: string, path: string, pieces: number, piece: string, headers: object = {}) =>
  Effect.callback<Received>((resume) => {
    const sent = request(`${base}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers }
    })
    sent.on("response", (response) => {
      let text = ""
      response.setEncoding("utf8")
      response.on("data", (part: string) => (text += part))
      response.on("end", () => {
        sent.destroy()
        resume(Effect.succeed({ status: response.statusCode ?? 0, text, type: response.headers["content-type"] }))
      })
    })
    sent.on("error", () => {})
    const write = (left: number) => {
      if (left === 0) return void sent.end()
      if (sent.destroyed) return
      sent.write(piece, () => setImmediate(write, left - 1))
    }
    write(pieces)
  })

/** Sends text as it is and answers what comes back until the connection closes. */
const raw = (base: string, text: string) =>
  Effect.callback<string>((resume) => {
    const { hostname, port } = new URL(base)
    let received = ""
    const open = connect(Number(port), hostname, () => open.write(text))
    open.setTimeout(5_000, () => open.destroy())
    open.on("data", (data) => (received += data.toString()))
    open.on("error", () => {})
    open.on("close", () => resume(Effect.succeed(received)))
  })

layer(socket, { excludeTestServices: true })("over a socket", (it) => {
  it.effect("a body that never said how long it is ends at the limit", () =>
    Effect.gen(function* () {
      const base = yield* url
      const answer = yield* chunked(base, "/v1/carts", 200, " ".repeat(65_536))
      assert.deepStrictEqual([answer.status, answer.type], [413, "application/problem+json"])
      assert.deepInclude(JSON.parse(answer.text), { code: "PayloadTooLarge", bytesMax: 1_048_576 })
    })
  )

  it.effect("a body in pieces below the limit is read whole", () =>
    Effect.gen(function* () {
      const answer = yield* chunked(yield* url, "/v1/carts", 3, "  ")
      assert.deepStrictEqual([answer.status, answer.type], [400, "application/problem+json"])
    })
  )

  it.effect("a length beyond the limit is refused before a byte is read", () =>
    Effect.gen(function* () {
      const head =
        "POST /v1/carts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n"
      const answer = yield* raw(yield* url, head)
      assert.match(answer, /^HTTP\/1\.1 413 /)
      assert.include(answer, '"code":"PayloadTooLarge"')
    })
  )

  it.effect("heads that are none are answered with a 4xx, and the shop goes on", () =>
    Effect.gen(function* () {
      const base = yield* url
      const hostile = [
        ["GET /v1/products HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n", 431],
        ["GET /v1/products\u0000 HTTP/1.1\r\nHost: x\r\n\r\n", 400],
        ["NONSENSE\r\n\r\n", 400],
        ["POST /v1/carts HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400],
        ["POST /v1/carts HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400],
        ["GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404],
        ["GET http://elsewhere.example/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404],
        ["GET /v1/products/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400],
        ["GET //evil.example/%2e%2e HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404],
        ["GET /v1/products?q=%ED%A0%80&limit=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200]
      ] as const
      for (const [text, status] of hostile) {
        const answer = yield* raw(base, text)
        assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), text.slice(0, 80))
      }
      const head = yield* raw(base, "HEAD /v1/products HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      assert.match(head, /^HTTP\/1\.1 200 /)
      assert.match(head, /\r\n\r\n$/)
    })
  )

  it.effect("who leaves in the middle of a body is no trouble", () =>
    Effect.gen(function* () {
      const base = yield* url
      const { hostname, port } = new URL(base)
      yield* Effect.callback<void>((resume) => {
        const open = connect(Number(port), hostname, () => {
          open.write(
            "POST /v1/carts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
          )
          setImmediate(() => open.destroy())
        })
        open.on("close", () => resume(Effect.void))
      })
      const answer = yield* Effect.promise(() => fetch(`${base}/v1/products`))
      assert.strictEqual(answer.status, 200)
    })
  )
})
