import { type AccessClaims, AccountId, InvalidToken, SessionId, TokenSigner } from "@duka/core"
import { Effect, Layer, Option, type Redacted } from "effect"
import { type SigningKey, signingKey } from "./keys.ts"

export interface SignerOptions {
  /**
   * Seeds of Ed25519 keys, 32 bytes each. The first signs, all verify: a new key is put first, and the old one stays
   * behind it until the last token that it signed has expired.
   */
  readonly keys: readonly [Redacted.Redacted<Uint8Array>, ...ReadonlyArray<Redacted.Redacted<Uint8Array>>]
  /** Who makes the tokens: the shop's address, or any name. `duka` unless given. */
  readonly issuer?: string
  /** For whom they are made. `duka` unless given. */
  readonly audience?: string
}

const algorithm = "EdDSA"

/** RFC 9068, section 2.1. */
const type = "at+jwt"

/** No clock of ours is asked: when a token ends is for who asks to compare, and one that was made is never early. */
const always = new Date(0)

interface Payload {
  readonly sub?: unknown
  readonly sid?: unknown
  readonly iat?: unknown
  readonly exp?: unknown
}

const text = (claim: unknown): string => (typeof claim === "string" ? claim : "")

const claimsOf = ({ exp, iat, sid, sub }: Payload): AccessClaims | null => {
  const accountId = Option.getOrNull(AccountId.makeOption(text(sub)))
  const sessionId = Option.getOrNull(SessionId.makeOption(text(sid)))
  return accountId === null || sessionId === null || typeof iat !== "number" || typeof exp !== "number"
    ? null
    : { accountId, sessionId, issuedAt: iat, expiresAt: exp }
}

/** Loaded with the first token: it takes 14 MiB, and many shops have guests alone for long. */
const library = Effect.promise(() => import("jose"))

const refused = () => new InvalidToken({ token: "access" })

/** Access tokens after RFC 9068, checked after RFC 8725: one algorithm, one type, our issuer and audience, a known key. */
export const layer = ({ audience = "duka", issuer = "duka", keys }: SignerOptions): Layer.Layer<TokenSigner> =>
  Layer.sync(TokenSigner, () => {
    const [first, ...rest] = keys
    const signing = signingKey(first)
    const known: ReadonlyMap<string, SigningKey> = new Map(
      [signing, ...rest.map(signingKey)].map((key) => [key.kid, key])
    )

    const sign = ({ accountId, expiresAt, issuedAt, sessionId }: AccessClaims) =>
      Effect.flatMap(library, ({ SignJWT }) =>
        Effect.promise(() =>
          new SignJWT({ sid: sessionId })
            .setProtectedHeader({ alg: algorithm, typ: type, kid: signing.kid })
            .setIssuer(issuer)
            .setAudience(audience)
            .setSubject(accountId)
            .setIssuedAt(issuedAt)
            .setExpirationTime(expiresAt)
            .sign(signing.privateKey)
        )
      )

    const keyOf = ({ kid = "" }: { readonly kid?: string }) => {
      const key = known.get(kid)
      return key === undefined ? Promise.reject(new Error("no such key")) : Promise.resolve(key.publicKey)
    }

    const verify = (token: string) =>
      Effect.flatMap(library, ({ jwtVerify }) =>
        Effect.tryPromise({
          try: () =>
            jwtVerify(token, keyOf, {
              algorithms: [algorithm],
              typ: type,
              issuer,
              audience,
              requiredClaims: ["sub", "sid", "iat", "exp"],
              currentDate: always
            }),
          catch: refused
        })
      ).pipe(
        Effect.flatMap(({ payload }) => {
          const claims = claimsOf(payload)
          return claims === null ? Effect.fail(refused()) : Effect.succeed(claims)
        })
      )

    return TokenSigner.of({ sign, verify, publicKeys: Effect.succeed([...known.values()].map(({ jwk }) => jwk)) })
  })
