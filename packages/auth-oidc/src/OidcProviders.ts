import { type ExternalIdentity, OidcProviderNotFound, OidcProviderUnreachable, OidcRefused } from "@duka/core"
import { Context, Effect, Layer, Schema } from "effect"
import type { Configuration, TokenEndpointResponse } from "openid-client"
import { type Claims, identityOf, lacksEmail } from "./claims.ts"
import { discovering, library, type ProviderOptions } from "./discovering.ts"
import { codeOf, refusalOf, Rejected } from "./refusals.ts"

export type { ProviderOptions } from "./discovering.ts"

/** What is kept of a login between its two requests, out of reach of everybody but the server: it proves who began it. */
export const OidcTransaction = Schema.Struct({
  provider: Schema.String,
  state: Schema.String,
  nonce: Schema.String,
  codeVerifier: Schema.String
})
export type OidcTransaction = typeof OidcTransaction.Type

export interface Begun {
  /** Where the person goes. */
  readonly url: URL
  readonly transaction: OidcTransaction
}

export interface FinishedAt {
  /** Registered at the provider, and the same that the login was begun with. */
  readonly redirectUri: URL
  /** What the provider has added to it. */
  readonly answer: URLSearchParams
}

/**
 * Logging in with a provider of OpenID Connect by the authorisation code flow with PKCE (S256), `state` and `nonce`. The
 * answer's `iss` is compared (RFC 9207), and ID tokens are verified with the provider's own keys.
 */
export class OidcProviders extends Context.Service<
  OidcProviders,
  {
    /** In the order in which they were given. */
    readonly names: ReadonlyArray<string>
    begin(provider: string, redirectUri: URL): Effect.Effect<Begun, OidcProviderNotFound | OidcProviderUnreachable>
    /** Who came back. */
    finish(
      provider: string,
      at: FinishedAt,
      transaction: OidcTransaction
    ): Effect.Effect<ExternalIdentity, OidcProviderNotFound | OidcProviderUnreachable | OidcRefused>
  }
>()("@duka/auth-oidc/OidcProviders") {}

type Tokens = TokenEndpointResponse & { claims(): Claims | undefined }

const make = Effect.fnUntraced(function* (providers: ReadonlyArray<ProviderOptions>) {
  const known = new Map(providers.map((provider) => [provider.name, provider] as const))
  const discovered = yield* discovering

  const named = (name: string): Effect.Effect<ProviderOptions, OidcProviderNotFound> => {
    const provider = known.get(name)
    return provider === undefined ? Effect.fail(new OidcProviderNotFound({ provider: name })) : Effect.succeed(provider)
  }

  const begin = Effect.fn("OidcProviders.begin")(function* (name: string, redirectUri: URL) {
    const provider = yield* named(name)
    const server = yield* discovered(provider)
    const openid = yield* library
    const codeVerifier = openid.randomPKCECodeVerifier()
    const transaction = { provider: name, state: openid.randomState(), nonce: openid.randomNonce(), codeVerifier }
    const challenge = yield* Effect.promise(() => openid.calculatePKCECodeChallenge(codeVerifier))
    const begun = yield* Effect.try({
      try: () =>
        openid.buildAuthorizationUrl(server, {
          redirect_uri: redirectUri.href,
          scope: provider.scopes ?? "openid email profile",
          state: transaction.state,
          nonce: transaction.nonce,
          code_challenge: challenge,
          code_challenge_method: "S256"
        }),
      // It names no place to send people to.
      catch: () => OidcProviderUnreachable.of(name)
    })
    return { url: begun, transaction }
  })

  /** What a call of the library answers, or why it does not. */
  const asked = <A>(name: string, call: () => Promise<A>) =>
    Effect.tryPromise({ try: call, catch: Rejected.by }).pipe(
      Effect.tapError((error) =>
        Effect.logInfo(`Nobody was logged in by the OpenID Connect provider ${name}: ${codeOf(error)}`)
      ),
      Effect.mapError((error) => refusalOf(name, error))
    )

  const refused = Effect.suspend(() => Effect.fail(new OidcRefused({ reason: "answer" })))

  /** The email, and whether it is verified, come from one place: where the ID token does not tell both, from another. */
  const claimsOf = Effect.fnUntraced(function* (name: string, server: Configuration, tokens: Tokens) {
    const claims = tokens.claims()
    if (claims === undefined) return yield* refused
    const isAskable = server.serverMetadata().userinfo_endpoint !== undefined
    if (!lacksEmail(claims) || !isAskable) return claims
    const { fetchUserInfo } = yield* library
    const more: Claims = yield* asked(name, () => fetchUserInfo(server, tokens.access_token, String(claims["sub"])))
    return {
      ...claims,
      email: more["email"],
      email_verified: more["email_verified"],
      name: claims["name"] ?? more["name"]
    }
  })

  const finish = Effect.fn("OidcProviders.finish")(function* (
    name: string,
    { answer, redirectUri }: FinishedAt,
    transaction: OidcTransaction
  ) {
    const provider = yield* named(name)
    if (transaction.provider !== name || transaction.state !== answer.get("state")) {
      return yield* new OidcRefused({ reason: "begun" })
    }
    const server = yield* discovered(provider)
    const { authorizationCodeGrant } = yield* library
    const called = new URL(redirectUri)
    called.search = answer.toString()
    const tokens: Tokens = yield* asked(name, () =>
      authorizationCodeGrant(server, called, {
        expectedState: transaction.state,
        expectedNonce: transaction.nonce,
        pkceCodeVerifier: transaction.codeVerifier,
        idTokenExpected: true
      })
    )
    return identityOf(yield* claimsOf(name, server, tokens)) ?? (yield* refused)
  })

  return OidcProviders.of({ names: [...known.keys()], begin, finish })
})

/** Nothing is asked of a provider before somebody logs in with it. */
export const layer = (providers: ReadonlyArray<ProviderOptions>): Layer.Layer<OidcProviders> =>
  Layer.effect(OidcProviders, make(providers))
