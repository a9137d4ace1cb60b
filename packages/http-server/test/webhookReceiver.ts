/** Receivers on this machine, over plain sockets and over TLS. */
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { Server as NetServer } from "node:net"
import { setDefaultCACertificates, TLSSocket } from "node:tls"

const certificate = (file: string) => readFileSync(new URL(`certificates/${file}`, import.meta.url), "utf8")

/** Of `hooks.example`, by itself, and good for nothing but tests. */
const cert = certificate("hooks.example.pem")
const key = certificate("hooks.example.key.pem")

/** This process believes it. */
export const believe = () => setDefaultCACertificates([cert])

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage["headers"]
  readonly body: string
  /** Which of this machine's addresses it came to. */
  readonly address: string
  /** The name that TLS was asked for; null: it was plain. */
  readonly servername: string | null
}

const read = async (incoming: IncomingMessage): Promise<Received> => {
  const parts: Array<Buffer> = []
  for await (const part of incoming) parts.push(Buffer.from(part))
  const { headers, method = "", socket, url = "" } = incoming
  return {
    method,
    path: url,
    headers,
    body: Buffer.concat(parts).toString("utf8"),
    address: socket.localAddress ?? "",
    servername: socket instanceof TLSSocket ? String(socket.servername) : null
  }
}

const ending = (server: Server) => {
  server.closeAllConnections()
  server.close()
}

const portOf = (server: NetServer): number => {
  const address = server.address()
  return address === null || typeof address === "string" ? 0 : address.port
}

type Answer = (received: Received) => RequestListener

/** Listens on every address of this machine until its scope closes. Answers 204 unless it is told otherwise. */
export const receiver = ({ answer, secure = false }: { readonly answer?: Answer; readonly secure?: boolean } = {}) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly port: number; readonly received: Array<Received>; readonly server: Server }>(
      (resume) => {
        const received: Array<Received> = []
        const listener: RequestListener = (incoming, outgoing) => {
          void read(incoming).then((one) => {
            received.push(one)
            if (answer === undefined) outgoing.writeHead(204).end()
            else answer(one)(incoming, outgoing)
          })
        }
        const server = secure ? createTlsServer({ cert, key }, listener) : createServer(listener)
        server.listen(0, "0.0.0.0", () => resume(Effect.succeed({ port: portOf(server), received, server })))
      }
    ),
    ({ server }) => Effect.sync(() => ending(server))
  )
