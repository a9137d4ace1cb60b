/** A mail server that says at each stage what it is told to say, to the letter. */
import { Effect } from "effect"
import { createServer, type Socket } from "node:net"
import type { Stage } from "../src/replies.ts"

/** `silent`: nothing. `closed`: it hangs up. `reset`: it breaks the connection. */
export type Line = "silent" | "closed" | "reset" | (string & {})

/** What is said whenever it comes to a stage; a list is for one time after the other, and its last for all that follow. */
export type Script = Readonly<Partial<Record<Stage | "rset", Line | ReadonlyArray<Line>>>>

export interface Scripting {
  readonly script?: Script
  readonly isPipelining?: boolean
  readonly extensions?: ReadonlyArray<string>
}

const usual: Readonly<Record<Stage | "rset", Line>> = {
  connect: "220 mail.example.com",
  ehlo: "",
  starttls: "502 5.5.1 not here",
  auth: "235 2.7.0 welcome",
  mail: "250 2.1.0 ok",
  rcpt: "250 2.1.5 ok",
  data: "354 go on",
  message: "250 2.0.0 taken",
  rset: "250 2.0.0 ok"
}

const stages: Readonly<Record<string, Stage | "rset">> = {
  EHLO: "ehlo",
  HELO: "ehlo",
  STARTTLS: "starttls",
  AUTH: "auth",
  MAIL: "mail",
  RCPT: "rcpt",
  DATA: "data",
  RSET: "rset"
}

interface ScriptedServer {
  readonly port: number
  /** What every client has said, line by line, without the messages. */
  readonly heard: ReadonlyArray<string>
  readonly messages: ReadonlyArray<string>
  readonly connections: () => { readonly ever: number; readonly open: number }
}

export const scriptedServer = Effect.fnUntraced(function* ({
  extensions = [],
  isPipelining = true,
  script = {}
}: Scripting = {}) {
  const heard: Array<string> = []
  const messages: Array<string> = []
  const sockets = new Set<Socket>()
  const counts = new Map<Stage | "rset", number>()
  let ever = 0

  const greeting = ["mail.example.com", ...(isPipelining ? ["PIPELINING"] : []), ...extensions]
  const hello = greeting.map((word, at) => `250${at === greeting.length - 1 ? " " : "-"}${word}`).join("\r\n")

  const lineAt = (stage: Stage | "rset"): Line => {
    const count = counts.get(stage) ?? 0
    counts.set(stage, count + 1)
    const told = script[stage]
    const line = typeof told === "string" ? told : told?.[Math.min(count, told.length - 1)]
    return line ?? (stage === "ehlo" ? hello : usual[stage])
  }

  const server = createServer((socket) => {
    ever++
    sockets.add(socket)
    socket.on("error", () => undefined)
    socket.on("close", () => sockets.delete(socket))
    let [rest, isMessage, isGone, hasRecipient] = ["", false, false, false]

    const say = (stage: Stage | "rset") => {
      const told = lineAt(stage)
      const line = stage === "data" && !hasRecipient ? "554 5.5.1 no valid recipients" : told
      if (stage === "rcpt") hasRecipient = line.startsWith("250")
      if (line === "silent") isGone = true
      else if (line === "closed" || line === "reset") {
        isGone = true
        if (line === "closed") socket.end()
        else socket.resetAndDestroy()
      } else socket.write(`${line}\r\n`)
      return line
    }

    say("connect")
    socket.on("data", (bytes) => {
      rest += bytes.toString("latin1")
      while (!isGone) {
        const end = isMessage ? "\r\n.\r\n" : "\r\n"
        const at = rest.indexOf(end)
        if (at < 0) return
        const text = rest.slice(0, at)
        rest = rest.slice(at + end.length)
        if (isMessage) {
          isMessage = false
          if (say("message").startsWith("250")) messages.push(text.slice(2))
          continue
        }
        heard.push(text)
        const stage = stages[text.split(" ")[0]?.toUpperCase() ?? ""]
        if (stage === undefined) {
          socket.end("221 bye\r\n")
          isGone = true
        } else isMessage = say(stage).startsWith("354") && stage === "data"
        // The line break before the dot that ends a message is that of DATA itself where the message is empty.
        if (isMessage) rest = `\r\n${rest}`
      }
    })
  })

  yield* Effect.addFinalizer(() =>
    Effect.callback<void>((resume) => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resume(Effect.void))
    })
  )
  const port = yield* Effect.callback<number>((resume) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      if (address === null || typeof address === "string") throw new Error("no port")
      resume(Effect.succeed(address.port))
    })
  })
  const scripted: ScriptedServer = { port, heard, messages, connections: () => ({ ever, open: sockets.size }) }
  return scripted
})
