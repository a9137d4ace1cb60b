/** The books over HTTP, as JSON and as a table. */
import { CustomersReport, PaymentsReport, ProductsReport, SalesReport, TaxesReport } from "@duka/core"
import { DateTime } from "effect"
import { afterAll, assert, describe, it } from "vitest"
import { signUp } from "./people.ts"
import { newProduct, openStore, order, receive } from "./selling.ts"
import { codeOf, open, strictly } from "./shop.ts"
import { randomUUID } from "node:crypto"

const { dispose, send, staff } = open()
afterAll(dispose)

const day = DateTime.formatIsoDateUtc(DateTime.nowUnsafe())
const shift = (days: number) => DateTime.formatIsoDateUtc(DateTime.add(DateTime.makeUnsafe(day), { days }))
// Whatever the time zone, today lies within.
const span = `from=${shift(-1)}&to=${shift(2)}`

const store = await openStore(staff, "=Westlands")
const product = await newProduct(staff, { name: '-Chai, "hot"' })
await receive(staff, product.variants[0].id, store.id, 10)
await send("POST", "/v1/orders", { headers: { "idempotency-key": randomUUID() }, body: order(product, store.id) })

const read = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  staff("GET", `/v1/reports/${path}`, { headers })

describe("reports", () => {
  it("are read in every grouping, and keep to the contract", async () => {
    for (const groupBy of ["day", "week", "month", "store", "paymentMethod"]) {
      const sales = strictly(SalesReport)((await read(`sales?${span}&groupBy=${groupBy}`)).body)
      assert.deepStrictEqual([sales.groupBy, sales.totals.orders], [groupBy, 1])
      const payments = strictly(PaymentsReport)((await read(`payments?${span}&groupBy=${groupBy}`)).body)
      assert.strictEqual(payments.totals.captures, 0)
    }
    for (const groupBy of ["product", "category"]) {
      const { rows } = strictly(ProductsReport)((await read(`products?${span}&groupBy=${groupBy}&top=5`)).body)
      assert.lengthOf(rows, 1)
    }
    const customers = strictly(CustomersReport)((await read(`customers?${span}`)).body)
    assert.deepStrictEqual([customers.rows.length, customers.totals.guestOrders], [3, 1])
    const taxes = strictly(TaxesReport)((await read(`taxes?${span}&currency=KES`)).body)
    assert.isAbove(taxes.totals.tax.amount, 0)
  })

  it("are tables for whoever wants CSV more than JSON, or says so in the address", async () => {
    const asked: ReadonlyArray<readonly [string, string, boolean]> = [
      ["", "text/csv", true],
      ["", "text/csv, application/json;q=0.9", true],
      ["", "text/csv;q=0.5, application/json", false],
      ["", "*/*", false],
      ["", "application/json", false],
      ["", "text/*, application/json;q=0.1", true],
      ["", "text/csv;q=0, */*", false],
      ["", "text/html,application/xhtml+xml,*/*;q=0.8", false],
      ["&format=csv", "application/json", true],
      ["&format=json", "text/csv", false]
    ]
    for (const [query, accept, isTable] of asked) {
      const { type } = await read(`sales?${span}${query}`, { accept })
      assert.strictEqual(type?.split(";")[0], isTable ? "text/csv" : "application/json", `${query} ${accept}`)
    }
  })

  it("are files with a name, which nobody keeps on the way", async () => {
    const { headers, type } = await read(`products?${span}&groupBy=category&format=csv`)
    assert.strictEqual(type, "text/csv; charset=utf-8; header=present")
    assert.strictEqual(headers.get("cache-control"), "private, no-store")
    const name = `products-by-category-${shift(-1)}-${shift(2)}-KES.csv`
    assert.strictEqual(headers.get("content-disposition"), `attachment; filename="${name}"`)
    const taxes = await read(`taxes?${span}&format=csv`)
    assert.include(taxes.headers.get("content-disposition"), `taxes-${shift(-1)}`)
  })

  it("hold names that no spreadsheet runs", async () => {
    const stores = await read(`sales?${span}&groupBy=store&format=csv`)
    assert.include(stores.text, `${store.id},'=Westlands,1,0,`)
    const products = await read(`products?${span}&format=csv`)
    assert.include(products.text, `${product.id},"'-Chai, ""hot""",`)
    assert.isTrue(products.text.endsWith(",KES\r\n"))
  })

  it("refuse what is no period, and what they do not know, by name", async () => {
    const refused = async (query: string) => {
      const { body } = await read(`sales?${query}`)
      const { code, violations } = Object(body)
      return [code, ...violations.map((one: { pointer: string; rule: string }) => `${one.pointer} ${one.rule}`)]
    }
    assert.deepStrictEqual(await refused("from=2026-11-01&to=2026-11-01"), ["InvalidInput", "/to isPeriod"])
    assert.deepStrictEqual(await refused("from=2026-11-01&to=2027-11-03"), ["InvalidInput", "/to isPeriod"])
    assert.deepStrictEqual(await refused("from=2026-11-31&to=x"), ["InvalidRequest", "/from isDay", "/to isDay"])
    assert.deepStrictEqual(await refused("to=2026-11-01"), ["InvalidRequest", "/from required"])
    assert.deepStrictEqual(await refused(`${span}&groupBy=product`), ["InvalidRequest", "/groupBy type"])
    assert.deepStrictEqual(await refused(`${span}&limit=3`), ["InvalidRequest", "/limit unknown-field"])
    assert.deepStrictEqual(await refused(`${span}&format=xml`), ["InvalidRequest", "/format type"])
    const { body } = await read(`products?${span}&top=1001`)
    assert.deepStrictEqual(Object(body).violations[0].rule, "isBetween")
  })

  it("are for who holds their permission", async () => {
    const amina = await signUp(send)
    assert.strictEqual(codeOf(await send("GET", `/v1/reports/sales?${span}`)), "401 Unauthenticated")
    assert.strictEqual(codeOf(await amina.send("GET", `/v1/reports/sales?${span}`)), "403 PermissionDenied")
    const body = { name: "Books", permissions: ["report:read"] }
    const { key } = Object((await staff("POST", "/v1/api-keys", { body })).body)
    const headers = { authorization: `Bearer ${key}` }
    assert.strictEqual((await send("GET", `/v1/reports/taxes?${span}`, { headers })).status, 200)
  })
})
