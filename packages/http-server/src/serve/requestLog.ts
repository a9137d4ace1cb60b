import { Clock, Effect } from "effect"
import { HttpServerRequest } from "effect/http"
import { routeOf } from "../middleware/route.ts"
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
    const route = routeOf(yield* Effect.context())
    const millis = (yield* Clock.currentTimeMillis) - started
    yield* Effect.logDebug(`${method} ${route} ${response.status} ${millis} ms`)
    return response
  })
