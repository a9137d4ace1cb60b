/** Hostile queries, headers and paths. */
import type { Hostile } from "./hostile.ts"
import { nobody } from "./rightBodies.ts"

const invalid = ["400 InvalidRequest"]

const sql = [
  "' OR '1'='1",
  "'; DROP TABLE product; --",
  "1) UNION SELECT * FROM orders --",
  "%' AND pg_sleep(5) --",
  "\\'; SELECT 1",
  "$1",
  "${7*7}{{7*7}}"
]

const filters = [
  "q",
  "search",
  "category",
  "tag",
  "currency",
  "store",
  "ids",
  "status",
  "sort",
  "minPrice",
  "inStock",
  "cursor",
  "limit",
  "attribute.origin",
  "option.size"
]

const query = (path: string, name: string, value: string): string => `${path}?${name}=${encodeURIComponent(value)}`

/** What takes any text may find nothing; what does not, refuses by name. */
const text = new Set(["q", "search", "category", "attribute.origin", "option.size"])

const injections: ReadonlyArray<Hostile> = ["/v1/products", "/v1/products/featured"].flatMap((path) =>
  filters.flatMap((name) =>
    sql.map((value) => ({
      name: `SQL in ${name}`,
      method: "GET",
      path: query(path, name, value),
      codes: text.has(name) ? ["200"] : name === "cursor" ? ["400 InvalidCursor"] : invalid,
      ...(text.has(name) || name === "cursor" || name === "ids" ? {} : { rule: `query /${name}` })
    }))
  )
)

const others: ReadonlyArray<readonly [path: string, name: string]> = [
  ["/v1/categories", "parent"],
  ["/v1/categories", "limit"],
  ["/v1/stores", "size"],
  ["/v1/inventory", "variant"],
  ["/v1/inventory", "store"],
  ["/v1/inventory/low", "store"],
  ["/v1/inventory/movements", "variant"],
  ["/v1/orders", "status"],
  ["/v1/returns", "status"],
  ["/v1/returns", "limit"],
  ["/v1/orders", "number"],
  ["/v1/orders", "customer"],
  ["/v1/orders/drafts", "customer"],
  ["/v1/orders/drafts", "placed"],
  ["/v1/products/x", "currency"],
  ["/v1/products/x", "store"],
  ["/v1/carts/x/quote", "payment"],
  ["/v1/payments", "order"],
  ["/v1/payments", "status"],
  ["/v1/payments", "limit"],
  ["/v1/refunds", "order"],
  ["/v1/refunds", "status"],
  ["/v1/provider-messages", "outcome"],
  ["/v1/reports/sales", "from"],
  ["/v1/reports/customers", "to"],
  ["/v1/reports/payments", "groupBy"],
  ["/v1/reports/taxes", "currency"],
  ["/v1/reports/products", "top"]
]

const wrong = [...sql, "\u0000", "a\u0000b", "", "null", "NaN", "-1.5e3", "9".repeat(400), "[]", "__proto__", "\u202e"]

const typed: ReadonlyArray<Hostile> = others.flatMap(([path, name]) =>
  // Somebody may call a way to pay `null`.
  wrong
    .filter((value) => name !== "payment" || value !== "null")
    .map((value) => ({
      name: `${JSON.stringify(value).slice(0, 30)} as ${name}`,
      method: "GET",
      path: query(path, name, value),
      codes: invalid,
      rule: `query /${name}`
    }))
)

const numbers: ReadonlyArray<Hostile> = [
  ["limit", "-1", "isBetween"],
  ["limit", "101", "isBetween"],
  ["limit", "1e1", "isWholeNumber"],
  ["limit", "0x10", "isWholeNumber"],
  ["limit", " 5", "isWholeNumber"],
  ["limit", "5.0", "isWholeNumber"],
  ["limit", "9007199254740993", "isBetween"],
  ["page", "0", "isBetween"],
  ["page", "999999", "isBetween"],
  ["size", "1000000000000000000000", "isWholeNumber"],
  ["minPrice", "-1", "isBetween"],
  ["minPrice", "1.50", "isWholeNumber"],
  ["maxPrice", "Infinity", "isWholeNumber"],
  ["maxPrice", "10000000001", "isBetween"],
  ["tag", "UPPER", "isPattern"],
  ["q", "\u0000", "isPrintable"],
  ["q", "x".repeat(201), "isBetweenCodePoints"],
  ["attribute.origin", "a\u0000", "isPrintable"],
  ["ids", `${nobody},${nobody},x`, "isUUID"],
  ["ids", Array.from({ length: 101 }, () => nobody).join(","), "isMaxLength"]
].map(([name = "", value = "", rule = ""]) => ({
  name: `${value.slice(0, 20)} as ${name}`,
  method: "GET",
  path: query("/v1/products", name, value),
  codes: invalid,
  rule: name === "ids" && rule === "isUUID" ? "query /ids/2 isUUID" : `query /${name} ${rule}`
}))

