import { DukaApi } from "@duka/http-api"
import { HttpApi } from "effect/http-api"
import { afterAll, assert, it } from "vitest"
import { endless } from "./declared.ts"
import { codeOf, open, rulesOf } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

const endpoints: Array<{ readonly method: string; readonly path: string }> = []
HttpApi.reflect(DukaApi, {
  onGroup: () => {},
  onEndpoint: ({ endpoint: { method, path } }) => void endpoints.push({ method, path: path.replace(/(.)\/$/, "$1") })
})

const byPath = Map.groupBy(
  endpoints.filter(({ path }) => path !== endless),
  ({ path }) => path
)
const sample = (path: string) => path.replace(/:\w+/g, "x")

/** A literal path may be a parameter's value too: `/v1/products/bulk` is also read as a product named bulk. */
const allowed = (path: string) => {
  const segments = sample(path).split("/")
  const fits = (template: string) => {
    const parts = template.split("/")
    return (
      parts.length === segments.length && parts.every((part, index) => part.startsWith(":") || part === segments[index])
    )
  }
  const methods = new Set(endpoints.filter((one) => fits(one.path)).map((one) => one.method))
  return [...methods].flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))
}

it("a known path with a wrong method is 405, and says which ones it takes", async () => {
  for (const path of byPath.keys()) {
    const methods = allowed(path)
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
      if (methods.includes(method)) continue
      const answer = await staff(method, sample(path), method === "GET" ? {} : { body: {} })
      assert.strictEqual(codeOf(answer), "405 MethodNotAllowed", `${method} ${path}`)
      const allow = (answer.headers.get("allow") ?? "").split(", ")
      assert.sameMembers(allow, [...methods, "OPTIONS"], `${method} ${path}`)
      assert.deepInclude(answer.body, { allowed: allow.slice(0, -1) })
    }
  }
})

it("OPTIONS asks which methods a path takes, HEAD is GET without its body", async () => {
  for (const path of byPath.keys()) {
    const options = await send("OPTIONS", sample(path))
    assert.deepStrictEqual([options.status, options.text], [204, ""], path)
    assert.sameMembers((options.headers.get("allow") ?? "").split(", "), [...allowed(path), "OPTIONS"])
    if (!allowed(path).includes("GET")) {
      assert.strictEqual((await staff("HEAD", sample(path))).status, 405, path)
      continue
    }
    const [get, head] = [await staff("GET", sample(path)), await staff("HEAD", sample(path))]
    assert.deepStrictEqual([head.status, head.text], [get.status, ""], path)
    assert.strictEqual(head.headers.get("content-type"), get.headers.get("content-type"), path)
  }
})

it("methods that nobody has heard of are refused like the others", async () => {
  for (const method of ["PROPFIND", "QUERY", "BREW"]) {
    assert.strictEqual(codeOf(await send(method, "/v1/products")), "405 MethodNotAllowed")
    assert.strictEqual(codeOf(await send(method, "/nothing")), "404 RouteNotFound")
  }
})

it("there is nothing elsewhere", async () => {
  const paths = [
    "/",
    "/v1",
    "/v2/products",
    "/V1/products",
    "/v1/Products",
    "/v1/products/a/b",
    "/v1//products",
    "/admin",
    "/.env"
  ]
  for (const path of paths) {
    for (const method of ["GET", "POST", "DELETE", "OPTIONS", "HEAD"]) {
      const answer = await send(method, path)
      assert.strictEqual(answer.status, 404, `${method} ${path}`)
      if (method !== "HEAD") assert.strictEqual(codeOf(answer), "404 RouteNotFound")
    }
  }
  assert.strictEqual(codeOf(await send("GET", `/v1/products/${"x".repeat(201)}`)), "404 RouteNotFound")
  assert.strictEqual(codeOf(await send("GET", `/v1/products/${"x".repeat(120)}`)), "404 ProductNotFound")
  assert.deepStrictEqual(rulesOf(await send("GET", "/v1/products/%E0%A4%A")), ["path  percent-encoding"])
})

it("a path that ends with a slash is the same path", async () => {
  assert.strictEqual((await send("GET", "/v1/products/")).status, 200)
})

it("endpoints that take no query refuse one", async () => {
  for (const path of [
    "/v1/categories/tree",
    "/v1/categories/x",
    "/v1/stores/x",
    "/v1/orders/x",
    "/v1/carts/x",
    "/health/live"
  ]) {
    assert.deepStrictEqual(rulesOf(await send("GET", `${path}?debug=1&a~b=2`)), [
      "query /debug unknown-field",
      "query /a~0b unknown-field"
    ])
  }
})
