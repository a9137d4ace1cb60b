import { MailSenderSuite } from "@duka/conformance"
import { SmtpSender } from "@duka/notify-smtp"
import { Effect, Redacted } from "effect"
import { generateKeyPairSync } from "node:crypto"
import { addressesIn, credentials, type Fault, mailServer, parsed, type Stage, type Taken } from "./smtpServer.ts"

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" }
})

const faults: Readonly<Record<MailSenderSuite.MailTrouble, readonly [Stage, Fault]>> = {
  refused: ["rcpt", { kind: "said", code: 550, words: "5.1.1 <wanjiru@example.com>: no Wanjiru Kamau here" }],
  busy: ["rcpt", { kind: "said", code: 451, words: "4.7.1 <wanjiru@example.com>: greylisted" }],
  locked: ["mail", { kind: "said", code: 530, words: "5.7.0 the-shop, Wanjiru Kamau: log in with its-own-password" }],
  lost: ["message", { kind: "lost" }],
  silent: ["message", { kind: "silent" }]
}

const read = Effect.fnUntraced(function* (taken: Taken) {
  const { headers, html, messageId, subject, text, to } = yield* parsed(taken)
  const list = headers.get("list")
  const unsubscribe: unknown = typeof list === "object" && "unsubscribe" in list ? list.unsubscribe : undefined
  const url: unknown =
    typeof unsubscribe === "object" && unsubscribe !== null && "url" in unsubscribe ? unsubscribe.url : undefined
  const mail: MailSenderSuite.MailTaken = {
    reference: messageId ?? "",
    recipients: taken.recipients,
    to: addressesIn(to),
    subject: subject ?? "",
    text: text ?? "",
    html: typeof html === "string" ? html : "",
    unsubscribeUrl: typeof url === "string" ? url : null
  }
  return mail
})

const stand = Effect.gen(function* () {
  const server = yield* mailServer()
  const make = (port: number) =>
    Effect.orDie(
      SmtpSender.make({
        host: "127.0.0.1",
        port,
        user: credentials.user,
        password: Redacted.make(credentials.password),
        from: { name: "The Shop", address: "shop@example.com" },
        dkim: { domain: "example.com", selector: "duka", privateKey: Redacted.make(privateKey) }
      })
    )
  const closed = yield* Effect.scoped(mailServer())
  const stand: MailSenderSuite.MailStand = {
    sender: yield* make(server.port),
    unplugged: yield* make(closed.port),
    taken: Effect.suspend(() => Effect.forEach(server.taken, read)),
    asked: server.begun,
    hungUp: server.hungUp,
    fail: (trouble) => server.fail(...faults[trouble])
  }
  return stand
})

MailSenderSuite.suite("SMTP", {
  stand,
  troubles: ["refused", "busy", "locked", "lost", "silent"],
  secrets: [...Object.values(credentials), privateKey.split("\n")[1] ?? "", "greylisted", "no Wanjiru"]
})
