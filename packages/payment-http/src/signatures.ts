/** Who has sent a message, by its raw bytes. */
import { Redacted } from "effect"
import { createHash, createHmac, timingSafeEqual } from "node:crypto"

export interface Signing {
  readonly algorithm: "sha256" | "sha512"
  readonly encoding: "hex" | "base64"
  readonly secret: Redacted.Redacted
}

/** The HMAC (RFC 2104) of a body. */
export const signature = (body: Uint8Array, { algorithm, encoding, secret }: Signing): string =>
  createHmac(algorithm, Redacted.value(secret)).update(body).digest(encoding)

const hashed = (text: string) => createHash("sha256").update(text).digest()

/** In as much time whatever differs, the length included. */
export const isSame = (expected: string, given: string): boolean => timingSafeEqual(hashed(expected), hashed(given))

/** Of at most 43 characters, the same for the same parts. */
export const digest = (...parts: ReadonlyArray<string>): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url")
