/** What becomes of what does not arrive. */
import { Settings, Time, WebhookDeliveries } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Fiber } from "effect"
import { as, owner, rooms } from "../opened.ts"
import { deliveriesOf, endpoint, idOf, law, ok, pass, says, seen, shop, tell, working } from "./receivers.ts"

const url = "https://receiver.example/hooks"

const jobs = (queue: string) =>
  Effect.flatMap(rooms, ({ jobs }) => Effect.map(as(owner)(jobs.list({ queue })), ({ items }) => items))

describe("a delivery", () => {
  law(
    "is tried again after 1, 2, 4, … seconds, in the end once an hour, and given up after three days",
    ({ answer, at }) =>
      Effect.gen(function* () {
        const { id } = yield* endpoint(url)
        answer(url, says(503))
        const worker = yield* working(1)
        yield* tell()
        yield* pass("10 seconds")
        expect(at(url).map(({ seconds }) => seconds)).toStrictEqual([0, 1, 3, 7])
        const [pending] = yield* deliveriesOf(id)
        expect(pending).toMatchObject({
          status: "pending",
          attempts: 4,
          lastStatus: 503,
          lastError: "The receiver answered 503.",
          nextAttemptAt: "1970-01-01T00:00:15.000Z"
        })
        yield* pass("80 hours")
        const tries = at(url).map(({ seconds }) => seconds)
        const [last = 0, before = 0] = tries.toReversed()
        expect(last - before).toBe(3_600)
        expect(last).toBeGreaterThanOrEqual(3 * 24 * 3_600)
        expect(last).toBeLessThan(3 * 24 * 3_600 + 3_600)
        const [given] = yield* deliveriesOf(id)
        expect(given).toMatchObject({
          status: "failed",
          attempts: tries.length,
          nextAttemptAt: null,
          deliveredAt: null
        })
        // Who looks after jobs has nothing to look after: it stands among the deliveries.
        expect((yield* jobs("deliver-webhook")).map(({ state }) => state)).toStrictEqual(["completed"])
        expect(yield* jobs("tell-events")).toStrictEqual([])
        yield* Fiber.interrupt(worker)
      })
  )

  law("waits as long as the receiver asks, up to an hour, and so do all others to it", ({ answer, at }) =>
    Effect.gen(function* () {
      const { id } = yield* endpoint(url)
      answer(url, says(429, 600))
      const worker = yield* working(1)
      yield* tell()
      yield* pass("1 second")
      expect(yield* seen(id)).toMatchObject({
        failure: "The receiver answered 429.",
        pausedUntil: "1970-01-01T00:10:00.000Z"
      })
      expect((yield* deliveriesOf(id))[0]?.nextAttemptAt).toBe("1970-01-01T00:10:00.000Z")
      yield* tell(3)
      yield* pass("598 seconds")
      expect(at(url)).toHaveLength(1)
      answer(url, says(503, 1e9))
      yield* pass("30 minutes")
      const asked = at(url).map(({ seconds }) => seconds)
      expect(asked[1]).toBeGreaterThanOrEqual(600)
      expect(asked).toHaveLength(2)
      answer(url, ok)
      yield* pass("3 hours")
      expect(at(url)[2]?.seconds).toBeGreaterThanOrEqual((asked[1] ?? 0) + 3_600)
      expect((yield* deliveriesOf(id)).map(({ status }) => status)).toStrictEqual(
        Array.from({ length: 4 }, () => "delivered")
      )
      expect(yield* seen(id)).toMatchObject({ failure: null, failingSince: null })
      yield* Fiber.interrupt(worker)
    })
  )

  law("is sent again, under the same id, when nobody knows whether it was: its process was ended", ({ answer, at }) =>
    Effect.gen(function* () {
      const { id } = yield* endpoint(url)
      const sent = yield* Deferred.make<void>()
      answer(url, Effect.andThen(Deferred.succeed(sent, undefined), Effect.never))
      const ended = yield* working()
      yield* tell()
      yield* Deferred.await(sent)
      yield* Fiber.interrupt(ended)
      expect(yield* deliveriesOf(id)).toMatchObject([{ status: "pending", attempts: 0 }])
      answer(url, ok)
      const next = yield* working()
      yield* pass("1 second")
      const [first, second, ...more] = at(url)
      expect(more).toStrictEqual([])
      expect(first !== undefined && second !== undefined && idOf(first) === idOf(second)).toBe(true)
      expect(first?.body).toBe(second?.body)
      expect(yield* deliveriesOf(id)).toMatchObject([{ status: "delivered", attempts: 1 }])
      yield* Fiber.interrupt(next)
    })
  )

  law(
    "is sent again when somebody wants it, at once, whatever has become of it and whatever the endpoint did",
    ({ answer, at }) =>
      Effect.gen(function* () {
        const { webhookEndpoints } = yield* rooms
        const { id } = yield* endpoint(url)
        const worker = yield* working(1)
        yield* tell()
        yield* pass("1 second")
        const [delivered] = yield* deliveriesOf(id)
        const again = as(owner)(webhookEndpoints.resend(delivered?.id ?? ""))
        expect(yield* again).toMatchObject({ status: "pending", attempts: 1, resends: 1, deliveredAt: null })
        yield* pass("1 second")
        expect(at(url)).toHaveLength(2)
        expect(new Set(at(url).map(idOf)).size).toBe(1)
        expect((yield* deliveriesOf(id))[0]).toMatchObject({ status: "delivered", attempts: 2, resends: 1 })
        answer(url, says(503, 3_600))
        yield* tell()
        yield* pass("1 second")
        answer(url, ok)
        yield* again
        yield* pass("1 second")
        expect(at(url)).toHaveLength(4)
        expect((yield* as(owner)(webhookEndpoints.delivery(delivered?.id ?? ""))).status).toBe("delivered")
        yield* Fiber.interrupt(worker)
      })
  )

  law("that somebody wants again while it is pending still goes one way, not two", ({ answer, at }) =>
    Effect.gen(function* () {
      const { webhookEndpoints } = yield* rooms
      const { id } = yield* endpoint(url)
      answer(url, says(500))
      const first = yield* working(1)
      yield* tell()
      yield* pass("1 hour")
      yield* Fiber.interrupt(first)
      const before = at(url).length
      answer(url, ok)
      const [pending] = yield* deliveriesOf(id)
      for (const _ of [1, 2, 3]) yield* as(owner)(webhookEndpoints.resend(pending?.id ?? ""))
      const worker = yield* working(2)
      yield* pass("3 hours")
      expect(at(url)).toHaveLength(before + 1)
      expect((yield* deliveriesOf(id))[0]).toMatchObject({ status: "delivered", resends: 3 })
      yield* Fiber.interrupt(worker)
    })
  )

  it.effect("is left to others by a process that cannot send", () =>
    Effect.gen(function* () {
      const { id } = yield* endpoint(url)
      const worker = yield* working()
      yield* tell(2)
      yield* pass("1 hour")
      expect((yield* jobs("deliver-webhook")).map(({ state }) => state)).toStrictEqual(["pending", "pending"])
      expect((yield* deliveriesOf(id)).map(({ status }) => status)).toStrictEqual(["pending", "pending"])
      yield* Fiber.interrupt(worker)
    }).pipe(Effect.provide(shop(null)))
  )

  law("is kept for as long as the settings say, and goes then, whatever has become of it", ({ answer }) =>
    Effect.gen(function* () {
      const { id } = yield* endpoint(url)
      const { sweep } = yield* WebhookDeliveries
      answer(url, says(500))
      const worker = yield* working()
      yield* tell()
      yield* pass("1 second")
      const { keptSeconds } = Settings.defaults.webhooks
      yield* pass(Duration.seconds(keptSeconds - 1))
      yield* tell()
      expect(yield* Effect.flatMap(Time.now, (at) => sweep(at, 10))).toBe(0)
      yield* pass("2 seconds")
      expect(yield* Effect.flatMap(Time.now, (at) => sweep(at, 10))).toBe(1)
      expect(yield* deliveriesOf(id)).toHaveLength(1)
      yield* Fiber.interrupt(worker)
    })
  )
})
