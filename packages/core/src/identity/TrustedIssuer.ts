import { Context, Effect } from "effect"
import type { ExternalIdentity } from "./ExternalIdentity.ts"
import { InvalidToken } from "./IdentityErrors.ts"

/** What an access token of another issuer says (RFC 9068). */
export interface ExternalClaims {
  readonly identity: ExternalIdentity
  /** The client that it was given to; null: it does not tell. */
  readonly clientId: string | null
  readonly scopes: ReadonlyArray<string>
  /** In seconds since 1970. */
  readonly expiresAt: number
}

interface Verifier {
  verify(token: string): Effect.Effect<ExternalClaims, InvalidToken>
}

/**
 * Somebody else who makes access tokens for this shop, and whom the shop believes. `verify` answers for a token that was
 * made by that issuer for this shop, to be an access token, and has not expired; any other is refused, cheaply when it is
 * another issuer's. Nobody, unless a layer gives one.
 */
export const TrustedIssuer: Context.Reference<Verifier> = Context.Reference<Verifier>("@duka/core/TrustedIssuer", {
  defaultValue: () => ({ verify: () => Effect.suspend(() => Effect.fail(new InvalidToken({ token: "access" }))) })
})
