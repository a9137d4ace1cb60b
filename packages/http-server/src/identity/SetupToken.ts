/** A shop without an owner is given its first one by whoever reads the process's first lines. */
import { Context, Effect, Layer, MutableRef, Option, Redacted } from "effect"
import { SecureRandom } from "effect/crypto"
import { Base64Url } from "effect/encoding"
import { hash, timingSafeEqual } from "node:crypto"

const tokenBytes = 24

const digest = (token: string) => hash("sha256", token, "buffer")

export class SetupToken extends Context.Service<
  SetupToken,
  {
    /** A token for one use, until the process ends. */
    readonly issue: Effect.Effect<Redacted.Redacted>
    /** Whether it is the one that was issued. It is used up then. */
    take(token: string): Effect.Effect<boolean>
    /** Nothing came of it: it is good once more. */
    giveBack(token: string): Effect.Effect<void>
  }
>()("@duka/http-server/SetupToken") {
  static readonly layer: Layer.Layer<SetupToken> = Layer.effect(
    SetupToken,
    Effect.map(SecureRandom.SecureRandom, (random) => {
      const issued = MutableRef.make<Option.Option<Redacted.Redacted>>(Option.none())
      return SetupToken.of({
        issue: Effect.map(random.randomBytes(tokenBytes), (bytes) => {
          const token = Redacted.make(Base64Url.encode(bytes))
          MutableRef.set(issued, Option.some(token))
          return token
        }),
        take: (token) =>
          Effect.sync(() => {
            const known = issued.current
            if (Option.isNone(known) || !timingSafeEqual(digest(token), digest(Redacted.value(known.value)))) {
              return false
            }
            MutableRef.set(issued, Option.none())
            return true
          }),
        giveBack: (token) => Effect.sync(() => void MutableRef.set(issued, Option.some(Redacted.make(token))))
      })
    })
  ).pipe(Layer.provide(SecureRandom.layerWebCrypto))
}
