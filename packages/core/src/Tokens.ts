/**
 * Tokens that let somebody without an account at one thing of theirs, or show that a page was given one. A token is the thing's id and half of an
 * HMAC-SHA256 (RFC 2104) of its purpose and id under the shop's key: nothing is stored, and asking again gives the same one.
 */
import { Context, Effect, Layer, Redacted, Result, Schema } from "effect"
import { Mac, SecureRandom } from "effect/crypto"
import { Base64Url, Hex } from "effect/encoding"

export const secretKeyBytes = 32

/** The shop's key, 32 bytes, the same in every process: whoever knows it can make every token. */
export class SecretKey extends Context.Service<SecretKey, Redacted.Redacted<Uint8Array>>()("@duka/core/SecretKey") {
  /** A key of `secretKeyBytes` bytes; another length is a defect. */
  static readonly layerOf = (bytes: Uint8Array): Layer.Layer<SecretKey> =>
    Layer.effect(
      SecretKey,
      bytes.length === secretKeyBytes
        ? Effect.succeed(Redacted.make(bytes))
        : Effect.die(new RangeError(`The secret key has ${secretKeyBytes} bytes, not ${bytes.length}.`))
    )

  /** A key for this process alone: tokens end with it. */
  static readonly layerRandom: Layer.Layer<SecretKey> = Layer.effect(
    SecretKey,
    Effect.flatMap(SecureRandom.SecureRandom, (random) => Effect.map(random.randomBytes(secretKeyBytes), Redacted.make))
  ).pipe(Layer.provide(SecureRandom.layerWebCrypto))
}

/** What a token is good for. A token for one purpose is worth nothing for another. */
export type TokenPurpose = "cart" | "order" | "tracking" | "csrf" | "link" | "unsubscribe"

const idBytes = 16
const macBytes = 16
const encoder = new TextEncoder()

const toBytes = (id: string): Uint8Array => Result.getOrElse(Hex.decode(id.replaceAll("-", "")), () => new Uint8Array())

const toId = (bytes: Uint8Array): string => {
  const digits = Hex.encode(bytes)
  const part = (from: number, to: number) => digits.slice(from, to)
  return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, 32)}`
}

export class Tokens extends Context.Service<
  Tokens,
  {
    /** The token of a thing with a UUID: 43 characters of base64url. */
    mint(purpose: TokenPurpose, id: string): Effect.Effect<string>
    /** The id it was minted for; null when it was not minted for this purpose under this key. */
    read(purpose: TokenPurpose, token: string): Effect.Effect<string | null>
  }
>()("@duka/core/Tokens") {
  static readonly layer = Layer.effect(
    Tokens,
    Effect.gen(function* () {
      const mac = yield* Mac.Mac
      const secret = yield* SecretKey
      const key = yield* Effect.orDie(Mac.key(Mac.hmacSha256, Redacted.value(secret)))

      const tag = (purpose: TokenPurpose, id: string) =>
        Effect.orDie(Effect.map(mac.sign(key, encoder.encode(`${purpose}:${id}`)), (bytes) => bytes.slice(0, macBytes)))

      const mint = Effect.fnUntraced(function* (purpose: TokenPurpose, id: string) {
        const bytes = new Uint8Array(idBytes + macBytes)
        bytes.set(toBytes(id))
        bytes.set(yield* tag(purpose, id), idBytes)
        return Base64Url.encode(bytes)
      })

      const read = Effect.fnUntraced(function* (purpose: TokenPurpose, token: string) {
        const bytes = Result.getOrUndefined(Base64Url.decode(token))
        if (bytes === undefined || bytes.length !== idBytes + macBytes) return null
        // One token is one text: base64 has other ones for the same bytes.
        if (Base64Url.encode(bytes) !== token) return null
        const id = toId(bytes.slice(0, idBytes))
        return Mac.timingSafeEqual(bytes.slice(idBytes), yield* tag(purpose, id)) ? id : null
      })

      return Tokens.of({ mint, read })
    })
  )
}

/** Who holds this token is let in. */
export const Token = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9_-]{43}$/u, { expected: "a token of 43 characters" })
)
