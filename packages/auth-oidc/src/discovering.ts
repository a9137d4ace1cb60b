/** What a provider says of itself (OpenID Connect Discovery 1.0), asked at first use and remembered for a while. */
import { OidcProviderUnreachable } from "@duka/core"
import { Cache, Effect, Exit, Redacted } from "effect"
import type { ClientAuth, Configuration } from "openid-client"
import { causeOf, codeOf, Rejected } from "./refusals.ts"

/** A provider that does not answer within so long is not there. */
export const answerMaxSeconds = 5

/** New endpoints and algorithms of a provider are known after so long; its keys are looked up again by themselves. */
const rememberedSeconds = 3600

export interface ProviderOptions {
  /** By which people and paths call it: `google`. */
  readonly name: string
  /** An https address, as the provider's own metadata tells it; http only for this machine. */
  readonly issuer: string
  readonly clientId: string
  /** Null: the client is a public one, with PKCE alone. */
  readonly clientSecret: Redacted.Redacted | null
  /** `openid email profile` unless given. */
  readonly scopes?: string
}

/** Loaded with the first login. */
export const library = Effect.promise(() => import("openid-client"))

type Library = Effect.Success<typeof library>

const isLoopback = (issuer: string) => issuer.startsWith("http://")

/** The way that the standard has when a provider names none; the other one only where it is the only one. */
const authenticating =
  ({ ClientSecretBasic, ClientSecretPost, None }: Library, secret: Redacted.Redacted | null): ClientAuth =>
  (server, client, body, headers) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"]
    const way =
      secret === null
        ? None()
        : ways.includes("client_secret_basic")
          ? ClientSecretBasic(Redacted.value(secret))
          : ClientSecretPost(Redacted.value(secret))
    return way(server, client, body, headers)
  }

const discovered = Effect.fnUntraced(function* ({ clientId, clientSecret, issuer, name }: ProviderOptions) {
  const openid = yield* library
  const { allowInsecureRequests, discovery, enableNonRepudiationChecks } = openid
  return yield* Effect.tryPromise({
    try: (): Promise<Configuration> =>
      discovery(new URL(issuer), clientId, undefined, authenticating(openid, clientSecret), {
        timeout: answerMaxSeconds,
        // ID tokens are verified with the provider's keys, though they come from the provider itself.
        execute: [enableNonRepudiationChecks, ...(isLoopback(issuer) ? [allowInsecureRequests] : [])]
      }),
    catch: Rejected.by
  }).pipe(
    Effect.tapError((error) =>
      Effect.logWarning(
        `The OpenID Connect provider ${name} cannot be discovered at ${issuer}: ${codeOf(error)}${causeOf(error)}`
      )
    ),
    Effect.mapError(() => OidcProviderUnreachable.of(name))
  )
})

/** Of each provider, once in a while, however many ask. A failure is remembered for nobody. */
export const discovering: Effect.Effect<
  (provider: ProviderOptions) => Effect.Effect<Configuration, OidcProviderUnreachable>
> = Effect.map(
  Cache.makeWith(discovered, {
    capacity: 100,
    timeToLive: (exit) => (Exit.isSuccess(exit) ? `${rememberedSeconds} seconds` : 0)
  }),
  (remembered) => (provider) => Cache.get(remembered, provider)
)
