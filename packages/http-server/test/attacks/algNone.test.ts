/** A token that says that it needs no signature (RFC 8725, section 3.1). */
import { afterAll, it } from "vitest"
import { assertRefused, encoded, goodHeader, partsOf, victim } from "../forging.ts"
import { open } from "../shop.ts"

const { dispose, send } = open()
afterAll(dispose)

it("is refused, however none is spelt and whatever stands for the signature", async () => {
  const { claims, tokens } = await victim(send)
  const [header, payload, signature] = partsOf(tokens.accessToken)
  for (const alg of ["none", "None", "NONE", "nOnE", "", null, undefined, ["none"], ["EdDSA", "none"]]) {
    const text = `${encoded({ ...goodHeader, alg })}.${encoded(claims)}`
    for (const end of [".", `.${signature}`, ".AA", ""]) await assertRefused(send, `${text}${end}`, `${alg} ${end}`)
  }
  await assertRefused(send, `${encoded({ alg: "none" })}.${encoded(claims)}.`, "nothing but none")
  await assertRefused(send, `${header}.${payload}.`, "a good header, and no signature")
})
