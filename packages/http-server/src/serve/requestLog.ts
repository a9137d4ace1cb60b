import { Clock, Context, Effect } from "effect"
import { HttpRouter, HttpServerRequest } from "effect/http"
import type { Routes } from "./Gate.ts"

/**
 * A line for each request at level debug: method, route, status, milliseconds. The route is the template and never the
 * path itself, which may hold a token.
 */
export const requestLog = (app: Routes): Routes =>
  Effect.gen(function* () {
    const { method } = yield* HttpServerRequest.HttpServerRequest
    const started = yield* Clock.currentTimeMillis
    const response = yield* app
    const route = yield* Effect.withFiber((fiber) =>
      Effect.succeed(Context.getOrUndefined(fiber.context, HttpRouter.RouteContext)?.route.path ?? "(no route)")
    )
    const millis = (yield* Clock.currentTimeMillis) - started
    yield* Effect.logDebug(`${method} ${route} ${response.status} ${millis} ms`)
    return response
  })
