/** Requests that nobody means well with, and what each is to be answered with: the code, and a rule where there is one. */
import type { Sent } from "./shop.ts"

export interface Hostile extends Sent {
  readonly name: string
  readonly method: string
  readonly path: string
  /** Any of these. `200` is for a filter that merely finds nothing. */
  readonly codes: ReadonlyArray<string>
  /** `body /lines/0/quantity isBetween`: one of the violations is this one. */
  readonly rule?: string
}

export const nobody = "0190a7c0-0000-7000-8000-00000000dead"

const key = { "idempotency-key": "hostile-0001" }
const read = { "if-match": '"1"' }

/** Every endpoint that takes a body, with headers that are right and a body that is. */
export const writes: ReadonlyArray<{
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}> = [
  { method: "POST", path: "/v1/products", headers: {}, body: { name: "X", price: { amount: 1, currency: "KES" } } },
  { method: "PUT", path: "/v1/products/x", headers: read, body: { name: "X", price: { amount: 1, currency: "KES" } } },
  { method: "PATCH", path: "/v1/products/x", headers: read, body: { name: "X" } },
  { method: "POST", path: "/v1/products/bulk", headers: {}, body: { products: [] } },
  { method: "POST", path: "/v1/products/x/variants", headers: {}, body: { prices: [{ amount: 1, currency: "KES" }] } },
  { method: "PATCH", path: `/v1/products/x/variants/${nobody}`, headers: read, body: { weightGrams: 1 } },
  { method: "POST", path: "/v1/products/x/images", headers: {}, body: { url: "https://images.example/x.png" } },
  { method: "POST", path: "/v1/categories", headers: {}, body: { name: "X" } },
  { method: "PATCH", path: "/v1/categories/x", headers: read, body: { name: "X" } },
  { method: "POST", path: "/v1/stores", headers: {}, body: { name: "X" } },
  { method: "PATCH", path: "/v1/stores/x", headers: read, body: { name: "X" } },
  { method: "POST", path: "/v1/inventory/movements", headers: key, body: { movements: [] } },
  { method: "POST", path: "/v1/carts", headers: {}, body: { lines: [] } },
  { method: "POST", path: "/v1/carts/x/lines", headers: {}, body: { variantId: nobody } },
  { method: "PATCH", path: "/v1/carts/x/lines/y", headers: {}, body: { quantity: 1 } },
  { method: "PUT", path: "/v1/carts/x/delivery", headers: {}, body: { method: "pickup", storeId: nobody } },
  { method: "POST", path: "/v1/orders", headers: key, body: { cartId: nobody } },
  { method: "PATCH", path: "/v1/orders/x", headers: read, body: { note: "x" } },
  { method: "PATCH", path: "/v1/orders/x/status", headers: read, body: { status: "shipped" } },
  { method: "POST", path: "/v1/orders/x/cancel", headers: {}, body: { reason: "x" } },
  { method: "POST", path: "/v1/auth/register", headers: {}, body: { name: "X" } },
  { method: "POST", path: "/v1/auth/login", headers: {}, body: { login: "x", password: "x" } },
  { method: "POST", path: "/v1/auth/refresh", headers: {}, body: { refreshToken: "x" } },
  { method: "POST", path: "/v1/auth/setup", headers: {}, body: { token: "x" } },
  { method: "POST", path: "/v1/auth/invitations/accept", headers: {}, body: { token: "x" } },
  { method: "POST", path: "/v1/auth/password/forgot", headers: {}, body: { email: "x@example.com" } },
  { method: "POST", path: "/v1/auth/password/reset", headers: {}, body: { token: "x" } },
  { method: "POST", path: "/v1/auth/password/change", headers: {}, body: { current: "x" } },
  { method: "POST", path: "/v1/auth/email/verify", headers: {}, body: { token: "x" } },
  { method: "POST", path: "/v1/auth/email/change", headers: {}, body: { password: "x" } },
  { method: "PATCH", path: "/v1/me", headers: {}, body: { name: "X" } },
  { method: "POST", path: "/v1/me/addresses", headers: {}, body: { firstName: "X" } },
  { method: "PUT", path: "/v1/me/addresses/x", headers: {}, body: { firstName: "X" } },
  { method: "POST", path: "/v1/me/cart/merge", headers: {}, body: { token: "x" } },
  { method: "PATCH", path: `/v1/customers/${nobody}`, headers: read, body: { name: "X" } },
  { method: "PATCH", path: `/v1/customers/${nobody}/account`, headers: read, body: { status: "suspended" } },
  { method: "POST", path: "/v1/staff/invitations", headers: {}, body: { name: "X" } },
  { method: "PATCH", path: `/v1/staff/${nobody}`, headers: read, body: { roles: [] } },
  { method: "POST", path: "/v1/roles", headers: {}, body: { name: "x" } },
  { method: "PATCH", path: "/v1/roles/support", headers: read, body: { description: "x" } },
  { method: "POST", path: "/v1/api-keys", headers: {}, body: { name: "x" } }
]

