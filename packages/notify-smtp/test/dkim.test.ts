import { describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as fc from "fast-check"
import { createPublicKey, generateKeyPairSync } from "node:crypto"
import { verified } from "./dkimVerification.ts"
import { mail, senderTo } from "./sending.ts"
import { mailServer } from "./smtpServer.ts"

const { privateKey: pem } = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" }
})
const key = createPublicKey(pem)

const signing = Effect.gen(function* () {
  const server = yield* mailServer()
  const sender = yield* senderTo(server.port, {
    replyTo: { name: "Help", address: "help@example.com" },
    dkim: { domain: "Example.com", selector: "duka2026", privateKey: Redacted.make(pem) }
  })
  const sent = (changes: Parameters<typeof mail>[0]) =>
    Effect.map(sender.send(mail(changes)), () => server.taken.at(-1)?.raw ?? Buffer.alloc(0))
  return { sent }
})

const text = fc.string({
  unit: fc.constantFrom("a", " ", "  ", "\t", "\n", "\r\n", ".", "é", "ሰ", "="),
  maxLength: 400
})

describe("a signed message", () => {
  it.live("has a signature of its header and its body that can be verified, whatever stands in it", () =>
    Effect.gen(function* () {
      const { sent } = yield* signing
      const written = fc.record({ subject: text, text, html: text, name: text })
      const property = fc.asyncProperty(written, async ({ name, ...content }) => {
        const raw = await Effect.runPromise(sent({ ...content, to: { name, address: "jürgen@example.org" } }))
        expect(verified(raw, key).isVerified).toBe(true)
      })
      yield* Effect.promise(() => fc.assert(property, { numRuns: 60 }))
    })
  )

  it.effect("is of the domain and the key that were set up, and covers what RFC 8058 wants covered", () =>
    Effect.gen(function* () {
      const { sent } = yield* signing
      const { isVerified, names, tags } = verified(yield* sent({ unsubscribeUrl: "https://shop.example/u/1" }), key)
      expect(isVerified).toBe(true)
      expect(Object.fromEntries(tags)).toMatchObject({ v: "1", a: "rsa-sha256", d: "example.com", s: "duka2026" })
      const unsubscribing = ["list-unsubscribe", "list-unsubscribe-post"]
      for (const name of [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "reply-to",
        "content-type",
        ...unsubscribing
      ]) {
        expect(names).toContain(name)
      }
    })
  )

  it.effect("is verified no more when anything of it is changed, or another author or subject is added", () =>
    Effect.gen(function* () {
      const { sent } = yield* signing
      const raw = (yield* sent({ text: "It costs KES 100.\n", unsubscribeUrl: "https://shop.example/u/1" })).toString(
        "latin1"
      )
      const changed = [
        raw.replace("KES 100", "KES 900"),
        raw.replace("Your order 1042", "Your order 1043"),
        raw.replace("https://shop.example/u/1", "https://evil.example/u/1"),
        raw.replace("List-Unsubscribe=One-Click", "List-Unsubscribe=None"),
        raw.replace("From:", "From: Another <another@example.org>\r\nFrom:"),
        raw.replace("Subject:", "Subject: Another\r\nSubject:"),
        raw.replace(/\r\nAuto-Submitted:[^\r]*/u, "")
      ]
      for (const other of changed) {
        expect(other).not.toBe(raw)
        expect(verified(Buffer.from(other, "latin1"), key).isVerified, other).toBe(false)
      }
      // What a relay may do on the way.
      const refolded = raw.replace("Subject: Your order", "subject:  Your\r\n order").replace("X-", "x-")
      expect(verified(Buffer.from(refolded, "latin1"), key).isVerified).toBe(true)
    })
  )
})
