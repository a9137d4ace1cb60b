/** What takes webhooks to their receivers, over real sockets. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { execFile } from "node:child_process"
import { createServer, type Socket } from "node:net"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { carrier } from "../src/webhooks/carrying.ts"
import { everywhere, type Resolve } from "../src/webhooks/resolving.ts"
import { retryAfter } from "../src/webhooks/retryAfter.ts"
import { answered, carried, here, notAnswered, webhook } from "./carried.ts"
import { believe, receiver } from "./webhookReceiver.ts"

const execute = promisify(execFile)

interface RawServer {
  readonly port: number
  readonly sockets: Array<Socket>
  /** The first of them. */
  readonly connected: Promise<Socket>
  readonly end: () => void
}

/** A server that does with each socket as it is told. */
const rawServer = (use: (socket: Socket) => void) =>
  Effect.acquireRelease(
    Effect.callback<RawServer>((resume) => {
      const sockets: Array<Socket> = []
      const { promise: connected, resolve: connect } = Promise.withResolvers<Socket>()
      const server = createServer((socket) => {
        sockets.push(socket)
        connect(socket)
        socket.on("error", () => {})
        // What is not read is not seen to end.
        socket.resume()
        use(socket)
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = address === null || typeof address === "string" ? 0 : address.port
        resume(Effect.succeed({ port, sockets, connected, end: () => void server.close() }))
      })
    }),
    ({ end, sockets }) =>
      Effect.sync(() => {
        for (const socket of sockets) socket.destroy()
        end()
      })
  )

const closed = (socket: Socket | undefined) =>
  Effect.callback<void>((resume) => {
    if (socket === undefined || socket.closed) resume(Effect.void)
    else socket.on("close", () => resume(Effect.void))
  })

