/** Sending: what was written, to whom it is for, once. */
import type { Mail } from "@duka/core"
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { type MailLaw, type MailOpened, type MailTaken, recipient } from "./mailStand.ts"
import { refusal, times } from "./outcomes.ts"

/** As one line, whatever breaks and spaces it has. */
const line = (text: string) => text.replaceAll(/[\p{Cc}\s]+/gu, " ").trim()

const lines = (text: string) => text.replaceAll(/\r\n|\r/gu, "\n")

const hostile = [
  "a\r\nBcc: everybody@example.com",
  "a\nX-Other: 1\r\n\r\nAnother text",
  "a\r",
  "=?utf-8?Q?a=0D=0ABcc:_everybody@example.com?=",
  'Wanjiru" <everybody@example.com>, "other',
  "Wanjiru <everybody@example.com>",
  "everybody@example.com, other@example.com",
  "Kamau, Wanjiru (of Nairobi); \\",
  "ወንጂሩ ካማው",
  "\u{1F370} karibu \u202Eedoc",
  "x".repeat(200)
]

const impossible = [
  "",
  "wanjiru",
  "@example.com",
  "wanjiru@",
  "wanjiru@example.com,everybody@example.com",
  "wanjiru@example.com, everybody@example.com",
  "wanjiru@example.com;everybody@example.com",
  "Wanjiru <wanjiru@example.com>",
  "<wanjiru@example.com>",
  "wanjiru,everybody@example.com",
  '"wanjiru,everybody"@example.com',
  "wanjiru@example.com\r\nRCPT TO:<everybody@example.com>",
  "wanjiru@example.com\n",
  " wanjiru@example.com",
  "wanjiru@example.com> SIZE=1",
  "group:wanjiru@example.com;"
]

const sameAs = (message: Mail, taken: MailTaken | undefined) => {
  assert.isDefined(taken)
  assert.deepStrictEqual(taken?.recipients, [message.to.address])
  assert.deepStrictEqual(
    taken?.to.map(({ address, name }) => ({ address, name: line(name) })),
    [{ address: message.to.address, name: line(message.to.name) }]
  )
  assert.strictEqual(line(taken?.subject ?? ""), line(message.subject))
  assert.strictEqual(lines(taken?.text ?? ""), lines(message.text))
  assert.strictEqual(lines(taken?.html ?? ""), lines(message.html))
  assert.strictEqual(taken?.unsubscribeUrl, message.unsubscribeUrl)
}

/** Each of them goes out as it is, and nothing else does. */
const carried = <A>(
  { mail, sender, taken }: MailOpened,
  some: fc.Arbitrary<A>,
  { examples, written }: { readonly examples: ReadonlyArray<A>; readonly written: (one: A) => Partial<Mail> }
) =>
  // The clock stands, on purpose.
  Effect.andThen(
    TestClock.adjust("1 seconds"),
    Effect.promise(async () => {
      let count = (await Effect.runPromise(taken)).length
      const property = fc.asyncProperty(some, async (one) => {
        const message = mail(written(one))
        await Effect.runPromise(sender.send(message))
        const all = await Effect.runPromise(taken)
        assert.lengthOf(all, ++count)
        sameAs(message, all.at(-1))
      })
      await fc.assert(property, { numRuns: 40, examples: examples.map((one) => [one]) })
    })
  )

const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }).filter((text) => line(text) !== "")
const text = fc.string({
  unit: fc.oneof(fc.string({ unit: "grapheme", maxLength: 1 }), fc.constantFrom("\n", ".", "-", " ", "="))
})

export const sends = (law: MailLaw): void => {
  law("has a name that can stand in a path", ({ sender }) =>
    Effect.sync(() => assert.match(sender.name, /^[a-z][a-z0-9-]{0,39}$/u))
  )

  law("carries a message as it was written, to whom it is for", ({ mail, sender, taken }) =>
    Effect.gen(function* () {
      const necessary = mail()
      const other = mail({ unsubscribeUrl: "https://shop.example/v1/unsubscribe/a-token?and=more" })
      const receipts = [yield* sender.send(necessary), yield* sender.send(other)]
      const all = yield* taken
      assert.lengthOf(all, 2)
      sameAs(necessary, all[0])
      sameAs(other, all[1])
      assert.deepStrictEqual(
        receipts.map(({ reference, segments }) => ({ reference, segments })),
        all.map(({ reference }) => ({ reference, segments: null }))
      )
    })
  )

  law("carries a message under one name however often it is sent, and two under two", ({ mail, sender, taken }) =>
    Effect.gen(function* () {
      const message = mail()
      const first = yield* sender.send(message)
      assert.deepStrictEqual(yield* sender.send(message), first)
      assert.notStrictEqual((yield* sender.send(mail())).reference, first.reference)
      const references = (yield* taken).map(({ reference }) => reference)
      assert.strictEqual(references[0], references[1])
      assert.notStrictEqual(references[0], references[2])
    })
  )

  law("carries subjects in one line, whatever stands in them", (at) =>
    carried(at, word, { examples: hostile, written: (subject) => ({ subject }) })
  )

  law("carries names as names, whatever stands in them", (at) =>
    carried(at, word, { examples: hostile, written: (name) => ({ to: { ...recipient, name } }) })
  )

  law("carries texts as they were written, whatever stands in them", (at) =>
    carried(at, fc.tuple(text, text), {
      examples: [
        [".\n..\n.", "."],
        ["a\r\n.\r\nMAIL FROM:<x>", "<p>\r\n.\r\n</p>"],
        ["--", "-- \n=\n=20 "],
        ["a".repeat(3_000), `<p>${"ሰ".repeat(3_000)}</p>`]
      ],
      written: ([text, html]) => ({ text: `Habari\n${text}|`, html: `<p>${html}</p>` })
    })
  )

  law("carries a message without a name", ({ mail, sender, taken }) =>
    Effect.gen(function* () {
      const message = mail({ to: { ...recipient, name: "" } })
      yield* sender.send(message)
      sameAs(message, (yield* taken)[0])
    })
  )

  law("asks for nothing when nobody has the address, or several have", ({ asked, mail, sender }) =>
    Effect.gen(function* () {
      for (const address of impossible) {
        const message = mail({ to: { ...recipient, address } })
        assert.strictEqual(yield* refusal(sender.send(message)), "MessageRejected", JSON.stringify(address))
      }
      assert.strictEqual(asked(), 0)
    })
  )

  law("carries many at once, none of them twice", ({ mail, sender, taken }) =>
    Effect.gen(function* () {
      const subjects = times(40).map((index) => `Your order ${index} is on its way`)
      yield* Effect.forEach(subjects, (subject) => sender.send(mail({ subject })), { concurrency: "unbounded" })
      const all = yield* taken
      assert.deepStrictEqual(all.map(({ subject }) => subject).toSorted(), subjects.toSorted())
    })
  )
}
