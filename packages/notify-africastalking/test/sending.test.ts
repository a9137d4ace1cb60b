import { describe, expect, it, vi } from "@effect/vitest"
import { Effect, Fiber, Result } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { getCountries, getExampleNumber } from "libphonenumber-js/max"
import examples from "libphonenumber-js/mobile/examples"
import { reachableNumbers } from "../src/numbers.ts"
import { credentials } from "./africasTalkingServer.ts"
import { opened, sms } from "./opened.ts"

describe("a message", () => {
  it.effect("is a form with the account's user name, and its key in a header", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      yield* sender.send(sms({ to: "+254711000111", text: "Karibu & asante: 100% +1" }))
      const [request] = server.requests
      expect(request?.method).toBe("POST")
      expect(request?.path).toBe("/version1/messaging")
      expect(request?.headers).toMatchObject({
        apikey: credentials.apiKey,
        accept: "application/json",
        "content-type": expect.stringMatching(/^application\/x-www-form-urlencoded(?:;|$)/u)
      })
      expect([...(request?.form ?? [])].toSorted()).toStrictEqual([
        ["bulkSMSMode", "1"],
        ["message", "Karibu & asante: 100% +1"],
        ["to", "+254711000111"],
        ["username", credentials.username]
      ])
    })
  )

  it.effect("comes from the shop's sender id, where it has one", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened({ senderId: "DUKA" })
      yield* sender.send(sms())
      expect(server.requests[0]?.form.get("from")).toBe("DUKA")
    })
  )

  it.effect("has a receipt: its name, its price as it is written, its parts", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      const receipt = yield* sender.send(sms({ text: "🍰".repeat(36) }))
      expect(receipt).toStrictEqual({ reference: server.taken[0]?.reference, cost: "KES 0.8000", segments: 2 })
    })
  )

  it.effect("is cut where it needs more parts than the shop pays for, and keeps its link", () =>
    Effect.gen(function* () {
      const text = `${"Asante sana. ".repeat(60)}https://shop.example/t/abcdef`
      const { sender, server } = yield* opened({ segmentsMax: 2 })
      expect((yield* sender.send(sms({ text }))).segments).toBe(2)
      expect(server.taken[0]?.text).toMatch(/^(?:Asante sana. )+Asante sana\.{4} https:\/\/shop\.example\/t\/abcdef$/u)
      const usual = yield* opened()
      expect((yield* usual.sender.send(sms({ text }))).segments).toBe(3)
    })
  )

  it.effect("goes to numbers with a national zero as E.164 writes them", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      yield* sender.send(sms({ to: "+2540711000111" }))
      expect(server.taken[0]?.to).toBe("+254711000111")
    })
  )

  it.effect("goes to nobody by a number that takes no messages: a land line, a free one, a short one", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      for (const to of ["+254202000000", "+254800723253", "+112", "+442079460000"]) {
        expect(yield* Effect.flip(sender.send(sms({ to })))).toMatchObject({ _tag: "MessageRejected" })
      }
      expect(server.requests).toStrictEqual([])
    })
  )

  it.effect("goes to nobody by a number that the SDK does not know, although others do", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened()
      const failure = yield* Effect.flip(sender.send(sms({ to: "+508350634" })))
      expect(failure).toMatchObject({ _tag: "MessageRejected", reason: expect.stringContaining("SDK") })
      expect(server.requests).toStrictEqual([])
    })
  )
})

describe("the time limit", () => {
  it.effect("is the shop's: the connection is closed at its end, and not before", () =>
    Effect.gen(function* () {
      const { sender, server } = yield* opened({ answerMaxSeconds: 2.5 })
      server.faults.push({ kind: "silent" })
      const sending = yield* Effect.forkChild(Effect.flip(sender.send(sms())))
      yield* Effect.promise(() => vi.waitUntil(() => server.requests.length === 1))
      yield* TestClock.adjust("2499 millis")
      expect(sending.pollUnsafe()).toBeUndefined()
      expect(server.hungUp()).toBe(0)
      yield* TestClock.adjust("1 millis")
      expect(yield* Fiber.join(sending)).toMatchObject({
        _tag: "SenderUnavailable",
        reason: expect.stringContaining("ETIMEDOUT")
      })
      yield* Effect.promise(() => vi.waitUntil(() => server.hungUp() === 1))
    })
  )
})

