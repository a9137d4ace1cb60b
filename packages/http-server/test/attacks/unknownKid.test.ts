/** A token that names a key which is not ours, or brings one along (RFC 8725, section 3.10). */
import { AuthJose } from "@duka/auth-jose"
import { Redacted } from "effect"
import { afterAll, it } from "vitest"
import { assertRefused, goodHeader, signed, victim } from "../forging.ts"
import { open } from "../shop.ts"

const { dispose, send } = open()
afterAll(dispose)

const theirs = AuthJose.signingKey(Redacted.make(new Uint8Array(32).fill(8)))

it("is refused, though our key signed it", async () => {
  const { claims } = await victim(send)
  const names = ["unknown", "", "../../../../dev/null", "' UNION SELECT 'x", "https://evil.example/jwks.json"]
  const others = ["__proto__", "constructor", null, undefined, 0, {}, [goodHeader["kid"]]]
  for (const kid of [...names, ...others]) {
    await assertRefused(send, signed(claims, { ...goodHeader, kid }), `kid ${JSON.stringify(kid)}`)
  }
})

it("is refused when another key signed it, whichever it names and wherever it says that the key is", async () => {
  const { claims } = await victim(send)
  const url = "https://evil.example/jwks.json"
  for (const header of [
    {},
    { kid: theirs.kid },
    { jwk: theirs.jwk },
    { kid: theirs.kid, jwk: theirs.jwk },
    { jku: url },
    { x5u: url },
    { x5c: [theirs.publicKey.export({ type: "spki", format: "der" }).toString("base64")] }
  ]) {
    const token = signed(claims, { ...goodHeader, ...header }, theirs.privateKey)
    await assertRefused(send, token, JSON.stringify(header))
  }
})
