/** A token that was made for another system. */
import { afterAll, it } from "vitest"
import { assertRefused, signed, victim } from "../forging.ts"
import { open } from "../shop.ts"

const { dispose, send } = open()
afterAll(dispose)

it("is refused", async () => {
  const { claims } = await victim(send)
  for (const aud of [
    "elsewhere",
    "DUKA",
    "duka,elsewhere",
    "",
    null,
    undefined,
    [],
    ["elsewhere"],
    { duka: true },
    1
  ]) {
    await assertRefused(send, signed({ ...claims, aud }), `aud ${JSON.stringify(aud)}`)
  }
})