describe("the numbers that messages reach", () => {
  it.effect("are the mobile ones of every country, and stay as they are", () =>
    Effect.gen(function* () {
      const reachable = yield* reachableNumbers
      const numbers = getCountries().flatMap((country) => getExampleNumber(country, examples)?.number ?? [])
      expect(numbers.length).toBeGreaterThan(200)
      for (const number of numbers) expect(reachable(number), number).toBe(number)
    })
  )

  it.effect("are none of what is not written in E.164, whatever it is", () =>
    Effect.gen(function* () {
      const reachable = yield* reachableNumbers
      const anything = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^\+?[\d ;,()-]{0,20}$/u))
      const property = fc.property(anything, (text) => {
        const number = reachable(text)
        return number === null || (/^\+[1-9]\d{6,14}$/u.test(number) && /^\+[1-9]\d{6,14}$/u.test(text))
      })
      fc.assert(property, { numRuns: 1_000 })
    })
  )
})

describe("the reports", () => {
  it.effect("say what became of a message, and why in documented words alone", () =>
    Effect.gen(function* () {
      const { sender } = yield* opened()
      const said: ReadonlyArray<readonly [string, string | null, string | null]> = [
        ["id=a&status=Success", "delivered", null],
        ["id=a&status=Success&failureReason=UserInBlackList", "delivered", null],
        ["id=a&status=Sent", "pending", null],
        ["id=a&status=Submitted", "pending", null],
        ["id=a&status=Buffered", "pending", null],
        ["id=a&status=Failed&failureReason=UserInBlackList", "failed", "UserInBlackList"],
        ["id=a&status=Rejected&failureReason=DoNotDisturbRejection", "failed", "DoNotDisturbRejection"],
        ["id=a&status=Failed&failureReason=call%20%2B254711000111", "failed", null],
        ["id=a&status=Failed", "failed", null],
        ["id=a&status=AbsentSubscriber", "failed", "AbsentSubscriber"],
        ["id=a&status=Expired", "failed", "Expired"]
      ]
      for (const [body, outcome, reason] of said) {
        expect(yield* sender.report(body), body).toStrictEqual({ reference: "a", outcome, reason })
      }
      const none = [
        "id=a&status=success",
        "id=a&status=constructor",
        "id=a&status=__proto__",
        "id=a&status=",
        "id=a",
        "status=Success",
        "id=&status=Success",
        "id=a%20b&status=Success",
        "id=a%00&status=Success",
        `id=${"a".repeat(201)}&status=Success`,
        `id=a&status=Success&${"x".repeat(10_000)}`
      ]
      for (const body of none) expect(yield* sender.report(body), body.slice(0, 50)).toBeNull()
    })
  )

  it.effect("are read, or not, whatever stands in them", () =>
    Effect.gen(function* () {
      const { sender } = yield* opened()
      const word = fc.oneof(
        fc.constantFrom("id", "status", "failureReason", "Success", "Failed", "Rejected", "%", "%ff", "+", "a"),
        fc.string({ unit: "binary", maxLength: 20 })
      )
      const body = fc
        .array(fc.tuple(word, word), { maxLength: 8 })
        .map((fields) => fields.map(([name, value]) => `${name}=${value}`).join("&"))
      const property = fc.property(body, (text) => {
        const report = Effect.runSync(sender.report(text))
        return (
          report === null ||
          (/^[\x21-\x7e]{1,200}$/u.test(report.reference) && /^[A-Za-z]*$/u.test(report.reason ?? ""))
        )
      })
      fc.assert(property, { numRuns: 2_000 })
      expect(Result.isSuccess(yield* Effect.result(sender.report("id=a&status=Sent")))).toBe(true)
    })
  )
})
