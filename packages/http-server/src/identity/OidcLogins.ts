/** Logins between their two requests. What is kept of one is sealed, and kept by the browser that began it. */
import { AuthOidc } from "@duka/auth-oidc"
import {
  type ExternalIdentity,
  OidcProviderNotFound,
  type OidcProviderUnreachable,
  OidcRefused,
  SecretKey
} from "@duka/core"
import { Clock, Context, Effect, Layer, Option, Schema } from "effect"
import { sealing } from "./sealing.ts"

/** Long enough to find a password, and a telephone for the second factor. */
export const loginMaxSeconds = 600

const Kept = Schema.fromJsonString(
  Schema.Struct({
    ...AuthOidc.OidcTransaction.fields,
    returnTo: Schema.NullOr(Schema.String),
    expiresAt: Schema.Int
  })
)

type Login = Omit<typeof Kept.Type, "expiresAt">

interface Logins {
  readonly names: ReadonlyArray<string>
  /** The shop's own address. */
  readonly origin: URL
  begin(
    provider: string,
    returnTo: URL | null
  ): Effect.Effect<{ readonly url: URL; readonly sealed: string }, OidcProviderNotFound | OidcProviderUnreachable>
  /** The login that a browser began with this provider; null: none, or it took too long. */
  opened(provider: string, sealed: string): Effect.Effect<Login | null, OidcProviderNotFound>
  /** Who came back. */
  finish(
    login: Login,
    answer: URLSearchParams
  ): Effect.Effect<ExternalIdentity, OidcProviderNotFound | OidcProviderUnreachable | OidcRefused>
}

const unknown = (provider: string) => Effect.fail(new OidcProviderNotFound({ provider }))

/** No provider, unless a layer gives some. */
export const OidcLogins: Context.Reference<Logins> = Context.Reference<Logins>("@duka/http-server/OidcLogins", {
  defaultValue: () => ({
    names: [],
    origin: new URL("http://localhost"),
    begin: unknown,
    opened: unknown,
    finish: ({ provider }) => unknown(provider)
  })
})

const decode = Schema.decodeUnknownOption(Kept)
const encode = Schema.encodeSync(Kept)

const make = Effect.fnUntraced(function* (origin: URL) {
  const providers = yield* AuthOidc.OidcProviders
  const { open, seal } = sealing(yield* SecretKey, "oidc logins")

  const redirectUri = (provider: string) => new URL(`/v1/auth/oidc/${provider}/callback`, origin)

  const begin = Effect.fn("OidcLogins.begin")(function* (provider: string, returnTo: URL | null) {
    if (!providers.names.includes(provider)) return yield* unknown(provider)
    const { transaction, url } = yield* providers.begin(provider, redirectUri(provider))
    const expiresAt = (yield* Clock.currentTimeMillis) + loginMaxSeconds * 1000
    return { url, sealed: seal(encode({ ...transaction, returnTo: returnTo?.href ?? null, expiresAt })) }
  })

  const opened = Effect.fnUntraced(function* (provider: string, sealed: string) {
    if (!providers.names.includes(provider)) return yield* unknown(provider)
    const kept = Option.getOrNull(decode(open(sealed)))
    if (kept === null || kept.provider !== provider) return null
    const { expiresAt, ...login } = kept
    return expiresAt > (yield* Clock.currentTimeMillis) ? login : null
  })

  const finish = Effect.fn("OidcLogins.finish")((login: Login, answer: URLSearchParams) =>
    providers.finish(login.provider, { redirectUri: redirectUri(login.provider), answer }, login)
  )

  return { names: providers.names, origin, begin, opened, finish }
})

/** `origin`: the shop's address as people's browsers know it. */
export const layer = (origin: URL): Layer.Layer<never, never, AuthOidc.OidcProviders | SecretKey> =>
  Layer.effect(OidcLogins, make(origin))
