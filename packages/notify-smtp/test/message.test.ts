import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { longestLine, namesIn, received, valueOf } from "./received.ts"
import { scriptedServer } from "./scriptedServer.ts"
import { from, mail, outcome, senderTo } from "./sending.ts"
import { addressesIn, mailServer, parsed } from "./smtpServer.ts"

const usual = ["from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type"]

const evil = fc.oneof(
  fc.string({ unit: "binary", maxLength: 120 }),
  fc
    .array(
      fc.constantFrom(
        "\r\n",
        "\n",
        "\r",
        "\u0000",
        "\u2028",
        "Bcc: x@example.com",
        "=?utf-8?B?",
        "?=",
        ",",
        "<",
        '"',
        "ሰ",
        "\ud800"
      ),
      { maxLength: 30 }
    )
    .map((parts) => parts.join("")),
  fc.integer({ min: 900, max: 5_000 }).map((length) => "ሰላም \u{1F370}".repeat(length / 5)),
  fc.integer({ min: 900, max: 20_000 }).map((length) => "x".repeat(length))
)

const bodies = fc.string({
  unit: fc.constantFrom("a", " ", "\n", "\r", ".", "-", "=", "\t", "é", "ሰ", "\u{1F370}"),
  maxLength: 3_000
})

const sent = Effect.fnUntraced(function* (
  settings: Parameters<typeof senderTo>[1],
  changes: Parameters<typeof mail>[0]
) {
  const server = yield* mailServer()
  const sender = yield* senderTo(server.port, settings)
  const message = mail(changes)
  const receipt = yield* sender.send(message)
  const [taken] = server.taken
  if (taken === undefined) return yield* Effect.die("nothing was taken")
  return { message, receipt, taken }
})

