import { InvalidInput, Violation } from "@duka/core"
import { Context, Schema } from "effect"
import { HttpApiMiddleware } from "effect/http-api"
import { problem } from "./Problem.ts"
import { PayloadTooLarge, UnsupportedMediaType } from "./ProtocolErrors.ts"

/** `…ValuesMax` count values and keys: `{"a":[1]}` has four. */
export const requestLimits = {
  bodyBytesMax: 1_048_576,
  bulkBodyBytesMax: 5_242_880,
  nestingMax: 64,
  /** A cart of 200 lines with five answers each has about 3,500. */
  bodyValuesMax: 20_000,
  /** Up to so many all violations are told, beyond it the first: to collect them takes time for each value. */
  explainedValuesMax: 5_000,
  /** A product of 100 variants with prices in 20 currencies has more than 10,000, its customisations more again. */
  productValuesMax: 200_000,
  /** 500 products of 100 variants, with a SKU, two options and a price each, have about 800,000. */
  bulkBodyValuesMax: 1_000_000
} as const

/** How many bytes an endpoint takes. */
export const BodyBytesMax: Context.Reference<number> = Context.Reference<number>("@duka/http-api/BodyBytesMax", {
  defaultValue: () => requestLimits.bodyBytesMax
})

/** How many values and keys an endpoint takes. */
export const BodyValuesMax: Context.Reference<number> = Context.Reference<number>("@duka/http-api/BodyValuesMax", {
  defaultValue: () => requestLimits.bodyValuesMax
})

/** A violation in one part of a request; `pointer` (RFC 6901) leads to the place in it: `/lines/0/quantity`. */
export class RequestViolation extends Schema.Opaque<RequestViolation>()(
  Schema.Struct({ in: Schema.Literals(["path", "query", "header", "body"]), ...Violation.fields }).annotate({
    identifier: "RequestViolation"
  })
) {}

export class InvalidRequest extends Schema.TaggedError<InvalidRequest>()("InvalidRequest", {
  violations: Schema.Array(RequestViolation)
}) {
  override get message() {
    return this.violations
      .map(({ message, pointer }) => (pointer === "" ? message : `${pointer}: ${message}`))
      .join("; ")
  }
}

/** What no typed client can provoke, and every other client will: requests that break the contract. */
export class RequestRules extends HttpApiMiddleware.Service<RequestRules>()("@duka/http-api/RequestRules", {
  error: [problem(InvalidRequest), problem(InvalidInput), problem(PayloadTooLarge), problem(UnsupportedMediaType)]
}) {}
