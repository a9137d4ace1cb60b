import { AuthJose } from "@duka/auth-jose"
import { type AccessClaims, AccountId, InvalidToken, SessionId, TokenSigner } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { generateKeyPair, importJWK, type JWTHeaderParameters, jwtVerify, SignJWT } from "jose"
import { randomUUID } from "node:crypto"

const seed = (fill: number) => Redacted.make(new Uint8Array(32).fill(fill))
const signerOf = (options: Partial<AuthJose.SignerOptions> = {}) =>
  Effect.provide(TokenSigner, AuthJose.layerSigner({ keys: [seed(1)], ...options }))

const claims: AccessClaims = {
  accountId: AccountId.make(randomUUID()),
  sessionId: SessionId.make(randomUUID()),
  issuedAt: 1_800_000_000,
  expiresAt: 1_800_000_900
}

const parts = (token: string) => token.split(".")
const headerOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(parts(token)[0] ?? "", "base64url").toString())
const payloadOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(parts(token)[1] ?? "", "base64url").toString())

describe("access tokens", () => {
  it.effect("say who and in which session, and are told again by every process with the key", () =>
    Effect.gen(function* () {
      const token = yield* (yield* signerOf()).sign(claims)
      expect(headerOf(token)).toMatchObject({ alg: "EdDSA", typ: "at+jwt" })
      expect(payloadOf(token)).toStrictEqual({
        iss: "duka",
        aud: "duka",
        sub: claims.accountId,
        sid: claims.sessionId,
        iat: claims.issuedAt,
        exp: claims.expiresAt
      })
      expect(yield* (yield* signerOf()).verify(token)).toStrictEqual(claims)
    })
  )

  it.effect("are verified by others with the public keys, as RFC 9068 has it", () =>
    Effect.gen(function* () {
      const signer = yield* signerOf({ issuer: "https://shop.example", audience: "shop" })
      const token = yield* signer.sign(claims)
      const [jwk] = yield* signer.publicKeys
      expect(jwk).toStrictEqual({
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        use: "sig",
        kid: headerOf(token)["kid"],
        x: expect.any(String)
      })
      const key = yield* Effect.promise(() => importJWK({ ...jwk }))
      const verified = yield* Effect.promise(() =>
        jwtVerify(token, key, {
          issuer: "https://shop.example",
          audience: "shop",
          typ: "at+jwt",
          algorithms: ["EdDSA"],
          currentDate: new Date(claims.issuedAt * 1000)
        })
      )
      expect(verified.payload.sub).toBe(claims.accountId)
    })
  )

  it.effect("go on being taken while a new key signs: nobody is logged out by a rotation", () =>
    Effect.gen(function* () {
      const before = yield* (yield* signerOf()).sign(claims)
      const rotated = yield* signerOf({ keys: [seed(2), seed(1)] })
      expect(yield* rotated.verify(before)).toStrictEqual(claims)
      const after = yield* rotated.sign(claims)
      expect(headerOf(after)["kid"]).not.toBe(headerOf(before)["kid"])
      expect(yield* rotated.verify(after)).toStrictEqual(claims)
      expect(yield* rotated.publicKeys).toHaveLength(2)
      const alone = yield* signerOf({ keys: [seed(2)] })
      expect(yield* Effect.flip(alone.verify(before))).toBeInstanceOf(InvalidToken)
    })
  )
})

describe("tokens that somebody else made", () => {
  // What else is tried with tokens stands in packages/http-server/test/attacks, against a server.
  const forged = Effect.gen(function* () {
    const signer = yield* signerOf()
    const good = yield* signer.sign(claims)
    const [header = "", payload = ""] = parts(good)
    const own = yield* Effect.promise(() => generateKeyPair("EdDSA"))
    const signedBy = (more: Partial<JWTHeaderParameters>) =>
      Effect.promise(() =>
        new SignJWT(payloadOf(good))
          .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid: String(headerOf(good)["kid"]), ...more })
          .sign(own.privateKey)
      )
    return {
      "another's key under our kid": yield* signedBy({}),
      "no signature": `${header}.${payload}`,
      "a critical header that nobody knows": yield* signedBy({ crit: ["b64"], b64: true }),
      nothing: "",
      words: "not a token",
      "a very long one": "a.".repeat(10_000)
    }
  })

  it.effect("are refused, whatever they claim", () =>
    Effect.gen(function* () {
      const { verify } = yield* signerOf()
      for (const [attack, token] of Object.entries(yield* forged)) {
        expect(yield* Effect.flip(verify(token)), attack).toBeInstanceOf(InvalidToken)
      }
    })
  )
})
