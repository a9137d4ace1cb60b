import { Context, Predicate, Schema } from "effect"
import { HttpApi, OpenApi } from "effect/http-api"
import { assert, it } from "vitest"
import { Asking, Asks, Doorway, DukaApi, forWhom, isForGuests, statuses } from "../src/index.ts"
import { all, tagOf } from "./errors.ts"

const spec = OpenApi.fromApi(DukaApi)

const operations = Object.entries(spec.paths).flatMap(([path, item]) =>
  (["get", "post", "put", "patch", "delete"] as const).flatMap((method) => {
    const operation = item[method]
    return operation === undefined ? [] : [{ path, method, operation }]
  })
)

const references = (value: unknown): ReadonlyArray<string> =>
  !Predicate.isObjectOrArray(value)
    ? []
    : Object.entries(value).flatMap(([key, inner]) =>
        key === "$ref" && typeof inner === "string" ? [inner] : references(inner)
      )

it("is OpenAPI 3.1 with a title, a version and the conventions in words", () => {
  assert.strictEqual(spec.openapi, "3.1.0")
  assert.strictEqual(spec.info.title, "Duka")
  assert.match(spec.info.version, /^\d+\.\d+\.\d+$/)
  for (const word of ["Money", "Idempotency-Key", "If-Match", "nextCursor", "RFC 9457"]) {
    assert.include(spec.info.description ?? "", word)
  }
})

it("every endpoint of the contract is in it once, with an id, a summary and a tag", () => {
  let endpoints = 0
  HttpApi.reflect(DukaApi, { onGroup: () => {}, onEndpoint: () => void endpoints++ })
  assert.strictEqual(operations.length, endpoints)
  const ids = operations.map(({ operation }) => operation.operationId)
  assert.strictEqual(new Set(ids).size, ids.length)
  const tags = spec.tags.map((tag) => tag.name)
  for (const { method, operation, path } of operations) {
    assert.isNotEmpty(operation.summary, `${method} ${path}`)
    assert.strictEqual(operation.tags.length, 1)
    assert.includeMembers(tags, [...operation.tags])
  }
})

it("schemas are named once, and every reference leads to one", () => {
  const names = Object.keys(spec.components.schemas)
  for (const name of names) assert.match(name, /^[A-Z][A-Za-z]*$/)
  for (const reference of references(spec)) assert.include(names, reference.replace("#/components/schemas/", ""))
  assert.includeMembers(names, [
    "Product",
    "Order",
    "PlacedOrder",
    "Cart",
    "Quote",
    "Money",
    "Address",
    "Store",
    "StockLevel"
  ])
})