const invalid = ["400 InvalidRequest"]

/** More values than the endpoint takes, in fewer bytes than it takes. */
const tooMany = (path: string) => (path.endsWith("/bulk") ? 1_000_001 : 340_000)

/** The same attacks on every one of them. */
export const bodies: ReadonlyArray<Hostile> = writes.flatMap(({ body, headers, method, path }) => {
  const at = { method, path }
  const asText = JSON.stringify(body)
  return [
    { ...at, name: "half a JSON", headers, body: asText.slice(0, -1), codes: invalid, rule: "body  json" },
    { ...at, name: "JSON with a tail", headers, body: `${asText} ,`, codes: invalid, rule: "body  json" },
    { ...at, name: "a list", headers, body: "[]", codes: invalid },
    { ...at, name: "a number beyond counting", headers, body: "1e999", codes: invalid },
    {
      ...at,
      name: "a field that nobody knows",
      headers,
      body: { ...body, isAdmin: true },
      codes: invalid,
      rule: "body /isAdmin unknown-field"
    },
    {
      ...at,
      name: "a prototype",
      headers,
      body: `${asText.slice(0, -1)},"__proto__":{"isAdmin":true}}`,
      codes: invalid,
      rule: "body /__proto__ unknown-field"
    },
    {
      ...at,
      name: "lists 10,000 deep",
      headers,
      body: `${asText.slice(0, -1)},"x":${"[".repeat(10_000)}${"]".repeat(10_000)}}`,
      codes: invalid,
      rule: "body  depth"
    },
    {
      ...at,
      name: "objects 10,000 deep, never closed",
      headers,
      body: '{"a":'.repeat(10_000),
      codes: invalid,
      rule: "body  depth"
    },
    {
      ...at,
      name: "a body of nothing but zeros",
      headers,
      body: `{"x":[${"0,".repeat(tooMany(path))}0]}`,
      codes: invalid,
      rule: "body  size"
    },
    { ...at, name: "too many bytes", headers, body: " ".repeat(5_242_881), codes: ["413 PayloadTooLarge"] },
    {
      ...at,
      name: "a form",
      headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      body: "a=1",
      codes: ["415 UnsupportedMediaType"]
    },
    {
      ...at,
      name: "XML",
      headers: { ...headers, "content-type": "text/xml" },
      body: "<x/>",
      codes: ["415 UnsupportedMediaType"]
    },
    {
      ...at,
      name: "a packed body",
      headers: { ...headers, "content-encoding": "gzip" },
      body: asText,
      codes: ["415 UnsupportedMediaType"]
    }
  ]
})

const price = (amount: unknown, currency: unknown = "KES") => ({ name: "X", price: { amount, currency } })

const product = (name: string, body: unknown, rule: string): Hostile => ({
  name: `a product with ${name}`,
  method: "POST",
  path: "/v1/products",
  body,
  codes: invalid,
  rule
})

const cart = (name: string, body: string, rule: string): Hostile => ({
  name: `a cart of ${name}`,
  method: "POST",
  path: "/v1/carts",
  body,
  codes: invalid,
  rule
})

const keys = (count: number) => Array.from({ length: count }, (_, index) => `"k${index}":1`).join()

/** Bodies that take long to decode, and longer to complain about. */
export const heavy: ReadonlyArray<Hostile> = [
  cart("340,000 empty lines", `{"lines":[${"{},".repeat(340_000)}{}]}`, "body  size"),
  cart("60,000 unknown fields", `{${keys(60_000)}}`, "body  size"),
  cart("a megabyte of brackets", `{"lines":[${"[],".repeat(340_000)}[]]}`, "body  size"),
  cart("a megabyte of half a JSON", `{"lines":[${"{},".repeat(340_000)}`, "body  size"),
  cart("4,900 empty lines", `{"lines":[${"{},".repeat(4_899)}{}]}`, "body /lines/49/variantId required"),
  cart("19,900 empty lines", `{"lines":[${"{},".repeat(19_899)}{}]}`, "body /lines/0/variantId required"),
  cart("2,400 unknown fields", `{${keys(2_400)}}`, "body /k49 unknown-field"),
  cart("4,900 answers", `{"lines":[{"variantId":"${nobody}","customisation":{${keys(4_900)}}}]}`, "body /lines/0"),
  {
    ...cart("", "", ""),
    name: "a product of 50,000 variants, of whose violations the first is told",
    path: "/v1/products",
    body: `{"name":"X","variants":[${"{},".repeat(49_999)}{}]}`,
    rule: "body /variants/0/prices required"
  },
  {
    ...cart("", "", ""),
    name: "300,000 products, of whose violations the first is told",
    path: "/v1/products/bulk",
    body: `{"products":[${"{},".repeat(299_999)}{}]}`,
    rule: "body /products/0/name required"
  }
]

