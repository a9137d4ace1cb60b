/** Texts that are given away and come back: nobody else reads them, makes one, or changes one. AES-256-GCM. */
import { Redacted } from "effect"
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from "node:crypto"

const cipher = "aes-256-gcm"
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** By a key that is made of the shop's for this purpose alone (HKDF, RFC 5869). */
export const sealing = (secret: Redacted.Redacted<Uint8Array>, purpose: string) => {
  const key = createSecretKey(
    new Uint8Array(hkdfSync("sha256", Redacted.value(secret), new Uint8Array(), `duka ${purpose}`, keyBytes))
  )

  const seal = (text: string): string => {
    const nonce = randomBytes(nonceBytes)
    const sealing = createCipheriv(cipher, key, nonce)
    const hidden = Buffer.concat([sealing.update(text, "utf8"), sealing.final()])
    return Buffer.concat([nonce, sealing.getAuthTag(), hidden]).toString("base64url")
  }

  /** Null: it was not sealed here, or was changed. */
  const open = (sealed: string): string | null => {
    const bytes = Buffer.from(sealed, "base64url")
    if (bytes.length <= nonceBytes + tagBytes) return null
    const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    opening.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
    try {
      return opening.update(bytes.subarray(nonceBytes + tagBytes), undefined, "utf8") + opening.final("utf8")
    } catch {
      return null
    }
  }

  return { seal, open }
}
