/** A certified provider of OpenID Connect on this machine, whose people log in as soon as they are asked to. */
import { Effect, Redacted } from "effect"
import type { IncomingMessage, ServerResponse } from "node:http"
import { Provider } from "oidc-provider"
import type { AuthOidc } from "../src/index.ts"
import { loopback } from "../../../test/environment/loopback.ts"

/** Who sits in front of the browser. */
interface Person {
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
  /** Says no when he is asked. */
  denies?: boolean
}

const client = { id: "shop", secret: "a secret of the shop and its provider" } as const

export interface RealProvider {
  readonly origin: string
  readonly options: AuthOidc.ProviderOptions
  /** Who logs in from now on. */
  person: Person
}

const answered = async (
  provider: Provider,
  person: Person,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> => {
  if (person.denies === true) {
    return provider.interactionFinished(request, response, { error: "access_denied", error_description: "<b>no</b>" })
  }
  const { params, prompt } = await provider.interactionDetails(request, response)
  if (prompt.name === "login") {
    return provider.interactionFinished(request, response, { login: { accountId: person.sub } })
  }
  const grant = new provider.Grant({ accountId: person.sub, clientId: params.client_id })
  grant.addOIDCScope(params.scope)
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
}

/** `inIdToken`: the email stands in ID tokens and not at the userinfo endpoint alone. */
export const realProvider = Effect.fnUntraced(function* (
  name: string,
  redirectUri: string,
  { inIdToken = false }: { readonly inIdToken?: boolean } = {}
) {
  const state: { person: Person } = {
    person: { sub: "amina", email: "amina@example.com", email_verified: true, name: "Amina" }
  }
  const origin = yield* loopback((origin) => {
    const provider = new Provider(origin, {
      clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
      conformIdTokenClaims: !inIdToken,
      cookies: { keys: ["a key of the tests"] },
      features: { devInteractions: { enabled: false } },
      findAccount: (_context: unknown, accountId: string) => ({
        accountId,
        claims: () => ({ ...state.person, denies: undefined, sub: accountId })
      }),
      interactions: { url: (_context: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
      pkce: { required: () => true },
      ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 }
    })
    const callback = provider.callback()
    return (request, response) => {
      if (request.url?.startsWith("/interaction/") !== true) return void callback(request, response)
      answered(provider, state.person, request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error))
      })
    }
  })
  const made: RealProvider = {
    origin,
    options: { name, issuer: origin, clientId: client.id, clientSecret: Redacted.make(client.secret) },
    get person() {
      return state.person
    },
    set person(person) {
      state.person = person
    }
  }
  return made
})
