/** A shop that mails: over PostgreSQL, by SMTP to this machine, with the templates that come with Duka. */
import { PostgresStorage } from "@duka/adapter-postgres"
import { Duka, SecretKey } from "@duka/core"
import { SmtpSender } from "@duka/notify-smtp"
import { Templates } from "@duka/notify-templates"
import { Layer, ManagedRuntime, Redacted, References } from "effect"
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(new URL("./mailServer.ts", import.meta.url))

export interface MailServer {
  readonly port: number
  readonly stop: () => Promise<void>
}

export const openMailServer = async (): Promise<MailServer> => {
  const child: ChildProcess = fork(program, [], { execArgv: ["--conditions=@duka/source"] })
  const [port]: Array<unknown> = await once(child, "message")
  if (typeof port !== "number") throw new Error("the mail server has not told its port")
  const ended = once(child, "exit")
  const stop = async () => {
    child.kill()
    await ended
  }
  return { port, stop }
}

export const from = { name: "Duka la Mfano", address: "shop@example.com" } as const

interface Mailing {
  readonly url: string
  /** Where mail is taken; null: the shop has nobody who carries it. */
  readonly port: number | null
}

const mailing = (port: number) => SmtpSender.layer({ url: Redacted.make(`smtp://127.0.0.1:${port}`), from })

/** What cannot be sent is told of line by line: that is not what is measured. */
const quiet = Layer.succeed(References.MinimumLogLevel, "Error")

export const openShop = ({ port, url }: Mailing) =>
  ManagedRuntime.make(
    Duka.layer.pipe(
      Layer.provideMerge(PostgresStorage.layer({ url: Redacted.make(url) })),
      Layer.provideMerge(quiet),
      Layer.provide([SecretKey.layerRandom, port === null ? Layer.empty : mailing(port), Templates.layer()])
    )
  )

export type MailShop = ReturnType<typeof openShop>