const names: ReadonlyArray<Hostile> = [
  { path: "/v1/products?__proto__=x", rule: "query /__proto__ unknown-field" },
  { path: "/v1/products?constructor=x", rule: "query /constructor unknown-field" },
  { path: "/v1/products?attribute.=x", rule: "query /attribute. unknown-field" },
  { path: "/v1/products?attribute.__proto__=x", rule: "query /attribute.__proto__ unknown-field" },
  { path: "/v1/products?attribute.A%00=x", rule: "query" },
  { path: "/v1/products?option.%27=x", rule: "query" },
  { path: "/v1/products?limit=1&limit=2", rule: "query /limit type" },
  { path: "/v1/products?q=a&q=b", rule: "query /q type" },
  { path: "/v1/products?sort=name&sort=price", rule: "query /sort type" },
  { path: "/v1/products?q[]=a", rule: "query /q[] unknown-field" },
  { path: "/v1/products?q=a&search=b", rule: "query /search isFilter" },
  { path: "/v1/products?page=1&cursor=x", rule: "query /cursor onePaging" },
  { path: "/v1/products?%00=1", rule: "query /\u0000 unknown-field" },
  {
    path: `/v1/products?${Array.from({ length: 11 }, (_, index) => `attribute.a${index}=1`).join("&")}`,
    rule: "query /attribute.a10 isFilter"
  },
  {
    path: `/v1/products?${Array.from({ length: 2_000 }, (_, index) => `x${index}=1`).join("&")}`,
    rule: "query /x0 unknown-field"
  },
  { path: `/v1/products/x?limit=1`, rule: "query /limit unknown-field" },
  { path: `/v1/categories/tree?depth=1000`, rule: "query /depth unknown-field" }
].map(({ path, rule }) => ({ name: "a name in the query", method: "GET", path, codes: invalid, rule }))

const cursors: ReadonlyArray<Hostile> = [
  { sort: "-createdAt", value: "\u0000", id: nobody },
  { sort: "-createdAt", value: "no time", id: nobody },
  { sort: "-createdAt", value: 7, id: nobody },
  { sort: "-createdAt", value: null, id: nobody },
  { sort: "-createdAt", value: "2026-11-20T00:00:00.000Z", id: "x" },
  { sort: "-createdAt", value: "2026-11-20T00:00:00.000Z' OR 1=1", id: nobody },
  { sort: "price", value: 1, id: nobody },
  { sort: "-createdAt", value: { $gt: "" }, id: nobody },
  { sort: "-createdAt", value: "x".repeat(401), id: nobody },
  { __proto__: { sort: "-createdAt" } },
  []
].map((position, index) => ({
  name: `a cursor of one's own (${index})`,
  method: "GET",
  path: query("/v1/products", "cursor", Buffer.from(JSON.stringify(position)).toString("base64url")),
  codes: ["200", "400 InvalidCursor"]
}))

const missing = [
  ["GET", "/v1/products/", "404 ProductNotFound"],
  ["DELETE", "/v1/products/", "404 ProductNotFound"],
  ["GET", "/v1/categories/", "404 CategoryNotFound"],
  ["GET", "/v1/stores/", "404 StoreNotFound"],
  ["GET", "/v1/carts/", "404 CartNotFound"],
  ["GET", "/v1/orders/", "404 OrderNotFound"],
  ["POST", "/v1/orders/-/cancel", "404 OrderNotFound"],
  ["GET", "/v1/track/", "404 TrackingNotFound"]
] as const

const inPaths = [
  "%00",
  "%27%20OR%20%271%27=%271",
  "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
  "%F0%9F%92%A9",
  "__proto__",
  "-1",
  "0x1",
  "%20",
  "%3Cscript%3E"
]

const paths: ReadonlyArray<Hostile> = missing.flatMap(([method, path, code]) =>
  inPaths.map((segment) => ({
    name: `${segment} in a path`,
    method,
    path: path.includes("/-/") ? path.replace("-", segment) : `${path}${segment}`,
    codes: [code]
  }))
)

const encodings: ReadonlyArray<Hostile> = ["%", "%zz", "%E0%A4%A", "%C0%AF", "%ED%A0%80", "a%2"].map((segment) => ({
  name: `${segment} in a path`,
  method: "GET",
  path: `/v1/products/${segment}`,
  codes: invalid,
  rule: "path  percent-encoding"
}))

const put = { method: "PATCH", path: "/v1/products/x", body: { name: "X" }, codes: invalid }

const headers: ReadonlyArray<Hostile> = [
  ...["1", '"one"', '"1', "W/1", '"1", "2"', '"99999999999"', '"0"', '"-1"', '"1.5"', "x".repeat(5_000)].map((tag) => ({
    ...put,
    name: `If-Match: ${tag.slice(0, 20)}`,
    headers: { "if-match": tag },
    rule: "header /if-match"
  })),
  ...["", "short", "x".repeat(256), "with space in", "tab\there-it-is", "ünïcödé-key"].map((key) => ({
    name: `Idempotency-Key: ${key.slice(0, 20)}`,
    method: "POST",
    path: "/v1/inventory/movements",
    headers: { "idempotency-key": key },
    body: { movements: [{ variantId: nobody, storeId: nobody, kind: "receipt", quantity: 1 }] },
    codes: invalid,
    rule: "header /idempotency-key isPattern"
  })),
  ...[
    "",
    "Bearer",
    "Bearer ",
    "Bearer x y",
    "Basic YTpi",
    "bearer wrong",
    "Token x",
    `Bearer ${"x".repeat(5_000)}`,
    "Bearer let-the-staff-i",
    "Bearer let-the-staff-inn",
    "Bearer LET-THE-STAFF-IN"
  ].map((authorization) => ({
    name: `Authorization: ${authorization.slice(0, 30)}`,
    method: "GET",
    path: "/v1/products",
    headers: { authorization },
    codes: ["401 Unauthenticated"]
  })),
  ...["", "x", "' OR 1=1 --", "x".repeat(201), nobody, "A".repeat(43)].map((token) => ({
    name: `Duka-Cart-Token: ${token.slice(0, 20)}`,
    method: "GET",
    path: `/v1/carts/${nobody}`,
    headers: { "duka-cart-token": token },
    codes: ["404 CartNotFound", "400 InvalidRequest"]
  }))
]

export const queries: ReadonlyArray<Hostile> = [
  ...injections,
  ...typed,
  ...numbers,
  ...names,
  ...cursors,
  ...paths,
  ...encodings,
  ...headers
]
