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
export const listen = (config: Listening, gate: Gate) => {
  const { host, logLevel, port } = config
  return Effect.gen(function* () {
    const node = createServer({ keepAliveTimeout: keepAliveMillis })
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
