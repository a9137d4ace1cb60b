import { ProductPage } from "@duka/http-api"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { newProduct } from "./selling.ts"
import { codeOf, open, rulesOf, strictly } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

beforeAll(async () => {
  for (let index = 0; index < 7; index++) {
    await newProduct(staff, { name: `Soap ${index}`, price: { amount: 700 - index * 100, currency: "KES" } })
  }
})

const page = strictly(ProductPage)

describe.each(["createdAt", "-createdAt", "price", "-price", "name", "-name"])("sorted by %s", (sort) => {
  it("a cursor goes through all of it, and a numbered page shows the same", async () => {
    const all = page((await send("GET", `/v1/products?sort=${sort}`)).body).items.map(({ id }) => id)
    assert.strictEqual(all.length, 7)
    const seen: Array<string> = []
    let next = ""
    for (let turn = 0; turn < 10; turn++) {
      const found = page((await send("GET", `/v1/products?sort=${sort}&limit=3${next}`)).body)
      assert("nextCursor" in found)
      seen.push(...found.items.map(({ id }) => id))
      if (found.nextCursor === null) break
      next = `&cursor=${encodeURIComponent(found.nextCursor)}`
    }
    assert.deepStrictEqual(seen, all)
    const second = page((await send("GET", `/v1/products?sort=${sort}&page=2&size=3`)).body)
    assert("total" in second)
    assert.deepStrictEqual(
      [second.items.map(({ id }) => id), second.page, second.size, second.total],
      [all.slice(3, 6), 2, 3, 7]
    )
  })
})

it("a page beyond the end is empty and still knows the total", async () => {
  assert.deepStrictEqual((await send("GET", "/v1/products?page=9&size=5")).body, {
    items: [],
    page: 9,
    size: 5,
    total: 7
  })
  assert.deepStrictEqual((await send("GET", "/v1/products?category=none&page=2")).body, {
    items: [],
    page: 2,
    size: 20,
    total: 0
  })
  assert.deepStrictEqual((await send("GET", "/v1/products?category=none")).body, { items: [], nextCursor: null })
  assert.deepInclude((await send("GET", "/v1/products?size=2")).body, { page: 1, size: 2, total: 7 })
})

it("one way of paging at a time, within its limits", async () => {
  const rules = async (query: string) => rulesOf(await send("GET", `/v1/products?${query}`))
  assert.deepStrictEqual(await rules("page=1&limit=5"), ["query /limit onePaging"])
  assert.deepStrictEqual(await rules("size=1&cursor=abc"), ["query /cursor onePaging"])
  assert.deepStrictEqual(await rules("limit=101"), ["query /limit isBetween"])
  assert.deepStrictEqual(await rules("page=0&size=1000"), ["query /page isBetween", "query /size isBetween"])
  assert.deepStrictEqual(await rules("page=100001"), ["query /page isBetween"])
})

it("a cursor belongs to the list that gave it", async () => {
  const first = page((await send("GET", "/v1/products?sort=price&limit=2")).body)
  assert("nextCursor" in first)
  const cursor = encodeURIComponent(first.nextCursor ?? "")
  assert.strictEqual(codeOf(await send("GET", `/v1/products?sort=name&cursor=${cursor}`)), "400 InvalidCursor")
  assert.strictEqual(codeOf(await send("GET", `/v1/categories?cursor=${cursor}`)), "400 InvalidCursor")
  for (const wrong of ["x", "%00", "e30", "bnVsbA", "a".repeat(1_000)]) {
    assert.strictEqual(codeOf(await send("GET", `/v1/products?cursor=${wrong}`)), "400 InvalidCursor", wrong)
  }
})
