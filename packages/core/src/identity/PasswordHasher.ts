import { Context, Effect, Layer, type Redacted } from "effect"
import { IdentityPortMissing } from "../ShopErrors.ts"

export interface Verdict {
  readonly matches: boolean
  /** The hash was made with weaker parameters than today's: hash the password again. */
  readonly outdated: boolean
}

/** Argon2id or better. Hashing takes long and much memory on purpose: it must not hold up anything else. */
export class PasswordHasher extends Context.Service<
  PasswordHasher,
  {
    /** A text that holds algorithm, parameters and salt (PHC string format). */
    hash(password: Redacted.Redacted): Effect.Effect<string>
    /** A hash that is none matches nothing. */
    verify(password: Redacted.Redacted, hash: string): Effect.Effect<Verdict>
  }
>()("@duka/core/PasswordHasher") {
  /** For shops where nobody signs in by password: each call is a defect that says what is missing. */
  static readonly layerMissing = Layer.succeed(PasswordHasher, {
    hash: () => Effect.die(new IdentityPortMissing({ port: "PasswordHasher" })),
    verify: () => Effect.die(new IdentityPortMissing({ port: "PasswordHasher" }))
  })
}
