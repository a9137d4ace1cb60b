/** Core's cryptography on `node:crypto`. */
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { Layer } from "effect"
import { Mac } from "effect/crypto"
import { createHmac, createSecretKey, type KeyObject } from "node:crypto"

const names = { MD5: "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512" } as const

const keys = new WeakMap<Uint8Array, KeyObject>()

const keyOf = (bytes: Uint8Array): KeyObject => {
  const made = keys.get(bytes) ?? createSecretKey(bytes)
  keys.set(bytes, made)
  return made
}

/** Node looks at a key of plain bytes for longer than it signs with it: each is made a key object once. */
const layerMac = Mac.layerWebCryptoWith({
  // A copy: what Node answers may lie in a pool that others use.
  hmac: (hash, key, text) => Uint8Array.from(createHmac(names[hash], keyOf(key)).update(text).digest())
})

export const layer = Layer.mergeAll(layerMac, NodeCrypto.layerDigest).pipe(
  Layer.provideMerge(NodeCrypto.layerSecureRandom)
)
