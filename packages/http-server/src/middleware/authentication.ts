import { type Actor, CurrentActor, CurrentClient, isApiKey, Sessions, type TooManyAttempts } from "@duka/core"
import { Asking, Authentication, type CsrfTokenInvalid, Doorway, isForGuests, Unauthenticated } from "@duka/http-api"
import { Context, Effect, Layer } from "effect"
import { type Headers, HttpServerRequest } from "effect/http"
import { BrowserSessions } from "../identity/BrowserSessions.ts"
import { accessOf } from "../identity/cookies.ts"
import { clientOf } from "./client.ts"
import { counting } from "./counting.ts"

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
    const counted = yield* counting

    const byBearer = (
      authorization: string,
      request: HttpServerRequest.HttpServerRequest
    ): Effect.Effect<Actor, Unauthenticated | TooManyAttempts> => {
      const credential = bearer.exec(authorization)?.[1]
      if (credential === undefined) return unauthenticated
      const known = Effect.catchTag(sessions.authenticate(credential), "InvalidToken", () => unauthenticated)
      // Who tries keys is counted by where he is.
      return isApiKey(credential) ? Effect.provideService(known, CurrentClient, clientOf(request)) : known
    }

    const actorOf = (
      request: HttpServerRequest.HttpServerRequest,
      endpoint: { readonly isDoorway: boolean; readonly isOpen: boolean }
    ): Effect.Effect<Actor, Unauthenticated | CsrfTokenInvalid | TooManyAttempts> => {
      const { headers } = request
      const { authorization, cookie } = headers
      if (authorization !== undefined)
        return Effect.map(byBearer(authorization, request), (actor) => showing(actor, headers))
      const access = cookie === undefined || endpoint.isDoorway ? undefined : accessOf(cookie)
      if (access !== undefined) {
        return Effect.map(browsers.authenticate(access, request), (actor) => showing(actor, headers))
      }
      return endpoint.isOpen ? Effect.succeed(guest(headers)) : unauthenticated
    }

    return Authentication.of((httpEffect, { endpoint }) => {
      const isDoorway = Context.get(endpoint.annotations, Doorway)
      const isOpen = isDoorway || isForGuests(Context.get(endpoint.annotations, Asking))
      return HttpServerRequest.HttpServerRequest.pipe(
        Effect.flatMap((request) =>
          Effect.flatMap(counted(request, actorOf(request, { isDoorway, isOpen })), (actor) => {
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
