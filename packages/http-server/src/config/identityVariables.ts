/** Where people find the shop, and whose access tokens it takes beside its own. */
import { Issuer } from "@duka/core"
import { Config, Schema } from "effect"
import { variable } from "./variable.ts"

/** Nothing but scheme, host and port. */
const Origin = Schema.String.check(
  Schema.isPattern(/^https?:\/\/[^/?#@\s]+\/?$/i),
  Schema.makeFilter((text: string) => URL.canParse(text), { expected: "an origin" })
)

const Audience = Schema.String.check(Schema.isPattern(/^[\x21-\x7e]{1,500}$/))

const kept = { otherwise: "not set", secret: false } as const

export const identityVariables = {
  publicUrl: variable(
    {
      name: "DUKA_PUBLIC_URL",
      meaning: "The shop's address as people's browsers know it. Providers of OpenID Connect send people back there.",
      expected: "an address without a path, as https://shop.example",
      otherwise: "http, with HOST and PORT",
      secret: false
    },
    Config.schema(Origin, "DUKA_PUBLIC_URL").pipe(
      Config.map((text) => new URL(text)),
      Config.option
    )
  ),
  trustedIssuer: variable(
    {
      name: "DUKA_TRUSTED_ISSUER",
      meaning: "Who makes access tokens that are taken beside the shop's own.",
      expected: "the https address of an OpenID Connect provider, as it calls itself",
      ...kept
    },
    Config.schema(Issuer, "DUKA_TRUSTED_ISSUER").pipe(Config.option)
  ),
  trustedAudience: variable(
    {
      name: "DUKA_TRUSTED_AUDIENCE",
      meaning: "For whom those tokens are made: the shop's API, as the issuer calls it.",
      expected: "1 to 500 printable ASCII characters, and not a client of DUKA_OIDC_<NAME>_CLIENT_ID",
      ...kept
    },
    Config.schema(Audience, "DUKA_TRUSTED_AUDIENCE").pipe(Config.option)
  ),
  trustedTokenType: variable(
    {
      name: "DUKA_TRUSTED_TOKEN_TYPE",
      meaning: "The `typ` of those tokens. at+jwt is RFC 9068's; JWT is that of issuers who do not know it.",
      expected: "at+jwt or JWT",
      otherwise: "at+jwt",
      secret: false
    },
    Config.Literals(["at+jwt", "JWT"], "DUKA_TRUSTED_TOKEN_TYPE").pipe(Config.withDefault("at+jwt"))
  )
} as const