/** Values that a careless server takes for money, text or a name. */
export const values: ReadonlyArray<Hostile> = [
  product("a price in cents and a half", price(1.5), "body /price/amount isInt"),
  product("a price below nothing", price(-1), "body /price/amount isBetween"),
  product("a price beyond counting", price(Number.MAX_SAFE_INTEGER), "body /price/amount isBetween"),
  product("an infinite price", '{"name":"X","price":{"amount":1e400,"currency":"KES"}}', "body /price/amount isInt"),
  product("a price as text", price("100"), "body /price/amount type"),
  product("a price of null", price(null), "body /price/amount type"),
  product("a price that is a list", price([1]), "body /price/amount type"),
  product("a currency of nowhere", price(1, "XXX"), "body /price/currency isCurrency"),
  product("a currency in small letters", price(1, "kes"), "body /price/currency isPattern"),
  product("a currency that is SQL", price(1, "K'--"), "body /price/currency isPattern"),
  product("a name of nothing", { ...price(1), name: "" }, "body /name isBetweenCodePoints"),
  product("a name with NUL", { ...price(1), name: "a\u0000b" }, "body /name isPrintable"),
  product("a name with a line break", { ...price(1), name: "a\nb" }, "body /name isPrintable"),
  product("half a character", '{"name":"\\ud800","price":{"amount":1,"currency":"KES"}}', "body /name isPrintable"),
  product("a name of a novel", { ...price(1), name: "x".repeat(201) }, "body /name isBetweenCodePoints"),
  product("a description with NUL", { ...price(1), description: "\u0000" }, "body /description isPrintable"),
  product("a reserved slug", { ...price(1), slug: "bulk" }, "body /slug isNotReserved"),
  product("a slug that climbs", { ...price(1), slug: "../../etc/passwd" }, "body /slug isPattern"),
  product("a SKU with NUL", { ...price(1), sku: "A\u0000" }, "body /sku isPattern"),
  product("a status of its own", { ...price(1), status: "published" }, "body /status type"),
  product("a tag of SQL", { ...price(1), tags: ["x' OR '1'='1"] }, "body /tags/0 isPattern"),
  product("the same tag twice", { ...price(1), tags: ["a", "a"] }, "body /tags isUnique"),
  product("a category that is no id", { ...price(1), categoryIds: ["1 OR 1=1"] }, "body /categoryIds/0 isUUID"),
  product(
    "an image of a script",
    { ...price(1), images: [{ url: "javascript:alert(1)" }] },
    "body /images/0/url isPattern"
  ),
  product("an image of data", { ...price(1), images: [{ url: "data:text/html,x" }] }, "body /images/0/url isPattern"),
  product(
    "an attribute named __proto__",
    '{"name":"X","price":{"amount":1,"currency":"KES"},"attributes":{"__proto__":"x"}}',
    "body /attributes/__proto__ unknown-field"
  ),
  product("an attribute that is an object", { ...price(1), attributes: { a: {} } }, "body /attributes/a type"),
  product("metadata that is a list", { ...price(1), metadata: [] }, "body /metadata type"),
  product(
    "51 metadata",
    { ...price(1), metadata: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 1])) },
    "body /metadata isMaxProperties"
  ),
  product("a lead time below nothing", { ...price(1), leadTimeHours: -1 }, "body /leadTimeHours isBetween"),
  product("neither price nor variants", { name: "X" }, "body /price priceOrVariants"),
  product(
    "both price and variants",
    { ...price(1), variants: [{ prices: [{ amount: 1, currency: "KES" }] }] },
    "body /price priceOrVariants"
  ),
  product("no variants", { name: "X", variants: [] }, "body /variants isBetweenLength"),
  product("a weight in halves", { ...price(1), weightGrams: 0.5 }, "body /weightGrams isInt"),
  product(
    "a customisation of no kind",
    { ...price(1), customisations: [{ kind: "file", key: "a", label: "A" }] },
    "body /customisations/0 type"
  )
]
