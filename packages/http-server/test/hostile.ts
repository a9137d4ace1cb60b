/** Requests that nobody means well with, and what each is to be answered with: the code, and a rule where there is one. */
import { nobody, rightBodies } from "./rightBodies.ts"
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

const headers = { "idempotency-key": "hostile-0001", "if-match": '"1"' }

/** Nothing has these. */
const ids: Readonly<Record<string, string>> = { variantId: nobody, name: "support", kind: "welcome" }

/** Every endpoint that takes a body, with headers and a body that are right. */
export const writes = Object.entries(rightBodies()).map(([operation, body]) => {
  const [method = "", path = ""] = operation.split(" ")
  return { method, path: path.replaceAll(/\{(\w+)\}/g, (_, id: string) => ids[id] ?? "x"), headers, body }
})

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
