import type { Duka, Tokens } from "@duka/core"
import { DukaApi } from "@duka/http-api"
import { type FileSystem, Layer, type Path } from "effect"
import { type Etag, HttpMiddleware, type HttpPlatform, HttpRouter, HttpServer } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { handlers } from "./handlers/index.ts"
import { BrowserSessions } from "./identity/BrowserSessions.ts"
import { SetupToken } from "./identity/SetupToken.ts"
import { routerConfig } from "./middleware/allowed.ts"
import { authentication } from "./middleware/authentication.ts"
import { edge } from "./middleware/edge.ts"
import { requestRules } from "./middleware/requestRules.ts"
import { secretHeaders } from "./middleware/secretHeaders.ts"
import { secretQueries } from "./middleware/secretQueries.ts"
import { paths, reference } from "./reference/reference.ts"

export { SetupToken } from "./identity/SetupToken.ts"
export { routerConfig } from "./middleware/allowed.ts"
export { RequestsPerMinute } from "./middleware/requestQuota.ts"
export { TrustedOrigins } from "./middleware/trustedOrigins.ts"

type Platform = Etag.Generator | FileSystem.FileSystem | HttpPlatform.HttpPlatform | Path.Path

/**
 * All routes over the use cases. A socket serves them with `HttpRouter.serve` or `HttpRouter.toHttpEffect`, given
 * `routerConfig`; a process calls them through `handler`.
 */
export const routes: Layer.Layer<
  never,
  never,
  // Written out: a handler that asks for something else is then an error here and not where it is served.
  Duka.UseCases | Tokens | SetupToken | HttpRouter.HttpRouter | Platform
> = Layer.mergeAll(HttpApiBuilder.layer(DukaApi), reference, edge(paths)).pipe(
  Layer.provide(handlers),
  Layer.provide([authentication, requestRules]),
  Layer.provide(BrowserSessions.layer)
)

/** Spans carry the address of a request: none is made where that is a token, or holds a secret or a provider's code. */
export const untraced: Layer.Layer<never> = Layer.succeed(
  HttpMiddleware.TracerDisabledWhen,
  ({ url }) =>
    url.startsWith("/v1/track/") ||
    url.startsWith("/v1/auth/oidc/") ||
    url.startsWith("/v1/webhooks/") ||
    url.startsWith("/v1/unsubscribe/")
)

/**
 * The server as a function from `Request` to `Response`: for serverless hosts, tests and the in-process client. Loggers,
 * tracers and other references that the layer brings are the requests' too.
 */
export const handler = <E>(useCases: Layer.Layer<Duka.UseCases | Tokens | SetupToken, E>) =>
  HttpRouter.toWebHandler(
    routes.pipe(
      Layer.provideMerge(useCases),
      Layer.provideMerge([untraced, secretHeaders, secretQueries, HttpServer.layerServices])
    ),
    {
      disableLogger: true,
      routerConfig
    }
  )
