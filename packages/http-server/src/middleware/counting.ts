import type { Actor } from "@duka/core"
import { TooManyRequests } from "@duka/http-api"
import { Clock, Effect, Option } from "effect"
import type { HttpServerRequest } from "effect/http"
import { comeAgain } from "./comeAgain.ts"
import type { Limited } from "./rateLimitHeaders.ts"
import { make, RequestsPerMinute } from "./requestQuota.ts"

/** What is left to who has sent a request, for its answer to tell. Handlers that an answer runs through cost ten times as much. */
const counts = new WeakMap<object, Limited>()

export const countOf = ({ source }: HttpServerRequest.HttpServerRequest): Limited | undefined => counts.get(source)

/** By whom a request of somebody who is known is counted; null: by its address. */
const accountOf = (actor: Actor): string | null => ("id" in actor ? `${actor._tag}:${actor.id}` : null)

/** Counts requests by who turned out to ask; those of nobody by their address. */
export const counting = Effect.map(RequestsPerMinute, (limit) => {
  const quota = make(limit)

  /** The refusal of one that is one too many. */
  const counted = (
    request: HttpServerRequest.HttpServerRequest,
    account: string | null,
    nowMillis: number
  ): TooManyRequests | null => {
    const sender = account ?? quota.senderAt(Option.getOrUndefined(request.remoteAddress))
    if (sender === null) return null
    const taken = quota.take(sender, nowMillis)
    const { remaining, resetSeconds, windowSeconds } = taken
    counts.set(request.source, remaining < 0 ? { ...taken, remaining: 0 } : taken)
    return remaining < 0 ? new TooManyRequests({ limit, windowSeconds, retryAfterSeconds: resetSeconds }) : null
  }

  return <E, R>(
    request: HttpServerRequest.HttpServerRequest,
    actorOf: Effect.Effect<Actor, E, R>
  ): Effect.Effect<Actor, E | TooManyRequests, R | HttpServerRequest.HttpServerRequest> => {
    if (limit === 0) return actorOf
    return Effect.withFiber((fiber) => {
      const nowMillis = fiber.getRef(Clock.Clock).currentTimeMillisUnsafe()
      const refusing = (refusal: TooManyRequests) => Effect.andThen(comeAgain(refusal), Effect.fail(refusal))
      return Effect.matchEffect(actorOf, {
        onSuccess: (actor) => {
          const refusal = counted(request, accountOf(actor), nowMillis)
          return refusal === null ? Effect.succeed(actor) : refusing(refusal)
        },
        onFailure: (error): Effect.Effect<never, E | TooManyRequests, HttpServerRequest.HttpServerRequest> => {
          const refusal = counted(request, null, nowMillis)
          return refusal === null ? Effect.andThen(comeAgain(error), Effect.fail(error)) : refusing(refusal)
        }
      })
    })
  }
})
