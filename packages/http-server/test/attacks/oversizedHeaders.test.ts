/** Heads that are there to be kept in memory. */
import { afterAll, assert, it } from "vitest"
import { listened, spoken } from "../listened.ts"

const { url, [Symbol.asyncDispose]: close } = await listened()
afterAll(close)

const request = (...headers: ReadonlyArray<string>) =>
  `${["GET /v1/products HTTP/1.1", "Host: x", "Connection: close", ...headers].join("\r\n")}\r\n\r\n`

const statusOf = async (text: string) => {
  const heard = await spoken(url, [text])
  assert.isTrue(heard.ended)
  return /^HTTP\/1\.1 (\d+) /.exec(heard.text)?.[1] ?? heard.text
}

const many = (count: number, size: number) => Array.from({ length: count }, (_, n) => `X-${n}: ${"a".repeat(size)}`)

it("are refused by their size, whatever it is made of", async () => {
  const heads = {
    "one long header": request(`X: ${"a".repeat(20_000)}`),
    "a long name": request(`${"X".repeat(20_000)}: a`),
    "a huge cookie": request(`Cookie: ${"a=b; ".repeat(4_000)}`),
    "a thousand cookies": request(...Array.from({ length: 1_000 }, (_, n) => `Cookie: session${n}=${"a".repeat(20)}`)),
    "an endless token": request(`Authorization: Bearer ${"a".repeat(20_000)}`),
    "many headers": request(...many(3_000, 10)),
    "a long path": `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    "a long query": `GET /v1/products?q=${"a".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    "megabytes of them": request(...many(200, 16_000))
  }
  for (const [name, head] of Object.entries(heads)) assert.strictEqual(await statusOf(head), "431", name)
})

it("end a connection that was good until then", async () => {
  const good = "GET /v1/products HTTP/1.1\r\nHost: x\r\n\r\n"
  const { ended, text } = await spoken(url, [good, request(`X: ${"a".repeat(20_000)}`)])
  assert.isTrue(ended)
  assert.deepStrictEqual(text.match(/^HTTP\/1\.1 \d+/gm), ["HTTP/1.1 200"])
})

it("are taken when they are merely many, and a trailer is measured too", async () => {
  assert.strictEqual(await statusOf(request(...many(200, 40))), "200")
  const head =
    "POST /v1/carts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
  const { text } = await spoken(url, [`${head}2\r\n{}\r\n0\r\nX-T: ${"a".repeat(40_000)}\r\n\r\n`], {
    maxMillis: 2_000
  })
  assert.match(text, /HTTP\/1\.1 4(00|31) /)
})

it("leave the shop as it was", async () => {
  const before = process.memoryUsage().heapUsed
  await Promise.all(Array.from({ length: 200 }, () => statusOf(request(`Cookie: ${"a".repeat(60_000)}`))))
  assert.isBelow(process.memoryUsage().heapUsed - before, 100_000_000)
  assert.strictEqual((await fetch(`${url}/v1/products`)).status, 200)
})
