/** The routes over fresh memory, behind a socket of this machine. */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Layer } from "effect"
import { HttpRouter } from "effect/http"
import { createServer } from "node:http"
import * as Server from "../src/Server.ts"
import { useCases } from "./shop.ts"

const { routerConfig } = Server

export const socket = HttpRouter.serve(Server.routes, {
  disableLogger: true,
  disableListenLog: true,
  routerConfig
}).pipe(Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })), Layer.provide(useCases))
