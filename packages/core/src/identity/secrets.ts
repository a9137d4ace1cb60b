/** Secrets that are handed out once and kept as hashes. They are long enough that a plain hash is not to be guessed. */
import { Effect } from "effect"
import { Digest, SecureRandom } from "effect/crypto"
import { Base64Url } from "effect/encoding"

const secretBytes = 32
const encoder = new TextEncoder()

interface Secret {
  /** 43 characters of base64url. */
  readonly token: string
  /** SHA-256, in hexadecimal. */
  readonly hash: string
}

export const secrets = Effect.gen(function* () {
  const random = yield* SecureRandom.SecureRandom
  const { digestHex } = yield* Digest.Digest
  const hashOf = (token: string): Effect.Effect<string> => Effect.orDie(digestHex(Digest.sha256, encoder.encode(token)))
  const make: Effect.Effect<Secret> = Effect.gen(function* () {
    const token = Base64Url.encode(yield* random.randomBytes(secretBytes))
    return { token, hash: yield* hashOf(token) }
  })
  return { make, hashOf }
})
