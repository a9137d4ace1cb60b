/** Sending: what was written, to whom it is for, once. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import { refusal, times } from "./outcomes.ts"
import type { SmsLaw, SmsTried } from "./smsStand.ts"

const impossible = ["", "+", "0", "+254", "0712345678", "254712345678", "+2547123456789012", "+000000000000", "hello"]

/** Two numbers in one, and a number with something more behind it. */
const smuggled = (number: string) => [`${number},${number}`, `${number}&to=${number}`, `${number}\n`, ` ${number}`]

export const sends = (law: SmsLaw, { numbers }: SmsTried): void => {
  law("has a name that can stand in a path", ({ sender }) =>
    Effect.sync(() => assert.match(sender.name, /^[a-z][a-z0-9-]{0,39}$/u))
  )

  law("carries each message once, to whom it is for", ({ sender, sms, taken }) =>
    Effect.gen(function* () {
      const messages = numbers.map((to, index) => sms({ to, text: `Your order ${index} is on its way.` }))
      for (const message of messages) yield* sender.send(message)
      assert.deepStrictEqual(
        taken(),
        messages.map(({ text, to }) => ({ to, text }))
      )
    })
  )

  law("says by which name the carrier knows a message, and no other one has it", ({ sender, sms }) =>
    Effect.gen(function* () {
      const receipts = [yield* sender.send(sms()), yield* sender.send(sms())]
      const references = receipts.flatMap(({ reference }) => (reference === null ? [] : [reference]))
      for (const reference of references) assert.isNotEmpty(reference)
      assert.lengthOf(new Set(references), references.length)
    })
  )

  law("says into how many parts a text was cut, where it says it", ({ sender, sms }) =>
    Effect.gen(function* () {
      const [short, long] = [yield* sender.send(sms({ text: "a" })), yield* sender.send(sms({ text: "a".repeat(161) }))]
      assert.oneOf(short.segments, [1, null])
      if (short.segments !== null) assert.strictEqual(long.segments, 2)
    })
  )

  law("carries texts as they were written, whatever stands in them", ({ sender, sms, taken }) =>
    Effect.promise(async () => {
      const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }).filter((each) => each.trim() !== "")
      const hostile = ["a&to=+254700000002&message=b", "100% +1 = 2", "a\nb", "\u{1F370} karibu", "\u1230\u120B\u121D"]
      const carried = fc.asyncProperty(text, async (text) => {
        await Effect.runPromise(sender.send(sms({ text })))
        assert.strictEqual(taken().at(-1)?.text, text)
      })
      await fc.assert(carried, { numRuns: 40, examples: hostile.map((each) => [each]) })
    })
  )

  law("asks for nothing when nobody has the number", ({ asked, sender, sms }) =>
    Effect.gen(function* () {
      for (const to of [...impossible, ...numbers.slice(0, 1).flatMap(smuggled)]) {
        assert.strictEqual(yield* refusal(sender.send(sms({ to }))), "MessageRejected", JSON.stringify(to))
      }
      assert.strictEqual(asked(), 0)
    })
  )

  law("asks for nothing when there is no text", ({ asked, sender, sms }) =>
    Effect.gen(function* () {
      for (const text of ["", " ", "\n\t"]) {
        assert.strictEqual(yield* refusal(sender.send(sms({ text }))), "MessageRejected")
      }
      assert.strictEqual(asked(), 0)
    })
  )

  law("carries many at once, none of them twice", ({ sender, sms, taken }) =>
    Effect.gen(function* () {
      const texts = times(20).map((index) => `Your order ${index} is on its way.`)
      yield* Effect.forEach(texts, (text) => sender.send(sms({ text })), { concurrency: "unbounded" })
      assert.deepStrictEqual(
        taken()
          .map(({ text }) => text)
          .toSorted(),
        texts.toSorted()
      )
    })
  )
}
