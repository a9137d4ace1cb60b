/** Access tokens of an issuer outside (RFC 9068), checked after RFC 8725. */
import { InvalidToken, TrustedIssuer } from "@duka/core"
import { Cache, Effect, Exit, Layer } from "effect"
import type { JWTPayload } from "jose"
import { identityOf } from "./claims.ts"
import { answerMaxSeconds, discovering } from "./discovering.ts"

export interface TrustedOptions {
  /** As the issuer calls itself, to the letter. */
  readonly issuer: string
  /** For whom its tokens are: the shop's API, as the issuer calls it. Never one of its clients, to whom it gives ID tokens. */
  readonly audience: string
  /** `at+jwt` is RFC 9068's; `JWT` for issuers that do not know it. */
  readonly tokenType: "at+jwt" | "JWT"
}

/** Signatures that the issuer alone can make. */
const algorithms = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]

const tokenLengthMax = 8_192
const clockToleranceSeconds = 5

/** A key that is not known is looked for no more often. */
const cooldownMillis = 30_000
const keysRememberedSeconds = 3600

const library = Effect.promise(() => import("jose"))

/** What stands in ID tokens and in no access token (OpenID Connect Core 1.0, sections 2 and 3.3.2.11). */
const idTokenClaims = ["nonce", "at_hash", "c_hash", "s_hash"]

const text = (value: unknown): string | null => (typeof value === "string" ? value : null)

/** The client that asked for it. */
const clientOf = ({ azp, client_id }: JWTPayload) => text(client_id) ?? text(azp)

const isForItself = (payload: JWTPayload, audience: string) =>
  payload["azp"] === audience || payload["client_id"] === audience

const refused = Effect.suspend(() => Effect.fail(new InvalidToken({ token: "access" })))

const make = Effect.fnUntraced(function* ({ audience, issuer, tokenType }: TrustedOptions) {
  const discovered = yield* discovering

  /** Unreachable, it has verified nothing: the log tells. */
  const looked = Effect.fnUntraced(function* (name: string) {
    const asked = discovered({ name, issuer, clientId: audience, clientSecret: null })
    const server = yield* Effect.catchTag(asked, "OidcProviderUnreachable", () => refused)
    const { createRemoteJWKSet } = yield* library
    const { jwks_uri: address } = server.serverMetadata()
    if (address === undefined) return yield* refused
    return createRemoteJWKSet(new URL(address), {
      timeoutDuration: answerMaxSeconds * 1000,
      cooldownDuration: cooldownMillis
    })
  })

  const keys = yield* Cache.makeWith(looked, {
    capacity: 1,
    timeToLive: (exit) => (Exit.isSuccess(exit) ? `${keysRememberedSeconds} seconds` : 0)
  })

  /** What it says, whoever has written it. */
  const issuerOf = (token: string) =>
    Effect.flatMap(library, ({ decodeJwt }) =>
      Effect.try({ try: () => decodeJwt(token).iss, catch: () => new InvalidToken({ token: "access" }) })
    )

  const verified = Effect.fnUntraced(function* (token: string) {
    const { jwtVerify } = yield* library
    const known = yield* Cache.get(keys, issuer)
    const { payload } = yield* Effect.tryPromise({
      try: () =>
        jwtVerify(token, known, {
          algorithms,
          issuer,
          audience,
          typ: tokenType,
          requiredClaims: ["sub", "exp", "iat"],
          clockTolerance: clockToleranceSeconds
        }),
      catch: () => new InvalidToken({ token: "access" })
    })
    return payload
  })

  const verify = Effect.fn("TrustedIssuer.verify")(function* (token: string) {
    if (token.length > tokenLengthMax || (yield* issuerOf(token)) !== issuer) return yield* refused
    const payload = yield* verified(token)
    if (idTokenClaims.some((claim) => claim in payload) || isForItself(payload, audience)) return yield* refused
    const identity = identityOf(payload)
    if (identity === null || payload.exp === undefined) return yield* refused
    const scopes = text(payload["scope"])?.split(" ") ?? []
    return { identity, clientId: clientOf(payload), scopes, expiresAt: payload.exp }
  })

  return { verify }
})

/** Nothing is asked of the issuer before somebody shows a token that says to be its. */
export const layer = (options: TrustedOptions): Layer.Layer<never> => Layer.effect(TrustedIssuer, make(options))
