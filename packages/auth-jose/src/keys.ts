/** Ed25519 keys (RFC 8032) from 32 bytes each. */
import { Redacted } from "effect"
import { createPrivateKey, createPublicKey, hash, hkdfSync, type KeyObject } from "node:crypto"

const seedBytes = 32

export interface SigningKey {
  /** The thumbprint of the public key (RFC 7638). */
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly jwk: Readonly<Record<string, unknown>>
}

/** PKCS #8 of an Ed25519 key (RFC 8410), up to the seed. */
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex")

export const signingKey = (seed: Redacted.Redacted<Uint8Array>): SigningKey => {
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8, Redacted.value(seed)]),
    format: "der",
    type: "pkcs8"
  })
  const publicKey = createPublicKey(privateKey)
  const { crv, kty, x } = publicKey.export({ format: "jwk" })
  const kid = hash("sha256", JSON.stringify({ crv, kty, x }), "base64url")
  return { kid, privateKey, publicKey, jwk: { kty, crv, x, kid, alg: "EdDSA", use: "sig" } }
}

/** A key that every process with the same secret makes, good for this alone (HKDF, RFC 5869). */
export const derivedKey = (secret: Redacted.Redacted<Uint8Array>): Redacted.Redacted<Uint8Array> =>
  Redacted.make(
    new Uint8Array(hkdfSync("sha256", Redacted.value(secret), new Uint8Array(), "duka access tokens", seedBytes))
  )
