/**
 * What stands between the socket and the shop. The socket opens before there is a shop to serve: until then, and whenever
 * its database is away, everything is answered at once with a 503 problem. Health is answered here, whatever the state.
 */
import type { Health } from "@duka/http-api"
import { Effect, MutableRef, type Scope } from "effect"
import { type HttpServerError, HttpServerRequest, HttpServerResponse } from "effect/http"
import { notReady } from "./notReady.ts"

/** The routes of an open shop. */
export type Routes = Effect.Effect<
  HttpServerResponse.HttpServerResponse,
  HttpServerError.HttpServerError,
  HttpServerRequest.HttpServerRequest | Scope.Scope
>

type State =
  | { readonly _tag: "Starting" }
  | { readonly _tag: "Open"; readonly routes: Routes }
  /** Open, but the database does not answer. */
  | { readonly _tag: "Away"; readonly routes: Routes }

export interface Gate {
  /** What the socket serves. */
  readonly app: Routes
  open(routes: Routes): Effect.Effect<void>
  /** The shop is as it is to be: from now on `/health/ready` says so, with these warnings. */
  ready(warnings: ReadonlyArray<string>): Effect.Effect<void>
  /** Whether the database answers. True the first time that it is told so. */
  reachable(answers: boolean): Effect.Effect<boolean>
  /** From now on each answer is the last one of its connection. */
  readonly drain: Effect.Effect<void>
}

const healthy = (health: typeof Health.Type) =>
  HttpServerResponse.jsonUnsafe(health, { headers: { "cache-control": "no-store" } })

const pathOf = (url: string) => {
  const query = url.indexOf("?")
  return query === -1 ? url : url.slice(0, query)
}

export const make: Effect.Effect<Gate> = Effect.sync(() => {
  const state = MutableRef.make<State>({ _tag: "Starting" })
  const ready = MutableRef.make<ReadonlyArray<string> | null>(null)
  const draining = MutableRef.make(false)

  /** Null: not ready. */
  const warnings = () => (state.current._tag === "Open" && !draining.current ? ready.current : null)

  const readiness = () => {
    const told = warnings()
    return told === null ? notReady : healthy({ status: "ready", ...(told.length === 0 ? {} : { warnings: told }) })
  }

  const health = ({ method, url }: HttpServerRequest.HttpServerRequest) => {
    if (!url.startsWith("/health/") || (method !== "GET" && method !== "HEAD")) return null
    switch (pathOf(url)) {
      case "/health/live":
        return healthy({ status: "live" })
      case "/health/ready":
        return readiness()
      default:
        return null
    }
  }

  const served = Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    const answer = health(request)
    if (answer !== null) return Effect.succeed(answer)
    const current = state.current
    return current._tag === "Open" ? current.routes : Effect.succeed(notReady)
  })

  return {
    app: Effect.map(served, (response) =>
      draining.current ? HttpServerResponse.setHeader(response, "connection", "close") : response
    ),
    open: (routes) => Effect.sync(() => void MutableRef.set(state, { _tag: "Open", routes })),
    ready: (warnings) => Effect.sync(() => void MutableRef.set(ready, warnings)),
    reachable: (answers) =>
      Effect.sync(() => {
        const current = state.current
        if (current._tag !== (answers ? "Away" : "Open")) return false
        MutableRef.set(state, { _tag: answers ? "Open" : "Away", routes: current.routes })
        return true
      }),
    drain: Effect.sync(() => void MutableRef.set(draining, true))
  }
})
