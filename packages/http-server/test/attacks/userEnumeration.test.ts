/** Who has an account here is told to nobody: answers are the same to the byte, and messages alone differ. */
import { MemoryStorage } from "@duka/adapter-memory"
import { type AccountMessage, AccountMessages } from "@duka/core"
import { MutableRef } from "effect"
import { randomUUID } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import { linkTo, password, signUp } from "../people.ts"
import { type Answer, openOver } from "../shop.ts"

const post = MutableRef.make<ReadonlyArray<AccountMessage>>([])
const { dispose, send, staff } = openOver(MemoryStorage.layer, AccountMessages.layerRecorder(post))
afterAll(dispose)

/** All but how many requests are left to who asks. */
const shown = ({ headers, status, text }: Answer) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => name !== "ratelimit")
})

const newEmail = () => `${randomUUID()}@example.com`

/** Everybody whom a shop may know, and somebody whom it does not. */
const people = async () => {
  const known = (await signUp(send)).email
  const suspended = (await signUp(send)).email
  const body = { name: "Asha", email: suspended, roles: ["support"] }
  const { id } = Object((await staff("POST", "/v1/staff/invitations", { body })).body)
  await staff("PATCH", `/v1/staff/${id}`, { headers: { "if-match": "*" }, body: { status: "suspended" } })
  const invited = newEmail()
  await staff("POST", "/v1/staff/invitations", { body: { name: "Juma", email: invited, roles: ["support"] } })
  return { nobody: newEmail(), known, suspended, invited, shouting: known.toUpperCase() }
}

const everybody = await people()

const assertAlike = async (ask: (email: string) => Promise<Answer>, status: number) => {
  const { nobody, ...others } = everybody
  const expected = shown(await ask(nobody))
  assert.strictEqual(expected.status, status)
  for (const [who, email] of Object.entries(others)) {
    assert.deepStrictEqual(shown(await ask(email)), expected, who)
  }
}

const of = (email: string, kind: AccountMessage["_tag"]) =>
  post.current.some((message) => message._tag === kind && message.email === email.toLowerCase())

/** Messages are written behind the answer: what is certain to come last has come. */
const settled = async () => {
  const { email } = await signUp(send)
  await linkTo(post, email, "VerifyEmail")
}

it("logging in", async () => {
  await assertAlike((login) => send("POST", "/v1/auth/login", { body: { login, password: "not this one" } }), 401)
})

it("forgetting a password: who has an account is written to, and nobody else", async () => {
  await assertAlike((email) => send("POST", "/v1/auth/password/forgot", { body: { email } }), 202)
  await linkTo(post, everybody.known, "ResetPassword")
  await settled()
  assert.isFalse(of(everybody.nobody, "ResetPassword"))
  assert.isFalse(of(everybody.suspended, "ResetPassword"))
})

it("links: one that was used, one that was made for something else and one of nobody's", async () => {
  const { email } = await signUp(send)
  const verification = await linkTo(post, email, "VerifyEmail")
  await send("POST", "/v1/auth/password/forgot", { body: { email } })
  const used = await linkTo(post, email, "ResetPassword")
  const fresh = "maziwa lala leo"
  const reset = (token: string) => send("POST", "/v1/auth/password/reset", { body: { token, password: fresh } })
  assert.strictEqual((await reset(used)).status, 204)
  const accept = (token: string) => send("POST", "/v1/auth/invitations/accept", { body: { token, password: fresh } })
  for (const ask of [reset, accept]) {
    const expected = shown(await ask("a".repeat(used.length)))
    assert.strictEqual(expected.status, 401)
    for (const token of [used, verification]) assert.deepStrictEqual(shown(await ask(token)), expected)
  }
})

it("taking an email that somebody else has", async () => {
  const { send: me } = await signUp(send)
  await assertAlike((email) => me("POST", "/v1/auth/email/change", { body: { email, password } }), 202)
})

// Last: nobody has an account from here on.
it("registering: who has an account is told so by mail, and who had none is asked whether the email is his", async () => {
  const { known, nobody } = everybody
  await assertAlike(
    (email) => send("POST", "/v1/auth/register", { body: { name: "X", email, phone: "+254700000001", password } }),
    202
  )
  await linkTo(post, nobody, "VerifyEmail")
  await settled()
  assert.isTrue(of(known, "AlreadyRegistered"))
  assert.isFalse(of(nobody, "AlreadyRegistered"))
})
