/** What openid-client rejects with, told apart: a provider that is away, one that says no, and an answer that is not good. */
import { OidcProviderUnreachable, type OidcRefusal, OidcRefused } from "@duka/core"
import { Data, Predicate } from "effect"

/** Whatever the library rejects with. */
export class Rejected extends Data.TaggedError("Rejected")<{ readonly cause: unknown }> {
  static readonly by = (cause: unknown) => new Rejected({ cause })
}

/** Of a person who does not want, or whom the provider does not want (RFC 6749, section 4.1.2.1; OpenID Connect Core, 3.1.2.6). */
const denials: ReadonlySet<unknown> = new Set([
  "access_denied",
  "login_required",
  "interaction_required",
  "consent_required",
  "account_selection_required"
])

const member = (value: unknown, name: string): unknown => (Predicate.hasProperty(value, name) ? value[name] : undefined)

/** For the log: the library's own word for what went wrong, and nothing that came over the wire. */
export const codeOf = ({ cause: error }: Rejected): string => {
  const code = member(error, "code")
  return typeof code === "string" ? code : error instanceof Error ? error.name : "unknown"
}

/** Why a connection failed, as the system calls it; an empty text when it did not. */
export const causeOf = ({ cause: error }: Rejected): string => {
  const code = member(member(error, "cause"), "code")
  return typeof code === "string" && !code.startsWith("OAUTH_") ? ` (${code})` : ""
}

const isServerFault = (status: unknown) => typeof status === "number" && status >= 500

/** Without an answer, or with one of a server that has failed. */
const isAway = (error: unknown): boolean => {
  const code = member(error, "code")
  return (
    error instanceof TypeError ||
    code === undefined ||
    code === "OAUTH_TIMEOUT" ||
    code === "OAUTH_ABORT" ||
    isServerFault(member(error, "status")) ||
    (code === "OAUTH_RESPONSE_IS_NOT_CONFORM" && isServerFault(member(member(error, "cause"), "status")))
  )
}

/** The token endpoint knows the client, and not this code. */
const codeRefusals: ReadonlySet<unknown> = new Set(["invalid_grant", "invalid_request"])

const reasonOf = (error: unknown): OidcRefusal => {
  const said = member(error, "error")
  switch (member(error, "code")) {
    case "OAUTH_AUTHORIZATION_RESPONSE_ERROR":
      return denials.has(said) ? "denied" : "provider"
    case "OAUTH_RESPONSE_BODY_ERROR":
      return codeRefusals.has(said) ? "answer" : "provider"
    default:
      return "answer"
  }
}

export const refusalOf = (provider: string, { cause: error }: Rejected): OidcRefused | OidcProviderUnreachable =>
  isAway(error) ? OidcProviderUnreachable.of(provider) : new OidcRefused({ reason: reasonOf(error) })
