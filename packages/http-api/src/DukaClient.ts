import { Context, Effect, Layer, type Redacted } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest } from "effect/http"
import { HttpApiClient } from "effect/http-api"
import { DukaApi } from "./DukaApi.ts"

export interface ClientOptions {
  readonly baseUrl: string
  readonly token?: Redacted.Redacted
  /** The server's own web handler calls it in process, with no socket; left out, the platform's `fetch` does. */
  readonly fetch?: typeof globalThis.fetch
}

/** Every endpoint as a typed call: `client.products.list({ query })`. Problems come back as the errors of core. */
export class DukaClient extends Context.Service<DukaClient, HttpApiClient.ForApi<typeof DukaApi>>()(
  "@duka/http-api/DukaClient"
) {
  static readonly layer = ({ baseUrl, fetch, token }: ClientOptions): Layer.Layer<DukaClient> =>
    Layer.effect(
      DukaClient,
      HttpApiClient.make(DukaApi, {
        baseUrl,
        transformClient:
          token === undefined ? (client) => client : HttpClient.mapRequest(HttpClientRequest.bearerToken(token))
      })
    ).pipe(
      Layer.provide(FetchHttpClient.layer),
      Layer.provide(fetch === undefined ? Layer.empty : Layer.succeed(FetchHttpClient.Fetch, fetch))
    )

  static readonly make = (options: ClientOptions): Effect.Effect<DukaClient["Service"]> =>
    Effect.provide(DukaClient, DukaClient.layer(options))
}