it("parameters have names, and each stands once in its place", () => {
  for (const { method, operation, path } of operations) {
    const places = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`)
    assert.strictEqual(new Set(places).size, places.length, `${method} ${path}`)
    for (const { name } of operation.parameters) assert.match(name, /^[A-Za-z-]+$/)
    for (const name of path.match(/(?<=\{)[^}]+/g) ?? []) assert.include(places, `path ${name}`)
  }
})

it("every refusal is a problem of the table, with a schema under its status", () => {
  const known = new Map<string, { readonly status: number }>(
    Object.entries(statuses).map(([code, row]) => [`${code}Problem`, row])
  )
  for (const { method, operation, path } of operations) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (Number(status) < 400) continue
      const names = references(response).map((reference) => reference.replace("#/components/schemas/", ""))
      assert.isNotEmpty(names, `${method} ${path} ${status}`)
      assert.deepStrictEqual(Object.keys(response.content ?? {}), ["application/problem+json"])
      for (const name of names) assert.strictEqual(known.get(name)?.status, Number(status), `${method} ${path} ${name}`)
    }
  }
})

const later = all.filter(({ fields }) => "retryAfterSeconds" in fields).map((error) => `${tagOf(error)}Problem`)

it("answers declare the headers that follow from the contract, and no others", () => {
  const promised = new Set<string>()
  for (const { method, operation, path } of operations) {
    const takes = (name: string) => operation.parameters.some((parameter) => parameter.name === name)
    for (const [status, response] of Object.entries(operation.responses)) {
      const about = `${method} ${path} ${status}`
      const headers = Object.entries(response.headers ?? {})
      for (const [name, { description, required, schema }] of headers) {
        promised.add(name)
        assert.isNotEmpty(description, `${about} ${name}`)
        assert.isBoolean(required)
        assert.property(schema, "type", `${about} ${name}`)
      }
      const declares = (name: string) => headers.some(([declared]) => declared === name)
      const names = references(response).map((reference) => reference.replace("#/components/schemas/", ""))
      const done = Number(status) < 300
      assert.strictEqual(declares("Location"), ["201", "302", "303"].includes(status), about)
      assert.strictEqual(declares("WWW-Authenticate"), status === "401", about)
      assert.strictEqual(declares("Idempotent-Replayed"), done && takes("idempotency-key"), about)
      assert.strictEqual(
        declares("Retry-After"),
        names.some((name) => later.includes(name)),
        about
      )
      for (const name of ["RateLimit", "RateLimit-Policy"]) assert.strictEqual(declares(name), status === "429", about)
      const changes = takes("if-match") && done && status !== "204" && !names.includes("Archived")
      const shows = takes("if-none-match") && (status === "200" || status === "304")
      if (changes || shows || status === "201") assert.isTrue(declares("ETag"), about)
      if (!done && status !== "304") assert.isFalse(declares("ETag"), about)
    }
  }
  assert.sameMembers(
    [...promised],
    [
      "Cache-Control",
      "Content-Disposition",
      "ETag",
      "Idempotent-Replayed",
      "Location",
      "RateLimit",
      "RateLimit-Policy",
      "Retry-After",
      "Set-Cookie",
      "Vary",
      "WWW-Authenticate"
    ]
  )
})

it("what any path may answer stands beside the operations, under the problem's code", () => {
  const Responses = Schema.Record(
    Schema.String,
    Schema.Struct({ headers: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)) })
  )
  const { responses } = Schema.decodeUnknownSync(Schema.Struct({ responses: Responses }))(spec.components)
  assert.deepStrictEqual(
    Object.entries(responses).map(([code, { headers = {} }]) => [code, ...Object.keys(headers)]),
    [
      ["RouteNotFound"],
      ["MethodNotAllowed", "Allow"],
      ["Internal"],
      ["StorageBusy", "Retry-After"],
      ["NotReady", "Retry-After"]
    ]
  )
})

it("every endpoint says what it asks of who calls it, and so does the document, in words too", () => {
  const silent: Array<string> = []
  HttpApi.reflect(DukaApi, {
    onGroup: () => {},
    onEndpoint: ({ endpoint, group }) => {
      if (Context.get(endpoint.annotations, Asking) === undefined) {
        silent.push(`${group.identifier}.${endpoint.identifier}`)
      }
    }
  })
  assert.deepStrictEqual(silent, [])
  const Said = Schema.Struct({ "x-asks": Asks, description: Schema.String })
  for (const { operation } of operations) {
    const { description, "x-asks": asked } = Schema.decodeUnknownSync(Said)(operation)
    assert.isTrue(description.endsWith(`For ${forWhom(asked)}.`), operation.operationId)
  }
})

it("a token is needed where guests are refused, and taken everywhere in the shop", () => {
  assert.deepStrictEqual(spec.components.securitySchemes, {
    bearer: { type: "http", scheme: "Bearer" },
    cookie: { type: "apiKey", in: "cookie", name: "__Host-duka-access" }
  })
  const needed = new Set<string>()
  const doorways = new Set<string>()
  HttpApi.reflect(DukaApi, {
    onGroup: () => {},
    onEndpoint: ({ endpoint, group }) => {
      const id = `${group.identifier}.${endpoint.identifier}`
      if (!isForGuests(Context.get(endpoint.annotations, Asking))) needed.add(id)
      if (Context.get(endpoint.annotations, Doorway)) doorways.add(id)
    }
  })
  assert.isAbove(needed.size, 20)
  assert.strictEqual(doorways.size, 13)
  for (const { method, operation, path } of operations) {
    const id = operation.operationId ?? ""
    const bearer = needed.has(id) ? [{ bearer: [] }] : [{}, { bearer: [] }]
    const isByCookie = !doorways.has(id) || id === "auth.logout"
    const expected = !path.startsWith("/v1/") ? [] : isByCookie ? [...bearer, { cookie: [] }] : bearer
    assert.deepStrictEqual(operation.security, expected, id)
    const takesCsrf = operation.parameters.some(({ name }) => name === "duka-csrf-token")
    const changes = method !== "get" && path.startsWith("/v1/")
    assert.strictEqual(takesCsrf, (changes && isByCookie) || id === "auth.refresh", id)
    assert.notProperty(operation, "x-doorway")
  }
})

it("requests are closed, and answers may gain fields", () => {
  const closed = (name: string) =>
    JSON.stringify(spec.components.schemas[name]).includes('"additionalProperties":false')
  for (const name of ["NewProduct", "PlaceOrder", "NewCart", "StockMovements", "Contact"])
    assert.isTrue(closed(name), name)
  for (const name of ["Product", "ProductPage", "PlacedOrder", "Quote", "OutOfStockProblem"])
    assert.isFalse(closed(name), name)
})
