import {
  AccountSuspended,
  EmailNotVerified,
  OidcProviderNotFound,
  OidcProviderUnreachable,
  OidcRefused,
  SignedIn
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { problem } from "./Problem.ts"
import { RequestRules } from "./RequestRules.ts"
import { doorway } from "./SessionCookies.ts"

export const oidcLimits = { returnToLengthMax: 1_000, answerLengthMax: 8_000 } as const

export const OidcProviderList = Schema.Struct({
  items: Schema.Array(Schema.Struct({ name: Schema.String }))
}).annotate({ identifier: "OidcProviderList" })

const params = { provider: Schema.String }

const Returned = Schema.String.check(
  Schema.isMaxLength(oidcLimits.returnToLengthMax),
  Schema.isPattern(/^[\x21-\x7e]+$/u, { expected: "an address in printable ASCII" })
)

/** What providers add to it is theirs to say: the ones that OpenID Connect names are read. */
const Answer = Schema.StructWithRest(
  Schema.Struct({
    code: Schema.optionalKey(Schema.String),
    state: Schema.optionalKey(Schema.String),
    iss: Schema.optionalKey(Schema.String),
    error: Schema.optionalKey(Schema.String)
  }),
  [Schema.Record(Schema.String, Schema.Unknown)]
)

const redirection = (status: 302 | 303) => HttpApiSchema.Empty(status)

const unknown = problem(OidcProviderNotFound)
const away = problem(OidcProviderUnreachable)

/** For people's browsers, which follow the way from the shop to the provider and back. */
export class OidcApi extends HttpApiGroup.make("oidc")
  .add(
    HttpApiEndpoint.get("list", "/", { success: OidcProviderList }).annotateMerge(
      summary("With whom people may log in", "Each has a way to begin under its name.")
    ),
    HttpApiEndpoint.get("begin", "/:provider", {
      params,
      query: { returnTo: Schema.optionalKey(Returned) },
      success: redirection(302),
      error: [unknown, away]
    }).annotateMerge(
      summary(
        "Log in with a provider",
        "A browser is sent there, and keeps a cookie for ten minutes. With `returnTo`, a path of the shop or an address of an origin that it trusts, it comes back to that page signed in by cookies, or with `error`; without, to tokens as `POST /v1/auth/login` answers them."
      )
    ),
    HttpApiEndpoint.get("finish", "/:provider/callback", {
      params,
      query: Answer,
      success: [SignedIn, redirection(303)],
      error: [problem(OidcRefused), problem(EmailNotVerified), problem(AccountSuspended), unknown, away]
    }).annotateMerge(
      summary("Come back from a provider", "Where the provider sends people. Accounts are linked by a verified email.")
    )
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/auth/oidc")
  .annotateEndpointsMerge(doorway(asks.everybody))
  .annotateMerge(room("OpenID Connect", "Logging in with a provider that the shop trusts.")) {}
