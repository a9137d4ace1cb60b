import { NotReady, Problem } from "@duka/http-api"
import { Schema } from "effect"
import { HttpServerResponse } from "effect/http"

const retryAfterSeconds = 1

/** The same words for everybody: what it is about stands in the log. */
const body = JSON.stringify(Schema.encodeSync(Problem.problem(NotReady))(new NotReady({ retryAfterSeconds })))

/** The 503 problem that everything is answered with while there is no storage to serve it from. */
export const notReady: HttpServerResponse.HttpServerResponse = HttpServerResponse.text(body, {
  status: 503,
  contentType: Problem.contentType,
  headers: { "retry-after": String(retryAfterSeconds), "cache-control": "no-store" }
})
