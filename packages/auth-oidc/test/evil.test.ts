/** A provider that is broken, away, or not who it says. */
import { AuthOidc } from "@duka/auth-oidc"
import { OidcProviderUnreachable, OidcRefused } from "@duka/core"
import { expect, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import type { JWTPayload } from "jose"
import { evilProvider, type EvilProvider } from "./evilProvider.ts"

const redirectUri = new URL("http://127.0.0.1:1/v1/auth/oidc/evil/callback")

class Evil extends Context.Service<Evil, EvilProvider>()("test/Evil") {}

const oidc = Layer.unwrap(Effect.map(Evil, ({ options }) => AuthOidc.layer([options]))).pipe(
  Layer.provideMerge(Layer.effect(Evil, evilProvider))
)

/** Comes back with a code for which the provider gives this ID token, or answers what it was told to. */
const cameBack = Effect.fnUntraced(function* (
  idToken?: (evil: EvilProvider, nonce: string) => Promise<string>,
  answer: Readonly<Record<string, string>> = {}
) {
  const evil = yield* Evil
  const { begin, finish } = yield* AuthOidc.OidcProviders
  const { transaction } = yield* begin("evil", redirectUri)
  if (idToken !== undefined) {
    const id_token = yield* Effect.promise(() => idToken(evil, transaction.nonce))
    evil.say("/token", { body: { access_token: "opaque", token_type: "Bearer", id_token } })
  }
  const given = new URLSearchParams({ code: "code", state: transaction.state, iss: evil.origin, ...answer })
  return yield* finish("evil", { redirectUri, answer: given }, transaction)
})

const person = { email: "amina@example.com", email_verified: true, name: "Amina" }

type Told = (evil: EvilProvider, nonce: string) => Promise<string>

const honest =
  (changes: JWTPayload = {}): Told =>
  (evil, nonce) =>
    evil.signed(evil.claims({ ...person, nonce, ...changes }))

const hourAgo = () => Math.floor(Date.now() / 1000) - 3600

const lies: ReadonlyArray<readonly [string, Told]> = [
  ["another issuer", honest({ iss: "https://accounts.google.com" })],
  ["another client", honest({ aud: "another shop" })],
  ["another client among several", honest({ aud: ["shop", "another shop"], azp: "another shop" })],
  ["another login", honest({ nonce: "another" })],
  ["no login", (evil) => evil.signed(evil.claims(person))],
  ["nobody", honest({ sub: "" })],
  ["a subject that is none", honest({ sub: "é" })],
  [
    "a time that is over",
    (evil, nonce) => evil.signed(evil.claims({ ...person, nonce, iat: hourAgo(), exp: hourAgo() + 60 }))
  ],
  ["no end", (evil, nonce) => evil.signed({ iss: evil.origin, sub: "amina", aud: "shop", nonce, iat: hourAgo() })],
  ["nothing, unsigned", (evil, nonce) => evil.unsigned(evil.claims({ ...person, nonce }))],
  ["the client's secret as a key", (evil, nonce) => evil.hashed(evil.claims({ ...person, nonce }), "secret")],
  ["the public key as a secret", (evil, nonce) => evil.hashed(evil.claims({ ...person, nonce }), "public key")],
  ["a key that is not its own", (evil, nonce) => evil.forged(evil.claims({ ...person, nonce }))],
  ["a key that it does not list", (evil, nonce) => evil.forged(evil.claims({ ...person, nonce }), { kid: "new" })],
  ["no token at all", () => Promise.resolve("not.a.token")]
]

layer(oidc, { excludeTestServices: true, timeout: "30 seconds" })("an ID token", (it) => {
  it.effect("that is right is believed", () =>
    Effect.gen(function* () {
      const evil = yield* Evil
      expect(yield* cameBack(honest())).toStrictEqual({
        issuer: evil.origin,
        subject: "amina",
        email: "amina@example.com",
        emailVerified: true,
        name: "Amina"
      })
      expect(evil.asked("/userinfo")).toBe(0)
    })
  )

  for (const [lie, told] of lies) {
    it.effect(`that speaks of ${lie} is not`, () =>
      Effect.gen(function* () {
        expect(yield* Effect.flip(cameBack(told))).toStrictEqual(new OidcRefused({ reason: "answer" }))
      })
    )
  }

  it.effect("is needed: an access token alone says nothing of who it is", () =>
    Effect.gen(function* () {
      const evil = yield* Evil
      evil.say("/token", { body: { access_token: "opaque", token_type: "Bearer" } })
      expect(yield* Effect.flip(cameBack())).toStrictEqual(new OidcRefused({ reason: "answer" }))
    })
  )

  it.effect("says whether the email is verified in so many words, and no other email's word counts for it", () =>
    Effect.gen(function* () {
      const evil = yield* Evil
      for (const [claim, verified] of [
        [true, true],
        ["true", true],
        [false, false],
        ["yes", false],
        [1, false]
      ] as const) {
        const { emailVerified } = yield* cameBack(honest({ email_verified: claim }))
        expect(emailVerified, String(claim)).toBe(verified)
      }
      evil.say("/userinfo", { body: { sub: "amina", email: "other@example.com", email_verified: true } })
      const asked = yield* cameBack((evil, nonce) => evil.signed(evil.claims({ email: "victim@example.com", nonce })))
      expect(asked).toMatchObject({ email: "other@example.com", emailVerified: true })
      evil.say("/userinfo", { body: { sub: "brian", email: "other@example.com", email_verified: true } })
      const unlike = cameBack((evil, nonce) => evil.signed(evil.claims({ nonce })))
      expect(yield* Effect.flip(unlike)).toStrictEqual(new OidcRefused({ reason: "answer" }))
      evil.relent()
    })
  )
})

layer(oidc, { excludeTestServices: true, timeout: "30 seconds" })("a provider", (it) => {
  it.effect("that another one answers for is refused, and so is one that does not say who it is", () =>
    Effect.gen(function* () {
      for (const iss of ["https://accounts.google.com", ""]) {
        expect(yield* Effect.flip(cameBack(honest(), { iss }))).toStrictEqual(new OidcRefused({ reason: "answer" }))
      }
    })
  )

  it.effect("tells why it lets nobody in by a word of its own, of which one of ours is made", () =>
    Effect.gen(function* () {
      for (const [error, reason] of [
        ["access_denied", "denied"],
        ["login_required", "denied"],
        ["server_error", "provider"],
        ["unauthorized_client", "provider"],
        ["<script>", "provider"]
      ] as const) {
        const refused = yield* Effect.flip(cameBack(honest(), { error, error_description: "<script>" }))
        expect(refused).toStrictEqual(new OidcRefused({ reason }))
      }
      const evil = yield* Evil
      evil.say("/token", { status: 401, body: { error: "invalid_client" } })
      expect(yield* Effect.flip(cameBack())).toStrictEqual(new OidcRefused({ reason: "provider" }))
    })
  )

  it.effect("that fails is away, and asked again next time", () =>
    Effect.gen(function* () {
      const evil = yield* Evil
      const away = OidcProviderUnreachable.of("evil")
      evil.say("/token", { status: 503, body: {} })
      expect(yield* Effect.flip(cameBack())).toStrictEqual(away)
      evil.relent()
      expect((yield* cameBack(honest())).subject).toBe("amina")
    })
  )
})

const beginning = Effect.flatMap(AuthOidc.OidcProviders, ({ begin }) => begin("evil", redirectUri))

layer(oidc, { excludeTestServices: true, timeout: "30 seconds" })("what a provider says of itself", (it) => {
  it.effect("is asked once it is needed, again after a failure, and remembered once it is right", () =>
    Effect.gen(function* () {
      const evil = yield* Evil
      const path = "/.well-known/openid-configuration"
      expect(evil.asked(path)).toBe(0)
      const away = OidcProviderUnreachable.of("evil")
      for (const said of [
        { status: 500, body: {} },
        { status: 404, body: {} },
        { body: { ...Object(evil.metadata), issuer: "https://accounts.google.com" } },
        { body: [] },
        { status: 302, body: {} }
      ]) {
        evil.say(path, said)
        expect(yield* Effect.flip(beginning)).toStrictEqual(away)
      }
      const failures = evil.asked(path)
      expect(failures).toBe(5)
      evil.relent()
      yield* Effect.all([beginning, beginning, beginning], { concurrency: "unbounded" })
      yield* beginning
      expect(evil.asked(path)).toBe(failures + 1)
    })
  )
})

layer(oidc, { excludeTestServices: true, timeout: "30 seconds" })("a provider that is slow", (it) => {
  it.effect("is not waited for", () =>
    Effect.gen(function* () {
      const evil = yield* Evil
      evil.say("/.well-known/openid-configuration", { afterMillis: 8_000 })
      const started = performance.now()
      expect(yield* Effect.flip(beginning)).toStrictEqual(OidcProviderUnreachable.of("evil"))
      expect(performance.now() - started).toBeLessThan(7_000)
    })
  )
})
