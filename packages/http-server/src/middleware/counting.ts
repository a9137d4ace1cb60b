import type { Actor } from "@duka/core"
import { TooManyRequests } from "@duka/http-api"
import { Clock, Effect, Option } from "effect"
import { HttpEffect, type HttpServerRequest } from "effect/http"
import { comeAgain } from "./comeAgain.ts"
import { withRateLimit } from "./rateLimitHeaders.ts"
import { make, RequestsPerMinute } from "./requestQuota.ts"

/** By whom a request of somebody who is known is counted; null: by its address. */
const accountOf = (actor: Actor): string | null => ("id" in actor ? `${actor._tag}:${actor.id}` : null)

/** Counts requests by who turned out to ask; those of nobody by their address. */
export const counting = Effect.map(RequestsPerMinute, (limit) => {
  const quota = make(limit)

  /** What is left is told with the answer, whatever that is. */
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

  return <E, R>(
    request: HttpServerRequest.HttpServerRequest,
    actorOf: Effect.Effect<Actor, E, R>
  ): Effect.Effect<Actor, E | TooManyRequests, R | HttpServerRequest.HttpServerRequest> =>
    limit === 0
      ? actorOf
      : actorOf.pipe(
          Effect.tap((actor) => counted(request, accountOf(actor))),
          Effect.tapError(() => counted(request, null)),
          Effect.tapError(comeAgain)
        )
})
