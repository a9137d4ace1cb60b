/** What stands around every route: whatever happens behind it goes out as an answer that is safe to show. */
import { Internal, InvalidRequest, MethodNotAllowed, Problem, RouteNotFound } from "@duka/http-api"
import { Cause, Context, Effect, Schema } from "effect"
import { HttpRouter, HttpServerError, HttpServerRequest, HttpServerResponse } from "effect/http"
import { allowedBy } from "./allowed.ts"
import { countOf } from "./counting.ts"
import { record } from "./metrics.ts"
import { type Limited, withRateLimit } from "./rateLimitHeaders.ts"
import { routeOf } from "./route.ts"
import { isSafe, safeHeaders } from "./safeHeaders.ts"

const answering = <E>(schema: Schema.Codec<E, unknown>, status: number) => {
  const encode = Schema.encodeSync(schema)
  return (error: E, headers: Readonly<Record<string, string>> = {}) =>
    HttpServerResponse.text(JSON.stringify(encode(error)), { status, contentType: Problem.contentType, headers })
}

const notFound = answering(Problem.problem(RouteNotFound), 404)
const notAllowed = answering(Problem.problem(MethodNotAllowed), 405)
const invalid = answering(Problem.problem(InvalidRequest), 400)
const internal = answering(Problem.problem(Internal), 500)

const isDecodable = (path: string) => {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

const badPath = () =>
  invalid(
    new InvalidRequest({
      violations: [
        { in: "path", pointer: "", rule: "percent-encoding", message: "Expected percent-encoded UTF-8 (RFC 3986)" }
      ]
    })
  )

const badRequest = () =>
  invalid(
    new InvalidRequest({
      violations: [
        { in: "body", pointer: "", rule: "readable", message: "Expected a request that can be read to its end" }
      ]
    })
  )

const safe = (response: HttpServerResponse.HttpServerResponse) =>
  isSafe(response)
    ? response
    : HttpServerResponse.setHeaders(response, {
        ...safeHeaders,
        ...(response.status === 401 ? { "www-authenticate": 'Bearer realm="duka"' } : {}),
        ...response.headers
      })

/** Safe to show, and with what is left of the limit on requests. */
const dressed = (response: HttpServerResponse.HttpServerResponse, count: Limited | undefined) =>
  count === undefined ? safe(response) : withRateLimit(safe(response), count)

const reasonOf = (cause: Cause.Cause<unknown>) => {
  const error = Cause.squash(cause)
  return HttpServerError.isHttpServerError(error) ? error.reason : undefined
}

/** Over the contract's routes and these pages beside them. */
export const edge = (pages: Parameters<typeof allowedBy>[0]) => {
  const allowed = allowedBy(pages)

  const unrouted = ({ method, url }: HttpServerRequest.HttpServerRequest) => {
    const methods = allowed(url)
    if (methods.length === 0)
      return isDecodable(url.split("?", 1)[0] ?? url) ? notFound(new RouteNotFound()) : badPath()
    const allow = [...methods, "OPTIONS"].join(", ")
    return method === "OPTIONS"
      ? HttpServerResponse.empty({ status: 204, headers: { allow } })
      : notAllowed(new MethodNotAllowed({ allowed: methods }), { allow })
  }

  const failed = Effect.fnUntraced(function* (cause: Cause.Cause<unknown>) {
    const reason = reasonOf(cause)
    switch (reason?._tag) {
      case "RouteNotFound":
        return unrouted(yield* HttpServerRequest.HttpServerRequest)
      case "RequestParseError":
        return badRequest()
      default:
        yield* Effect.annotateLogs(
          Effect.logError("Request failed", cause),
          "http.route",
          routeOf(yield* Effect.context())
        )
        return internal(new Internal())
    }
  })

  return HttpRouter.middleware(
    (httpEffect) => {
      const answered = Effect.catchCause(httpEffect, (cause) =>
        Cause.hasInterruptsOnly(cause) ? Effect.failCause(cause) : failed(cause)
      )
      return Effect.withFiber((fiber) => {
        const request = Context.getUnsafe(fiber.context, HttpServerRequest.HttpServerRequest)
        const { method } = request
        const started = performance.now()
        return Effect.map(answered, (response) => {
          record({
            method,
            route: routeOf(fiber.context),
            status: response.status,
            seconds: (performance.now() - started) / 1000
          })
          return dressed(response, countOf(request))
        })
      })
    },
    { global: true }
  )
}
