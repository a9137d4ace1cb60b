import { type Actor, CurrentActor, CurrentClient, Sessions } from "@duka/core"
import { Asking, Authentication, isForGuests, Unauthenticated } from "@duka/http-api"
import { Context, Effect, Layer } from "effect"
import { type Headers, HttpServerRequest } from "effect/http"
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

/** No `Authorization` is a guest; a token that is good for nothing is refused, whatever the endpoint. */
export const authentication = Layer.effect(
  Authentication,
  Effect.gen(function* () {
    const sessions = yield* Sessions

    const signedIn = (credential: string, headers: Headers.Headers): Effect.Effect<Actor, Unauthenticated> =>
      sessions.authenticate(credential).pipe(
        Effect.map((actor): Actor => (actor._tag === "Customer" ? { ...actor, ...shown(headers) } : actor)),
        Effect.catchTag("InvalidToken", () => Effect.fail(new Unauthenticated()))
      )

    const actorOf = (headers: Headers.Headers, isOpen: boolean): Effect.Effect<Actor, Unauthenticated> => {
      const { authorization } = headers
      if (authorization === undefined && isOpen) return Effect.succeed(guest(headers))
      const credential = bearer.exec(authorization ?? "")?.[1]
      if (credential === undefined) return Effect.fail(new Unauthenticated())
      return signedIn(credential, headers)
    }

    return Authentication.of((httpEffect, { endpoint }) => {
      const isOpen = isForGuests(Context.get(endpoint.annotations, Asking))
      return HttpServerRequest.HttpServerRequest.pipe(
        Effect.flatMap((request) =>
          Effect.flatMap(actorOf(request.headers, isOpen), (actor) => {
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
