/** Session fixation: what somebody has planted in a browser before its owner logs in is never his session afterwards. */
import { cookieNames, SessionList } from "@duka/http-api"
import { afterAll, assert, it } from "vitest"
import { browser, logInByCookie, signUpByCookie } from "../browser.ts"
import { signUp } from "../people.ts"
import { codeOf, open, ownerToken, strictly } from "../shop.ts"

const { dispose, send } = open()
afterAll(dispose)

const { access, csrf, refresh } = cookieNames

it("a login begins a session of its own, whatever cookies were planted before", async () => {
  const thief = await signUpByCookie(send)
  const { email } = await signUp(send)
  const victim = browser(send)
  for (const [name, value] of thief.jar) victim.jar.set(name, value)
  const signedIn = await logInByCookie(send, email, victim)
  for (const name of [access, refresh, csrf]) {
    assert.isString(victim.jar.get(name))
    assert.notStrictEqual(victim.jar.get(name), thief.jar.get(name), name)
  }
  assert.notStrictEqual(signedIn.csrfToken, thief.csrfToken)
  assert.strictEqual(Object((await victim.bare("GET", "/v1/me")).body).customer.email, email)
  assert.strictEqual(Object((await thief.bare("GET", "/v1/me")).body).customer.email, thief.email)
  assert.strictEqual(codeOf(await thief.bare("PATCH", "/v1/me", { body: {} })), "403 CsrfTokenInvalid")
  assert.strictEqual(
    codeOf(await victim.bare("PATCH", "/v1/me", { body: {}, headers: { "duka-csrf-token": thief.csrfToken } })),
    "403 CsrfTokenInvalid"
  )
})

it("each login of one person is another session, and so is one with the cookies of the last", async () => {
  const { email, jar, ...first } = await signUpByCookie(send)
  const before = strictly(SessionList)((await first.bare("GET", "/v1/auth/sessions")).body).items
  const again = await logInByCookie(send, email, { jar, ...first })
  const after = strictly(SessionList)((await again.bare("GET", "/v1/auth/sessions")).body).items
  assert.strictEqual(after.length, before.length + 1)
  const current = after.find((session) => session.current)
  assert.notInclude(
    before.map(({ id }) => id),
    current?.id
  )
  assert.notStrictEqual(again.csrfToken, first.csrfToken)
})

it("a made-up cookie becomes nobody's session, and an API key in a cookie lets no machine in", async () => {
  const authorization = `Bearer ${await ownerToken(send)}`
  const made = await send("POST", "/v1/api-keys", {
    headers: { authorization },
    body: { name: "Till", permissions: ["order:read"] }
  })
  const { key } = Object(made.body)
  assert.isString(key)
  const used = await send("GET", "/v1/orders", { headers: { authorization: `Bearer ${key}` } })
  assert.strictEqual(used.status, 200)
  for (const value of [key, "", "x", "a.b.c", "0190a7c0-0000-7000-8000-00000000dead", "x".repeat(5_000)]) {
    const answer = await send("GET", "/v1/orders", { headers: { cookie: `${access}=${value}` } })
    assert.strictEqual(codeOf(answer), "401 Unauthenticated", value.slice(0, 50))
  }
})
