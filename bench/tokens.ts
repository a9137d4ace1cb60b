import { createHmac, type KeyObject } from "node:crypto"

/** The token by which a guest is known, as the shop mints it: the id, and half of an HMAC of its purpose and the id. */
export const mint = (secretKey: KeyObject, purpose: "cart" | "order" | "tracking", id: string): string => {
  const mac = createHmac("sha256", secretKey).update(`${purpose}:${id}`).digest().subarray(0, 16)
  return Buffer.concat([Buffer.from(id.replaceAll("-", ""), "hex"), mac]).toString("base64url")
}
