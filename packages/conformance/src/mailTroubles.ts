/** When the carrier does not do as it should: who has to do something about it, and nothing that nobody may read. */
import type { SendFailure } from "@duka/core"
import { assert } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { type MailLaw, type MailTried, type MailTrouble, recipient } from "./mailStand.ts"
import { refusal } from "./outcomes.ts"
import { shown, until, waited, waitMax } from "./watching.ts"

const expected: Readonly<Record<MailTrouble, SendFailure["_tag"]>> = {
  refused: "MessageRejected",
  busy: "SenderUnavailable",
  locked: "SenderPaused",
  lost: "SenderUnavailable",
  silent: "SenderUnavailable"
}

const written = { subject: "Only-for-Wanjiru 7731", text: "Her code is 7731", html: "<p>Her code is 7731</p>" } as const

export const troubles = (law: MailLaw, { secrets, troubles }: MailTried): void => {
  law("is tried again where nobody is at the other side", ({ mail, unplugged }) =>
    Effect.map(refusal(unplugged.send(mail())), (tag) => assert.strictEqual(tag, "SenderUnavailable"))
  )

  for (const trouble of troubles) {
    law(`says who has to act when a message is met by: ${trouble}`, ({ fail, mail, sender, taken }) =>
      Effect.gen(function* () {
        fail(trouble)
        assert.strictEqual(yield* waited(refusal(sender.send(mail()))), expected[trouble])
        assert.lengthOf(yield* taken, trouble === "lost" ? 1 : 0)
      })
    )

    law(`carries a message again, and another one, after: ${trouble}`, ({ fail, mail, sender, taken }) =>
      Effect.gen(function* () {
        yield* sender.send(mail())
        const before = (yield* taken).length
        const message = mail()
        fail(trouble)
        yield* waited(refusal(sender.send(message)))
        const { reference } = yield* sender.send(message)
        const other = yield* sender.send(mail())
        const references = (yield* taken).slice(before).map((one) => one.reference)
        const again = trouble === "lost" ? [reference, reference] : [reference]
        assert.deepStrictEqual(references, [...again, other.reference])
      })
    )

    law(`tells nobody of people, of what is written to them, and of keys, after: ${trouble}`, (at) =>
      Effect.gen(function* () {
        at.fail(trouble)
        const all = yield* waited(shown(at.sender.send(at.mail(written))))
        const { address, name } = recipient
        for (const one of [address, name, "Wanjiru", "7731", ...secrets]) assert.notInclude(all, one)
        assert.include(all, expected[trouble])
      })
    )
  }

  law("tells nobody of an address that it asks for nothing", ({ mail, sender }) =>
    Effect.gen(function* () {
      const all = yield* shown(sender.send(mail({ ...written, to: { name: "Wanjiru", address: "not hers" } })))
      for (const one of ["Wanjiru", "not hers", "7731", ...secrets]) assert.notInclude(all, one)
    })
  )

  if (troubles.includes("silent")) {
    law("hangs up on a carrier that it waits for no longer", ({ asked, fail, hungUp, mail, sender }) =>
      Effect.gen(function* () {
        fail("silent")
        const sending = yield* Effect.forkChild(refusal(sender.send(mail())))
        yield* until(() => asked() === 1)
        assert.strictEqual(hungUp(), 0)
        yield* TestClock.adjust(`${waitMax} seconds`)
        assert.strictEqual(yield* Fiber.join(sending), "SenderUnavailable")
        yield* until(() => hungUp() === 1)
      })
    )

    law("hangs up when it is interrupted", ({ asked, fail, hungUp, mail, sender, taken }) =>
      Effect.gen(function* () {
        fail("silent")
        const sending = yield* Effect.forkChild(sender.send(mail()))
        yield* until(() => asked() === 1)
        assert.strictEqual(hungUp(), 0)
        yield* Fiber.interrupt(sending)
        yield* until(() => hungUp() === 1)
        assert.lengthOf(yield* taken, 0)
      })
    )
  }
}
