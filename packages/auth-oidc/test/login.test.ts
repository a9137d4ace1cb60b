import { AuthOidc } from "@duka/auth-oidc"
import { type ExternalIdentity, OidcProviderNotFound, OidcRefused } from "@duka/core"
import { expect, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { browse } from "./browsing.ts"
import { realProvider, type RealProvider } from "./realProvider.ts"

const redirectUri = new URL("http://127.0.0.1:1/v1/auth/oidc/real/callback")

class Real extends Context.Service<Real, { readonly real: RealProvider; readonly telling: RealProvider }>()(
  "test/Real"
) {}

const providers = Layer.effect(
  Real,
  Effect.all({
    real: realProvider("real", redirectUri.href),
    telling: realProvider("telling", redirectUri.href, { inIdToken: true })
  })
)

const oidc = Layer.unwrap(
  Effect.map(Real, ({ real, telling }) => AuthOidc.layer([real.options, telling.options]))
).pipe(Layer.provideMerge(providers))

const begun = Effect.fnUntraced(function* (provider = "real") {
  const { begin } = yield* AuthOidc.OidcProviders
  const { transaction, url } = yield* begin(provider, redirectUri)
  const back = yield* Effect.promise(() => browse(url, redirectUri.href))
  return { url, transaction, answer: back.searchParams }
})

const loggedIn = Effect.fnUntraced(function* (provider = "real") {
  const { finish } = yield* AuthOidc.OidcProviders
  const { answer, transaction } = yield* begun(provider)
  return yield* finish(provider, { redirectUri, answer }, transaction)
})

const refused = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.flip(effect)

layer(oidc, { excludeTestServices: true, timeout: "30 seconds" })("logging in with a certified provider", (it) => {
  it.effect("ends with who it is, by the userinfo endpoint or by the ID token alone", () =>
    Effect.gen(function* () {
      const { real, telling } = yield* Real
      const person = { sub: "amina|1", email: "Amina@example.com", email_verified: true, name: "Amina Wanjiru" }
      for (const provider of [real, telling]) {
        provider.person = person
        const expected: typeof ExternalIdentity.Encoded = {
          issuer: provider.origin,
          subject: person.sub,
          email: person.email,
          emailVerified: true,
          name: person.name
        }
        expect(yield* loggedIn(provider.options.name)).toStrictEqual(expected)
      }
    })
  )

  it.effect("tells an email that nobody has verified, or none, from one that is", () =>
    Effect.gen(function* () {
      const { real } = yield* Real
      for (const [person, told] of [
        [{ email: "a@example.com", email_verified: false }, ["a@example.com", false]],
        [{ email: "a@example.com" }, ["a@example.com", false]],
        [{}, [null, false]],
        [{ email: "no email", email_verified: true }, [null, false]]
      ] as const) {
        real.person = { sub: `person-${String(told)}`.replaceAll(",", "-"), ...person }
        const { email, emailVerified, name } = yield* loggedIn()
        expect([email, emailVerified, name]).toStrictEqual([...told, null])
      }
    })
  )

  it.effect("asks with PKCE, state and nonce, each its own for each login", () =>
    Effect.gen(function* () {
      const { begin } = yield* AuthOidc.OidcProviders
      const [one, other] = [yield* begin("real", redirectUri), yield* begin("real", redirectUri)]
      const asked = Object.fromEntries(one.url.searchParams)
      expect(asked).toMatchObject({
        response_type: "code",
        client_id: "shop",
        redirect_uri: redirectUri.href,
        scope: "openid email profile",
        state: one.transaction.state,
        nonce: one.transaction.nonce,
        code_challenge_method: "S256"
      })
      expect(asked["code_challenge"]).not.toBe(one.transaction.codeVerifier)
      for (const secret of ["state", "nonce", "codeVerifier"] as const) {
        expect(one.transaction[secret].length).toBeGreaterThanOrEqual(43)
        expect(other.transaction[secret]).not.toBe(one.transaction[secret])
      }
    })
  )

  it.effect("is refused by another transaction, and for a code that was used", () =>
    Effect.gen(function* () {
      const { finish } = yield* AuthOidc.OidcProviders
      const { real } = yield* Real
      real.person = { sub: "brian", email: "brian@example.com", email_verified: true }
      const { answer, transaction } = yield* begun()
      const other = yield* begun()
      const at = { redirectUri, answer }
      const unlike = [
        [{ ...transaction, state: other.transaction.state }, "begun"],
        [{ ...transaction, provider: "telling" }, "begun"],
        [other.transaction, "begun"]
      ] as const
      for (const [wrong, reason] of unlike) {
        expect(yield* refused(finish("real", at, wrong))).toStrictEqual(new OidcRefused({ reason }))
      }
      expect((yield* finish("real", at, transaction)).subject).toBe("brian")
      expect(yield* refused(finish("real", at, transaction))).toStrictEqual(new OidcRefused({ reason: "answer" }))
      const stolen = { ...other.transaction, codeVerifier: transaction.codeVerifier }
      const late = finish("real", { redirectUri, answer: other.answer }, stolen)
      expect(yield* refused(late)).toStrictEqual(new OidcRefused({ reason: "answer" }))
      const third = yield* begun()
      const nonce = finish("real", { redirectUri, answer: third.answer }, { ...third.transaction, nonce: "another" })
      expect(yield* refused(nonce)).toStrictEqual(new OidcRefused({ reason: "answer" }))
    })
  )

  it.effect("is over when the person says no", () =>
    Effect.gen(function* () {
      const { real } = yield* Real
      real.person = { sub: "chebet", denies: true }
      expect(yield* refused(loggedIn())).toStrictEqual(new OidcRefused({ reason: "denied" }))
    })
  )

  it.effect("is for providers that the shop knows", () =>
    Effect.gen(function* () {
      const { begin, names } = yield* AuthOidc.OidcProviders
      expect(names).toStrictEqual(["real", "telling"])
      for (const name of ["other", "", "constructor", "REAL"]) {
        expect(yield* refused(begin(name, redirectUri))).toStrictEqual(new OidcProviderNotFound({ provider: name }))
      }
    })
  )
})
