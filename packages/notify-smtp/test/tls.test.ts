import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { SmtpSender } from "@duka/notify-smtp"
import { scriptedServer } from "./scriptedServer.ts"
import { from, mail, senderTo } from "./sending.ts"
import { anothers, certificate, credentials, mailServer } from "./smtpServer.ts"

const login = { user: credentials.user, password: Redacted.make(credentials.password) } as const
const tls = { key: certificate, cert: certificate } as const
const starttls = { ...tls, disabledCommands: [], allowInsecureAuth: false }

const failure = Effect.fnUntraced(function* (port: number, settings: Parameters<typeof senderTo>[1]) {
  return yield* Effect.flatMap(senderTo(port, settings), (sender) => Effect.flip(sender.send(mail())))
})

describe("TLS", () => {
  it.effect("begins with STARTTLS, before who the shop is", () =>
    Effect.gen(function* () {
      const server = yield* mailServer({ ...starttls, authOptional: false })
      const sender = yield* senderTo(server.port, { ...login, requireTls: true, ca: certificate })
      yield* sender.send(mail())
      expect(server.taken).toMatchObject([{ isSecure: true, user: credentials.user }])
    })
  )

  it.effect("is there from the beginning where the address says so", () =>
    Effect.gen(function* () {
      const server = yield* mailServer({ ...starttls, secure: true })
      const { password, user } = credentials
      const url = Redacted.make(`smtps://${user}:${password}@localhost:${server.port}`)
      const sender = yield* SmtpSender.make({ url, from, ca: certificate })
      yield* sender.send(mail())
      expect(server.taken).toMatchObject([{ isSecure: true, user }])
    })
  )

  it.effect("is not made with a server whose certificate nobody vouches for", () =>
    Effect.gen(function* () {
      const plain = yield* mailServer(starttls)
      const secure = yield* mailServer({ ...starttls, secure: true })
      const url = Redacted.make(`smtps://localhost:${secure.port}`)
      const sender = yield* SmtpSender.make({ url, from })
      const failures = [
        yield* failure(plain.port, { ...login, requireTls: true }),
        yield* Effect.flip(sender.send(mail()))
      ]
      for (const { _tag, reason } of failures) {
        expect(_tag).toBe("SenderPaused")
        expect(reason).toBe("TLS with the server failed (DEPTH_ZERO_SELF_SIGNED_CERT)")
      }
      expect([...plain.taken, ...secure.taken]).toStrictEqual([])
    })
  )

  it.effect("is not made with a server whose certificate is another's", () =>
    Effect.gen(function* () {
      const server = yield* mailServer({ ...starttls, key: anothers, cert: anothers })
      const failed = yield* failure(server.port, { ...login, requireTls: true, ca: anothers })
      const reason = "TLS with the server failed (ERR_TLS_CERT_ALTNAME_INVALID)"
      expect(failed).toMatchObject({ _tag: "SenderPaused", reason })
    })
  )

  it.effect("is required of a server that has none: nothing is sent, nobody logs in", () =>
    Effect.gen(function* () {
      for (const line of ["502 5.5.1 not here", "454 4.7.0 not now"]) {
        const server = yield* scriptedServer({ script: { starttls: line }, extensions: ["AUTH PLAIN"] })
        const { _tag } = yield* failure(server.port, { ...login, requireTls: true })
        expect(_tag).toBe(line.startsWith("4") ? "SenderUnavailable" : "SenderPaused")
        expect(server.heard.map((command) => command.split(" ")[0])).toStrictEqual(["EHLO", "STARTTLS"])
      }
    })
  )

  it.effect("is not looked for where the server talks something else", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer()
      const url = Redacted.make(`smtps://localhost:${server.port}`)
      const sender = yield* SmtpSender.make({ url, from })
      expect(yield* Effect.flip(sender.send(mail()))).toMatchObject({
        _tag: "SenderPaused",
        reason: "TLS with the server failed (ERR_SSL_WRONG_VERSION_NUMBER)"
      })
    })
  )

  it.effect("is not made with a server that knows none of these days", () =>
    Effect.gen(function* () {
      const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1" } as const
      const server = yield* mailServer({ ...starttls, ...old })
      const failed = yield* failure(server.port, { ...login, requireTls: true, ca: certificate })
      expect(failed).toMatchObject({ _tag: "SenderPaused" })
      expect(failed.reason).toMatch(/^TLS with the server failed \(ERR_SSL_\w+\)$/u)
    })
  )

  it.effect("is used with any certificate where it is not required, as on this machine", () =>
    Effect.gen(function* () {
      const server = yield* mailServer(starttls)
      yield* Effect.flatMap(senderTo(server.port), (sender) => sender.send(mail()))
      yield* Effect.flatMap(senderTo(server.port, { requireTls: false }), (sender) => sender.send(mail()))
      expect(server.taken.map(({ isSecure }) => isSecure)).toStrictEqual([true, true])
    })
  )
})

describe("logging in", () => {
  for (const method of ["PLAIN", "LOGIN", "CRAM-MD5"]) {
    it.effect(`works by ${method}`, () =>
      Effect.gen(function* () {
        const server = yield* mailServer({ authMethods: [method] })
        yield* Effect.flatMap(senderTo(server.port, login), (sender) => sender.send(mail()))
        expect(server.taken).toMatchObject([{ user: credentials.user }])
      })
    )
  }

  it.effect("with a wrong password pauses the sender, which tells neither of them", () =>
    Effect.gen(function* () {
      const server = yield* mailServer()
      const failed = yield* failure(server.port, { ...login, password: Redacted.make("another") })
      expect(failed).toMatchObject({ _tag: "SenderPaused", reason: "535 5.7.8 to AUTH" })
      expect(server.connections().ever).toBe(1)
    })
  )

  it.effect("is tried even when the server does not say that one can, so that a mistake is found", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({ script: { auth: "502 5.5.1 no" } })
      expect(yield* failure(server.port, login)).toMatchObject({ _tag: "SenderPaused", reason: "502 5.5.1 to AUTH" })
      expect(server.messages).toStrictEqual([])
    })
  )
})
