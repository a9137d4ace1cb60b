/** A shop that people log in to with providers on this machine. */
import { AuthOidc } from "@duka/auth-oidc"
import { SecretKey } from "@duka/core"
import { Effect, Exit, Layer, Redacted, Scope } from "effect"
import { afterAll } from "vitest"
import { browse } from "../../auth-oidc/test/browsing.ts"
import * as OidcLogins from "../src/identity/OidcLogins.ts"
import { TrustedOrigins } from "../src/middleware/trustedOrigins.ts"
import * as Server from "../src/Server.ts"
import { type Answer, type Send, sending, useCases } from "./shop.ts"

/** Where people find the shop. Nothing listens there. */
export const shopOrigin = "http://shop.localhost:1"
/** A page of another origin that the shop trusts. */
export const trustedOrigin = "https://storefront.example"

export const callbackOf = (provider: string) => `${shopOrigin}/v1/auth/oidc/${provider}/callback`

/** Until the test file ends. */
export const standing = async <A>(made: Effect.Effect<A, never, Scope.Scope>): Promise<A> => {
  const scope = await Effect.runPromise(Scope.make())
  afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  return Effect.runPromise(Scope.provide(made, scope))
}

const secretKey = Layer.succeed(SecretKey, Redacted.make(new Uint8Array(32).fill(7)))

export const openWith = (
  providers: ReadonlyArray<AuthOidc.ProviderOptions>,
  trusted: Layer.Layer<never> = Layer.empty
) => {
  const logins = OidcLogins.layer(new URL(shopOrigin)).pipe(Layer.provide([AuthOidc.layer(providers), secretKey]))
  const { dispose, handler } = Server.handler(
    useCases.pipe(
      Layer.provide(trusted),
      Layer.merge(Layer.merge(logins, Layer.succeed(TrustedOrigins, new Set([trustedOrigin]))))
    )
  )
  afterAll(dispose)
  return { handler, send: sending(handler) }
}

export const cookieName = "__Host-duka-oidc"

/** What a browser keeps of an answer. */
export const cookiesOf = ({ headers }: Answer): ReadonlyMap<string, string> =>
  new Map(
    headers.getSetCookie().map((set) => {
      const [pair = ""] = set.split(";")
      return [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] as const
    })
  )

/** A login that was begun: where the browser is sent, and the cookie that it keeps. */
export const begun = async (send: Send, provider: string, returnTo?: string) => {
  const query = returnTo === undefined ? "" : `?returnTo=${encodeURIComponent(returnTo)}`
  const answer = await send("GET", `/v1/auth/oidc/${provider}${query}`)
  if (answer.status !== 302) throw new Error(`${answer.status} ${answer.text}`)
  const sealed = cookiesOf(answer).get(cookieName) ?? ""
  return { answer, at: new URL(answer.headers.get("location") ?? ""), cookie: `${cookieName}=${sealed}` }
}

/** The same, after its person has logged in at the provider: the path by which he comes back. */
export const cameBack = async (send: Send, provider: string, returnTo?: string) => {
  const { at, cookie } = await begun(send, provider, returnTo)
  const { pathname, search } = await browse(at, callbackOf(provider))
  return { path: `${pathname}${search}`, cookie }
}
