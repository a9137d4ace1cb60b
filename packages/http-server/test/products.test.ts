import { Category } from "@duka/core"
import { BulkAnswer, ProductPage } from "@duka/http-api"
import { afterAll, assert, describe, it } from "vitest"
import { newProduct, openStore, productOf, receive } from "./selling.ts"
import { codeOf, open, problemOf, rulesOf, strictly } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

const page = strictly(ProductPage)
const names = (body: unknown) => page(body).items.map((item) => item.name)
const ifMatch = (version: number) => ({ headers: { "if-match": `"${version}"` } })

describe("making and changing", () => {
  it("a simple product takes a name and a price; 201 says where it is", async () => {
    const answer = await staff("POST", "/v1/products", {
      body: { name: "Chai", price: { amount: 12_900, currency: "KES" } }
    })
    assert.strictEqual(answer.status, 201)
    const product = productOf(answer)
    assert.strictEqual(answer.headers.get("location"), `/v1/products/${product.id}`)
    assert.match(answer.headers.get("etag") ?? "", /^"1-[\w-]{16}"$/)
    assert.deepStrictEqual([product.slug, product.price], ["chai", { amount: 12_900, currency: "KES" }])
    for (const name of [product.id, "chai"]) {
      const found = await send("GET", `/v1/products/${name}`)
      assert.strictEqual(found.status, 200)
      assert.strictEqual(productOf(found).id, product.id)
    }
  })

  it("staff's endpoints want a token before anything is read, and a permission is not enough to guess one", async () => {
    const body = { name: "X", price: { amount: 1, currency: "KES" } }
    assert.strictEqual(codeOf(await send("POST", "/v1/products", { body })), "401 Unauthenticated")
    assert.strictEqual(codeOf(await send("POST", "/v1/products", { body: "not json" })), "401 Unauthenticated")
    const wrong = await send("POST", "/v1/products", { body, headers: { authorization: "Bearer wrong" } })
    assert.strictEqual(codeOf(wrong), "401 Unauthenticated")
    assert.match(wrong.headers.get("www-authenticate") ?? "", /^Bearer/)
  })

  it("a slug or a SKU that is taken is refused", async () => {
    const body = { name: "Mandazi", slug: "mandazi", sku: "MANDAZI", price: { amount: 1, currency: "KES" } }
    assert.strictEqual((await staff("POST", "/v1/products", { body })).status, 201)
    assert.strictEqual(codeOf(await staff("POST", "/v1/products", { body })), "409 SlugTaken")
    const other = { ...body, slug: "mandazi-2" }
    assert.strictEqual(codeOf(await staff("POST", "/v1/products", { body: other })), "409 SkuTaken")
    const lost = { ...body, slug: "m3", sku: "M3", categoryIds: ["0190a7c0-0000-7000-8000-00000000dead"] }
    assert.strictEqual(codeOf(await staff("POST", "/v1/products", { body: lost })), "404 CategoryNotFound")
  })

  it("rules between the parts are told with their place", async () => {
    const price = [{ currency: "KES", amount: 100 }]
    const answer = await staff("POST", "/v1/products", {
      body: {
        name: "Cake",
        options: [{ name: "size", values: ["S", "L"] }],
        variants: [
          { prices: price, optionValues: { size: "S" } },
          { prices: price, optionValues: { size: "XL" } }
        ]
      }
    })
    assert.strictEqual(codeOf(answer), "400 InvalidInput")
    assert.deepStrictEqual(rulesOf(answer), ["/variants/1/optionValues/size option"])
  })

  it("PATCH changes what is named, PUT the whole, each at the version that was read", async () => {
    const product = await newProduct(staff, { description: "Strong", tags: ["tea"] })
    const path = `/v1/products/${product.slug}`
    assert.strictEqual(codeOf(await staff("PATCH", path, { body: { name: "A" } })), "428 PreconditionRequired")
    const patched = await staff("PATCH", path, { body: { name: "A" }, ...ifMatch(1) })
    assert.strictEqual(patched.status, 200)
    assert.deepInclude(productOf(patched), { name: "A", description: "Strong", version: 2 })
    const stale = await staff("PATCH", path, { body: { name: "B" }, ...ifMatch(1) })
    assert.strictEqual(codeOf(stale), "412 VersionConflict")
    assert.deepInclude(stale.body, { expected: 1, actual: 2 })
    const put = { body: { name: "C", price: { amount: 5, currency: "KES" } } }
    assert.strictEqual(codeOf(await staff("PUT", path, put)), "428 PreconditionRequired")
    const replaced = productOf(
      await staff("PUT", path, { ...put, headers: { "if-match": patched.headers.get("etag") ?? "" } })
    )
    assert.deepInclude(replaced, { name: "C", description: "", tags: [], version: 3 })
    assert.strictEqual(replaced.variants[0].id, product.variants[0].id)
    assert.strictEqual((await staff("PATCH", path, { body: { name: "D" }, headers: { "if-match": "*" } })).status, 200)
  })

  it("DELETE removes; a product that was never there is not found", async () => {
    const { slug } = await newProduct(staff)
    assert.strictEqual(codeOf(await staff("DELETE", `/v1/products/${slug}`, ifMatch(9))), "412 VersionConflict")
    const gone = await staff("DELETE", `/v1/products/${slug}`, ifMatch(1))
    assert.deepStrictEqual([gone.status, gone.text], [204, ""])
    assert.strictEqual(codeOf(await staff("DELETE", `/v1/products/${slug}`)), "404 ProductNotFound")
    assert.strictEqual(codeOf(await send("GET", `/v1/products/${slug}`)), "404 ProductNotFound")
  })

  it("variants and images have endpoints of their own", async () => {
    const { slug } = await newProduct(staff, {
      options: [{ name: "size", values: ["S", "L"] }],
      price: undefined,
      variants: [{ sku: "CUP-S", prices: [{ currency: "KES", amount: 100 }], optionValues: { size: "S" } }]
    })
    const path = `/v1/products/${slug}`
    const large = { sku: "CUP-L", prices: [{ currency: "KES", amount: 200 }], optionValues: { size: "L" } }
    const added = await staff("POST", `${path}/variants`, { body: large })
    assert.strictEqual(added.status, 201)
    const [small, second] = productOf(added).variants
    assert.strictEqual(second?.sku, "CUP-L")
    const variant = `${path}/variants/${second?.id}`
    assert.strictEqual(codeOf(await staff("PATCH", variant, { body: { weightGrams: 5 } })), "428 PreconditionRequired")
    const heavier = await staff("PATCH", variant, { body: { weightGrams: 5 }, ...ifMatch(2) })
    assert.strictEqual(productOf(heavier).variants[1]?.weightGrams, 5)
    assert.strictEqual(
      codeOf(await staff("PATCH", `${path}/variants/x`, { body: {}, ...ifMatch(3) })),
      "404 VariantNotFound"
    )
    assert.strictEqual(productOf(await staff("DELETE", variant)).variants.length, 1)
    assert.strictEqual(codeOf(await staff("DELETE", `${path}/variants/${small.id}`)), "409 LastVariant")

    const url = "https://images.example/cup.jpg?size=large&x=1"
    const image = await staff("POST", `${path}/images`, { body: { url, alt: "A cup" } })
    assert.deepStrictEqual([image.status, productOf(image).images], [201, [{ url, alt: "A cup" }]])
    const gone = await staff("DELETE", `${path}/images?url=${encodeURIComponent(url)}`)
    assert.deepStrictEqual([gone.status, productOf(gone).images], [200, []])
    const again = await staff("DELETE", `${path}/images?url=${encodeURIComponent(url)}`)
    assert.strictEqual(codeOf(again), "404 ImageNotFound")
    assert.deepStrictEqual(rulesOf(await staff("DELETE", `${path}/images`)), ["query /url required"])
  })

  it("in bulk each is created or refused by itself, and an invalid one refuses them all with its place", async () => {
    const price = { amount: 100, currency: "KES" }
    const answer = await staff("POST", "/v1/products/bulk", {
      body: {
        products: [
          { name: "Bulk A", slug: "bulk-a", price },
          { name: "Bulk B", slug: "bulk-a", sku: "BB", price }
        ]
      }
    })
    assert.strictEqual(answer.status, 200)
    const [first, second] = strictly(BulkAnswer)(answer.body).items
    assert(first?.outcome === "created" && second?.outcome === "refused")
    assert.strictEqual(first.slug, "bulk-a")
    assert.strictEqual(second.problem._tag, "SlugTaken")
    const invalid = await staff("POST", "/v1/products/bulk", {
      body: {
        products: [
          { name: "A", price },
          { name: "", price }
        ]
      }
    })
    assert.deepStrictEqual(rulesOf(invalid), ["body /products/1/name isBetweenCodePoints"])
    const variants = [{ prices: [{ currency: "KES", amount: 1 }], optionValues: { size: "S" } }]
    const broken = await staff("POST", "/v1/products/bulk", {
      body: {
        products: [
          { name: "A", price },
          { name: "B", variants }
        ]
      }
    })
    assert.deepStrictEqual(rulesOf(broken), ["/products/1/variants/0/optionValues/size option"])
  })
})

