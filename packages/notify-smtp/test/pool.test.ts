import { Watching } from "@duka/conformance"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope } from "effect"
import { TestClock } from "effect/testing"
import { type Script, scriptedServer } from "./scriptedServer.ts"
import { mail, outcome, senderTo } from "./sending.ts"
import { mailServer } from "./smtpServer.ts"

const { until, waited } = Watching

const times = (count: number) => Array.from({ length: count }, (_, index) => index)

const stages = ["connect", "ehlo", "mail", "rcpt", "data", "message"] as const

describe("connections", () => {
  it.live("carry many messages each, and are no more than they may be", () =>
    Effect.gen(function* () {
      const server = yield* mailServer()
      const sender = yield* senderTo(server.port, { maxConnections: 3 })
      let most = 0
      const send = Effect.tap(sender.send(mail()), () => {
        most = Math.max(most, server.connections().open)
        return Effect.void
      })
      yield* Effect.forEach(times(60), () => send, { concurrency: "unbounded" })
      expect(server.taken).toHaveLength(60)
      expect(server.connections().ever).toBe(3)
      expect(most).toBe(3)
    })
  )

  it.effect("are replaced after as many messages as they may carry", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer()
      const sender = yield* senderTo(server.port, { maxConnections: 1, messagesPerConnection: 4 })
      yield* Effect.forEach(times(10), () => sender.send(mail()))
      expect(server.messages).toHaveLength(10)
      expect(server.connections().ever).toBe(3)
      yield* until(() => server.connections().open === 1)
      expect(server.heard.filter((line) => line === "QUIT")).toHaveLength(2)
    })
  )

  it.effect("survive a server that is restarted: no message is lost to it, and none goes out twice", () =>
    Effect.gen(function* () {
      const server = yield* mailServer()
      const sender = yield* senderTo(server.port, { maxConnections: 4 })
      for (const round of [1, 2, 3]) {
        yield* Effect.forEach(times(12), () => sender.send(mail()), { concurrency: "unbounded" })
        expect(server.taken).toHaveLength(12 * round)
        yield* server.restart
      }
    })
  )

  for (const line of ["closed", "reset", "421 4.4.2 idle for too long"]) {
    for (const isPipelining of [true, false]) {
      const way = `${line}, ${isPipelining ? "with" : "without"} pipelining`

      it.effect(`are replaced when the server ends them before a message is begun: ${way}`, () =>
        Effect.gen(function* () {
          const script: Script = { mail: ["250 2.1.0 ok", line, "250 2.1.0 ok"] }
          const server = yield* scriptedServer({ script, isPipelining })
          const sender = yield* senderTo(server.port, { maxConnections: 1 })
          yield* sender.send(mail())
          yield* sender.send(mail())
          expect(server.messages).toHaveLength(2)
          expect(server.connections().ever).toBe(2)
        })
      )

      it.effect(`take the message with them when they end after it was begun: ${way}`, () =>
        Effect.gen(function* () {
          const script: Script = { message: ["250 2.0.0 ok", line, "250 2.0.0 ok"] }
          const server = yield* scriptedServer({ script, isPipelining })
          const sender = yield* senderTo(server.port, { maxConnections: 1 })
          yield* sender.send(mail())
          expect(yield* outcome(sender.send(mail()))).toBe("SenderUnavailable")
          expect(server.messages).toHaveLength(1)
          expect(server.connections().ever).toBe(1)
        })
      )
    }
  }

  it.effect("are replaced when they cannot forget a message that was refused", () =>
    Effect.gen(function* () {
      for (const line of ["closed", "500 5.5.1 not known"]) {
        const server = yield* scriptedServer({ script: { rcpt: ["550 5.1.1 no", "250 2.1.5 ok"], rset: line } })
        const sender = yield* senderTo(server.port, { maxConnections: 1 })
        expect(yield* outcome(sender.send(mail()))).toBe("MessageRejected")
        yield* sender.send(mail())
        expect(server.connections().ever).toBe(2)
      }
    })
  )

  it.effect("go on after a message that was refused, at whatever stage", () =>
    Effect.gen(function* () {
      for (const stage of ["mail", "rcpt", "message"] as const) {
        const server = yield* mailServer()
        const sender = yield* senderTo(server.port, { maxConnections: 1 })
        yield* sender.send(mail())
        server.fail(stage, { kind: "said", code: 550, words: "5.1.1 no" })
        expect(yield* outcome(sender.send(mail()))).toBe(stage === "mail" ? "SenderPaused" : "MessageRejected")
        yield* sender.send(mail())
        expect(server.taken).toHaveLength(2)
        expect(server.connections().ever).toBe(1)
      }
    })
  )

  it.effect("that have nothing to do are closed after a while, with a QUIT", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer()
      const sender = yield* senderTo(server.port, { maxConnections: 2 })
      yield* Effect.forEach(times(2), () => sender.send(mail()), { concurrency: "unbounded" })
      yield* TestClock.adjust("15 seconds")
      yield* sender.send(mail())
      yield* TestClock.adjust("10 seconds")
      yield* until(() => server.connections().open === 1)
      yield* TestClock.adjust("15 seconds")
      yield* until(() => server.connections().open === 0)
      expect(server.heard.filter((line) => line === "QUIT")).toHaveLength(2)
      yield* sender.send(mail())
      expect(server.messages).toHaveLength(4)
    })
  )

  it.effect("close with the scope: what is under way fails, and nothing is sent after it", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({ script: { message: ["250 2.0.0 ok", "silent"] } })
      const scope = yield* Scope.make()
      const sender = yield* Scope.provide(senderTo(server.port, { maxConnections: 2 }), scope)
      yield* sender.send(mail())
      const sending = yield* Effect.forkChild(
        Effect.all(
          times(2).map(() => outcome(sender.send(mail()))),
          { concurrency: 2 }
        )
      )
      yield* until(() => server.heard.filter((line) => line === "DATA").length === 3)
      yield* Scope.close(scope, Exit.void)
      expect(yield* Fiber.join(sending)).toContain("SenderUnavailable")
      yield* until(() => server.connections().open === 0)
      expect(yield* outcome(sender.send(mail()))).toBe("SenderUnavailable")
    })
  )
})

