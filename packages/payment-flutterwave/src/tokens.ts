/** The access tokens of v4 (OAuth 2.0, client credentials), each used until shortly before it ends. */
import type { Calls } from "@duka/payment-http"
import { Cache, Effect, Exit, Redacted } from "effect"
import { HttpClientRequest } from "effect/http"
import { Token } from "./wireV4.ts"

/** Given up before it ends, so that it does not end on its way. */
const spareSeconds = 60

const flutterwaves = "https://idp.flutterwave.com/realms/flutterwave/protocol/openid-connect/token"

export interface TokensOptions {
  readonly tokenUrl?: string
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
}

export const tokensOf = Effect.fnUntraced(function* (
  flutterwave: Calls,
  { clientId, clientSecret, tokenUrl }: TokensOptions
) {
  const granted = Effect.fnUntraced(function* () {
    const said = yield* flutterwave.call({
      request: HttpClientRequest.post(tokenUrl ?? flutterwaves).pipe(
        HttpClientRequest.bodyUrlParams({
          client_id: clientId,
          client_secret: Redacted.value(clientSecret),
          grant_type: "client_credentials"
        })
      ),
      acts: false,
      answer: Token
    })
    if (said._tag === "Refused") return yield* flutterwave.refusedBy(said.refusal)
    return { value: Redacted.make(said.answer.access_token), seconds: said.answer.expires_in }
  })

  const tokens = yield* Cache.makeWith<
    "token",
    Effect.Success<ReturnType<typeof granted>>,
    Effect.Error<ReturnType<typeof granted>>
  >(granted, {
    capacity: 1,
    timeToLive: (exit) => (Exit.isSuccess(exit) ? `${Math.max(0, exit.value.seconds - spareSeconds)} seconds` : 0)
  })

  return {
    token: Effect.map(Cache.get(tokens, "token"), ({ value }) => value),
    /** One that is not taken any more is not shown again. */
    forget: Cache.invalidate(tokens, "token")
  }
})
