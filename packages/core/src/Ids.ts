import { Context, Effect, Layer } from "effect"
import { SecureRandom } from "effect/crypto"

export class Ids extends Context.Service<
  Ids,
  {
    /** A new id, a UUID of version 7: they sort in the order in which a process makes them. `ids.make(OrderId)`. */
    make<Id>(brand: { readonly make: (id: string) => Id }): Effect.Effect<Id>
    /** Five letters and digits that nobody else has chosen, most likely. */
    readonly suffix: Effect.Effect<string>
  }
>()("@duka/core/Ids") {
  static readonly layer = Layer.effect(
    Ids,
    Effect.map(SecureRandom.SecureRandom, (random) =>
      Ids.of({
        make: (brand) => Effect.map(random.uuidV7(), (id) => brand.make(id)),
        suffix: Effect.map(random.intBetween(0, 36 ** 5 - 1), (number) => number.toString(36).padStart(5, "0"))
      })
    )
  )
}
