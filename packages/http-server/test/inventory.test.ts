import { MovedStock, MovementPage, StockPage } from "@duka/http-api"
import { randomUUID } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import { newProduct, openStore } from "./selling.ts"
import { codeOf, open, rulesOf, strictly } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

const move = (movements: ReadonlyArray<object>, key: string = randomUUID()) =>
  staff("POST", "/v1/inventory/movements", { headers: { "idempotency-key": key }, body: { movements } })

it("stock moves once for a key; levels and movements tell of it", async () => {
  const store = await openStore(staff)
  const { variants } = await newProduct(staff)
  const variantId = variants[0].id
  const receipt = { variantId, storeId: store.id, kind: "receipt", quantity: 7, lowStockThreshold: 8, note: "First" }
  const key = randomUUID()
  const moved = await move([receipt], key)
  assert.strictEqual(moved.status, 200)
  assert.isNull(moved.headers.get("idempotent-replayed"))
  assert.deepInclude(strictly(MovedStock)(moved.body).levels[0], { onHand: 7, allocated: 0, available: 7 })

  const again = await move([receipt], key)
  assert.deepStrictEqual([again.status, again.headers.get("idempotent-replayed")], [200, "true"])
  assert.deepStrictEqual(again.body, moved.body)
  assert.strictEqual(codeOf(await move([{ ...receipt, quantity: 8 }], key)), "422 IdempotencyConflict")

  const levels = async (path: string) => strictly(StockPage)((await staff("GET", `/v1/inventory${path}`)).body).items
  assert.deepStrictEqual(
    (await levels(`?variant=${variantId}&store=${store.id}`)).map((level) => level.onHand),
    [7]
  )
  assert.deepStrictEqual(
    (await levels("/low?limit=5")).map((level) => level.variantId),
    [variantId]
  )
  const movements = await staff("GET", `/v1/inventory/movements?variant=${variantId}`)
  assert.deepStrictEqual(
    strictly(MovementPage)(movements.body).items.map(({ kind, note, quantity }) => ({ kind, note, quantity })),
    [{ kind: "receipt", note: "First", quantity: 7 }]
  )
  const tooMany = await move([{ variantId, storeId: store.id, kind: "write_off", quantity: -8 }])
  assert.strictEqual(codeOf(tooMany), "409 StockTooLow")
  assert.deepInclude(tooMany.body, { onHand: 7, allocated: 0, quantity: -8 })
})

it("what moves nothing, or cannot be moved, is refused", async () => {
  const nobody = "0190a7c0-0000-7000-8000-00000000dead"
  const store = await openStore(staff, "Second")
  const { variants } = await newProduct(staff)
  const one = { variantId: variants[0].id, storeId: store.id, kind: "receipt", quantity: 1 }
  const body = { movements: [one] }
  const withoutKey = await staff("POST", "/v1/inventory/movements", { body })
  assert.deepStrictEqual(rulesOf(withoutKey), ["header /idempotency-key required"])
  const shortKey = await staff("POST", "/v1/inventory/movements", { body, headers: { "idempotency-key": "short" } })
  assert.deepStrictEqual(rulesOf(shortKey), ["header /idempotency-key isPattern"])
  assert.deepStrictEqual(rulesOf(await move([{ ...one, quantity: 0 }])), ["body /movements/0/quantity isSigned"])
  assert.deepStrictEqual(rulesOf(await move([one, one])), ["body /movements/1 isUniqueBy"])
  assert.deepStrictEqual(rulesOf(await move([{ ...one, kind: "shipment" }])), ["body /movements/0/kind type"])
  assert.strictEqual(codeOf(await move([{ ...one, variantId: nobody }])), "404 VariantNotFound")
  assert.strictEqual(codeOf(await move([{ ...one, storeId: nobody }])), "404 StoreNotFound")
  assert.deepStrictEqual(rulesOf(await staff("GET", "/v1/inventory/movements")), ["query /variant required"])
})

it("stock is staff's to see", async () => {
  for (const path of ["/v1/inventory", "/v1/inventory/low", "/v1/inventory/movements?variant=x"]) {
    const answer = await send("GET", path)
    assert.strictEqual(codeOf(answer), "401 Unauthenticated")
  }
  const seen = await staff("GET", "/v1/inventory")
  assert.strictEqual(seen.headers.get("cache-control"), "private, no-store")
})
