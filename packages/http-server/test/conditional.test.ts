import { afterAll, assert, describe, it } from "vitest"
import { newProduct, openStore, receive } from "./selling.ts"
import { codeOf, open, rulesOf } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

const known = (tag: string) => ({ headers: { "if-none-match": tag } })

describe("catalog answers", () => {
  it("carry a tag, may be kept for a moment, and are 304 for who has them", async () => {
    const { slug } = await newProduct(staff)
    const store = await openStore(staff)
    await staff("POST", "/v1/categories", { body: { name: "Drinks" } })
    const paths = [
      `/v1/products/${slug}`,
      "/v1/products",
      "/v1/products?limit=1",
      "/v1/products/featured",
      "/v1/categories",
      "/v1/categories/tree",
      "/v1/categories/drinks",
      "/v1/stores",
      `/v1/stores/${store.id}`,
      `/v1/stores/${store.id}/products`
    ]
    for (const path of paths) {
      const first = await send("GET", path)
      assert.strictEqual(first.status, 200, path)
      assert.match(first.headers.get("cache-control") ?? "", /^public, max-age=\d+, stale-while-revalidate=\d+$/)
      assert.strictEqual(first.headers.get("vary"), "Authorization, Cookie, Accept-Encoding")
      const tag = first.headers.get("etag") ?? ""
      assert.match(tag, /^"[\w-]+"$/, path)
      for (const asked of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
        const again = await send("GET", path, known(asked))
        assert.deepStrictEqual(
          [again.status, again.text, again.headers.get("etag")],
          [304, "", tag],
          `${path} ${asked}`
        )
      }
      assert.strictEqual((await send("GET", path, known('"other"'))).status, 200)
      const head = await send("HEAD", path)
      assert.deepStrictEqual([head.status, head.text, head.headers.get("etag")], [200, "", tag], path)
    }
  })

  it("a product's tag is its version and a digest: stock changes the one and not the other", async () => {
    const { slug, variants } = await newProduct(staff)
    const path = `/v1/products/${slug}`
    const before = (await send("GET", path)).headers.get("etag") ?? ""
    assert.match(before, /^"1-[\w-]{16}"$/)
    const store = await openStore(staff, "Stock")
    await receive(staff, variants[0].id, store.id, 1)
    const after = await send("GET", path, known(before))
    assert.strictEqual(after.status, 200)
    assert.match(after.headers.get("etag") ?? "", /^"1-/)
    assert.notStrictEqual(after.headers.get("etag"), before)
    const patched = await staff("PATCH", path, { headers: { "if-match": before }, body: { description: "New" } })
    assert.strictEqual(patched.status, 200)
    assert.match(patched.headers.get("etag") ?? "", /^"2-/)
  })

  it("a product that names a version in its own data is tagged with its own version", async () => {
    const { slug } = await newProduct(staff, { metadata: { version: 99 }, attributes: { version: "77" } })
    assert.match((await send("GET", `/v1/products/${slug}`)).headers.get("etag") ?? "", /^"1-/)
    const text = await newProduct(staff, { description: '"version":55, and "version": 56' })
    assert.match((await send("GET", `/v1/products/${text.slug}`)).headers.get("etag") ?? "", /^"1-/)
  })

  it("nobody keeps what staff sees", async () => {
    const { slug } = await newProduct(staff)
    for (const path of ["/v1/products", `/v1/products/${slug}`, "/v1/categories", "/v1/stores"]) {
      assert.strictEqual((await staff("GET", path)).headers.get("cache-control"), "private, no-store")
    }
  })
})

describe("If-Match", () => {
  it("takes the tag that was answered, weakened by a proxy or not, and nothing else", async () => {
    const { slug } = await newProduct(staff)
    const path = `/v1/products/${slug}`
    const patch = (tag: string) => staff("PATCH", path, { headers: { "if-match": tag }, body: {} })
    assert.strictEqual((await patch('"1"')).status, 200)
    assert.strictEqual((await patch('W/"2-abcdefghijklmnop"')).status, 200)
    assert.strictEqual((await patch('"3-abc_-1"')).status, 200)
    assert.strictEqual(codeOf(await patch('"3"')), "412 VersionConflict")
    for (const wrong of ["4", '"four"', '"4', '"4",*', '"0"', '"-4"', '"99999999999"', '"4.0"', ""]) {
      const rules = rulesOf(await patch(wrong))
      assert.isNotEmpty(rules, wrong)
      assert.deepStrictEqual(rules, ["header /if-match isEntityTag"], wrong)
    }
  })

  it("a list of tags is refused in words: a change is based on one version", async () => {
    const { slug } = await newProduct(staff)
    for (const list of ['"1","2"', '"1-abc", W/"2"', '"1" , "1"']) {
      const headers = { "if-match": list }
      const answer = await staff("PATCH", `/v1/products/${slug}`, { headers, body: {} })
      assert.deepStrictEqual(rulesOf(answer), ["header /if-match isOneTag"], list)
      assert.include(answer.text, "Expected one entity tag, not a list of them")
    }
  })

  it("any: an update without a version in mind", async () => {
    const { slug } = await newProduct(staff)
    const answer = await staff("PATCH", `/v1/products/${slug}`, { headers: { "if-match": "*" }, body: {} })
    assert.strictEqual(answer.status, 200)
  })
})

describe("safety", () => {
  it("every answer says that it is what it says, and that nothing may be run of it", async () => {
    for (const path of ["/v1/products", "/v1/products/none", "/nothing", "/v1/carts", "/health/live", "/metrics"]) {
      const { headers } = await send("GET", path)
      assert.strictEqual(headers.get("x-content-type-options"), "nosniff", path)
      assert.strictEqual(headers.get("referrer-policy"), "no-referrer", path)
      assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none'/, path)
      assert.isNull(headers.get("x-powered-by"))
      assert.isNull(headers.get("server"))
      assert.isNull(headers.get("server-timing"))
    }
  })

  it("refusals are never kept", async () => {
    for (const path of ["/v1/products/none", "/v1/products?x=1", "/nothing", "/v1/track/x", "/v1/orders"]) {
      const answer = await send("GET", path)
      assert.isAbove(answer.status, 399)
      assert.strictEqual(answer.headers.get("cache-control"), "private, no-store", path)
    }
  })
})
