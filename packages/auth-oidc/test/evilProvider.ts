/** A provider of OpenID Connect on this machine that says whatever it is told to say. */
import { Effect, Redacted } from "effect"
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from "jose"
import { setTimeout as sleep } from "node:timers/promises"
import type { AuthOidc } from "../src/index.ts"
import { loopback } from "../../../test/environment/loopback.ts"

const secret = "a secret of the shop and its provider"

interface Said {
  readonly status?: number
  readonly body?: unknown
  /** It answers only after so long. */
  readonly afterMillis?: number
}

type Path = "/.well-known/openid-configuration" | "/jwks" | "/token" | "/userinfo"

/** Whose key signs: the provider's own, one that nobody knows, or none. */
const make = Effect.gen(function* () {
  const [own, strange] = yield* Effect.promise(() =>
    Promise.all([generateKeyPair("RS256", { extractable: true }), generateKeyPair("RS256")])
  )
  const publicJwk = yield* Effect.promise(() => exportJWK(own.publicKey))
  const said = new Map<Path, Said>()
  const asked: Array<string> = []

  const standing = (origin: string): Readonly<Record<Path, unknown>> => ({
    "/.well-known/openid-configuration": {
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      userinfo_endpoint: `${origin}/userinfo`,
      jwks_uri: `${origin}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
      authorization_response_iss_parameter_supported: true
    },
    "/jwks": { keys: [{ ...publicJwk, kid: "own", alg: "RS256", use: "sig" }] },
    "/token": { error: "invalid_grant" },
    "/userinfo": { sub: "amina" }
  })

  const isPath = (path: string): path is Path => path in standing("")

  const origin = yield* loopback((origin) => (request, response) => {
    const path = request.url?.split("?")[0] ?? ""
    asked.push(path)
    if (!isPath(path)) return void response.writeHead(404).end()
    const { afterMillis = 0, body = standing(origin)[path], status = 200 } = said.get(path) ?? {}
    const answer = () => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body))
    if (afterMillis === 0) return void answer()
    sleep(afterMillis).then(answer, () => {})
  })

  const claims = (changes: JWTPayload = {}): JWTPayload => {
    const now = Math.floor(Date.now() / 1000)
    return { iss: origin, sub: "amina", aud: "shop", iat: now, exp: now + 300, ...changes }
  }

  const base64url = (value: object | string) =>
    Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url")

  return {
    origin,
    options: {
      name: "evil",
      issuer: origin,
      clientId: "shop",
      clientSecret: Redacted.make(secret)
    } satisfies AuthOidc.ProviderOptions,
    /** How often a path was asked for. */
    asked: (path: Path) => asked.filter((one) => one === path).length,
    metadata: standing(origin)["/.well-known/openid-configuration"],
    say: (path: Path, what: Said) => void said.set(path, what),
    /** Says what is right again. */
    relent: () => said.clear(),
    claims,
    signed: (payload: JWTPayload, { kid = "own", typ = "JWT" } = {}) =>
      new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid, typ }).sign(own.privateKey),
    /** By a key that is not in the provider's list. */
    forged: (payload: JWTPayload, { kid = "own", typ = "JWT" } = {}) =>
      new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid, typ }).sign(strange.privateKey),
    unsigned: (payload: JWTPayload, { typ = "JWT" } = {}) =>
      Promise.resolve(`${base64url({ alg: "none", typ })}.${base64url(payload)}.`),
    /** HMAC with what everybody, or the shop, knows. */
    hashed: async (payload: JWTPayload, by: "secret" | "public key", { typ = "JWT" } = {}) =>
      new SignJWT(payload)
        .setProtectedHeader({ alg: "HS256", kid: "own", typ })
        .sign(new TextEncoder().encode(by === "secret" ? secret : await exportSPKI(own.publicKey)))
  }
})

export const evilProvider = make
export type EvilProvider = Effect.Success<typeof make>
