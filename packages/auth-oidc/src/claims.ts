/** What a provider says of a person (OpenID Connect Core 1.0, section 5.1), as core takes it. */
import { ExternalIdentity, Text } from "@duka/core"
import { Option, Schema } from "effect"

export type Claims = Readonly<Record<string, unknown>>

const { fields } = ExternalIdentity

const emailOf = Schema.decodeUnknownOption(fields.email)
const nameOf = Schema.decodeUnknownOption(Text.line({ max: 200 }))
const isIssuer = Schema.is(fields.issuer)
const isSubject = Schema.is(fields.subject)

/** Some providers send the text. Anything else is no. */
const isTrue = (value: unknown) => value === true || value === "true"

/** Whether it has to be asked for elsewhere whose the email is. */
export const lacksEmail = (claims: Claims): boolean =>
  typeof claims["email"] !== "string" || claims["email_verified"] === undefined

/** Null when issuer or subject are of no form that is known. An email or a name of none is no email and no name. */
export const identityOf = (claims: Claims): ExternalIdentity | null => {
  const { email: given, email_verified: verified, iss: issuer, name, sub: subject } = claims
  if (!isIssuer(issuer) || !isSubject(subject)) return null
  const email = Option.getOrNull(emailOf(given))
  return {
    issuer,
    subject,
    email,
    emailVerified: email !== null && isTrue(verified),
    name: Option.getOrNull(nameOf(typeof name === "string" ? [...name].slice(0, 200).join("") : name))
  }
}
