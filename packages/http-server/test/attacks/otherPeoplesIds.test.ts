/** Insecure direct object references: every id in every path, asked for by somebody else. */
import { randomUUID } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import { documentOf } from "../declared.ts"
import { filled, larder, plenty, queryOf } from "../larder.ts"
import { signUp } from "../people.ts"
import { rightBodies } from "../rightBodies.ts"
import { open, problemOf, type Send } from "../shop.ts"

const { dispose, handler, send, staff } = open()
afterAll(dispose)

const { operations } = await documentOf(handler)

/** Whoever has no permission is told so, whatever the id. */
const forStaff = new Set([
  "PATCH /v1/orders/{id}/lines",
  "PATCH /v1/orders/{id}/status",
  "POST /v1/orders/{id}/shipments"
])

/** Ids of the public catalog, under which everybody has his own: another customer is let in, and finds nothing of hers. */
const ofEverybody = "/v1/me/notifications/stock-alerts/{variantId}"

it("every id in every path is refused to who has nothing to do with it, and nothing has happened to it", async () => {
  const amina = await signUp(send)
  const goods = await plenty(staff)
  const things = larder({ owner: amina.send, staff, goods })
  const bodies = rightBodies(goods)
  const brian = await signUp(send, "Brian")
  const seen = async (asking: Send) =>
    Promise.all(
      ["/v1/me", "/v1/me/cart", "/v1/me/notifications/stock-alerts", "/v1/orders", "/v1/auth/sessions"].map(
        async (path) => (await asking("GET", path)).text
      )
    )
  // Everything that is asked for exists before it is looked at.
  for (const { path } of operations) await things.of(path)
  const before = await seen(amina.send)
  const refused: Array<string> = []
  for (const { asked, method, path } of operations) {
    if (!path.includes("{") || asked._tag === "Everybody" || asked._tag === "Secret") continue
    const url = filled(path, await things.of(path))
    const body = bodies[`${method} ${path}`]
    const query = queryOf(method, path, goods.variantId)
    for (const [who, asking] of [
      ["another customer", brian.send],
      ["a guest", send]
    ] as const) {
      const answer = await asking(method, `${url}${query}`, {
        headers: { "idempotency-key": randomUUID(), "if-match": "*" },
        ...(body === undefined ? {} : { body })
      })
      if (path === ofEverybody && who === "another customer") {
        assert.isBelow(answer.status, 300)
        continue
      }
      const { code, status } = problemOf(answer)
      const told = `${method} ${path} by ${who}: ${status} ${code}`
      assert.oneOf(status, [401, 403, 404], told)
      // What somebody has is not found by others: only what everybody knows of is forbidden.
      if (
        /^\/v1\/(carts|orders(?!\/drafts)|customers|me\b|payments\/\{id\}$)/.test(path) &&
        !forStaff.has(`${method} ${path}`)
      ) {
        assert.oneOf(status, who === "a guest" ? [401, 404] : [404], told)
      }
      refused.push(told)
    }
  }
  assert.isAbove(refused.length, 60)
  assert.deepStrictEqual(await seen(amina.send), before)
})
