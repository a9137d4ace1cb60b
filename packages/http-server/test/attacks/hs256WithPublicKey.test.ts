/** A token signed with a secret that everybody knows: the public key, taken for one (RFC 8725, section 2.1). */
import { JwkSet } from "@duka/http-api"
import { createHmac, createPublicKey } from "node:crypto"
import { afterAll, assert, it } from "vitest"
import { assertRefused, encoded, goodHeader, victim } from "../forging.ts"
import { open, strictly } from "../shop.ts"

const { dispose, send } = open()
afterAll(dispose)

it("is refused, in whatever form the key was taken", async () => {
  const { claims } = await victim(send)
  const [jwk] = strictly(JwkSet)((await send("GET", "/.well-known/jwks.json")).body).keys
  assert(jwk !== undefined)
  const x = String(jwk["x"])
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" })
  const secrets: Readonly<Record<string, string | Buffer>> = {
    "the text of x": x,
    "the bytes of x": Buffer.from(x, "base64url"),
    "the JWK": JSON.stringify(jwk),
    PEM: key.export({ type: "spki", format: "pem" }),
    DER: key.export({ type: "spki", format: "der" }),
    "the kid": String(jwk["kid"]),
    nothing: ""
  }
  for (const [form, secret] of Object.entries(secrets)) {
    for (const bits of [256, 384, 512]) {
      const text = `${encoded({ ...goodHeader, alg: `HS${bits}` })}.${encoded(claims)}`
      const signature = createHmac(`sha${bits}`, secret).update(text).digest("base64url")
      await assertRefused(send, `${text}.${signature}`, `HS${bits} with ${form}`)
    }
  }
})
