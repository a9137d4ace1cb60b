/** A token of ours that was made for something else (RFC 8725, section 3.11). */
import { QuotedCart, SignedIn } from "@duka/core"
import { afterAll, it } from "vitest"
import { assertRefused, goodHeader, signed, victim } from "../forging.ts"
import { password } from "../people.ts"
import { open, strictly } from "../shop.ts"

const { dispose, send } = open()
afterAll(dispose)

it("a JWT that is no access token is refused, though our key signed it", async () => {
  const { claims } = await victim(send)
  for (const typ of ["JWT", "id+jwt", "logout+jwt", "dpop+jwt", "at", "", null, undefined]) {
    await assertRefused(send, signed(claims, { ...goodHeader, typ }), `typ ${typ}`)
  }
})

it("one that does not say who and in which session is refused", async () => {
  const { claims } = await victim(send)
  for (const wrong of [undefined, null, "", "somebody", 1, {}, []]) {
    await assertRefused(send, signed({ ...claims, sid: wrong }), `sid ${JSON.stringify(wrong)}`)
    await assertRefused(send, signed({ ...claims, sub: wrong }), `sub ${JSON.stringify(wrong)}`)
  }
  for (const claim of ["sub", "sid"]) {
    await assertRefused(send, signed({ ...claims, [claim]: [claims[claim]] }), `${claim} in a list`)
  }
})

it("no other token of the shop lets anybody in", async () => {
  const { email } = await victim(send)
  const { body } = await send("POST", "/v1/auth/login", { body: { login: email, password } })
  const cart = strictly(QuotedCart)((await send("POST", "/v1/carts", { body: {} })).body)
  await assertRefused(send, strictly(SignedIn)(body).refreshToken, "a refresh token")
  await assertRefused(send, cart.token ?? "", "a cart's token")
  for (const words of ["let-the-owner-in", "duka_", "duka_x", "null", "undefined", "a.b.c", "..", "a.".repeat(2_000)]) {
    await assertRefused(send, words, words.slice(0, 20))
  }
})