describe("a webhook", () => {
  it.live("is posted byte for byte, with its headers, to the host's own name", () =>
    Effect.gen(function* () {
      const { port, received } = yield* receiver()
      const body = '{"data":{"name":"Chai “½” \\n"}}'
      const one = { ...webhook(`http://hooks.example:${port}/a/b?c=d%20e`), body }
      const { carry } = carrier({ privateAddresses: true, resolve: here })
      assert.deepStrictEqual(yield* carry(one), answered(204))
      const [got, ...others] = received
      assert.deepStrictEqual(others, [])
      assert.deepInclude(got, { method: "POST", path: "/a/b?c=d%20e", body, servername: null })
      assert.deepInclude(got?.headers, {
        ...one.headers,
        host: `hooks.example:${port}`,
        "content-length": String(Buffer.byteLength(body)),
        connection: "close"
      })
    }).pipe(Effect.scoped)
  )

  it.live("goes over TLS to who shows a certificate of the name, and to nobody else", () =>
    Effect.gen(function* () {
      const { port, received } = yield* receiver({ secure: true })
      const url = `https://hooks.example:${port}/`
      assert.deepStrictEqual(yield* carried(url), notAnswered("unreachable", "DEPTH_ZERO_SELF_SIGNED_CERT"))
      believe()
      assert.deepStrictEqual(yield* carried(url, { privateAddresses: false, allowed: everywhere }), answered(204))
      const other = yield* carried(`https://other.example:${port}/`)
      assert.deepStrictEqual(other, notAnswered("unreachable", "ERR_TLS_CERT_ALTNAME_INVALID"))
      assert.deepStrictEqual(
        received.map(({ headers: { host }, servername }) => [host, servername]),
        [[`hooks.example:${port}`, "hooks.example"]]
      )
    }).pipe(Effect.scoped)
  )

  it.live("follows no redirect, and tells the status and when to come again, and nothing else", () =>
    Effect.gen(function* () {
      const elsewhere = yield* receiver()
      const told: ReadonlyArray<readonly [number, Readonly<Record<string, string>>, number | null]> = [
        [302, { location: `http://127.0.0.1:${elsewhere.port}/` }, null],
        [307, { location: `http://127.0.0.1:${elsewhere.port}/` }, null],
        [410, {}, null],
        [429, { "retry-after": "17" }, 17],
        [503, { "retry-after": "soon" }, null],
        [500, { "set-cookie": "a=b" }, null]
      ]
      for (const [status, headers, seconds] of told) {
        const { port } = yield* receiver({
          answer: () => (_, outgoing) => outgoing.writeHead(status, headers).end("what nobody reads")
        })
        assert.deepStrictEqual(yield* carried(`http://127.0.0.1:${port}/`), answered(status, seconds))
      }
      assert.deepStrictEqual(elsewhere.received, [])
    }).pipe(Effect.scoped)
  )

  it.live("is not read an endless answer to, however it comes", () =>
    Effect.gen(function* () {
      let written = 0
      const { port } = yield* receiver({
        answer: () => (_, outgoing) => {
          outgoing.writeHead(200)
          const more = () => {
            while (!outgoing.destroyed && outgoing.write("x".repeat(16_384))) written += 16_384
            if (!outgoing.destroyed) outgoing.once("drain", more)
          }
          more()
        }
      })
      assert.deepStrictEqual(yield* carried(`http://127.0.0.1:${port}/`), answered(200))
      assert.isBelow(written, 64 * 1024 * 1024)
      const drops = yield* receiver({ answer: () => (_, outgoing) => void outgoing.writeHead(200).write("x") })
      assert.deepStrictEqual(yield* carried(`http://127.0.0.1:${drops.port}/`), answered(200))
    }).pipe(Effect.scoped)
  )

  it.live("that nobody answers is given up in time, and its socket is closed", () =>
    Effect.gen(function* () {
      const silent = yield* rawServer(() => {})
      // Header by header, for ever.
      const slow = yield* rawServer((socket) => {
        socket.write("HTTP/1.1 200 OK\r\n")
        const timer = setInterval(() => socket.write("x: y\r\n"), 20)
        socket.on("close", () => clearInterval(timer))
      })
      for (const { port, sockets } of [silent, slow]) {
        const found = yield* carried(`http://127.0.0.1:${port}/`, { answerSeconds: 0.3 })
        assert.deepStrictEqual(found, notAnswered("timeout"))
        yield* closed(sockets[0])
        assert.lengthOf(sockets, 1)
      }
      const never: Resolve = () => new Promise(() => {})
      const found = yield* carried("http://hooks.example/", { answerSeconds: 0.1, resolve: never })
      assert.deepStrictEqual(found, notAnswered("timeout"))
    }).pipe(Effect.scoped)
  )

  it.live("whose sender is interrupted is sent no further", () =>
    Effect.gen(function* () {
      const silent = yield* rawServer(() => {})
      const fiber = yield* Effect.forkChild(carried(`http://127.0.0.1:${silent.port}/`))
      const socket = yield* Effect.promise(() => silent.connected)
      yield* Fiber.interrupt(fiber)
      yield* closed(socket)
    }).pipe(Effect.scoped)
  )

  it.live("that cannot be brought says why, in a code", () =>
    Effect.gen(function* () {
      const hangsUp = yield* rawServer((socket) => socket.end())
      const speaksElse = yield* rawServer((socket) => socket.end("SSH-2.0-x\r\n"))
      const switches = yield* rawServer((socket) =>
        socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n")
      )
      const { port: free } = yield* Effect.scoped(rawServer(() => {}))
      const nobody: Resolve = () => Promise.reject(Object.assign(new Error("x"), { code: "ENOTFOUND" }))
      assert.deepStrictEqual(yield* carried(`http://127.0.0.1:${free}/`), notAnswered("unreachable", "ECONNREFUSED"))
      assert.deepStrictEqual(
        yield* carried(`http://127.0.0.1:${hangsUp.port}/`),
        notAnswered("unreachable", "ECONNRESET")
      )
      const spoken = yield* carried(`http://127.0.0.1:${speaksElse.port}/`)
      assert.deepStrictEqual(spoken, notAnswered("unreachable", "HPE_INVALID_CONSTANT"))
      assert.deepInclude(yield* carried(`http://127.0.0.1:${switches.port}/`), { why: "unreachable" })
      assert.deepStrictEqual(
        yield* carried("http://hooks.example/", { resolve: nobody }),
        notAnswered("unreachable", "ENOTFOUND")
      )
    }).pipe(Effect.scoped)
  )

  it.live("takes no proxy from the environment", () =>
    Effect.gen(function* () {
      const [proxy, { port, received }] = [yield* receiver(), yield* receiver()]
      const names = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"]
      const env = {
        PATH: process.env["PATH"],
        NODE_USE_ENV_PROXY: "1",
        ...Object.fromEntries(names.map((name) => [name, `http://127.0.0.1:${proxy.port}`]))
      }
      const child = fileURLToPath(new URL("children/carry.ts", import.meta.url))
      const args = ["--conditions=@duka/source", child, `http://hooks.example:${port}/`]
      const { stdout } = yield* Effect.promise(() => execute(process.execPath, args, { env }))
      assert.deepStrictEqual(JSON.parse(stdout), answered(204))
      assert.deepStrictEqual([proxy.received.length, received.length], [0, 1])
    }).pipe(Effect.scoped)
  )
})

describe("when to come again", () => {
  const now = Date.parse("2026-11-28T12:00:00Z")
  it.each([
    ["120", 120],
    [" 5 ", 5],
    ["0", 0],
    ["Sat, 28 Nov 2026 12:01:30 GMT", 90],
    ["Sat, 28 Nov 2026 11:00:00 GMT", 0],
    ["", null],
    [undefined, null],
    ["-5", null],
    ["1e3", null],
    ["soon", null],
    ["2026-11-28", null],
    ["99999999999", null]
  ])("is told by %s: %s", (value, seconds) => assert.strictEqual(retryAfter(value, now), seconds))
})
