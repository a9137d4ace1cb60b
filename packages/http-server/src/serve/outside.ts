/** What stands between the socket and everything else: for whom a proxy asks, and which pages may. */
import { Effect, MutableRef, Option, Result } from "effect"
import { HttpMiddleware, HttpServerRequest } from "effect/http"
import { IpNetwork, NetAddress } from "effect/net"
import type { Configuration } from "../config/Configuration.ts"
import type { Routes } from "./Gate.ts"

/** A browser asks again after so long whether a page may. */
const preflightSeconds = 600

const readable = [
  "ETag",
  "Location",
  "Retry-After",
  "RateLimit",
  "RateLimit-Policy",
  "Idempotent-Replayed",
  "WWW-Authenticate"
]

/** Which pages may call the API. Every header that a page sends is allowed: what it means is looked at where it is used. */
const shared = (app: Routes, origins: ReadonlyArray<string>): Routes =>
  origins.length === 0
    ? app
    : HttpMiddleware.cors({
        allowedOrigins: origins.includes("*") ? [] : (origin) => origins.includes(origin),
        credentials: !origins.includes("*"),
        exposedHeaders: readable,
        maxAge: preflightSeconds
      })(app)

/** Whoever stands behind a proxy that is not trusted is counted as one with all others: once, somebody should be told. */
const noticing = (app: Routes, trusted: ReadonlyArray<IpNetwork.IpNetwork>): Routes => {
  const isTold = MutableRef.make(false)
  const isTrusted = (peer: string) =>
    Result.match(NetAddress.ipFromString(peer), {
      onFailure: () => false,
      onSuccess: (ip) => trusted.some((network) => IpNetwork.contains(network, NetAddress.toCanonical(ip)))
    })
  return Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers, peerAddress }) => {
    const isForwarded = headers["x-forwarded-for"] !== undefined && !Option.exists(peerAddress, isTrusted)
    return isForwarded && MutableRef.compareAndSet(isTold, false, true)
      ? Effect.andThen(
          Effect.logWarning(
            `X-Forwarded-For is ignored: it comes from ${Option.getOrElse(peerAddress, () => "an unknown address")}. If that is your proxy, name it in DUKA_TRUSTED_PROXIES; until then everybody behind it shares one limit.`
          ),
          app
        )
      : app
  })
}

/** The app as it is called from outside. Without proxies and origins it is the app itself. */
export const outside = (
  app: Routes,
  { corsOrigins, trustedProxies }: Pick<Configuration, "corsOrigins" | "trustedProxies">
): Routes => {
  const open = noticing(shared(app, corsOrigins), trustedProxies)
  return trustedProxies.length === 0 ? open : HttpMiddleware.xForwardedHeaders({ trustedProxies })(open)
}
