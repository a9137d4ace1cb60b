/** The socket, which opens before anything else and closes before anything else. */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect } from "effect"
import { NetAddress } from "effect/net"
import { createServer } from "node:http"
import { CannotStart } from "../CannotStart.ts"
import type { Configuration } from "../config/Configuration.ts"
import type { Gate } from "./Gate.ts"
import { outside } from "./outside.ts"
import { requestLog } from "./requestLog.ts"
import { serve } from "./serving.ts"

/** Longer than load balancers keep idle connections: whoever closes first must not be the one that is being written to. */
const keepAliveMillis = 65_000

/**
 * What reading a request may take. Who sends more slowly, or never ends, is answered 408 and cut off: each connection
 * holds memory, and a thousand of them cost an attacker nothing.
 */
export interface ReadingLimits {
  /** From the connection's first moment, or the answer before, to the last header. */
  readonly headersMaxSeconds: number
  /** To the last byte of the body: the biggest one, 5 MiB, takes 88 s at 60 kB a second. */
  readonly requestMaxSeconds: number
  /** How often connections are looked at: what is too slow lives so much longer at most. */
  readonly checkSeconds: number
  readonly headersMaxBytes: number
}

const readingLimits: ReadingLimits = {
  headersMaxSeconds: 20,
  requestMaxSeconds: 90,
  checkSeconds: 5,
  headersMaxBytes: 16_384
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "another process listens there already",
  EACCES: "this user may not listen there",
  EADDRNOTAVAIL: "this machine does not have the address",
  ENOTFOUND: "there is no such host"
}

const because = (cause: unknown) => {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : ""
  return `${reasons[code] ?? (cause instanceof Error ? cause.message : String(cause))}${code === "" ? "" : ` (${code})`}`
}

type Listening = Pick<Configuration, "corsOrigins" | "host" | "logLevel" | "port" | "trustedProxies">

/**
 * Serves what the gate says until the scope closes. Then nothing new is accepted, requests in flight end, each answer
 * closes its connection, and what is still open after the limit is cut off. Answers the URL.
 */
export const listen = (config: Listening, gate: Gate, reading = readingLimits) => {
  const { host, logLevel, port } = config
  return Effect.gen(function* () {
    const node = createServer({
      keepAliveTimeout: keepAliveMillis,
      headersTimeout: reading.headersMaxSeconds * 1_000,
      requestTimeout: reading.requestMaxSeconds * 1_000,
      connectionsCheckingInterval: reading.checkSeconds * 1_000,
      maxHeaderSize: reading.headersMaxBytes
    })
    const server = yield* NodeHttpServer.make(() => node, { host, port })
    yield* Effect.addFinalizer(() => Effect.sync(() => node.closeAllConnections()))
    const isLogged = logLevel === "debug" || logLevel === "trace"
    yield* serve(node, outside(isLogged ? requestLog(gate.app) : gate.app, config))
    yield* Effect.addFinalizer(() => gate.drain)
    return NetAddress.formatUrlUnsafe(server.address).replace(/\/\/(0\.0\.0\.0|\[::\])/, "//localhost")
  }).pipe(
    Effect.catchTag("ServeError", ({ cause }) =>
      Effect.fail(new CannotStart({ reason: `It cannot listen on ${host}, port ${port}: ${because(cause)}.` }))
    )
  )
}
