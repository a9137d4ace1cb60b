/** Providers that people log in with: a family of variables, with a name of the shop's choosing in the middle. */
import type { AuthOidc } from "@duka/auth-oidc"
import { Issuer } from "@duka/core"
import { Config, ConfigProvider, Effect, Option, Redacted, Result, Schema } from "effect"
import { type Description, variable, type WrongVariable } from "./variable.ts"

const Client = Schema.String.check(Schema.isPattern(/^[\x21-\x7e]{1,500}$/))
const Secret = Schema.String.check(Schema.isPattern(/^[\x20-\x7e]{1,1000}$/))
const Scopes = Schema.String.check(Schema.isPattern(/^(?=.*\bopenid\b)[\x21-\x7e]+(?: [\x21-\x7e]+)*$/))

const prefix = "DUKA_OIDC_"

/** The part of a variable's name, and of a path in lower case. */
const isName = (name: string) => /^[a-z][a-z0-9-]{0,39}$/i.test(name)

const family = {
  issuer: {
    name: `${prefix}<NAME>_ISSUER`,
    meaning: "A provider of OpenID Connect. NAME has letters, digits and dashes; in small letters it is in its paths.",
    expected: "the https address of the provider, as it calls itself",
    otherwise: "there is no such provider",
    secret: false
  },
  clientId: {
    name: `${prefix}<NAME>_CLIENT_ID`,
    meaning: "What the provider calls the shop.",
    expected: "1 to 500 printable ASCII characters",
    otherwise: "required with an issuer",
    secret: false
  },
  clientSecret: {
    name: `${prefix}<NAME>_CLIENT_SECRET`,
    meaning: "By which the provider knows the shop.",
    expected: "1 to 1000 printable ASCII characters",
    otherwise: "the shop is a public client, with PKCE alone",
    secret: true
  },
  scopes: {
    name: `${prefix}<NAME>_SCOPES`,
    meaning: "What the provider is asked to tell.",
    expected: "scopes with single spaces between them, openid among them",
    otherwise: "openid email profile",
    secret: false
  }
} as const satisfies Readonly<Record<string, Description>>

/** For documents: each once, with `<NAME>` in its place. */
export const oidcDescriptions: ReadonlyArray<Description> = Object.values(family)

const of = (name: string) => {
  const called = <D extends Description>(description: D) => ({
    ...description,
    name: description.name.replace("<NAME>", name)
  })
  const named = { issuer: called(family.issuer), clientId: called(family.clientId) }
  const optional = { clientSecret: called(family.clientSecret), scopes: called(family.scopes) }
  return {
    issuer: variable(named.issuer, Config.schema(Issuer, named.issuer.name)).read,
    clientId: variable(named.clientId, Config.schema(Client, named.clientId.name)).read,
    clientSecret: variable(
      optional.clientSecret,
      Config.schema(Secret, optional.clientSecret.name).pipe(Config.map(Redacted.make), Config.option)
    ).read,
    scopes: variable(optional.scopes, Config.schema(Scopes, optional.scopes.name).pipe(Config.option)).read
  }
}

/** Those of which a variable is set to something. */
const names = Effect.gen(function* () {
  const { load } = yield* ConfigProvider.ConfigProvider
  const node = yield* load(["DUKA", "OIDC"])
  const all = node?._tag === "Record" ? [...node.keys].filter(isName).toSorted() : []
  return yield* Effect.filter(all, (name) =>
    Effect.map(
      Effect.forEach(oidcDescriptions, (description) =>
        Config.option(Config.String(description.name.replace("<NAME>", name)))
      ),
      (given) => given.some(Option.isSome)
    )
  )
}).pipe(Effect.orDie)

const read = Effect.fnUntraced(function* (name: string) {
  const results = yield* Effect.all(of(name), { mode: "result" })
  const { clientId, clientSecret, issuer, scopes } = results
  const answers: ReadonlyArray<Result.Result<unknown, WrongVariable>> = Object.values(results)
  const wrong = answers.flatMap((answer) => (Result.isFailure(answer) ? [answer.failure] : []))
  if (
    Result.isFailure(issuer) ||
    Result.isFailure(clientId) ||
    Result.isFailure(clientSecret) ||
    Result.isFailure(scopes)
  ) {
    return { provider: null, wrong }
  }
  const provider: AuthOidc.ProviderOptions = {
    name: name.toLowerCase(),
    issuer: issuer.success,
    clientId: clientId.success,
    clientSecret: Option.getOrNull(clientSecret.success),
    ...Option.match(scopes.success, { onNone: () => ({}), onSome: (scopes) => ({ scopes }) })
  }
  return { provider, wrong }
})

/** Every provider, and every variable of them that is wrong. */
export const oidcProviders: Effect.Effect<{
  readonly providers: ReadonlyArray<AuthOidc.ProviderOptions>
  readonly wrong: ReadonlyArray<WrongVariable>
}> = Effect.gen(function* () {
  const all = yield* Effect.forEach(yield* names, read)
  return {
    providers: all.flatMap(({ provider }) => (provider === null ? [] : [provider])),
    wrong: all.flatMap(({ wrong }) => wrong)
  }
})