describe("a message", () => {
  it.effect("has the fields that it needs, each once, and its own Message-ID", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.parse("2026-11-28T05:07:09Z"))
      const { message, receipt, taken } = yield* sent({}, {})
      expect(namesIn(taken.raw)).toStrictEqual(usual)
      const messageId = `<${message.id}@example.com>`
      expect(receipt).toStrictEqual({ reference: messageId, cost: null, segments: null })
      expect(valueOf(taken.raw, "Message-ID")).toBe(messageId)
      expect(valueOf(taken.raw, "Date")).toBe("Sat, 28 Nov 2026 05:07:09 +0000")
      expect(valueOf(taken.raw, "Auto-Submitted")).toBe("auto-generated")
      expect(valueOf(taken.raw, "From")).toBe("The Shop <shop@example.com>")
      expect(valueOf(taken.raw, "Content-Type")).toMatch(/^multipart\/alternative; boundary="/u)
      expect(taken.from).toBe(from.address)
    })
  )

  it.effect("says where to unsubscribe by one click, as RFC 8058 has it", () =>
    Effect.gen(function* () {
      const { taken } = yield* sent({}, { unsubscribeUrl: "https://shop.example/u/a,b?c=d e>" })
      expect(valueOf(taken.raw, "List-Unsubscribe")).toBe("<https://shop.example/u/a%2Cb?c=d%20e%3E>")
      expect(valueOf(taken.raw, "List-Unsubscribe-Post")).toBe("List-Unsubscribe=One-Click")
    })
  )

  it.effect("has the domain that it is told, and says where answers go", () =>
    Effect.gen(function* () {
      const replyTo = { name: "Huduma, kwa wateja", address: "help@example.net" }
      const { message, receipt, taken } = yield* sent({ messageIdDomain: "mail.example.net", replyTo }, {})
      expect(receipt.reference).toBe(`<${message.id}@mail.example.net>`)
      expect(addressesIn((yield* parsed(taken)).replyTo)).toStrictEqual([replyTo])
    })
  )

  it.effect("writes domains in ASCII, unless the rest of the address is not, and quotes what needs it", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({ extensions: ["SMTPUTF8"] })
      const sender = yield* senderTo(server.port)
      const addresses = ["wanjiru@Büro.example", "jürgen@büro.example", "a..b@example.com"]
      yield* Effect.forEach(addresses, (address) => sender.send(mail({ to: { name: "", address } })))
      const written = ["wanjiru@xn--bro-hoa.example", "jürgen@büro.example", '"a..b"@example.com']
      const heard = Buffer.from(server.heard.join("\r\n"), "latin1").toString("utf8").split("\r\n")
      const envelopes = heard.filter((line) => line.startsWith("RCPT"))
      expect(envelopes).toStrictEqual(written.map((address) => `RCPT TO:<${address}>`))
      const utf8 = heard.filter((line) => line.startsWith("MAIL")).map((line) => line.includes(" SMTPUTF8"))
      expect(utf8).toStrictEqual([false, true, false])
      const shown = server.messages.map((text) => valueOf(Buffer.from(text, "latin1"), "To") ?? "")
      expect(shown.map((text) => Buffer.from(text, "latin1").toString("utf8"))).toStrictEqual(written)
    })
  )

  it.effect("is refused when it is larger than the server takes, and the next one is not", () =>
    Effect.gen(function* () {
      const server = yield* mailServer({ size: 10_000 })
      const sender = yield* senderTo(server.port, { maxConnections: 1 })
      const failed = yield* Effect.flip(sender.send(mail({ text: "x".repeat(20_000) })))
      expect(failed).toMatchObject({
        _tag: "MessageRejected",
        reason: "The message is larger than the server takes"
      })
      yield* sender.send(mail())
      expect([server.taken.length, server.connections().ever]).toStrictEqual([1, 1])
    })
  )

  it.effect("is refused when its address is outside ASCII and the server takes no such address", () =>
    Effect.gen(function* () {
      for (const extensions of [[], ["8BITMIME"]]) {
        const server = yield* scriptedServer({ extensions })
        const sender = yield* senderTo(server.port, { maxConnections: 1 })
        const to = { name: "", address: "jürgen@example.com" }
        expect(yield* outcome(sender.send(mail({ to })))).toBe("MessageRejected")
        expect(yield* outcome(sender.send(mail()))).toBe("sent")
        expect(server.heard.filter((line) => line.startsWith("RCPT"))).toHaveLength(1)
        expect(server.connections().ever).toBe(1)
      }
    })
  )

  it.effect(
    "is refused before anybody is asked when its id or its address to unsubscribe at cannot stand in a header",
    () =>
      Effect.gen(function* () {
        const server = yield* mailServer()
        const sender = yield* senderTo(server.port)
        const urls = [
          "",
          "nowhere",
          "mailto:a@example.com",
          "javascript:alert(1)",
          `https://example.com/${"x".repeat(900)}`
        ]
        const wrong = [
          ...["", "1", `${mail().id}\r\nBcc: x@example.com`, `${mail().id}@x`].map((id) => mail({ id })),
          ...urls.map((unsubscribeUrl) => mail({ unsubscribeUrl }))
        ]
        for (const message of wrong) expect((yield* Effect.flip(sender.send(message)))._tag).toBe("MessageRejected")
        expect(server.connections().ever).toBe(0)
      })
  )

  it.live(
    "keeps its fields whatever stands in names, subjects and texts",
    () =>
      Effect.gen(function* () {
        const server = yield* mailServer()
        const shop = { from: { ...from, name: "Shop\r\nBcc: x@example.com" } }
        const sender = yield* senderTo(server.port, shop)
        const written = fc.record({ subject: evil, name: evil, text: bodies, html: bodies, path: evil })
        const property = fc.asyncProperty(written, async ({ html, name, path, subject, text }) => {
          const unsubscribeUrl = `https://shop.example/u?${encodeURIComponent(path.toWellFormed().slice(0, 60))}`
          const to = { name, address: "wanjiru@example.org" }
          await Effect.runPromise(sender.send(mail({ subject, to, text, html, unsubscribeUrl })))
          const taken = server.taken.at(-1)
          if (taken === undefined) throw new Error("nothing was taken")
          const unsubscribing = ["list-unsubscribe", "list-unsubscribe-post"]
          expect(namesIn(taken.raw).toSorted()).toStrictEqual([...usual, ...unsubscribing].toSorted())
          expect(taken.recipients).toStrictEqual([to.address])
          expect(longestLine(taken.raw)).toBeLessThanOrEqual(998)
          const { body } = received(taken.raw)
          expect(body).toMatch(/^[\t\r\n\x20-\x7e]*$/u)
          for (const line of body.split("\r\n")) {
            expect(line.length).toBeLessThanOrEqual(78)
            expect(line).not.toMatch(/[\r\n]/u)
          }
          const read = await Effect.runPromise(parsed(taken))
          expect(addressesIn(read.to).map(({ address }) => address)).toStrictEqual([to.address])
          expect(addressesIn(read.from).map(({ address }) => address)).toStrictEqual([from.address])
          expect(`${read.subject}${read.from?.value[0]?.name}`).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
        })
        yield* Effect.promise(() => fc.assert(property, { numRuns: 150 }))
      }),
    60_000
  )
})
