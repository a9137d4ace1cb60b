/** What each answer means, over the wire and one by one. */
import type { Receipt, SendFailure } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { httpStatuses, refusals, statusCodes } from "../src/statuses.ts"
import { created, type Fault } from "./africasTalkingServer.ts"
import { opened, sms } from "./opened.ts"

const to = "+254711000111"

const tags = { rejected: "MessageRejected", paused: "SenderPaused", unavailable: "SenderUnavailable" } as const

const recipient = (changes: object = {}) => ({
  statusCode: 101,
  number: to,
  status: "Success",
  cost: "KES 0.8000",
  messageId: "ATXid_1",
  ...changes
})

const sentWith = (fault: Fault): Effect.Effect<Result.Result<Receipt, SendFailure>> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      server.faults.push(fault)
      return yield* Effect.result(sender.send(sms({ to })))
    })
  )

const failureOf = (fault: Fault) => Effect.map(Effect.map(sentWith(fault), Result.flip), Result.getOrThrow)

const receiptOf = (fault: Fault) => Effect.map(sentWith(fault), Result.getOrThrow)

describe("an answer of Africa's Talking", () => {
  it.effect.each([...statusCodes])("with the status code %s", ([code, meaning]) =>
    Effect.gen(function* () {
      for (const statusCode of [code, String(code)]) {
        const sent = yield* sentWith(created([recipient({ statusCode })]))
        if (meaning.verdict === "accepted") {
          expect(Result.getOrThrow(sent)).toStrictEqual({ reference: "ATXid_1", cost: "KES 0.8000", segments: 1 })
        } else {
          const { reason, verdict } = meaning
          expect(Result.getOrThrow(Result.flip(sent))).toMatchObject({ _tag: tags[verdict], reason })
        }
      }
    })
  )

  it.effect.each([...refusals])("with nobody in it, and the message %s", ([message, { reason }]) =>
    Effect.map(failureOf(created([], message)), (failure) =>
      expect(failure).toMatchObject({ _tag: "SenderPaused", reason })
    )
  )

  it.effect("with a sender id that is not the account's", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened({ senderId: "NOBODYS" })
      expect(yield* Effect.flip(sender.send(sms()))).toMatchObject({ _tag: "SenderPaused" })
      expect(server.taken).toStrictEqual([])
    })
  )

  it.effect.each([...httpStatuses.keys(), 200, 202, 204, 302, 307, 400, 404, 409, 418, 500, 502, 503, 504])(
    "with the HTTP status %s, whatever it says beside",
    (status) =>
      Effect.gen(function* () {
        const verdict = httpStatuses.get(status)?.verdict ?? "unavailable"
        const body = status === 204 ? "" : { SMSMessageData: { Message: "Sent", Recipients: [recipient()] } }
        const failure = yield* failureOf({ kind: "said", status, body, headers: { location: "/version1/messaging" } })
        expect(failure._tag).toBe(tags[verdict])
        expect(failure.reason).toContain(`HTTP ${status}`)
      })
  )

  it.effect("that is a redirect, which is not followed: it would take the key and the message elsewhere", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      server.faults.push({ kind: "said", status: 307, body: "", headers: { location: "/version1/messaging" } })
      yield* Effect.flip(sender.send(sms()))
      expect(server.requests).toHaveLength(1)
    })
  )

  const junk: ReadonlyArray<unknown> = [
    "",
    "null",
    "<html></html>",
    '{"SMSMessageData":',
    [],
    {},
    { SMSMessageData: null },
    { SMSMessageData: { Message: "Sent to 1/1" } },
    { SMSMessageData: { Message: "Sent to 1/1", Recipients: null } },
    { SMSMessageData: { Message: "Sent to 1/1", Recipients: [null] } },
    { SMSMessageData: { Message: "Sent to 1/1", Recipients: [{}] } },
    { SMSMessageData: { Message: "Sent to 1/1", Recipients: [recipient({ statusCode: "sent" })] } },
    { SMSMessageData: { Message: "Sent to 1/1", Recipients: [recipient({ statusCode: 103 })] } },
    { SMSMessageData: { Message: { toString: 1 }, Recipients: [] } },
    { SMSMessageData: { Message: "Sent to 0/1 Total Cost: 0", Recipients: [] } }
  ]

  it.effect.each(junk)("that nobody can read: %j", (body) =>
    Effect.map(failureOf({ kind: "said", status: 201, body }), ({ _tag }) => expect(_tag).toBe("SenderUnavailable"))
  )

  it.effect("that ends in the middle", () =>
    Effect.map(failureOf({ kind: "closing" }), ({ _tag }) => expect(_tag).toBe("SenderUnavailable"))
  )

  it.effect("that is longer than any answer", () =>
    Effect.gen(function* () {
      const padding = (length: number) => created([recipient({ padding: "x".repeat(length) })])
      expect((yield* receiptOf(padding(1_000_000))).reference).toBe("ATXid_1")
      expect((yield* failureOf(padding(5_000_000)))._tag).toBe("SenderUnavailable")
    })
  )

  it.effect("that gives no name, or no price", () =>
    Effect.gen(function* () {
      const odd = [
        { messageId: "None", cost: "0" },
        { messageId: undefined, cost: undefined },
        { messageId: "x".repeat(500), cost: "9".repeat(500) }
      ]
      const receipts = yield* Effect.forEach(odd, (changes) => receiptOf(created([recipient(changes)])))
      expect(receipts).toStrictEqual([
        { reference: null, cost: "0", segments: 1 },
        { reference: null, cost: null, segments: 1 },
        { reference: null, cost: null, segments: 1 }
      ])
    })
  )

  it.effect("that writes the number in another way", () =>
    Effect.map(receiptOf(created([recipient({ number: "0711 000 111" })])), ({ reference }) =>
      expect(reference).toBe("ATXid_1")
    )
  )
})

describe("the document", () => {
  const path = join(import.meta.dirname, "../../../docs/notifications/africastalking.md")
  const words = { accepted: "accepted", ...tags }

  it("tells of every code what it means", () => {
    const rows = readFileSync(path, "utf8")
      .split("\n")
      .map((line) => line.split("|").map((cell) => cell.trim()))
    const meaningOf = (said: string) => rows.find(([, codes = ""]) => codes.split(", ").includes(said))?.[3]
    for (const [code, { verdict }] of statusCodes)
      expect(meaningOf(String(code)), String(code)).toContain(words[verdict])
    for (const [code, { verdict }] of httpStatuses) {
      expect(meaningOf(`HTTP ${code}`), String(code)).toContain(words[verdict])
    }
  })
})
