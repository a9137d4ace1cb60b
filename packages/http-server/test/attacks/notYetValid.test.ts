/** A token before its time. The shop makes none that begins later than it was made: what does is not the shop's. */
import { afterAll, it } from "vitest"
import { assertRefused, signed, victim } from "../forging.ts"
import { open } from "../shop.ts"

const { dispose, send } = open()
afterAll(dispose)

it("is refused", async () => {
  const { claims } = await victim(send)
  const now = Math.floor(Date.now() / 1000)
  for (const nbf of [now + 1, now + 60, now + 31_536_000, "tomorrow", null, {}]) {
    await assertRefused(send, signed({ ...claims, nbf }), `nbf ${JSON.stringify(nbf)}`)
  }
})
