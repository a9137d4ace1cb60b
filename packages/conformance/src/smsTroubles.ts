/** When the carrier does not do as it should: who has to do something about it, and nothing that nobody may read. */
import type { SendFailure } from "@duka/core"
import { assert } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { refusal } from "./outcomes.ts"
import type { SmsLaw, SmsOpened, SmsTried, SmsTrouble } from "./smsStand.ts"
import { shown, until, waitMax } from "./watching.ts"

const expected: Readonly<Record<SmsTrouble, SendFailure["_tag"]>> = {
  lost: "SenderUnavailable",
  silent: "SenderUnavailable",
  busy: "SenderUnavailable",
  broken: "SenderUnavailable",
  garbled: "SenderUnavailable",
  nobody: "SenderUnavailable",
  rejected: "MessageRejected",
  unpaid: "SenderPaused",
  unknown: "SenderPaused"
}

/** The clock stands, unless nobody answers: then it goes on once the carrier was asked. */
const met = Effect.fnUntraced(function* <A, E>(
  { asked, fail }: SmsOpened,
  { sending, trouble }: { readonly trouble: SmsTrouble; readonly sending: Effect.Effect<A, E> }
) {
  fail(trouble)
  if (trouble !== "silent") return yield* sending
  const before = asked()
  const waiting = yield* Effect.forkChild(sending)
  yield* until(() => asked() > before)
  yield* TestClock.adjust(`${waitMax} seconds`)
  return yield* Fiber.join(waiting)
})

export const troubles = (law: SmsLaw, { numbers, secrets, troubles }: SmsTried): void => {
  law("is tried again where nobody is at the other side", ({ sms, unplugged }) =>
    Effect.map(refusal(unplugged.send(sms())), (tag) => assert.strictEqual(tag, "SenderUnavailable"))
  )

  for (const trouble of troubles) {
    law(`says who has to act when a message is met by: ${trouble}`, (at) =>
      Effect.gen(function* () {
        const tag = yield* met(at, { trouble, sending: refusal(at.sender.send(at.sms())) })
        assert.strictEqual(tag, expected[trouble])
        assert.lengthOf(at.taken(), trouble === "lost" ? 1 : 0)
      })
    )

    law(`carries the next message, after: ${trouble}`, (at) =>
      Effect.gen(function* () {
        yield* met(at, { trouble, sending: refusal(at.sender.send(at.sms())) })
        const text = "The one after it."
        yield* at.sender.send(at.sms({ text }))
        assert.strictEqual(at.taken().at(-1)?.text, text)
      })
    )

    law(`tells nobody of people, texts and keys, after: ${trouble}`, (at) =>
      Effect.gen(function* () {
        const [to = ""] = numbers
        const text = "Only-for-Wanjiru 7731"
        const all = yield* met(at, { trouble, sending: shown(at.sender.send(at.sms({ text }))) })
        const hidden = [to, to.slice(1), encodeURIComponent(to), text, "Wanjiru", "7731", ...secrets]
        for (const one of hidden) assert.notInclude(all, one)
        assert.include(all, expected[trouble])
      })
    )
  }

  law("tells nobody of people and texts, when it asks for nothing", ({ sender, sms }) =>
    Effect.gen(function* () {
      const all = yield* shown(sender.send(sms({ to: "+99912345678901", text: "Only-for-Wanjiru" })))
      for (const one of ["99912345678901", "Wanjiru", ...secrets]) assert.notInclude(all, one)
    })
  )

  if (troubles.includes("silent")) {
    law("hangs up on a carrier that it waits for no longer", (at) =>
      Effect.gen(function* () {
        const before = at.hungUp()
        const tag = yield* met(at, { trouble: "silent", sending: refusal(at.sender.send(at.sms())) })
        assert.strictEqual(tag, "SenderUnavailable")
        yield* until(() => at.hungUp() === before + 1)
      })
    )

    law("hangs up when it is interrupted", ({ asked, fail, hungUp, sender, sms }) =>
      Effect.gen(function* () {
        fail("silent")
        const sending = yield* Effect.forkChild(sender.send(sms()))
        yield* until(() => asked() === 1)
        assert.strictEqual(hungUp(), 0)
        yield* Fiber.interrupt(sending)
        yield* until(() => hungUp() === 1)
      })
    )
  }
}
