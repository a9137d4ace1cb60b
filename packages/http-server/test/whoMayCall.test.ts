import { Asks, forWhom } from "@duka/http-api"
import { readFile } from "node:fs/promises"
import { afterAll, assert, it } from "vitest"
import { endless } from "./declared.ts"
import { openEverybody, type Table } from "./whoMayCall.ts"

const { differences, dispose, guessed, table } = await openEverybody()
afterAll(dispose)

const page = await readFile(new URL("../../../docs/permissions.md", import.meta.url), "utf8")

/** The words of the page's table, by method and path. */
const told = new Map(
  [...page.matchAll(/^\| ([A-Z]+) \| `([^`]+)` \| (.+) \|$/gm)].map(
    ([, method, path, words = ""]) => [`${method} ${path}`, words] as const
  )
)

it("the page has every operation of the document, with what it asks for", () => {
  assert.isAbove(table.size, 70)
  assert.deepStrictEqual(
    [...told].filter(([operation]) => operation !== `GET ${endless}`).toSorted(),
    [...table].map(([operation, asks]) => [operation, forWhom(asks)] as const).toSorted()
  )
})

it("whoever asks is let in or refused as the table says, and nobody sees more", { timeout: 60_000 }, async () => {
  assert.deepStrictEqual(await differences(table), [])
})

it("what takes a secret takes none that is guessed, whoever guesses", async () => {
  assert.deepStrictEqual((await guessed()).toSorted(), [
    "GET /v1/track/{token} 404",
    "POST /v1/auth/invitations/accept 401",
    "POST /v1/auth/login 401",
    "POST /v1/auth/password/reset 401",
    "POST /v1/auth/refresh 401",
    "POST /v1/auth/setup 401",
    "POST /v1/unsubscribe/{token} 404",
    "POST /v1/webhooks/messages/{secret} 401",
    "POST /v1/webhooks/payments/{provider} 401",
    "POST /v1/webhooks/payments/{provider}/{secret}/{message} 401",
    "POST /v1/webhooks/payments/{provider}/{secret}/{message}/{about} 401"
  ])
})

const wrong: ReadonlyArray<readonly [operation: string, row: Asks | null]> = [
  ["POST /v1/products", { _tag: "Everybody" }],
  ["POST /v1/products", { _tag: "Permission", all: ["store:write"] }],
  ["POST /v1/auth/register", { _tag: "Permission", all: ["staff:manage"] }],
  ["PATCH /v1/orders/{id}/status", { _tag: "Permission", all: ["order:write"] }],
  ["GET /v1/orders/{id}", { _tag: "Owner", guests: true, or: [] }],
  ["GET /v1/orders/{id}", { _tag: "Owner", guests: false, or: ["order:read"] }],
  ["GET /v1/carts/{id}", { _tag: "Owner", guests: true, or: ["order:read"] }],
  ["DELETE /v1/carts/{id}", { _tag: "Owner", guests: true, or: ["cart:read"] }],
  ["GET /v1/products", { _tag: "Everybody" }],
  ["GET /v1/categories", { _tag: "Everybody", more: "catalog:write" }],
  ["GET /v1/orders", { _tag: "SignedIn", as: "anybody", more: "order:write" }],
  ["GET /v1/orders", { _tag: "SignedIn", as: "person", more: "order:read" }],
  ["GET /v1/me", { _tag: "SignedIn", as: "anybody" }],
  ["GET /v1/me/cart", { _tag: "SignedIn", as: "anybody" }],
  ["POST /v1/orders/{id}/payments", { _tag: "Owner", guests: true, or: ["order:read"] }],
  ["GET /v1/payments", { _tag: "Everybody" }],
  ["POST /v1/payments/{id}/refund", { _tag: "Permission", all: ["payment:write"] }],
  ["GET /v1/stores", null]
]

it.each(wrong)("a wrong row is noticed: %s", async (operation, row) => {
  const planted: Table = new Map(
    [...table].flatMap(([name, asks]) => {
      if (name !== operation) return [[name, asks] as const]
      return row === null ? [] : [[name, row] as const]
    })
  )
  assert.isNotEmpty(await differences(planted, new Set([operation])))
})
