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

/** No `Authorization` is a guest; one that is not the staff's bearer token is refused, whatever the endpoint. */
export const authentication = Layer.effect(
  Authentication,
  Effect.map(AdminToken, (token) => {
    const known = Option.map(token, (secret) => digest(Redacted.value(secret)))
    const isAdmin = (given: string) =>
      given !== "" && Option.isSome(known) && timingSafeEqual(digest(given), known.value)
    return Authentication.of({
      bearer: Effect.fnUntraced(function* (httpEffect, { credential, endpoint }) {
        const { headers } = yield* HttpServerRequest.HttpServerRequest
        if (headers["authorization"] === undefined) {
          if (Context.get(endpoint.annotations, SignedIn)) return yield* new Unauthenticated()
          return yield* Effect.provideService(httpEffect, CurrentActor, guest(headers))
        }
        if (!isAdmin(Redacted.value(credential))) return yield* new Unauthenticated()
        return yield* Effect.provideService(httpEffect, CurrentActor, admin)
      })
    })
  })
)
