/** Who somebody is to an OpenID Connect provider that has checked it (OpenID Connect Core 1.0, sections 2 and 5.1). */
import { Schema } from "effect"
import { Email, line } from "../Text.ts"

/** Plain HTTP is for a provider on the same machine alone. No query and no fragment. */
export const Issuer = Schema.String.check(
  Schema.isMaxLength(500),
  Schema.isPattern(
    /^(?:https:\/\/[\x21-\x7e]+|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?(?:\/[\x21-\x7e]*)?)$/u,
    { expected: "an https address, or an http one of this machine" }
  ),
  Schema.isPattern(/^[^?#@\\]+$/u, { expected: "an address without user, query and fragment" })
).pipe(Schema.brand("Issuer"))
export type Issuer = typeof Issuer.Type

/** The issuer's own name for somebody, which it gives to nobody else. Case matters. */
export const Subject = Schema.String.check(
  Schema.isPattern(/^[\x20-\x7e]{1,255}$/u, { expected: "1 to 255 printable ASCII characters" })
).pipe(Schema.brand("Subject"))
export type Subject = typeof Subject.Type

export class ExternalIdentity extends Schema.Opaque<ExternalIdentity>()(
  Schema.Struct({
    issuer: Issuer,
    subject: Subject,
    email: Schema.NullOr(Email),
    /** Whether the issuer says that the email is his. */
    emailVerified: Schema.Boolean,
    name: Schema.NullOr(line({ max: 200 }))
  }).annotate({ identifier: "ExternalIdentity" })
) {}
