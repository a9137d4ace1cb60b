/** The audit log, as who holds `audit:read` reads it. */
import { AuditPage } from "@duka/http-api"
import { afterAll, assert, it } from "vitest"
import { signUp } from "./people.ts"
import { codeOf, open, strictly } from "./shop.ts"

const { dispose, send, staff } = open()
afterAll(dispose)

const entries = async (query: string) => strictly(AuditPage)((await staff("GET", `/v1/audit${query}`)).body).items

const category = async (name: string) => Object((await staff("POST", "/v1/categories", { body: { name } })).body)

it("tells who did what, newest first, before and after", async () => {
  const { id, slug } = await category("Teas")
  await staff("PATCH", `/v1/categories/${id}`, { body: { name: "Chai" }, headers: { "if-match": '"1"' } })
  const [changed, made] = await entries(`?subject=${id}`)
  assert.deepStrictEqual([changed?.action, made?.action], ["category.updated", "category.created"])
  assert.deepStrictEqual(changed?.changed, ["name", "version"])
  assert.deepStrictEqual(changed?.before, { name: "Teas", version: 1 })
  assert.deepStrictEqual(changed?.after, { name: "Chai", version: 2 })
  assert.deepStrictEqual([made?.before, Object(made?.after).slug], [null, slug])
  assert.strictEqual(changed?.actor.kind, "staff")
  const [signedIn] = await entries(`?actor=${changed?.actor.id}&action=account.signed-in`)
  assert.strictEqual(signedIn?.subject.id, changed?.actor.id)
})

it("is narrowed by actor, subject, action and time, and paged", async () => {
  const { id } = await category("Coffees")
  const [{ at = "", actor } = {}] = await entries(`?subject=${id}`)
  for (const [query, count] of [
    [`subject=${id}&actor=${actor?.id}&action=category.created&from=${at}`, 1],
    [`subject=${id}&to=${at}`, 0],
    [`subject=${id}&action=category.removed`, 0],
    [`subject=nobody`, 0]
  ] as const) {
    assert.lengthOf(await entries(`?${query}`), count, query)
  }
  const first = Object((await staff("GET", "/v1/audit?limit=1")).body)
  const [next] = await entries(`?limit=1&cursor=${first.nextCursor}`)
  assert.notStrictEqual(next?.id, first.items[0].id)
  assert.strictEqual(Object((await staff("GET", "/v1/audit?page=2&size=1")).body).items[0].id, next?.id)
})

it("is read with its own permission, and written by nobody", async () => {
  const amina = await signUp(send)
  assert.strictEqual(codeOf(await send("GET", "/v1/audit")), "401 Unauthenticated")
  assert.strictEqual(codeOf(await amina.send("GET", "/v1/audit")), "403 PermissionDenied")
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    assert.strictEqual(codeOf(await staff(method, "/v1/audit")), "405 MethodNotAllowed")
  }
  const { key } = Object(
    (await staff("POST", "/v1/api-keys", { body: { name: "X", permissions: ["audit:read"] } })).body
  )
  const answer = await send("GET", "/v1/audit?limit=1", { headers: { authorization: `Bearer ${key}` } })
  const [made] = strictly(AuditPage)(answer.body).items
  assert.deepStrictEqual([made?.action, Object(made?.after).permissions], ["api-key.created", ["audit:read"]])
  assert.notInclude(answer.text, key.slice(5, 11))
})
