import { Store } from "@duka/core"
import { StorePage } from "@duka/http-api"
import { afterAll, assert, it } from "vitest"
import { openStore, stocked } from "./selling.ts"
import { codeOf, open, rulesOf, strictly } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

it("stores open, change and close", async () => {
  const address = { lines: ["Moi Avenue 1"], city: "Mombasa", country: "KE" }
  const made = await staff("POST", "/v1/stores", { body: { name: "Mombasa", address } })
  assert.strictEqual(made.status, 201)
  const store = strictly(Store)(made.body)
  const path = `/v1/stores/${store.id}`
  assert.strictEqual(made.headers.get("location"), path)
  assert.deepStrictEqual(strictly(Store)((await send("GET", path)).body), store)
  assert.deepStrictEqual(strictly(StorePage)((await send("GET", "/v1/stores")).body).items, [store])
  assert.strictEqual(
    codeOf(await staff("POST", "/v1/stores", { body: { name: "Again", slug: "mombasa", address } })),
    "409 StoreSlugTaken"
  )
  assert.strictEqual(codeOf(await staff("PATCH", path, { body: { pickup: false } })), "428 PreconditionRequired")
  const headers = { "if-match": '"1"' }
  const closed = await staff("PATCH", path, { headers, body: { pickup: false } })
  assert.deepInclude(strictly(Store)(closed.body), { pickup: false, version: 2 })
  assert.strictEqual(codeOf(await staff("PATCH", path, { headers, body: {} })), "412 VersionConflict")
  assert.strictEqual(codeOf(await staff("DELETE", path, { headers })), "412 VersionConflict")
  assert.strictEqual((await staff("DELETE", path)).status, 204)
  assert.strictEqual(codeOf(await send("GET", path)), "404 StoreNotFound")
})

it("a store with stock stays", async () => {
  const store = await openStore(staff)
  await stocked(staff, store.id)
  assert.strictEqual(codeOf(await staff("DELETE", `/v1/stores/${store.id}`)), "409 StoreInUse")
})

it("a store that does not exist has no products, and its name cannot be anything", async () => {
  for (const id of ["0190a7c0-0000-7000-8000-00000000dead", "main-street", "%27%20OR%201=1"]) {
    assert.strictEqual(codeOf(await send("GET", `/v1/stores/${id}/products`)), "404 StoreNotFound")
  }
  assert.strictEqual(codeOf(await send("POST", "/v1/stores", { body: {} })), "401 Unauthenticated")
  const body = { name: "X", address: { lines: [], city: "", country: "Kenya" }, point: { latitude: 91, longitude: 0 } }
  assert.sameMembers(
    [...rulesOf(await staff("POST", "/v1/stores", { body }))],
    [
      "body /address/lines isBetweenLength",
      "body /address/city isBetweenCodePoints",
      "body /address/country isPattern",
      "body /point/latitude isBetween"
    ]
  )
})
