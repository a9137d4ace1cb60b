/** What becomes of who takes nothing. */
import { Events } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { as, owner, rooms } from "../opened.ts"
import {
  deliveriesOf,
  endpoint,
  happenings,
  law,
  ok,
  pass,
  type Receivers,
  says,
  seen,
  silent,
  tell,
  working
} from "./receivers.ts"

const [url, other] = ["https://receiver.example/hooks", "https://other.example/hooks?token=secret"]

/** An order each day. */
const days = (count: number) =>
  Effect.forEach(Array.from({ length: count }), () => Effect.andThen(tell(), pass("24 hours")), {
    discard: true
  })

const heard = ({ at }: Receivers, of: string) =>
  at(of).map(({ body }): { readonly type: string; readonly data: unknown } => JSON.parse(body))

describe("an endpoint", () => {
  law("that has done nothing but fail for five days is disabled, and others are told", (receivers) =>
    Effect.gen(function* () {
      const { id } = yield* endpoint(other)
      yield* endpoint(url)
      receivers.answer(other, says(500))
      const worker = yield* working(2)
      yield* days(5)
      expect((yield* seen(id)).status).toBe("active")
      yield* days(1)
      expect(yield* seen(id)).toMatchObject({
        status: "disabled",
        disabledReason: "failing",
        failure: "The receiver answered 500.",
        version: 2
      })
      const told = heard(receivers, url).filter(({ type }) => type === "webhook.disabled")
      expect(told.map(({ data }) => data)).toStrictEqual([
        { endpointId: id, url: "https://other.example", error: "The receiver answered 500." }
      ])
      const before = receivers.at(other).length
      yield* days(4)
      expect(receivers.at(other)).toHaveLength(before)
      const statuses = (yield* deliveriesOf(id)).map(({ lastError, status }) => [status, lastError])
      expect(new Set(statuses.map(([status]) => status))).toStrictEqual(new Set(["failed"]))
      expect(statuses).toContainEqual(["failed", "The endpoint is disabled."])
      yield* Fiber.interrupt(worker)
    })
  )

  law("that takes something now and then is not, nor is one that failed long ago", ({ answer }) =>
    Effect.gen(function* () {
      const { id } = yield* endpoint(url)
      const worker = yield* working(2)
      answer(url, says(500))
      yield* days(4)
      answer(url, ok)
      yield* days(4)
      expect(yield* seen(id)).toMatchObject({ status: "active", failingSince: null, failure: null })
      answer(url, says(500))
      yield* tell()
      // Given up after three days, and nothing happens for a month.
      yield* pass("30 days")
      expect(yield* seen(id)).toMatchObject({ status: "active", failure: "The receiver answered 500." })
      yield* tell()
      yield* pass("1 minute")
      expect((yield* seen(id)).status).toBe("active")
      yield* Fiber.interrupt(worker)
    })
  )

  law("that answers 410 is disabled at once, and what was on its way to it is over", (receivers) =>
    Effect.gen(function* () {
      const { webhookEndpoints } = yield* rooms
      const { id } = yield* endpoint(other)
      yield* endpoint(url, ["order.placed"])
      receivers.answer(other, says(503))
      const worker = yield* working(1)
      yield* tell(3)
      yield* pass("1 minute")
      receivers.answer(other, says(410))
      yield* pass("1 hour")
      expect(yield* seen(id)).toMatchObject({ status: "disabled", disabledReason: "gone" })
      expect(receivers.at(other).length).toBeGreaterThan(3)
      const errors = (yield* deliveriesOf(id)).map(({ lastError, status }) => `${status}: ${lastError}`)
      expect(errors.toSorted()).toStrictEqual([
        "failed: The endpoint is disabled.",
        "failed: The endpoint is disabled.",
        "failed: The receiver answered 410: it wants nothing more."
      ])
      // It is given another chance, and what somebody wants is sent.
      yield* as(owner)(webhookEndpoints.update(id, { status: "active" }))
      expect(yield* seen(id)).toMatchObject({
        status: "active",
        disabledReason: null,
        failure: null,
        failingSince: null
      })
      receivers.answer(other, ok)
      const [last] = yield* deliveriesOf(id)
      yield* as(owner)(webhookEndpoints.resend(last?.id ?? ""))
      yield* pass("1 second")
      expect((yield* as(owner)(webhookEndpoints.delivery(last?.id ?? ""))).status).toBe("delivered")
      yield* Fiber.interrupt(worker)
    })
  )

  law("that never answers holds up nobody else", ({ answer, at }) =>
    Effect.gen(function* () {
      yield* endpoint(other)
      yield* endpoint(url)
      answer(other, silent)
      const worker = yield* working(2)
      yield* tell(60)
      // The clock of tests waits for nobody who has much to do at once.
      for (const _ of Array.from({ length: 90 })) yield* pass("1 second")
      expect(at(url)).toHaveLength(60)
      // It was asked now and then.
      expect(at(other).length).toBeGreaterThan(1)
      expect(at(other).length).toBeLessThan(12)
      yield* Fiber.interrupt(worker)
    })
  )

  law("is tried out, even one that has just failed", ({ answer, at }) =>
    Effect.gen(function* () {
      const { webhookEndpoints } = yield* rooms
      const { id } = yield* endpoint(url, ["stock.low"])
      const worker = yield* working(1)
      answer(url, says(503, 3_600))
      yield* (yield* Events).publish(happenings["stock.low"])
      yield* pass("1 second")
      answer(url, ok)
      const test = yield* as(owner)(webhookEndpoints.test(id))
      yield* pass("1 second")
      const [, ping] = at(url)
      expect(JSON.parse(ping?.body ?? "null")).toMatchObject({ type: "test", data: { endpointId: id } })
      expect(yield* as(owner)(webhookEndpoints.delivery(test.id))).toMatchObject({
        status: "delivered",
        event: { type: "test" }
      })
      yield* Fiber.interrupt(worker)
    })
  )
})
