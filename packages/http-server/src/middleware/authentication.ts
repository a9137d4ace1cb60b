import { type Actor, CurrentActor, CurrentClient, Sessions } from "@duka/core"
import { Authentication, type CsrfTokenInvalid, Doorway, SignedIn, Unauthenticated } from "@duka/http-api"
import { Context, Effect, Layer } from "effect"
import { type Headers, HttpServerRequest } from "effect/http"
import { BrowserSessions } from "../identity/BrowserSessions.ts"
import { accessOf } from "../identity/cookies.ts"
import { clientOf } from "./client.ts"

const stranger: Actor = { _tag: "Guest" }

/** What a guest shows for his cart and his order, and a customer for those that he had as a guest. */
const shown = (headers: Headers.Headers) => {
  const cartToken = headers["duka-cart-token"]
  const orderToken = headers["duka-order-token"]
  if (cartToken === undefined && orderToken === undefined) return undefined
  return {
    ...(cartToken === undefined || cartToken === "" ? {} : { cartToken }),
    ...(orderToken === undefined || orderToken === "" ? {} : { orderToken })
  }
}

const guest = (headers: Headers.Headers): Actor => {
  const tokens = shown(headers)
  return tokens === undefined ? stranger : { ...stranger, ...tokens }
}

/** RFC 6750, section 2.1. The scheme's letters may be of either case (RFC 9110, section 11.1). */
const bearer = /^bearer +(.+)$/i

const unauthenticated = Effect.suspend(() => Effect.fail(new Unauthenticated()))

/** A customer shows what he had as a guest too. */
const showing = (actor: Actor, headers: Headers.Headers): Actor =>
  actor._tag === "Customer" ? { ...actor, ...shown(headers) } : actor

/**
 * A token that is good for nothing is refused, whatever the endpoint. It comes in `Authorization`, which goes before cookies,
 * or in a cookie. None at all is a guest.
 */
export const authentication = Layer.effect(
  Authentication,
  Effect.gen(function* () {
    const sessions = yield* Sessions
    const browsers = yield* BrowserSessions

    const byBearer = (authorization: string): Effect.Effect<Actor, Unauthenticated> => {
      const credential = bearer.exec(authorization)?.[1]
      return credential === undefined
        ? unauthenticated
        : Effect.catchTag(sessions.authenticate(credential), "InvalidToken", () => unauthenticated)
    }

    const actorOf = (
      request: HttpServerRequest.HttpServerRequest,
      endpoint: { readonly isDoorway: boolean; readonly isForGuests: boolean }
    ): Effect.Effect<Actor, Unauthenticated | CsrfTokenInvalid> => {
      const { headers } = request
      const { authorization, cookie } = headers
      if (authorization !== undefined) return Effect.map(byBearer(authorization), (actor) => showing(actor, headers))
      const access = cookie === undefined || endpoint.isDoorway ? undefined : accessOf(cookie)
      if (access !== undefined) {
        return Effect.map(browsers.authenticate(access, request), (actor) => showing(actor, headers))
      }
      return endpoint.isForGuests ? Effect.succeed(guest(headers)) : unauthenticated
    }

    return Authentication.of((httpEffect, { endpoint }) => {
      const isDoorway = Context.get(endpoint.annotations, Doorway)
      const isForGuests = isDoorway || !Context.get(endpoint.annotations, SignedIn)
      return HttpServerRequest.HttpServerRequest.pipe(
        Effect.flatMap((request) =>
          Effect.flatMap(actorOf(request, { isDoorway, isForGuests }), (actor) => {
            const context = Context.make(CurrentActor, actor)
            // Whoever only reads is not asked from where.
            const isRead = request.method === "GET" || request.method === "HEAD"
            return Effect.provideContext(
              httpEffect,
              isRead ? context : Context.add(context, CurrentClient, clientOf(request))
            )
          })
        )
      )
    })
  })
)
