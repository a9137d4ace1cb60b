/** A token whose session has ended, by whatever ended it: it has minutes to live, and is good for nothing. */
import { MemoryStorage } from "@duka/adapter-memory"
import { type AccountMessage, AccountMessages } from "@duka/core"
import { Me, SessionList } from "@duka/http-api"
import { MutableRef } from "effect"
import { afterAll, assert, it } from "vitest"
import { assertRefused, signed, victim } from "../forging.ts"
import { bearing, linkTo, logIn, password } from "../people.ts"
import { codeOf, openOver, type Send, strictly } from "../shop.ts"

const post = MutableRef.make<ReadonlyArray<AccountMessage>>([])
const { dispose, send, staff } = openOver(MemoryStorage.layer, AccountMessages.layerRecorder(post))
afterAll(dispose)

const fresh = "maziwa lala leo"

interface Case {
  readonly email: string
  /** In the session that is to end. */
  readonly me: Send
  /** In another one of his. */
  readonly elsewhere: Send
  readonly id: string
}

/** What ends a session, and whether it ends the other one too. */
const endings: Readonly<Record<string, readonly [both: boolean, end: (given: Case) => Promise<{ status: number }>]>> = {
  "logging out": [false, ({ me }) => me("POST", "/v1/auth/logout")],
  "being ended from elsewhere": [
    false,
    async ({ elsewhere }) => {
      const { items } = strictly(SessionList)((await elsewhere("GET", "/v1/auth/sessions")).body)
      const other = items.find(({ current }) => !current)
      return elsewhere("DELETE", `/v1/auth/sessions/${other?.id}`)
    }
  ],
  "a new password": [
    false,
    ({ elsewhere }) => elsewhere("POST", "/v1/auth/password/change", { body: { current: password, password: fresh } })
  ],
  "a password that was reset": [
    true,
    async ({ email }) => {
      await send("POST", "/v1/auth/password/forgot", { body: { email } })
      const token = await linkTo(post, email, "ResetPassword")
      return send("POST", "/v1/auth/password/reset", { body: { token, password: fresh } })
    }
  ],
  "erasing oneself": [true, ({ elsewhere }) => elsewhere("DELETE", "/v1/me")],
  "being erased": [true, ({ id }) => staff("DELETE", `/v1/customers/${id}`)]
}

it.each(Object.entries(endings))("by %s: its tokens are refused at once", async (ending, [both, end]) => {
  const { claims, email, send: me, tokens } = await victim(send)
  const there = await logIn(send, email)
  const elsewhere = bearing(send, there.accessToken)
  const { id } = strictly(Me)((await me("GET", "/v1/me")).body).customer
  assert.oneOf((await end({ email, me, elsewhere, id })).status, [200, 204], ending)
  await assertRefused(send, tokens.accessToken, ending)
  // Another token of the same session, which nobody has seen before.
  await assertRefused(send, signed({ ...claims, exp: Number(claims["exp"]) + 60 }), ending)
  const refreshed = await send("POST", "/v1/auth/refresh", { body: { refreshToken: tokens.refreshToken } })
  assert.strictEqual(codeOf(refreshed), "401 InvalidToken", ending)
  assert.strictEqual((await elsewhere("GET", "/v1/me")).status, both ? 401 : 200, ending)
})