describe("finding", () => {
  it("drafts are staff's: guests neither see nor ask for them", async () => {
    const { slug } = await newProduct(staff, { name: "Hidden cake", status: "draft" })
    assert.strictEqual(codeOf(await send("GET", `/v1/products/${slug}`)), "404 ProductNotFound")
    assert.strictEqual((await staff("GET", `/v1/products/${slug}`)).status, 200)
    assert.deepStrictEqual(names((await send("GET", "/v1/products?q=hidden")).body), [])
    assert.deepStrictEqual(names((await staff("GET", "/v1/products?q=hidden")).body), ["Hidden cake"])
    assert.deepStrictEqual(names((await staff("GET", "/v1/products?q=hidden&status=active")).body), [])
    assert.strictEqual(codeOf(await send("GET", "/v1/products?status=draft")), "401 Unauthenticated")
    const wrong = await send("GET", "/v1/products", { headers: { authorization: "Bearer wrong" } })
    assert.strictEqual(codeOf(wrong), "401 Unauthenticated")
  })

  it("every filter narrows", async () => {
    const category = await staff("POST", "/v1/categories", { body: { name: "Spices", slug: "spices" } })
    const { id: categoryId } = strictly(Category)(category.body)
    const store = await openStore(staff, "Spice store")
    const price = (amount: number) => ({ price: { amount, currency: "KES" } })
    const a = await newProduct(staff, {
      name: "Spice pepper",
      ...price(100),
      tags: ["hot"],
      attributes: { origin: "Zanzibar" }
    })
    await newProduct(staff, { name: "Spice salt", ...price(200), featured: true, categoryIds: [categoryId] })
    await newProduct(staff, {
      name: "Spice mix",
      options: [{ name: "size", values: ["S"] }],
      price: undefined,
      variants: [{ prices: [{ currency: "KES", amount: 300 }], optionValues: { size: "S" } }]
    })
    await receive(staff, a.variants[0].id, store.id, 3)
    const found = async (query: string, path = "/v1/products") =>
      names((await send("GET", `${path}?q=spice&sort=price&${query}`)).body).map((name) => name.replace("Spice ", ""))
    assert.deepStrictEqual(await found(""), ["pepper", "salt", "mix"])
    assert.deepStrictEqual(await found("tag=hot"), ["pepper"])
    assert.deepStrictEqual(await found("attribute.origin=Zanzibar"), ["pepper"])
    assert.deepStrictEqual(await found("attribute.origin=Pemba"), [])
    assert.deepStrictEqual(await found("option.size=S"), ["mix"])
    assert.deepStrictEqual(await found("minPrice=150&maxPrice=250"), ["salt"])
    assert.deepStrictEqual(await found("featured=true"), ["salt"])
    assert.deepStrictEqual(await found("", "/v1/products/featured"), ["salt"])
    assert.deepStrictEqual(await found("category=spices"), ["salt"])
    assert.deepStrictEqual(await found(`category=${categoryId}`), ["salt"])
    assert.deepStrictEqual(await found("category=no-such-one"), [])
    assert.deepStrictEqual(await found("inStock=true"), ["pepper"])
    assert.deepStrictEqual(await found(`inStock=true&store=${store.id}`), ["pepper"])
    assert.deepStrictEqual(await found("inStock=true", `/v1/stores/${store.id}/products`), ["pepper"])
    assert.deepStrictEqual(await found(`ids=${a.id}`), ["pepper"])
    const search = await send("GET", "/v1/products?search=pepper&sort=-name")
    assert.deepStrictEqual(names(search.body), ["Spice pepper"])
    const usd = page((await send("GET", "/v1/products?q=pepper&currency=USD")).body)
    assert.isNull(usd.items[0]?.price)
  })

  it("filters that make no sense are refused with their names", async () => {
    const rules = async (query: string) => rulesOf(await send("GET", `/v1/products?${query}`))
    assert.deepStrictEqual(await rules("colour=red"), ["query /colour unknown-field"])
    assert.deepStrictEqual(await rules("minPrice=1.5"), ["query /minPrice isWholeNumber"])
    assert.deepStrictEqual(await rules("inStock=yes"), ["query /inStock type"])
    assert.deepStrictEqual(await rules("limit=0"), ["query /limit isBetween"])
    assert.deepStrictEqual(await rules("sort=rating"), ["query /sort type"])
    assert.deepStrictEqual(await rules("q=a&search=b"), ["query /search isFilter"])
  })

  it("a stock beyond ten is shown as ten", async () => {
    const store = await openStore(staff)
    const { slug, variants } = await newProduct(staff)
    await receive(staff, variants[0].id, store.id, 1_000)
    assert.strictEqual(productOf(await send("GET", `/v1/products/${slug}`)).variants[0].available, 10)
    const elsewhere = await openStore(staff, "Elsewhere")
    const there = await send("GET", `/v1/products/${slug}?store=${elsewhere.id}&currency=KES`)
    assert.strictEqual(productOf(there).variants[0].available, 0)
    assert.deepStrictEqual(problemOf(await send("GET", `/v1/products/${slug}?store=x`)).code, "InvalidRequest")
  })
})
