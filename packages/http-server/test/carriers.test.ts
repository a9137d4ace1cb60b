/** One suite, two carriers: the server as a function in this process, and the same routes behind a socket. */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Layer } from "effect"
import { HttpServer } from "effect/http"
import { NetAddress } from "effect/net"
import * as Server from "../src/Server.ts"
import { Origin, suite } from "./calls.ts"
import { useCases } from "./shop.ts"
import { socket } from "./socket.ts"

const inProcess = Layer.effect(
  Origin,
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => Server.handler(useCases)),
      ({ dispose }) => Effect.promise(dispose)
    ),
    ({ handler }) =>
      Origin.of({ baseUrl: "http://duka.local", fetch: (input, init) => handler(new Request(input, init)) })
  )
)

const overHttp = Layer.effect(
  Origin,
  Effect.map(HttpServer.HttpServer, ({ address }) => Origin.of({ baseUrl: NetAddress.formatUrlUnsafe(address) }))
).pipe(Layer.provide(socket), Layer.provide(NodeHttpServer.layerHttpServices))

suite("in process", inProcess)
suite("over a socket", overHttp)
