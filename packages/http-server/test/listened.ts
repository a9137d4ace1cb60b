/** The shop over memory behind the server's own socket, and whoever speaks to it byte by byte. */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Deferred, Effect, Fiber, Layer } from "effect"
import { HttpRouter } from "effect/http"
import { connect } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import * as Server from "../src/Server.ts"
import * as Gate from "../src/serve/Gate.ts"
import { listen, type ReadingLimits } from "../src/serve/listening.ts"
import { useCases } from "./shop.ts"

export interface Listened extends AsyncDisposable {
  readonly url: string
}

export const listened = async (reading?: ReadingLimits): Promise<Listened> => {
  const url = Deferred.makeUnsafe<string>()
  const served = Effect.gen(function* () {
    const routes = yield* HttpRouter.toHttpEffect(Server.routes)
    const gate = yield* Gate.make
    yield* gate.open(routes)
    yield* gate.ready([])
    const address = yield* listen(
      { host: "127.0.0.1", port: 0, logLevel: "none", corsOrigins: [], trustedProxies: [] },
      gate,
      reading
    )
    yield* Deferred.succeed(url, address)
    return yield* Effect.never
  }).pipe(
    Effect.provideService(HttpRouter.RouterConfig, Server.routerConfig),
    Effect.provide(Layer.mergeAll(useCases, NodeHttpServer.layerHttpServices)),
    Effect.scoped,
    Effect.tapError((error) => Deferred.die(url, error))
  )
  const fiber = Effect.runFork(served)
  return {
    url: await Effect.runPromise(Deferred.await(url)),
    [Symbol.asyncDispose]: () => Effect.runPromise(Fiber.interrupt(fiber))
  }
}

export interface Heard {
  readonly text: string
  /** Whether the server ended the connection. */
  readonly ended: boolean
  readonly millis: number
}

/** Sends each piece after the one before, so many milliseconds apart, and hears what comes until the connection ends. */
export const spoken = (
  url: string,
  pieces: Iterable<string | Buffer>,
  { apartMillis = 0, maxMillis = 10_000 }: { readonly apartMillis?: number; readonly maxMillis?: number } = {}
): Promise<Heard> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url)
    const started = performance.now()
    let text = ""
    let ended = true
    const socket = connect(Number(port), hostname)
    const over = setTimeout(() => {
      ended = false
      socket.destroy()
    }, maxMillis)
    socket.on("data", (data) => (text += data.toString("latin1")))
    socket.on("error", () => {})
    socket.on("close", () => {
      clearTimeout(over)
      resolve({ text, ended, millis: performance.now() - started })
    })
    socket.on("connect", async () => {
      for (const piece of pieces) {
        if (socket.destroyed || socket.writableEnded) return
        socket.write(piece)
        if (apartMillis > 0) await sleep(apartMillis)
      }
    })
  })
