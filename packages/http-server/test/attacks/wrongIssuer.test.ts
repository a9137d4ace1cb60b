/** A token of somebody else's, signed with our key: another shop of the same owner, say. */
import { afterAll, it } from "vitest"
import { assertRefused, signed, victim } from "../forging.ts"
import { open } from "../shop.ts"

const { dispose, send } = open()
afterAll(dispose)

it("is refused", async () => {
  const { claims } = await victim(send)
  for (const iss of [
    "https://elsewhere.example",
    "Duka",
    "duka ",
    "duka.evil.example",
    "",
    null,
    undefined,
    ["duka"],
    1
  ]) {
    await assertRefused(send, signed({ ...claims, iss }), `iss ${iss}`)
  }
})
