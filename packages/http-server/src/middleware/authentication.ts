import { type Actor, allPermissions, CurrentActor } from "@duka/core"
import { Authentication, SignedIn, Unauthenticated } from "@duka/http-api"
import { Context, Effect, Layer, Option, Redacted } from "effect"
import { type Headers, HttpServerRequest } from "effect/http"
import { hash, timingSafeEqual } from "node:crypto"
import { AdminToken } from "./AdminToken.ts"

const admin: Actor = { _tag: "Staff", id: "admin", permissions: allPermissions }

const stranger: Actor = { _tag: "Guest" }

const guest = (headers: Headers.Headers): Actor => {
  const cartToken = headers["duka-cart-token"]
  const orderToken = headers["duka-order-token"]
  if (cartToken === undefined && orderToken === undefined) return stranger
  return {
    _tag: "Guest",
    ...(cartToken === undefined || cartToken === "" ? {} : { cartToken }),
    ...(orderToken === undefined || orderToken === "" ? {} : { orderToken })
  }
}

// Digests have one length, so that comparing them takes as long for every guess.
const digest = (token: string) => hash("sha256", token, "buffer")

/** RFC 6750, section 2.1. The scheme's letters may be of either case (RFC 9110, section 11.1). */
const bearer = /^bearer +(.+)$/i

/** No `Authorization` is a guest; one that is not the staff's bearer token is refused, whatever the endpoint. */
export const authentication = Layer.effect(
  Authentication,
  Effect.map(AdminToken, (token) => {
    const known = Option.map(token, (secret) => digest(Redacted.value(secret)))
    const isAdmin = (credential: string | undefined) =>
      credential !== undefined && Option.isSome(known) && timingSafeEqual(digest(credential), known.value)

    const actorOf = (headers: Headers.Headers, isForGuests: boolean): Effect.Effect<Actor, Unauthenticated> => {
      const { authorization } = headers
      if (authorization === undefined && isForGuests) return Effect.succeed(guest(headers))
      return isAdmin(bearer.exec(authorization ?? "")?.[1]) ? Effect.succeed(admin) : Effect.fail(new Unauthenticated())
    }

    return Authentication.of((httpEffect, { endpoint }) => {
      const isForGuests = !Context.get(endpoint.annotations, SignedIn)
      return HttpServerRequest.HttpServerRequest.pipe(
        Effect.flatMap(({ headers }) => actorOf(headers, isForGuests)),
        Effect.flatMap((actor) => Effect.provideService(httpEffect, CurrentActor, actor))
      )
    })
  })
)