describe("a server that does not answer", () => {
  for (const stage of stages) {
    for (const isPipelining of [true, false]) {
      const title = `${stage}${isPipelining ? "" : ", without pipelining"}`
      const scripted = (line: string) => {
        const script: Script = { [stage]: line }
        return scriptedServer({ script, isPipelining })
      }

      it.effect(`is waited for no longer than a message may take, and hung up on: ${title}`, () =>
        Effect.gen(function* () {
          const server = yield* scripted("silent")
          const sender = yield* senderTo(server.port)
          const failure = yield* waited(Effect.flip(sender.send(mail())))
          expect(failure).toMatchObject({ _tag: "SenderUnavailable", reason: "Not taken within 60 seconds" })
          yield* until(() => server.connections().open === 0)
          expect(server.connections().ever).toBe(1)
        })
      )

      it.effect(`is hung up on when the sending is interrupted: ${title}`, () =>
        Effect.gen(function* () {
          const server = yield* scripted("silent")
          const sender = yield* senderTo(server.port)
          const sending = yield* Effect.forkChild(sender.send(mail()))
          yield* until(() => server.connections().open === 1)
          yield* Fiber.interrupt(sending)
          yield* until(() => server.connections().open === 0)
        })
      )

      for (const line of ["closed", "reset"]) {
        it.effect(`hangs up (${line}), and the message is not tried again by itself: ${title}`, () =>
          Effect.gen(function* () {
            const server = yield* scripted(line)
            const sender = yield* senderTo(server.port)
            expect(yield* outcome(sender.send(mail()))).toBe("SenderUnavailable")
            expect(server.connections().ever).toBe(1)
            expect(server.messages).toStrictEqual([])
          })
        )
      }
    }
  }

  it.live("is waited for no longer than each answer may take", () =>
    Effect.gen(function* () {
      for (const [stage, name, limits] of [
        ["connect", "GREETING_TIMEOUT", { greetingMaxSeconds: 1 }],
        ["message", "SOCKET_TIMEOUT", { answerMaxSeconds: 1 }]
      ] as const) {
        const server = yield* scriptedServer({ script: { [stage]: "silent" } })
        const sender = yield* senderTo(server.port, limits)
        expect(yield* Effect.flip(sender.send(mail()))).toMatchObject({
          _tag: "SenderUnavailable",
          reason: `No answer (${name})`
        })
      }
    })
  )

  it.effect("holds up nobody but those who wait for it", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({ script: { message: ["silent", "250 2.0.0 ok"] } })
      const sender = yield* senderTo(server.port, { maxConnections: 2 })
      const stuck = yield* Effect.forkChild(outcome(sender.send(mail())))
      yield* until(() => server.heard.includes("DATA"))
      yield* Effect.forEach(times(5), () => sender.send(mail()))
      expect(server.messages).toHaveLength(5)
      yield* TestClock.adjust("60 seconds")
      expect(yield* Fiber.join(stuck)).toBe("SenderUnavailable")
    })
  )

  it.effect("keeps nobody longer, who waits for a turn", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({ script: { message: "silent" } })
      const sender = yield* senderTo(server.port, { maxConnections: 1 })
      const all = yield* Effect.forkChild(
        Effect.forEach(times(20), () => outcome(sender.send(mail())), { concurrency: "unbounded" })
      )
      yield* until(() => server.heard.includes("DATA"))
      yield* TestClock.adjust("60 seconds")
      expect(new Set(yield* Fiber.join(all))).toStrictEqual(new Set(["SenderUnavailable"]))
      yield* until(() => server.connections().open === 0)
      expect(server.messages).toStrictEqual([])
    })
  )
})
