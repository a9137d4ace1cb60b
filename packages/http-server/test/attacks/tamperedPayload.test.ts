/** A token of one's own that says something else now. */
import { randomUUID } from "node:crypto"
import { afterAll, it } from "vitest"
import { assertRefused, claimsOf, encoded, goodHeader, partsOf, victim } from "../forging.ts"
import { ownerToken } from "../shop.ts"
import { open } from "../shop.ts"

const { dispose, send } = open()
afterAll(dispose)

it("is refused, whatever was changed", async () => {
  const { claims, tokens } = await victim(send)
  const [header, payload, signature] = partsOf(tokens.accessToken)
  const owner = claimsOf(await ownerToken(send))
  const changed = {
    "another's account": { ...claims, sub: owner["sub"] },
    "another's session": { ...claims, sub: owner["sub"], sid: owner["sid"] },
    "nobody's account": { ...claims, sub: randomUUID() },
    "a longer life": { ...claims, exp: Number(claims["exp"]) + 1 },
    "roles of his own": { ...claims, roles: ["owner"], permissions: ["staff:manage"] },
    nothing: {}
  }
  for (const [attack, body] of Object.entries(changed)) {
    await assertRefused(send, `${header}.${encoded(body)}.${signature}`, attack)
  }
  await assertRefused(send, `${encoded({ ...goodHeader, x: 1 })}.${payload}.${signature}`, "a header of its own")
  await assertRefused(send, `${header}.${payload}.${signature}.${signature}`, "a part too many")
})

it("is refused for a single bit of its signature, and for each of its bytes that is missing", async () => {
  const { tokens } = await victim(send)
  const [header, payload, signature] = partsOf(tokens.accessToken)
  const bytes = Buffer.from(signature, "base64url")
  for (let at = 0; at < bytes.length; at++) {
    const flipped = Buffer.from(bytes)
    flipped.writeUInt8(bytes.readUInt8(at) ^ 1, at)
    await assertRefused(send, `${header}.${payload}.${flipped.toString("base64url")}`, `bit in byte ${at}`)
    const cut = bytes.subarray(0, at).toString("base64url")
    await assertRefused(send, `${header}.${payload}.${cut}`, `${at} bytes`)
  }
})
