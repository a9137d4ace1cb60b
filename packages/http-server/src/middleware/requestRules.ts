import { pointerTo, unknownFieldMessage, violations } from "@duka/core"
import {
  BodyBytesMax,
  BodyValuesMax,
  InvalidRequest,
  PayloadTooLarge,
  requestLimits,
  RequestRules,
  UnsupportedMediaType
} from "@duka/http-api"
import { ByteSize, Context, Effect, Layer, Option, Result, Schema, type SchemaIssue } from "effect"
import { HttpIncomingMessage, HttpServerRequest } from "effect/http"
import { HttpApiError, type HttpApiEndpoint } from "effect/http-api"
import { comeAgain } from "./comeAgain.ts"
import { extentOf } from "./extent.ts"

const slots = { Params: "path", Query: "query", Headers: "header", Payload: "body" } as const

const shownMax = 50
const pointerLengthMax = 300

/** No value when there is too much of it to explain. */
const parsed = (text: string): Effect.Effect<unknown, string | Schema.SchemaError> =>
  extentOf(text, { depth: requestLimits.nestingMax, values: requestLimits.explainedValuesMax }).values >
  requestLimits.explainedValuesMax
    ? Effect.fail("too many values")
    : Schema.decodeEffect(Schema.fromJsonString(Schema.Unknown))(text)

const strict = { onExcessProperty: "error", errors: "all" } as const

type Slot = keyof typeof slots

const toldOf = (kind: Slot, issue: SchemaIssue.Issue) =>
  new InvalidRequest({
    violations: violations(issue, [], shownMax).map(({ message, pointer, rule }) => ({
      in: slots[kind],
      pointer: pointer.slice(0, pointerLengthMax),
      ...(kind !== "Payload" || pointer !== ""
        ? { rule, message }
        : message === "Expected a valid JSON body"
          ? { rule: "json", message }
          : { rule, message: rule === "type" ? "Expected a JSON object" : message })
    }))
  })

/** A parameter that is given more than once is a list, where one text is expected. */
const queryTold = Effect.fnUntraced(function* (issue: SchemaIssue.Issue) {
  const given = yield* HttpServerRequest.ParsedSearchParams
  const twice = new Set(Object.keys(given).flatMap((name) => (Array.isArray(given[name]) ? [pointerTo([name])] : [])))
  const { violations } = toldOf("Query", issue)
  return new InvalidRequest({
    violations: violations.map((violation) =>
      violation.rule === "type" && twice.has(violation.pointer)
        ? { ...violation, message: "Expected one value: it is given more than once" }
        : violation
    )
  })
})

/**
 * The contract's decoder stops at the first violation. A body that is not big is decoded once more, to tell them all:
 * collecting them takes time for each value, and a guest may not make the shop wait.
 */
const payloadTold = (endpoint: HttpApiEndpoint.Top) => {
  const schemas = [...endpoint.payload.values()].flatMap(({ schemas }) => [...schemas])
  const decode = Schema.decodeUnknownResult(Schema.make<Schema.Codec<unknown>>(Schema.Union(schemas).ast), strict)
  return Effect.fnUntraced(function* (issue: SchemaIssue.Issue) {
    const request = yield* HttpServerRequest.HttpServerRequest
    const body = yield* Effect.option(Effect.flatMap(request.text, parsed))
    if (Option.isNone(body)) return toldOf("Payload", issue)
    const whole = decode(body.value)
    return toldOf("Payload", Result.isFailure(whole) ? whole.failure.issue : issue)
  })
}

const broken = (rule: string, message: string) =>
  new InvalidRequest({ violations: [{ in: "body", pointer: "", rule, message }] })

const supported = ["application/json"]

const isJson = (mediaType: string) => /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?;?\s*$/i.test(mediaType)

/** What is wrong with a body before it is parsed. What is read here is kept by the request for whoever decodes it. */
const readable = Effect.fnUntraced(function* (bytesMax: number, valuesMax: number) {
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
  const { depth, values } = extentOf(text, { depth: requestLimits.nestingMax, values: valuesMax })
  if (depth > requestLimits.nestingMax) {
    return yield* broken("depth", `Expected at most ${requestLimits.nestingMax} levels of nesting`)
  }
  if (values > valuesMax) return yield* broken("size", `Expected at most ${valuesMax} values and keys`)
})

/** Endpoints without a query take none. */
const noQuery = Effect.gen(function* () {
  const names = Object.keys(yield* HttpServerRequest.ParsedSearchParams).slice(0, shownMax)
  if (names.length === 0) return
  return yield* new InvalidRequest({
    violations: names.map((name) => ({
      in: "query",
      pointer: pointerTo([name]).slice(0, pointerLengthMax),
      rule: "unknown-field",
      message: unknownFieldMessage
    }))
  })
})

/** The rest of a request, once nothing is wrong with what comes before decoding. */
const checked = <A, E, R>(endpoint: HttpApiEndpoint.Top, rest: Effect.Effect<A, E, R>) => {
  const bounded = (bound: Context.Reference<number>) => Context.get(endpoint.annotations, bound)
  const read =
    endpoint.payload.size === 0 ? rest : Effect.andThen(readable(bounded(BodyBytesMax), bounded(BodyValuesMax)), rest)
  return endpoint.query === undefined ? Effect.andThen(noQuery, read) : read
}

/** Turns what breaks the contract into problems that name the place and the rule. */
export const requestRules = Layer.succeed(RequestRules, (httpEffect, { endpoint }) => {
  const bodyTold = payloadTold(endpoint)
  // Made once for the endpoint: most requests never come here.
  const failed = Effect.fnUntraced(function* <E>(error: E) {
    if (!HttpApiError.HttpApiSchemaError.is(error)) {
      yield* comeAgain(error)
      return yield* Effect.fail(error)
    }
    const { cause, kind } = error
    switch (kind) {
      case "Payload":
        return yield* yield* bodyTold(cause.issue)
      case "Query":
        return yield* yield* queryTold(cause.issue)
      case "Params":
      case "Headers":
        return yield* toldOf(kind, cause.issue)
      default:
        // Our own answer does not fit the contract: a bug, for the log and a 500.
        return yield* Effect.die(cause)
    }
  })
  return Effect.catch(checked(endpoint, httpEffect), failed)
})
