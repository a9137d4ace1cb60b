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
    /** For who starts the process to see; none when he has chosen it himself. */
    readonly issued: Effect.Effect<Option.Option<Redacted.Redacted>>
    /** Whether it is the token, and was not used before. It is used up then. */
    take(token: string): Effect.Effect<boolean>
    /** Nothing came of it: it is good once more. */
    readonly giveBack: Effect.Effect<void>
  }
>()("@duka/http-server/SetupToken") {
  /** The token that was chosen; else one of this process's own. */
  static readonly layerOf = (chosen: Option.Option<Redacted.Redacted>): Layer.Layer<SetupToken> =>
    Layer.effect(
      SetupToken,
      Effect.gen(function* () {
        const random = yield* SecureRandom.SecureRandom
        const own = Redacted.make(Base64Url.encode(yield* random.randomBytes(tokenBytes)))
        const known = digest(Redacted.value(Option.getOrElse(chosen, () => own)))
        const isUsed = MutableRef.make(false)
        return SetupToken.of({
          issued: Effect.succeed(Option.isSome(chosen) ? Option.none() : Option.some(own)),
          take: (token) =>
            Effect.sync(() => timingSafeEqual(digest(token), known) && MutableRef.compareAndSet(isUsed, false, true)),
          giveBack: Effect.sync(() => void MutableRef.set(isUsed, false))
        })
      })
    ).pipe(Layer.provide(SecureRandom.layerWebCrypto))
}
