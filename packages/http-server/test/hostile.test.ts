import { MemoryStorage } from "@duka/adapter-memory"
import { PgliteStorage } from "@duka/adapter-postgres"
import type { StoragePorts } from "@duka/core"
import type { Layer } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { bodies, heavy, type Hostile, values, writes } from "./hostile.ts"
import { selling } from "./hostileSelling.ts"
import { identity } from "./hostileIdentity.ts"
import { queries } from "./hostileQueries.ts"
import { receivers } from "./hostileWebhooks.ts"
import { type Answer, codeOf, openOver, rulesOf } from "./shop.ts"

const traces = /node_modules|\.ts:\d+|\bat \S+ \(|SchemaError|Cause\(|TypeError|RangeError/

const judge = (hostile: Hostile, answer: Answer) => {
  const about = `${hostile.name}: ${hostile.method} ${hostile.path.slice(0, 200)} → ${answer.status} ${answer.text.slice(0, 400)}`
  assert.isBelow(answer.status, 500, about)
  assert.notMatch(answer.text, traces, about)
  assert.isBelow(answer.text.length, 40_000, about)
  const code = answer.status < 400 ? String(answer.status) : codeOf(answer)
  assert.include(hostile.codes, code, about)
  const { rule } = hostile
  if (rule === undefined) return
  const rules = rulesOf(answer)
  assert.isTrue(
    rules.some((found) => found.startsWith(rule)),
    `${about}\nexpected ${rule}, got ${rules.join("; ")}`
  )
}

const all = [...bodies, ...heavy, ...values, ...queries, ...selling, ...identity, ...receivers]

it("there are enough of them, of every family of endpoints", () => {
  assert.isAbove(all.length, 400)
  for (const family of ["products", "categories", "stores", "inventory", "carts", "orders", "track", "auth"]) {
    assert.isAbove(all.filter(({ path }) => path.startsWith(`/v1/${family}`)).length, 8, family)
  }
})

const attacked = <E>(name: string, storage: Layer.Layer<StoragePorts, E>) =>
  describe(`over ${name}`, { timeout: 60_000 }, () => {
    const { dispose, send, staff } = openOver(storage)
    // The storage opens with the first request.
    beforeAll(() => send("GET", "/v1/products"))
    afterAll(dispose)

    it.each([
      ["bodies", bodies],
      ["heavy bodies", heavy],
      ["values", values],
      ["queries, headers and paths", queries],
      ["carts, orders, stores and stock", selling],
      ["people", identity],
      ["receivers of webhooks", receivers]
    ])("hostile %s are refused with the place and the rule, and never with a 500", async (_name, requests) => {
      for (const hostile of requests) {
        const { body, headers = {}, method, path } = hostile
        const sent = { ...(body === undefined ? {} : { body }), headers }
        const isSaying = "authorization" in headers || "cookie" in headers
        judge(hostile, isSaying ? await send(method, path, sent) : await staff(method, path, sent))
      }
    })

    it("guests are told no more: staff's endpoints are closed before a hostile body is looked at", async () => {
      const isOpen = /^\/v1\/(carts|orders|auth\/(register|login|refresh|setup|invitations|password\/(forgot|reset)))/
      for (const { body, headers = {}, method, path } of bodies) {
        if (isOpen.test(path) && !path.endsWith("/status")) continue
        assert.strictEqual(
          codeOf(await send(method, path, { body, headers })),
          "401 Unauthenticated",
          `${method} ${path}`
        )
      }
      assert.isAbove(writes.length, 15)
    })

    it("the shop still works", async () => {
      assert.strictEqual((await send("GET", "/v1/products")).status, 200)
      assert.isUndefined(Reflect.get({}, "isAdmin"))
    })
  })

attacked("memory", MemoryStorage.layer)
attacked("PGlite", PgliteStorage.layer({ dataDir: "memory://" }))
