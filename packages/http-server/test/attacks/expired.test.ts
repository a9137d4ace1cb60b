/** A token after its time, or without one. */
import { afterAll, assert, it } from "vitest"
import { assertRefused, signed, victim } from "../forging.ts"
import { bearing } from "../people.ts"
import { open } from "../shop.ts"

const { dispose, send } = open()
afterAll(dispose)

it("is refused from the second in which it ends", async () => {
  const { claims } = await victim(send)
  const now = Math.floor(Date.now() / 1000)
  for (const exp of [now, now - 1, now - 3_600, 1, 0, -1]) {
    await assertRefused(send, signed({ ...claims, exp }), `exp ${exp}`)
  }
  const last = bearing(send, signed({ ...claims, exp: now + 30 }))
  assert.strictEqual((await last("GET", "/v1/me")).status, 200)
})

it("is refused when its end is none", async () => {
  const { claims } = await victim(send)
  for (const exp of [undefined, null, "tomorrow", String(claims["exp"]), true, [claims["exp"]], {}]) {
    await assertRefused(send, signed({ ...claims, exp }), `exp ${JSON.stringify(exp)}`)
  }
  for (const iat of [undefined, null, "now", {}]) {
    await assertRefused(send, signed({ ...claims, iat }), `iat ${JSON.stringify(iat)}`)
  }
})
