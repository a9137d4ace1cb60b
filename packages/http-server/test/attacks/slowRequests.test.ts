/** Requests that never end (slowloris): each holds a connection, until they are all held. */
import { afterAll, assert, it } from "vitest"
import { listened, spoken } from "../listened.ts"

// The limits of a server that has less patience: what is cut off is the same.
const reading = { headersMaxSeconds: 0.3, requestMaxSeconds: 0.6, checkSeconds: 0.05, headersMaxBytes: 16_384 }
const { url, [Symbol.asyncDispose]: close } = await listened(reading)
afterAll(close)

const head = "POST /v1/carts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"

function* forever(piece: string) {
  while (true) yield piece
}

function* after(first: string, piece: string) {
  yield first
  yield* forever(piece)
}

const drip = { apartMillis: 40 }

/** Cut off soon after the limit, by the server. */
const assertCut = async (pieces: Iterable<string>, seconds: number) => {
  const { ended, millis, text } = await spoken(url, pieces, drip)
  assert.isTrue(ended, "the server has never ended it")
  assert.isAtLeast(millis, seconds * 1_000 - 50)
  assert.isBelow(millis, seconds * 1_000 + 3_000)
  assert.match(text, /^(HTTP\/1\.1 408 |$)/)
}

it("headers that never end are cut off", async () => {
  await assertCut(after("GET /v1/products HTTP/1.1\r\nHost: x\r\n", "X-A: b\r\n"), reading.headersMaxSeconds)
})

it("so is a header that never ends", async () => {
  await assertCut(after("GET /v1/products HTTP/1.1\r\nHost: x\r\nX: ", "a"), reading.headersMaxSeconds)
})

it("so is who says nothing at all", async () => {
  await assertCut([], reading.headersMaxSeconds)
})

it("bodies that trickle are cut off, whether they say how long they are or not", async () => {
  await assertCut(after(`${head}Content-Length: 100000\r\n\r\n{`, " "), reading.requestMaxSeconds)
  await assertCut(after(`${head}Transfer-Encoding: chunked\r\n\r\n`, "1\r\n \r\n"), reading.requestMaxSeconds)
  await assertCut([`${head}Content-Length: 10\r\n\r\n{`], reading.requestMaxSeconds)
})

it("others are served meanwhile, and the shop is none the worse for it", async () => {
  const crowd = Array.from({ length: 100 }, () => spoken(url, after(`${head}Content-Length: 1000\r\n\r\n`, " "), drip))
  for (let turn = 0; turn < 10; turn++) assert.strictEqual((await fetch(`${url}/v1/products`)).status, 200)
  for (const { ended } of await Promise.all(crowd)) assert.isTrue(ended)
  assert.strictEqual((await fetch(`${url}/health/ready`)).status, 200)
})
