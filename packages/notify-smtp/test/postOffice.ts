/** A mail server on this machine for whole shops: it takes the mail of any number of processes, and may be told to do worse. */
import { type ParsedMail, simpleParser } from "mailparser"
import type { Socket } from "node:net"
import { SMTPServer, type SMTPServerSession } from "smtp-server"
import { valueOf } from "./received.ts"
import { credentials } from "./smtpServer.ts"

interface Said {
  readonly code: number
  readonly words: string
}

/** What becomes of things from now on. */
interface Habits {
  /** Null: he is known here. */
  recipient: (address: string) => Said | null
  /** Of a message that has come in. `dropped`: it is not taken, and the connection breaks. */
  message: (recipient: string) => Said | "taken" | "dropped"
  /** How long whoever has sent a message waits for the answer: when it is taken, that is done before. */
  answerMillis: () => number
  /** Says nothing to whoever connects. */
  isSilent: boolean
}

/** What was taken. */
export interface Letter {
  readonly messageId: string
  readonly recipient: string
  /** Who has logged in to send it. */
  readonly user: string
  readonly raw: Buffer
}

interface Customer {
  readonly waiting: number
  readonly answered: number
}

export interface PostOffice extends AsyncDisposable {
  /** For whoever logs in under this name. */
  readonly url: (user?: string) => string
  readonly habits: Habits
  /** In the order of coming. */
  readonly letters: ReadonlyArray<Letter>
  /** How many messages somebody has handed in and waits for the answer, and how many he was answered. */
  readonly customer: (user: string) => Customer
  /** Connections that are open, and over which nobody has said a word. */
  readonly hanging: ReadonlySet<Socket>
  /** How often something was refused or dropped. */
  readonly refusals: () => number
  /** Every connection breaks, and nobody listens. */
  readonly shut: () => Promise<void>
  /** Somebody listens again, at the same port. */
  readonly open: () => Promise<void>
}

/** Below the ports that systems give to whoever connects: while nobody listens, nobody else has it. */
const ports = { from: 20_000, count: 12_000 } as const

const failure = ({ code, words }: Said) => Object.assign(new Error(words), { responseCode: code })

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

export const openPostOffice = async (): Promise<PostOffice> => {
  const habits: Habits = {
    recipient: () => null,
    message: () => "taken",
    answerMillis: () => 0,
    isSilent: false
  }
  const letters: Array<Letter> = []
  const customers = new Map<string, Customer>()
  const sockets = new Map<number, Socket>()
  const hanging = new Set<Socket>()
  let refusals = 0

  const customer = (user: string) => customers.get(user) ?? { waiting: 0, answered: 0 }

  const received = async (session: SMTPServerSession, raw: Buffer | null, callback: (error?: Error) => void) => {
    const { envelope, remotePort, user = "" } = session
    const recipient = envelope.rcptTo[0]?.address ?? ""
    if (raw === null) return
    const fate = habits.message(recipient)
    if (fate === "taken") letters.push({ messageId: valueOf(raw, "Message-ID") ?? "", recipient, user, raw })
    else refusals++
    const { answered, waiting } = customer(user)
    customers.set(user, { answered, waiting: waiting + 1 })
    await new Promise((resolve) => setTimeout(resolve, habits.answerMillis()))
    const then = customer(user)
    customers.set(user, { answered: then.answered + 1, waiting: then.waiting - 1 })
    if (fate === "taken") callback()
    else if (fate === "dropped") sockets.get(remotePort)?.destroy()
    else callback(failure(fate))
  }

  const made = () => {
    const server = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 100,
      onConnect: ({ remotePort }, callback) => {
        const socket = sockets.get(remotePort)
        if (!habits.isSilent || socket === undefined) return callback()
        hanging.add(socket)
        socket.on("close", () => hanging.delete(socket))
      },
      onAuth: ({ password, username = "" }, _, callback) =>
        password === credentials.password
          ? callback(null, { user: username })
          : callback(failure({ code: 535, words: "5.7.8 Wrong user or password" })),
      onRcptTo: ({ address }, _, callback) => {
        const said = habits.recipient(address)
        if (said === null) return callback()
        refusals++
        callback(failure(said))
      },
      onData: (stream, session, callback) => {
        void textOf(stream).then((raw) => received(session, raw, callback))
      }
    })
    server.on("error", () => undefined)
    server.server.on("connection", (socket: Socket) => {
      const { remotePort = 0 } = socket
      sockets.set(remotePort, socket)
      socket.on("error", () => undefined)
      socket.on("close", () => sockets.delete(remotePort))
    })
    return server
  }

  /** Null: somebody has the port. */
  const listening = (port: number) =>
    new Promise<SMTPServer | null>((resolve) => {
      const server = made()
      server.server.once("error", () => resolve(null))
      server.listen(port, "127.0.0.1", () => resolve(server))
    })

  let port = 0
  let held: SMTPServer | null = null
  while (held === null) {
    port = ports.from + Math.floor(Math.random() * ports.count)
    held = await listening(port)
  }

  const shut = async () => {
    const closing = held
    held = null
    for (const socket of sockets.values()) socket.destroy()
    if (closing !== null) await new Promise<void>((resolve) => void closing.close(() => resolve()))
  }

  return {
    url: (user = credentials.user) => `smtp://${user}:${credentials.password}@127.0.0.1:${port}`,
    habits,
    letters,
    customer,
    hanging,
    refusals: () => refusals,
    shut,
    open: async () => {
      held = await listening(port)
      if (held === null) throw new Error(`somebody has taken the port ${port}`)
    },
    [Symbol.asyncDispose]: shut
  }
}

export const read = ({ raw }: Letter): Promise<ParsedMail> => simpleParser(raw, { keepCidLinks: true })
