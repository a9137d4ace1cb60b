/** Ends of lines in what comes back in headers, which would begin a header, or an answer, of the attacker's own. */
import { randomUUID } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import { documentOf } from "../declared.ts"
import { filled, larder, plenty, queryOf } from "../larder.ts"
import { listened, spoken } from "../listened.ts"
import { signUp } from "../people.ts"
import { rightBodies } from "../rightBodies.ts"
import { type Answer, open } from "../shop.ts"

const { dispose, handler, send, staff } = open()
const { url, [Symbol.asyncDispose]: close } = await listened()
afterAll(async () => {
  await dispose()
  await close()
})

const { operations } = await documentOf(handler)

const evil = "Set-Cookie: evil=1"
const endings = ["\r\n", "\n", "\r", "\u0000", "\u0085", "%0d%0a", "\u560d\u560a"]

const assertClean = ({ headers, status }: Answer, about: string) => {
  assert.isBelow(status, 500, about)
  assert.isNull(headers.get("set-cookie"), about)
  for (const [name, value] of headers) {
    assert.notInclude(`${name}: ${value}`, "evil", about)
    assert.match(value, /^[\x20-\x7e]*$/, `${about}: ${name}`)
  }
}

/** Each text of a body in turn, with an end of a line in it. */
const spoilt = (value: unknown, text: string): ReadonlyArray<unknown> => {
  if (typeof value === "string") return [`${value}${text}`]
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, at) => spoilt(item, text).map((one) => value.with(at, one)))
  }
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => spoilt(inner, text).map((one) => ({ ...value, [name]: one })))
}

it("in paths, queries, the values of headers and every text of every body", { timeout: 30_000 }, async () => {
  const { send: me } = await signUp(send)
  const goods = await plenty(staff)
  const things = larder({ owner: me, staff, goods })
  let sent = 0
  for (const { asked, method, path, takesBody } of operations) {
    const asking = asked._tag === "Permission" ? staff : me
    for (const ending of endings) {
      const text = `x${ending}${evil}`
      const coded = encodeURIComponent(text)
      const headers = { "if-match": "*" }
      const thing = await things.of(path)
      const body = rightBodies(goods)[`${method} ${path}`]
      const bodies = takesBody ? [...spoilt(body, text), body] : [undefined]
      const ids = Object.fromEntries(Object.keys(thing.ids).map((name) => [name, text]))
      const query = `${filled(path, thing)}?q=${coded}&${coded}=x`
      const places = path.includes("{") ? [filled(path, { ids }), query] : [query]
      for (const place of places) {
        const answer = await asking(method, place, {
          headers: { ...headers, "idempotency-key": randomUUID() },
          ...(body === undefined ? {} : { body })
        })
        assertClean(answer, `${method} ${path} ${coded}`)
        sent++
      }
      // Nothing is left to be spoilt where somebody has left, or been erased.
      if (method === "DELETE" || path.endsWith("/logout")) continue
      for (const body of bodies) {
        const answer = await asking(method, `${filled(path, thing)}${queryOf(method, path, goods.variantId)}`, {
          headers: { ...headers, "idempotency-key": randomUUID() },
          ...(body === undefined ? {} : { body })
        })
        assertClean(answer, `${method} ${path} ${JSON.stringify(body)}`)
        sent++
      }
      things.taken(path)
    }
  }
  assert.isAbove(sent, 1_000)
})

it("in the values of headers that come back, or are kept", async () => {
  for (const name of [
    "idempotency-key",
    "if-match",
    "if-none-match",
    "duka-cart-token",
    "user-agent",
    "origin",
    "host"
  ]) {
    for (const value of [
      "x%0d%0aSet-Cookie: evil=1",
      '"1"\tSet-Cookie: evil=1',
      "x\\r\\nSet-Cookie: evil=1",
      "\u00e9\u00ff"
    ]) {
      assertClean(await send("GET", "/v1/products", { headers: { [name]: value } }), `${name} ${value}`)
      const headers = { [name]: value }
      assertClean(await send("POST", "/v1/carts", { headers, body: {} }), `${name} ${value}`)
    }
  }
})

it("as bytes of a head: what HTTP does not allow ends the connection, and what it does is one request", async () => {
  const line = "GET /v1/products HTTP/1.1\r\nHost: x\r\n"
  const end = "Connection: close\r\n\r\n"
  const heads = {
    "a carriage return in a value": `${line}X: a\rSet-Cookie: evil=1\r\n${end}`,
    "a zero in a value": `${line}X: a\u0000b\r\n${end}`,
    "a zero in a name": `${line}X\u0000Y: a\r\n${end}`,
    "a blank in a name": `${line}X Y: a\r\n${end}`,
    "a blank before the colon": `${line}X : a\r\n${end}`,
    "an end of a line in a name": `${line}X\nY: a\r\n${end}`,
    "a folded line": `${line}X: a\r\n evil\r\n${end}`,
    "a name of nothing": `${line}: a\r\n${end}`,
    "a zero in the path": `GET /v1/\u0000 HTTP/1.1\r\nHost: x\r\n${end}`,
    "a blank in the path": `GET /v1/products evil HTTP/1.1\r\nHost: x\r\n${end}`,
    "a tab in the method": `GET\t/v1/products HTTP/1.1\r\nHost: x\r\n${end}`,
    "two hosts": `${line}Host: evil.example\r\n${end}`
  }
  for (const [name, head] of Object.entries(heads)) {
    const { ended, text } = await spoken(url, [head], { maxMillis: 3_000 })
    assert.isTrue(ended, name)
    const [status, ...more] = text.match(/^HTTP\/1\.1 \d+/gm) ?? []
    assert.isEmpty(more, `${name}: a second answer`)
    assert.notMatch(text, /evil/i, name)
    assert.oneOf(status, ["HTTP/1.1 400", "HTTP/1.1 200"], name)
    if (name !== "a folded line" && name !== "two hosts") assert.strictEqual(status, "HTTP/1.1 400", name)
  }
  assert.strictEqual((await fetch(`${url}/v1/products`)).status, 200)
})
