/** Logging in with a provider of OpenID Connect, and what may come of it instead. */
import { Schema } from "effect"

/** Asked again after so long, a provider that could not be reached may be there. */
const retryAfterSeconds = 5

export class OidcProviderNotFound extends Schema.TaggedError<OidcProviderNotFound>()("OidcProviderNotFound", {
  provider: Schema.String
}) {
  override get message() {
    return `The shop knows no provider ${this.provider}. GET /v1/auth/oidc lists them.`
  }
}

/** It does not answer, or not in time, or not as OpenID Connect says. Which one stands in the log. */
export class OidcProviderUnreachable extends Schema.TaggedError<OidcProviderUnreachable>()("OidcProviderUnreachable", {
  provider: Schema.String,
  retryAfterSeconds: Schema.Int
}) {
  static readonly of = (provider: string) => new OidcProviderUnreachable({ provider, retryAfterSeconds })

  override get message() {
    return `The provider ${this.provider} cannot be asked right now. Try again in a moment, or sign in another way.`
  }
}

/** Why nobody was logged in, in words that tell a stranger nothing. */
export const OidcRefusal = Schema.Literals([
  /** The person said no at the provider, or it did not let him in. */
  "denied",
  /** The provider says that something is wrong with itself or with how the shop is registered there. */
  "provider",
  /** No login was begun in this browser with this provider, or it took too long, or another one was begun after it. */
  "begun",
  /** What came back is not what was asked for: another issuer's, forged, expired, or used before. */
  "answer"
])
export type OidcRefusal = typeof OidcRefusal.Type

const words = {
  denied: "The provider did not let you in.",
  provider: "Something is wrong with the provider, or with how the shop is registered there.",
  begun: "The login was not begun in this browser, or took too long. Begin again.",
  answer: "The provider's answer is not good, or was used before. Begin again."
} as const satisfies Readonly<Record<OidcRefusal, string>>

export class OidcRefused extends Schema.TaggedError<OidcRefused>()("OidcRefused", { reason: OidcRefusal }) {
  override get message() {
    return words[this.reason]
  }
}
