import { isBusy } from "@duka/adapter-postgres"
import { idempotencyLimits, StorageBusy } from "@duka/core"
import { Problem } from "@duka/http-api"
import { Cause, Effect, Predicate, Schema } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { SqlError } from "effect/sql"
import { notReady } from "./notReady.ts"

/** The server is shutting down, starting up, or takes no more connections (PostgreSQL's appendix A). */
const away = /^(08...|57P0[1-5]|53300)$/

const busy = HttpServerResponse.text(
  JSON.stringify(
    Schema.encodeSync(Problem.problem(StorageBusy))(
      new StorageBusy({ retryAfterSeconds: idempotencyLimits.retryAfterSeconds })
    )
  ),
  {
    status: 503,
    contentType: Problem.contentType,
    headers: { "retry-after": String(idempotencyLimits.retryAfterSeconds), "cache-control": "no-store" }
  }
)

const codeOf = (cause: unknown) =>
  Predicate.hasProperty(cause, "code") && typeof cause.code === "string" ? cause.code : ""

const errorOf = (reason: Cause.Reason<unknown>) =>
  Cause.isDieReason(reason) ? reason.defect : Cause.isFailReason(reason) ? reason.error : undefined

/**
 * The answer when the database was lost, or had no time for a statement, and not the request wrong or the shop broken;
 * null otherwise. Nothing has happened in either case, and asking again will do.
 */
export const answerTo = (cause: Cause.Cause<unknown>): HttpServerResponse.HttpServerResponse | null => {
  for (const error of cause.reasons.map(errorOf)) {
    if (!SqlError.isSqlError(error)) continue
    if (isBusy(error)) return busy
    if (error.reason._tag === "ConnectionError" || away.test(codeOf(error.reason.cause))) return notReady
  }
  return null
}

/** Requests that lose the database on their way, or get no time of it, are answered 503: it is no bug. */
export const layer = HttpRouter.middleware(
  (httpEffect) =>
    Effect.catchCause(httpEffect, (cause) => {
      const answer = answerTo(cause)
      return answer === null ? Effect.failCause(cause) : Effect.succeed(answer)
    }),
  { global: true }
)
