/** Fields that are not the sender's to set, at every place of every body that the contract takes: refused by their names. */
import { Me, type Asks } from "@duka/http-api"
import { Predicate } from "effect"
import { randomUUID } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import { documentOf } from "../declared.ts"
import { filled, larder, plenty } from "../larder.ts"
import { signUp } from "../people.ts"
import { rightBodies } from "../rightBodies.ts"
import { open, rulesOf, strictly } from "../shop.ts"

const { dispose, handler, send, staff } = open()
afterAll(dispose)

const { operations } = await documentOf(handler)

const smuggled: Readonly<Record<string, unknown>> = {
  roles: ["owner"],
  permissions: ["staff:manage"],
  status: "active",
  price: { amount: 1, currency: "KES" },
  unitPrice: { amount: 1, currency: "KES" },
  customerId: randomUUID(),
  accountId: randomUUID(),
  id: randomUUID(),
  version: 99,
  createdAt: "2026-01-01T00:00:00.000Z",
  emailVerifiedAt: "2026-01-01T00:00:00.000Z",
  passwordHash: "x",
  token: "x"
}

/** What is theirs to set who may send it, and does not stand in the body that is right. */
const theirs: Readonly<Record<string, ReadonlyArray<string>>> = {
  "POST /v1/products": ["/status"],
  "POST /v1/products/bulk": ["/products/0/status"],
  "PUT /v1/products/{idOrSlug}": ["/status"],
  "PATCH /v1/products/{idOrSlug}": ["/status", "/price"],
  "PATCH /v1/staff/{id}": ["/status"],
  "PATCH /v1/roles/{name}": ["/permissions"],
  "PATCH /v1/shipments/{id}": ["/status"],
  "POST /v1/orders/drafts": ["/customerId"],
  "PATCH /v1/orders/drafts/{id}": ["/customerId"],
  "PATCH /v1/webhook-endpoints/{id}": ["/status"]
}

/** Its names are the sender's: what stands there is looked at by other rules. */
const isFree = (pointer: string) => /\/(optionValues|customisation|metadata|attributes)$/.test(pointer)

interface Place {
  readonly pointer: string
  /** The body with something more at this place. */
  readonly with: (field: string, value: unknown) => unknown
  readonly has: (field: string) => boolean
}

/** Every object in it, itself included. */
const placesIn = (value: unknown, pointer = ""): ReadonlyArray<Place> => {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) =>
      placesIn(item, `${pointer}/${index}`).map((place) => ({
        ...place,
        with: (field, more) => value.with(index, place.with(field, more))
      }))
    )
  }
  if (!Predicate.isObject(value) || isFree(pointer)) return []
  const below = Object.entries(value).flatMap(([name, inner]) =>
    placesIn(inner, `${pointer}/${name}`).map((place): Place => ({
      ...place,
      with: (field, more) => ({ ...value, [name]: place.with(field, more) })
    }))
  )
  return [
    { pointer, with: (field, more) => ({ ...value, [field]: more }), has: (field) => Object.hasOwn(value, field) },
    ...below
  ]
}

const isOfStaff = ({ _tag }: Asks) => _tag === "Permission"

it("is refused wherever it stands, and changes nothing", async () => {
  const { send: me } = await signUp(send)
  const goods = await plenty(staff)
  const things = larder({ owner: me, staff, goods })
  for (const { path } of operations) await things.of(path)
  const seen = async () => (await me("GET", "/v1/me")).text
  const before = await seen()
  const tried = new Set<string>()
  for (const { asked, method, path, takesBody } of operations) {
    if (!takesBody) continue
    const operation = `${method} ${path}`
    const body = rightBodies(goods)[operation]
    assert(body !== undefined, `no body is known that is right for ${operation}`)
    const { headers, ...thing } = await things.of(path)
    for (const place of placesIn(body)) {
      for (const [field, value] of Object.entries(smuggled)) {
        const pointer = `${place.pointer}/${field}`
        if (place.has(field) || theirs[operation]?.includes(pointer) === true) continue
        const answer = await (isOfStaff(asked) ? staff : me)(method, filled(path, thing), {
          body: place.with(field, value),
          headers: { "idempotency-key": randomUUID(), "if-match": "*", ...headers }
        })
        assert.include(rulesOf(answer), `body ${pointer} unknown-field`, `${operation} took ${pointer}`)
        tried.add(`${operation} ${place.pointer}`)
      }
    }
  }
  assert.isAbove(tried.size, 50)
  assert.strictEqual(await seen(), before)
  assert.deepStrictEqual(strictly(Me)(JSON.parse(before)).account.roles, [])
})
