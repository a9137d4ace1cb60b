import { Context, Effect, Layer } from "effect"
import { IdentityPortMissing } from "../ShopErrors.ts"
import type { AccountId } from "./Account.ts"
import type { InvalidToken } from "./IdentityErrors.ts"
import type { SessionId } from "./Session.ts"

/** What an access token says (RFC 9068): who, in which session, and for how long. Times in seconds since 1970. */
export interface AccessClaims {
  readonly accountId: AccountId
  readonly sessionId: SessionId
  readonly issuedAt: number
  readonly expiresAt: number
}

/** A public key as JSON (RFC 7517). */
export type Jwk = Readonly<Record<string, unknown>>

/** Makes access tokens that nobody else can make, and tells them from others. Its issuer and audience are its own. */
export class TokenSigner extends Context.Service<
  TokenSigner,
  {
    sign(claims: AccessClaims): Effect.Effect<string>
    /** Whether `sign` made it, here or in another process with the same keys. Whether it has expired is not asked. */
    verify(token: string): Effect.Effect<AccessClaims, InvalidToken>
    /** Every key that `verify` takes. */
    readonly publicKeys: Effect.Effect<ReadonlyArray<Jwk>>
  }
>()("@duka/core/TokenSigner") {
  /** For shops where nobody signs in: each call is a defect that says what is missing. */
  static readonly layerMissing = Layer.succeed(TokenSigner, {
    sign: () => Effect.die(new IdentityPortMissing({ port: "TokenSigner" })),
    verify: () => Effect.die(new IdentityPortMissing({ port: "TokenSigner" })),
    publicKeys: Effect.die(new IdentityPortMissing({ port: "TokenSigner" }))
  })
}
