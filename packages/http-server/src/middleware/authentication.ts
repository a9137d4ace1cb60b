import { type Actor, CurrentActor, CurrentClient, Sessions, type TooManyAttempts } from "@duka/core"
import { Authentication, SignedIn, TooManyRequests, Unauthenticated } from "@duka/http-api"
import { Clock, Context, Effect, Layer, Option } from "effect"
import { type Headers, HttpEffect, HttpServerRequest } from "effect/http"
import { clientOf } from "./client.ts"
import { comeAgain } from "./comeAgain.ts"
import { withRateLimit } from "./rateLimitHeaders.ts"
import { make as makeQuota, RequestsPerMinute } from "./requestQuota.ts"

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

/** By whom a request of somebody who is known is counted; null: by its address. */
const accountOf = (actor: Actor): string | null => ("id" in actor ? `${actor._tag}:${actor.id}` : null)

/** Whoever only reads is not asked from where. */
const isRead = ({ method }: HttpServerRequest.HttpServerRequest) => method === "GET" || method === "HEAD"

/** No `Authorization` is a guest; a token that is good for nothing is refused, whatever the endpoint. */
export const authentication = Layer.effect(
  Authentication,
  Effect.gen(function* () {
    const sessions = yield* Sessions
    const limit = yield* RequestsPerMinute
    const quota = makeQuota(limit)

    const signedIn = (
      credential: string,
      request: HttpServerRequest.HttpServerRequest
    ): Effect.Effect<Actor, Unauthenticated | TooManyAttempts> =>
      sessions.authenticate(credential).pipe(
        Effect.provideService(CurrentClient, clientOf(request)),
        Effect.map((actor): Actor => (actor._tag === "Customer" ? { ...actor, ...shown(request.headers) } : actor)),
        Effect.catchTag("InvalidToken", () => Effect.fail(new Unauthenticated()))
      )

    const actorOf = (
      request: HttpServerRequest.HttpServerRequest,
      isForGuests: boolean
    ): Effect.Effect<Actor, Unauthenticated | TooManyAttempts> => {
      const { authorization } = request.headers
      if (authorization === undefined && isForGuests) return Effect.succeed(guest(request.headers))
      const credential = bearer.exec(authorization ?? "")?.[1]
      if (credential === undefined) return Effect.fail(new Unauthenticated())
      return signedIn(credential, request)
    }

    /** Counts a request; what is left is told with its answer, whatever that is. */
    const counted = (
      request: HttpServerRequest.HttpServerRequest,
      account: string | null
    ): Effect.Effect<void, TooManyRequests> =>
      Effect.withFiber((fiber) => {
        const sender = account ?? quota.senderAt(Option.getOrUndefined(request.remoteAddress))
        if (sender === null) return Effect.void
        const taken = quota.take(sender, fiber.getRef(Clock.Clock).currentTimeMillisUnsafe())
        const { remaining, resetSeconds, windowSeconds } = taken
        const told = { ...taken, remaining: Math.max(0, remaining) }
        HttpEffect.appendPreResponseHandlerUnsafe(fiber.context, (_request, response) =>
          Effect.succeed(withRateLimit(response, told))
        )
        return remaining < 0
          ? Effect.fail(new TooManyRequests({ limit, windowSeconds, retryAfterSeconds: resetSeconds }))
          : Effect.void
      })

    const authenticated = (request: HttpServerRequest.HttpServerRequest, isForGuests: boolean) =>
      limit === 0
        ? actorOf(request, isForGuests)
        : actorOf(request, isForGuests).pipe(
            Effect.tap((actor) => counted(request, accountOf(actor))),
            Effect.tapError(() => counted(request, null)),
            Effect.tapError(comeAgain)
          )

    return Authentication.of((httpEffect, { endpoint }) => {
      const isForGuests = !Context.get(endpoint.annotations, SignedIn)
      return HttpServerRequest.HttpServerRequest.pipe(
        Effect.flatMap((request) =>
          Effect.flatMap(authenticated(request, isForGuests), (actor) => {
            const context = Context.make(CurrentActor, actor)
            return Effect.provideContext(
              httpEffect,
              isRead(request) ? context : Context.add(context, CurrentClient, clientOf(request))
            )
          })
        )
      )
    })
  })
)
