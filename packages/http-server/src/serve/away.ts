import { Cause, Effect, Predicate } from "effect"
import { HttpRouter } from "effect/http"
import { SqlError } from "effect/sql"
import { notReady } from "./notReady.ts"

/** The server is shutting down, starting up, or takes no more connections (PostgreSQL's appendix A). */
const away = /^(08...|57P0[1-5]|53300)$/

const codeOf = (cause: unknown) =>
  Predicate.hasProperty(cause, "code") && typeof cause.code === "string" ? cause.code : ""

/** Whether the database was lost, and not the request wrong or the shop broken. */
export const isAway = (cause: Cause.Cause<unknown>): boolean =>
  cause.reasons.some((reason) => {
    const error = Cause.isDieReason(reason) ? reason.defect : Cause.isFailReason(reason) ? reason.error : undefined
    if (!SqlError.isSqlError(error)) return false
    return error.reason._tag === "ConnectionError" || away.test(codeOf(error.reason.cause))
  })

/** Requests that lose the database on their way are answered 503: it is no bug, and asking again will do. */
export const layer = HttpRouter.middleware(
  (httpEffect) =>
    Effect.catchCause(httpEffect, (cause) => (isAway(cause) ? Effect.succeed(notReady) : Effect.failCause(cause))),
  { global: true }
)
