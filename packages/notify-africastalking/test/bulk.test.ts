import type { Sms } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import * as fc from "fast-check"
import { inspect } from "node:util"
import type { Outcome } from "../src/wire.ts"
import { created } from "./africasTalkingServer.ts"
import { opened, sms } from "./opened.ts"

/** Kenyan mobile numbers, each another one. */
const numberOf = (index: number) => `+2547110${String(index).padStart(5, "0")}`

const to = (...numbers: ReadonlyArray<number>) => numbers.map(numberOf)

/** A tag for each: which failure, or that it was taken. */
const tagsOf = (outcomes: ReadonlyArray<Outcome>) =>
  outcomes.map((outcome) => (Result.isSuccess(outcome) ? "taken" : outcome.failure._tag))

const text = "Karibu: 20% off all teas today."

describe("many messages", () => {
  it.effect("go in one request for each text, and are answered in their order", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      const messages = [
        ...to(1, 2, 3).map((to) => sms({ to, text })),
        sms({ to: numberOf(2), text: "Another one." }),
        sms({ to: numberOf(4), text })
      ]
      const outcomes = yield* sender.sendMany(messages)
      expect(server.requests.map(({ form }) => [form.get("to"), form.get("enqueue")])).toStrictEqual([
        [to(1, 2, 3, 4).join(","), "1"],
        [numberOf(2), null]
      ])
      const references = new Map(server.taken.map(({ reference, text, to }) => [`${to} ${text}`, reference]))
      expect(outcomes.map((outcome) => Result.getOrThrow(outcome).reference)).toStrictEqual(
        messages.map(({ text, to }) => references.get(`${to} ${text}`))
      )
    })
  )

  it.effect("that are none ask for nothing", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      expect(yield* sender.sendMany([])).toStrictEqual([])
      const nobodys = yield* sender.sendMany([sms({ to: "+254" }), sms({ text: " " })])
      expect(tagsOf(nobodys)).toStrictEqual(["MessageRejected", "MessageRejected"])
      expect(server.requests).toStrictEqual([])
    })
  )

  it.effect("send a text to a number once, and another text again", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      const spelt = [numberOf(1), "+2540711000001", numberOf(1)]
      const outcomes = yield* sender.sendMany([
        ...spelt.map((to) => sms({ to, text })),
        sms({ to: numberOf(1), text: "b" })
      ])
      expect(server.taken.map(({ text, to }) => [to, text])).toStrictEqual([
        [numberOf(1), text],
        [numberOf(1), "b"]
      ])
      const [first, second, third, other] = outcomes.map((outcome) => Result.getOrThrow(outcome).reference)
      expect([second, third]).toStrictEqual([first, first])
      expect(other).not.toBe(first)
    })
  )

  it.effect("send two texts that are the same once they are cut, twice", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened({ segmentsMax: 1 })
      const long = "Karibu tena. ".repeat(20)
      yield* sender.sendMany([sms({ text: `${long}a` }), sms({ text: `${long}b` })])
      expect(server.taken).toHaveLength(2)
      expect(server.taken[0]?.text).toBe(server.taken[1]?.text)
    })
  )

  it.effect("go in requests of a thousand recipients", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      const messages = Array.from({ length: 2_001 }, (_, index) => sms({ to: numberOf(index), text }))
      const outcomes = yield* sender.sendMany(messages)
      expect(server.requests.map(({ form }) => form.get("to")?.split(",").length)).toStrictEqual([1_000, 1_000, 1])
      expect(server.taken.map(({ to }) => to)).toStrictEqual(messages.map(({ to }) => to))
      expect(new Set(tagsOf(outcomes))).toStrictEqual(new Set(["taken"]))
    })
  )

  it.effect("have each its own outcome, whatever became of the others, in whatever order they are told", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      const of = (index: number, statusCode: unknown) => ({
        statusCode,
        number: numberOf(index),
        messageId: `id-${index}`
      })
      server.faults.push(created([of(4, 407), of(3, 101), { number: numberOf(1) }, of(2, 406), of(9, 101)]))
      const outcomes = yield* sender.sendMany(to(1, 2, 3, 4, 5).map((to) => sms({ to, text })))
      expect(tagsOf(outcomes)).toStrictEqual([
        "SenderUnavailable",
        "MessageRejected",
        "taken",
        "SenderUnavailable",
        "SenderUnavailable"
      ])
      expect(outcomes[2]).toStrictEqual(Result.succeed({ reference: "id-3", cost: null, segments: 1 }))
      const shown = inspect(outcomes, { depth: 10, showHidden: true })
      for (const hidden of ["2547110", text]) expect(shown).not.toContain(hidden)
    })
  )

  it.effect("are all unavailable when their request is lost, and the next request is made all the same", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      server.faults.push({ kind: "lost" })
      const outcomes = yield* sender.sendMany([...to(1, 2).map((to) => sms({ to, text })), sms({ text: "b" })])
      expect(tagsOf(outcomes)).toStrictEqual(["SenderUnavailable", "SenderUnavailable", "taken"])
    })
  )

  it.effect("are kept once the account takes nothing: no further request is made", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      server.refused.set(numberOf(2), 405)
      const outcomes = yield* sender.sendMany([
        ...to(1, 2).map((to) => sms({ to, text })),
        sms({ to: numberOf(3), text: "b" }),
        sms({ to: "+254", text: "c" })
      ])
      expect(tagsOf(outcomes)).toStrictEqual(["taken", "SenderPaused", "SenderPaused", "MessageRejected"])
      expect(server.requests).toHaveLength(1)
    })
  )

  it.effect("are not kept back by one number that the SDK does not know", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      const unknown = "+508350634"
      const numbers = [...to(1, 2, 3), unknown, ...to(4, 5)]
      const outcomes = yield* sender.sendMany(numbers.map((to) => sms({ to, text })))
      expect(tagsOf(outcomes)).toStrictEqual(["taken", "taken", "taken", "MessageRejected", "taken", "taken"])
      expect(server.taken.map(({ to }) => to)).toStrictEqual(to(1, 2, 3, 4, 5))
    })
  )

  it.effect("have, each of them, the outcome that their number and their text have", () =>
    Effect.promise(async () => {
      const codes = [101, 102, 403, 406, 407, 500]
      const message = fc.record({ index: fc.nat(30), text: fc.constantFrom("a", "b", "c") })
      const property = fc.asyncProperty(fc.array(message, { maxLength: 40 }), async (asked) => {
        const law = Effect.gen(function* () {
          const { sender, server } = yield* opened()
          for (let index = 0; index <= 30; index++) {
            const code = codes[index % codes.length]
            if (code !== undefined && code > 102) server.refused.set(numberOf(index), code)
          }
          const messages = asked.map(({ index, text }): Sms => sms({ to: numberOf(index), text }))
          const outcomes = yield* sender.sendMany(messages)
          expect(outcomes).toHaveLength(messages.length)
          const wanted = new Set(messages.map(({ text, to }) => `${to} ${text}`))
          const sent = server.requests.flatMap(({ form }) =>
            (form.get("to") ?? "").split(",").map((to) => `${to} ${form.get("message")}`)
          )
          expect(sent.toSorted()).toStrictEqual([...wanted].toSorted())
          expect(server.requests.length).toBe(new Set(messages.map(({ text }) => text)).size)
          outcomes.forEach((outcome, place) => {
            const { text = "", to = "" } = messages[place] ?? {}
            const taken = server.taken.find((each) => each.to === to && each.text === text)
            expect(Result.getOrNull(outcome)?.reference ?? null).toBe(taken?.reference ?? null)
          })
        })
        await Effect.runPromise(Effect.scoped(law))
      })
      await fc.assert(property, { numRuns: 30 })
    })
  )
})
