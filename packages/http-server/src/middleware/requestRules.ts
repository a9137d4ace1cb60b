import { violations } from "@duka/core"
import {
  BodyBytesMax,
  InvalidRequest,
  PayloadTooLarge,
  requestLimits,
  RequestRules,
  UnsupportedMediaType
} from "@duka/http-api"
import { ByteSize, Context, Effect, Layer, Predicate } from "effect"
import { HttpEffect, HttpIncomingMessage, HttpServerRequest, HttpServerResponse } from "effect/http"
import { HttpApiError, type HttpApiEndpoint } from "effect/http-api"
import { isNestedDeeper } from "./nesting.ts"

const slots = { Params: "path", Query: "query", Headers: "header", Payload: "body" } as const

const shownMax = 50
const pointerLengthMax = 300

/** Undefined when it is our answer, and not the request, that breaks the contract. */
const brokenBy = ({ cause, kind }: HttpApiError.HttpApiSchemaError): InvalidRequest | undefined => {
  if (kind === "Body" || kind === "ResponseHeaders") return undefined
  const found = violations(cause.issue)
    .slice(0, shownMax)
    .map(({ message, pointer, rule }) => ({
      in: slots[kind],
      pointer: pointer.slice(0, pointerLengthMax),
      rule: kind === "Payload" && message === "Expected a valid JSON body" ? "json" : rule,
      message
    }))
  return new InvalidRequest({ violations: found })
}

const broken = (rule: string, message: string) =>
  new InvalidRequest({ violations: [{ in: "body", pointer: "", rule, message }] })

const supported = ["application/json"]

const isJson = (mediaType: string) => /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?;?\s*$/i.test(mediaType)

/** What is wrong with a body before it is parsed. What is read here is kept by the request for whoever decodes it. */
const readable = Effect.fnUntraced(function* (bytesMax: number) {
  const request = yield* HttpServerRequest.HttpServerRequest
  const {
    "content-encoding": coding = "identity",
    "content-length": length,
    "content-type": mediaType
  } = request.headers
  if ((mediaType !== undefined && !isJson(mediaType)) || coding !== "identity") {
    return yield* new UnsupportedMediaType({ supported })
  }
  if (length !== undefined && Number(length) > bytesMax) return yield* new PayloadTooLarge({ bytesMax })
  const text = yield* request.text.pipe(
    Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(bytesMax)),
    Effect.mapError(({ reason }) =>
      reason._tag === "RequestParseError" && reason.reason === "BodyTooLarge"
        ? new PayloadTooLarge({ bytesMax })
        : broken("readable", "Expected a body that can be read to its end")
    )
  )
  if (isNestedDeeper(text, requestLimits.nestingMax)) {
    return yield* broken("depth", `Expected at most ${requestLimits.nestingMax} levels of nesting`)
  }
})

/** Endpoints without a query take none. */
const noQuery = Effect.gen(function* () {
  const names = Object.keys(yield* HttpServerRequest.ParsedSearchParams).slice(0, shownMax)
  if (names.length === 0) return
  return yield* new InvalidRequest({
    violations: names.map((name) => ({
      in: "query",
      pointer: `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`.slice(0, pointerLengthMax),
      rule: "unknown-field",
      message: "Expected no excess property"
    }))
  })
})

const retryAfter = (error: unknown) =>
  Predicate.hasProperty(error, "retryAfterSeconds")
    ? HttpEffect.appendPreResponseHandler((_request, response) =>
        Effect.succeed(HttpServerResponse.setHeader(response, "retry-after", String(error.retryAfterSeconds)))
      )
    : Effect.void

const before = (endpoint: HttpApiEndpoint.Top) => {
  const query = endpoint.query === undefined ? noQuery : Effect.void
  return endpoint.payload.size === 0
    ? query
    : Effect.andThen(query, readable(Context.get(endpoint.annotations, BodyBytesMax)))
}

/** Turns what breaks the contract into problems that name the place and the rule. */
export const requestRules = Layer.succeed(RequestRules, (httpEffect, { endpoint }) => {
  const checked = before(endpoint)
  return Effect.gen(function* () {
    yield* checked
    return yield* Effect.catch(
      httpEffect,
      Effect.fnUntraced(function* (error) {
        if (!HttpApiError.HttpApiSchemaError.is(error)) {
          yield* retryAfter(error)
          return yield* Effect.fail(error)
        }
        // Our own answer does not fit the contract: a bug, for the log and a 500.
        return yield* brokenBy(error) ?? Effect.die(error.cause)
      })
    )
  })
})
