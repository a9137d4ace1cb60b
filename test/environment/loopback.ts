/** A server on this machine that ends with its scope. */
import { Effect } from "effect"
import { createServer, type RequestListener } from "node:http"

/** Its origin. The listener is made once the origin is known. */
export const loopback = (listener: (origin: string) => RequestListener) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<{ readonly origin: string; readonly end: () => void }>((resume) => {
        const server = createServer()
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          if (address === null || typeof address === "string") throw new Error("no port")
          const origin = `http://127.0.0.1:${address.port}`
          server.on("request", listener(origin))
          resume(
            Effect.succeed({
              origin,
              end: () => {
                server.closeAllConnections()
                server.close()
              }
            })
          )
        })
      }),
      ({ end }) => Effect.sync(end)
    ),
    ({ origin }) => origin
  )
