import { Context, Effect, Layer, type Redacted } from "effect"
import { IdentityPortMissing } from "../ShopErrors.ts"
import type { PasswordsBusy } from "./IdentityErrors.ts"

export interface Verdict {
  readonly matches: boolean
  /** The hash was made with weaker parameters than today's: hash the password again. */
  readonly outdated: boolean
}

/**
 * Argon2id or better. Hashing takes long and much memory on purpose: it must not hold up anything else, and where too many
 * wait for it, whoever comes next is sent away.
 */
export class PasswordHasher extends Context.Service<
  PasswordHasher,
  {
    /** A text that holds algorithm, parameters and salt (PHC string format). */
    hash(password: Redacted.Redacted): Effect.Effect<string, PasswordsBusy>
    /** A hash that is none matches nothing. */
    verify(password: Redacted.Redacted, hash: string): Effect.Effect<Verdict, PasswordsBusy>
  }
>()("@duka/core/PasswordHasher") {
  /** For shops where nobody signs in by password: each call is a defect that says what is missing. */
  static readonly layerMissing = Layer.succeed(PasswordHasher, {
    hash: () => Effect.die(new IdentityPortMissing({ port: "PasswordHasher" })),
    verify: () => Effect.die(new IdentityPortMissing({ port: "PasswordHasher" }))
  })
}
