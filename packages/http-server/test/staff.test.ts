/** Who works here, over HTTP. */
import { MemoryStorage } from "@duka/adapter-memory"
import { type AccountMessage, AccountMessages, Role, StaffMember } from "@duka/core"
import { RoleList, StaffPage } from "@duka/http-api"
import { MutableRef } from "effect"
import { randomUUID } from "node:crypto"
import { afterAll, assert, describe, it } from "vitest"
import { bearing, linkTo, logIn, password, signUp } from "./people.ts"
import { codeOf, openOver, strictly } from "./shop.ts"

const post = MutableRef.make<ReadonlyArray<AccountMessage>>([])
const { dispose, send, staff } = openOver(MemoryStorage.layer, AccountMessages.layerRecorder(post))
afterAll(dispose)

const memberOf = strictly(StaffMember)
const roleOf = strictly(Role)
const read = (version: number) => ({ "if-match": `"${version}"` })

const invited = async (...roles: ReadonlyArray<string>) => {
  const email = `${randomUUID()}@example.com`
  const answer = await staff("POST", "/v1/staff/invitations", { body: { name: "Asha", email, roles } })
  assert.strictEqual(answer.status, 201)
  return { email, member: memberOf(answer.body), answer }
}

const working = async (...roles: ReadonlyArray<string>) => {
  const { email, member } = await invited(...roles)
  const token = await linkTo(post, email, "Invited")
  const accepted = await send("POST", "/v1/auth/invitations/accept", { body: { token, password } })
  assert.strictEqual(accepted.status, 204)
  return { email, member, send: bearing(send, (await logIn(send, email)).accessToken) }
}

describe("somebody who is invited", () => {
  it("accepts with a password of his own, and may do what his roles say", async () => {
    const { member, send: asha } = await working("catalogue")
    assert.strictEqual(memberOf((await staff("GET", `/v1/staff/${member.id}`)).body).emailVerifiedAt === null, false)
    const product = { name: `Tea ${randomUUID()}`, price: { amount: 100, currency: "KES" } }
    assert.strictEqual((await asha("POST", "/v1/products", { body: product })).status, 201)
    assert.strictEqual(codeOf(await asha("POST", "/v1/stores", { body: {} })), "400 InvalidRequest")
    const address = { lines: ["1"], city: "Nairobi", country: "KE" }
    assert.strictEqual(
      codeOf(await asha("POST", "/v1/stores", { body: { name: "S", address } })),
      "403 PermissionDenied"
    )
    assert.strictEqual(codeOf(await asha("GET", "/v1/staff")), "403 PermissionDenied")
  })

  it("is found where the answer says, and listed", async () => {
    const { answer, email, member } = await invited("support")
    assert.strictEqual(answer.headers.get("location"), `/v1/staff/${member.id}`)
    const { items } = strictly(StaffPage)((await staff("GET", "/v1/staff?limit=100")).body)
    assert.isTrue(items.some((one) => one.email === email))
    assert.strictEqual(codeOf(await staff("GET", `/v1/staff/${randomUUID()}`)), "404 AccountNotFound")
    const customer = await signUp(send)
    const { account } = Object((await customer.send("GET", "/v1/me")).body)
    assert.strictEqual(codeOf(await staff("GET", `/v1/staff/${account.id}`)), "404 AccountNotFound")
  })
})

it("roles and status are changed at the version that was read, from the next request on", async () => {
  const { member, send: asha } = await working("catalogue")
  const path = `/v1/staff/${member.id}`
  const { version } = memberOf((await staff("GET", path)).body)
  assert.strictEqual(codeOf(await staff("PATCH", path, { body: { roles: [] } })), "428 PreconditionRequired")
  const unknown = await staff("PATCH", path, { body: { roles: ["none"] }, headers: read(version) })
  assert.strictEqual(codeOf(unknown), "404 RoleNotFound")
  const changed = await staff("PATCH", path, { body: { roles: ["support"] }, headers: read(version) })
  assert.deepStrictEqual([...memberOf(changed.body).roles], ["support"])
  assert.strictEqual(codeOf(await asha("POST", "/v1/categories", { body: { name: "T" } })), "403 PermissionDenied")
  assert.strictEqual((await asha("GET", "/v1/orders")).status, 200)
  await staff("PATCH", path, { body: { status: "suspended" }, headers: { "if-match": "*" } })
  assert.strictEqual(codeOf(await asha("GET", "/v1/orders")), "401 Unauthenticated")
})

it("roles are made, changed and removed", async () => {
  const made = await staff("POST", "/v1/roles", { body: { name: "buyer", permissions: ["catalog:write"] } })
  assert.deepStrictEqual([made.status, made.headers.get("location")], [201, "/v1/roles/buyer"])
  const again = await staff("POST", "/v1/roles", { body: { name: "buyer", permissions: [] } })
  assert.strictEqual(codeOf(again), "409 RoleNameTaken")
  const changed = await staff("PATCH", "/v1/roles/buyer", { body: { permissions: ["store:write"] }, headers: read(1) })
  assert.deepStrictEqual([roleOf(changed.body).permissions, roleOf(changed.body).version], [["store:write"], 2])
  const { items } = strictly(RoleList)((await staff("GET", "/v1/roles")).body)
  assert.deepStrictEqual(
    items.map(({ name }) => String(name)),
    ["buyer", "catalogue", "fulfilment", "manager", "owner", "support"]
  )
  await working("buyer")
  assert.strictEqual(codeOf(await staff("DELETE", "/v1/roles/buyer")), "409 RoleInUse")
  assert.strictEqual(codeOf(await staff("DELETE", "/v1/roles/owner")), "409 RoleFixed")
  assert.strictEqual(codeOf(await staff("DELETE", "/v1/roles/none")), "404 RoleNotFound")
})

it("nobody makes himself an owner", async () => {
  await staff("POST", "/v1/roles", { body: { name: "lead", permissions: ["staff:manage"] } })
  const { member, send: lead } = await working("lead")
  const attempts = [
    ["PATCH", `/v1/staff/${member.id}`, { roles: ["owner"] }],
    ["POST", "/v1/staff/invitations", { name: "Friend", email: "friend@example.com", roles: ["manager"] }],
    ["PATCH", "/v1/roles/lead", { permissions: ["staff:manage", "customer:write"] }],
    ["POST", "/v1/roles", { name: "more", permissions: ["order:write"] }]
  ] as const
  for (const [method, path, body] of attempts) {
    const headers = method === "PATCH" ? { "if-match": "*" } : {}
    assert.strictEqual(codeOf(await lead(method, path, { body, headers })), "403 PermissionDenied", path)
  }
  const { send: customer } = await signUp(send)
  for (const path of ["/v1/staff", "/v1/roles"]) {
    assert.strictEqual(codeOf(await customer("GET", path)), "403 PermissionDenied")
    assert.strictEqual(codeOf(await send("GET", path)), "401 Unauthenticated")
  }
})

it("nobody is set up as the owner without the token that the server prints", async () => {
  const body = { token: "guessed", name: "Eve", email: "eve@example.com", password }
  assert.strictEqual(codeOf(await send("POST", "/v1/auth/setup", { body })), "401 InvalidToken")
})
