import { Category } from "@duka/core"
import { CategoryForest, CategoryPage } from "@duka/http-api"
import { afterAll, assert, it } from "vitest"
import { newProduct } from "./selling.ts"
import { codeOf, open, rulesOf, strictly } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

const one = strictly(Category)
const create = async (body: object) => one((await staff("POST", "/v1/categories", { body })).body)

it("a tree is made, read by name and as a whole, moved and taken apart", async () => {
  const made = await staff("POST", "/v1/categories", { body: { name: "Food", position: 1 } })
  assert.strictEqual(made.status, 201)
  const food = one(made.body)
  assert.strictEqual(made.headers.get("location"), `/v1/categories/${food.id}`)
  assert.strictEqual(made.headers.get("etag"), '"1"')
  const bakery = await create({ name: "Bakery", parentId: food.id })
  const cakes = await create({ name: "Cakes", parentId: bakery.id })
  assert.strictEqual(one((await send("GET", "/v1/categories/bakery")).body).id, bakery.id)
  assert.strictEqual(one((await send("GET", `/v1/categories/${cakes.id}`)).body).slug, "cakes")

  const list = async (query: string) => {
    const { items } = strictly(CategoryPage)((await send("GET", `/v1/categories${query}`)).body)
    return items.map((item) => item.name)
  }
  assert.deepStrictEqual(await list(""), ["Bakery", "Cakes", "Food"])
  assert.deepStrictEqual(await list(`?parent=${food.id}`), ["Bakery"])
  assert.deepStrictEqual(await list("?parent=root"), ["Food"])
  assert.deepStrictEqual(await list("?page=2&size=2"), ["Food"])

  const forest = strictly(CategoryForest)((await send("GET", "/v1/categories/tree")).body)
  assert.strictEqual(forest.items[0]?.children[0]?.children[0]?.name, "Cakes")

  const path = "/v1/categories/bakery"
  assert.strictEqual(codeOf(await staff("PATCH", path, { body: { parentId: null } })), "428 PreconditionRequired")
  const headers = { "if-match": '"1"' }
  const cycle = await staff("PATCH", path, { headers, body: { parentId: cakes.id } })
  assert.strictEqual(codeOf(cycle), "409 CategoryCycle")
  const moved = await staff("PATCH", path, { headers, body: { parentId: null, name: "Bread" } })
  assert.deepInclude(one(moved.body), { parentId: null, name: "Bread", version: 2 })
  assert.strictEqual(moved.headers.get("etag"), '"2"')
  assert.strictEqual(codeOf(await staff("PATCH", path, { headers, body: { name: "X" } })), "412 VersionConflict")
  const taken = await staff("PATCH", path, { headers: { "if-match": '"2"' }, body: { slug: "food" } })
  assert.strictEqual(codeOf(taken), "409 SlugTaken")

  assert.strictEqual(codeOf(await staff("DELETE", path)), "409 CategoryNotEmpty")
  const { slug } = await newProduct(staff, { categoryIds: [cakes.id] })
  assert.strictEqual((await staff("DELETE", "/v1/categories/cakes")).status, 204)
  assert.strictEqual((await staff("DELETE", path, { headers: { "if-match": '"2"' } })).status, 204)
  assert.deepInclude((await send("GET", `/v1/products/${slug}`)).body, { categoryIds: [] })
  assert.strictEqual(codeOf(await send("GET", path)), "404 CategoryNotFound")
})

it("guests read, and no more", async () => {
  assert.strictEqual(codeOf(await send("POST", "/v1/categories", { body: { name: "X" } })), "401 Unauthenticated")
  assert.strictEqual(codeOf(await send("PATCH", "/v1/categories/x", { body: {} })), "401 Unauthenticated")
  assert.strictEqual(codeOf(await send("DELETE", "/v1/categories/x")), "401 Unauthenticated")
})

it("what is not in the model is refused", async () => {
  const answer = await staff("POST", "/v1/categories", {
    body: { name: "", position: -1, parentId: "x", colour: "red" }
  })
  assert.sameMembers(
    [...rulesOf(answer)],
    [
      "body /name isBetweenCodePoints",
      "body /position isBetween",
      "body /parentId isUUID",
      "body /colour unknown-field"
    ]
  )
  const lost = { name: "Lost", parentId: "0190a7c0-0000-7000-8000-00000000dead" }
  assert.strictEqual(codeOf(await staff("POST", "/v1/categories", { body: lost })), "404 CategoryNotFound")
  assert.deepStrictEqual(rulesOf(await send("GET", "/v1/categories?parent=food")), ["query /parent isUUID"])
})
