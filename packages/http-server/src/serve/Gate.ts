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
  /** The shop is as it is to be: from now on `/health/ready` says so. */
  readonly ready: Effect.Effect<void>
  /** Whether the database answers. True the first time that it is told so. */
  reachable(answers: boolean): Effect.Effect<boolean>
  /** From now on each answer is the last one of its connection. */
  readonly drain: Effect.Effect<void>
}

const healthy = (status: (typeof Health.Type)["status"]) =>
  HttpServerResponse.jsonUnsafe({ status }, { headers: { "cache-control": "no-store" } })

const pathOf = (url: string) => {
  const query = url.indexOf("?")
  return query === -1 ? url : url.slice(0, query)
}

export const make: Effect.Effect<Gate> = Effect.sync(() => {
  const state = MutableRef.make<State>({ _tag: "Starting" })
  const ready = MutableRef.make(false)
  const draining = MutableRef.make(false)

  const isReady = () => state.current._tag === "Open" && ready.current && !draining.current

  const health = ({ method, url }: HttpServerRequest.HttpServerRequest) => {
    if (!url.startsWith("/health/") || (method !== "GET" && method !== "HEAD")) return null
    switch (pathOf(url)) {
      case "/health/live":
        return healthy("live")
      case "/health/ready":
        return isReady() ? healthy("ready") : notReady
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
    ready: Effect.sync(() => void MutableRef.set(ready, true)),
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
