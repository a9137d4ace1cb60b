/** A mail server on this machine (`smtp-server`), and the faults of one. */
import { Effect } from "effect"
import { type AddressObject, simpleParser } from "mailparser"
import { readFileSync } from "node:fs"
import type { Socket } from "node:net"
import { join } from "node:path"
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server"

export const credentials = { user: "the-shop", password: "its-own-password" } as const

const pem = (name: string) => readFileSync(join(import.meta.dirname, `${name}.pem`), "utf8")

/** Of `localhost` and of `mail.example.org`, with their keys: signed by themselves, for a hundred years. */
export const certificate = pem("localhost")
export const anothers = pem("another")

export type Stage = "connect" | "auth" | "mail" | "rcpt" | "message"

/** `silent`: it never answers. `closed`: it hangs up. `lost`: it takes the message, and hangs up. */
export type Fault =
  | { readonly kind: "silent" | "closed" | "lost" }
  | { readonly kind: "said"; readonly code: number; readonly words: string }

/** A message as it came in. */
export interface Taken {
  readonly raw: Buffer
  readonly from: string
  readonly recipients: ReadonlyArray<string>
  readonly isSecure: boolean
  readonly user: string | null
  readonly ehlo: string
}

interface MailServer {
  readonly port: number
  readonly taken: ReadonlyArray<Taken>
  /** How many messages were begun. */
  readonly begun: () => number
  /** How many connections there were, and how many there are. */
  readonly connections: () => { readonly ever: number; readonly open: number }
  /** How many ended without QUIT, hung up on while the server was silent. */
  readonly hungUp: () => number
  /** The next that comes to a stage meets it. */
  readonly fail: (stage: Stage, fault: Fault) => void
  /** Every connection breaks, and nobody listens; then somebody listens at the same port again. */
  readonly restart: Effect.Effect<void>
}

class Said extends Error {
  readonly responseCode: number
  constructor(code: number, words: string) {
    super(words)
    this.responseCode = code
  }
}

/** Null: the connection ended within it. */
const textOf = async (stream: AsyncIterable<Buffer>) => {
  const parts: Array<Buffer> = []
  try {
    for await (const part of stream) parts.push(part)
  } catch {
    return null
  }
  return Buffer.concat(parts)
}

const portOf = (server: SMTPServer) => {
  const address = server.server.address()
  if (address === null || typeof address === "string") throw new Error("no port")
  return address.port
}

/** Takes every message, over any connection, unless it is said otherwise. */
export const mailServer = Effect.fnUntraced(function* (options: SMTPServerOptions = {}) {
  const taken: Array<Taken> = []
  const faults: Array<{ readonly stage: Stage; readonly fault: Fault }> = []
  const sockets = new Map<number, Socket>()
  const silent = new Set<string>()
  let [begun, ever, hungUp] = [0, 0, 0]

  /** Goes on, unless a fault is due. `lost` is the business of whoever takes the message. */
  const meet = (stage: Stage, session: SMTPServerSession, goOn: (error?: Error) => void) => {
    const at = faults.findIndex((each) => each.stage === stage && each.fault.kind !== "lost")
    const fault = at < 0 ? undefined : faults.splice(at, 1)[0]?.fault
    if (fault === undefined) goOn()
    else if (fault.kind === "said") goOn(new Said(fault.code, fault.words))
    else if (fault.kind === "silent") silent.add(session.id)
    else sockets.get(session.remotePort)?.destroy()
  }

  const isLost = () => {
    const at = faults.findIndex(({ fault }) => fault.kind === "lost")
    if (at >= 0) faults.splice(at, 1)
    return at >= 0
  }

  const made = () => {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 100,
      ...options,
      onConnect: (session, callback) => meet("connect", session, callback),
      onAuth: ({ password, username, validatePassword }, session, callback) =>
        meet("auth", session, (error) => {
          // CRAM-MD5 shows no password.
          const isRight = password === credentials.password || validatePassword?.(credentials.password) === true
          if (error !== undefined) callback(error)
          else if (username !== credentials.user || !isRight) callback(new Said(535, "5.7.8 Wrong user or password"))
          else callback(null, { user: username })
        }),
      onMailFrom: (_, session, callback) => {
        begun++
        meet("mail", session, callback)
      },
      onRcptTo: (_, session, callback) => meet("rcpt", session, callback),
      onData: (stream, session, callback) => {
        const { envelope, hostNameAppearsAs, secure, user } = session
        void textOf(stream).then((raw) =>
          meet("message", session, (error) => {
            if (error !== undefined || raw === null) return callback(error)
            taken.push({
              raw,
              from: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
              recipients: envelope.rcptTo.map(({ address }) => address),
              isSecure: secure,
              user: user ?? null,
              ehlo: hostNameAppearsAs
            })
            if (isLost()) sockets.get(session.remotePort)?.destroy()
            else callback()
          })
        )
      },
      onClose: ({ id }) => {
        if (silent.delete(id)) hungUp++
      }
    })
    server.on("error", () => undefined)
    server.server.on("connection", (socket: Socket) => {
      ever++
      const { remotePort = 0 } = socket
      sockets.set(remotePort, socket)
      socket.on("close", () => sockets.delete(remotePort))
    })
    return server
  }

  const listening = (port: number) =>
    Effect.callback<SMTPServer>((resume) => {
      const server = made()
      server.listen(port, "127.0.0.1", () => resume(Effect.succeed(server)))
    })

  const closed = (server: SMTPServer) =>
    Effect.callback<void>((resume) => {
      // Node does not survive it below a TLS handshake.
      if (options.cert === undefined) for (const socket of sockets.values()) socket.destroy()
      server.close(() => resume(Effect.void))
    })

  const held = { server: yield* listening(0) }
  yield* Effect.addFinalizer(() => Effect.suspend(() => closed(held.server)))
  const port = portOf(held.server)

  const server: MailServer = {
    port,
    taken,
    begun: () => begun,
    connections: () => ({ ever, open: sockets.size }),
    hungUp: () => hungUp,
    fail: (stage, fault) => void faults.push({ stage, fault }),
    restart: Effect.gen(function* () {
      yield* closed(held.server)
      held.server = yield* listening(port)
    })
  }
  return server
})

export const parsed = ({ raw }: Taken) => Effect.promise(() => simpleParser(raw, { keepCidLinks: true }))

export const addressesIn = (field: AddressObject | Array<AddressObject> | undefined) =>
  [field ?? []].flat().flatMap(({ value }) => value.map(({ address = "", name }) => ({ address, name })))
