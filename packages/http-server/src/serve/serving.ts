/** Requests of a socket, each in a fiber of its own. */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Exit, Scope } from "effect"
import type { RequestListener, Server } from "node:http"
import type { Socket } from "node:net"
import type { Routes } from "./Gate.ts"

/** Requests in flight when the process is told to end have this long. */
const shutdownMaxSeconds = 10

const closed = (server: Server) =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
  })

/**
 * Answers the server's requests until the scope closes: then it accepts nothing new, waits for what is in flight, and
 * interrupts what is not done within the limit.
 *
 * Every connection has a scope of its own, in which there is one request at a time. One scope for all of them, as
 * `HttpServer.serve` has it, is a map that never empties under load; each time it grows it leaves its old table behind,
 * and once one of these has reached the old generation, everything that follows survives until the next full collection:
 * requests, answers and all.
 */
export const serve = (server: Server, app: Routes) =>
  Effect.gen(function* () {
    const services = yield* Effect.context<never>()
    const requests = yield* Effect.acquireRelease(Scope.make("parallel"), (scope) => Scope.close(scope, Exit.void))
    const listeners = new WeakMap<Socket, RequestListener>()

    const listener = (socket: Socket): RequestListener => {
      const connection = Scope.forkUnsafe(requests, "parallel")
      const made = Effect.runSyncWith(services)(NodeHttpServer.makeHandler(app, { scope: connection }))
      listeners.set(socket, made)
      // After the listeners that tell a request in flight that its client is gone.
      socket.once("close", () => setImmediate(() => Effect.runFork(Scope.close(connection, Exit.void))))
      return made
    }

    server.on("request", (request, response) => {
      const { socket } = request
      const answer = listeners.get(socket) ?? listener(socket)
      answer(request, response)
    })
    yield* Effect.addFinalizer(() =>
      Effect.timeoutOrElse(closed(server), { duration: `${shutdownMaxSeconds} seconds`, orElse: () => Effect.void })
    )
  })
