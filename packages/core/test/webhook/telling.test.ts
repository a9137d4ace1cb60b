/** Who hears of what, and how often. */
import { type DomainEvent, Events, JobStore, WebhookDeliveries } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import { as, opened, order, owner, rooms } from "../opened.ts"
import {
  deliveriesOf,
  endpoint,
  event,
  happenings,
  idOf,
  law,
  ok,
  pass,
  receivers,
  says,
  silent,
  told,
  working
} from "./receivers.ts"

const Type = Schema.Literals(["order.placed", "order.cancelled", "product.created", "stock.low"])
const Wanted = Schema.Union([Schema.Literal("all"), Schema.NonEmptyArray(Type)])

/** Each once, in the order in which they come first. */
const unique = <A>([first, ...others]: readonly [A, ...ReadonlyArray<A>]): readonly [A, ...Array<A>] => [
  first,
  ...new Set(others.filter((one) => one !== first))
]

const url = (index: number) => `https://receiver.example/${index}`

describe("each endpoint", () => {
  it.effect.prop(
    "hears of each event that it wants once, however often it is told, and of no other",
    {
      wanted: Schema.Array(Wanted).check(Schema.isMaxLength(4)),
      types: Schema.Array(Type).check(Schema.isMaxLength(6)),
      times: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 3 }))
    },
    ({ times, types, wanted }) =>
      told(receivers(), ({ at }) =>
        Effect.gen(function* () {
          const { tellEndpoints } = yield* WebhookDeliveries
          const asked = wanted.map((events) => (events === "all" ? events : unique(events)))
          yield* Effect.forEach(asked, (events, index) => endpoint(url(index), events))
          const events = types.map((type) => event(type))
          const worker = yield* working()
          const telling = Array.from({ length: times }, () => tellEndpoints(events))
          yield* Effect.all(telling, { concurrency: "unbounded" })
          yield* pass("1 second")
          for (const [index, events_] of asked.entries()) {
            const heard = at(url(index))
            expect(heard.map(({ body }) => JSON.parse(body).eventId).toSorted()).toStrictEqual(
              events
                .flatMap(({ id, type }) => (events_ === "all" || events_.some((one) => one === type) ? [id] : []))
                .toSorted()
            )
            expect(new Set(heard.map(idOf)).size).toBe(heard.length)
          }
          yield* Fiber.interrupt(worker)
        })
      ),
    { arbitrary: { runs: 25 } }
  )

  it.effect.prop(
    "has each event in the end, whatever it answers until then, under one id and byte for byte",
    {
      troubles: Schema.Array(Schema.Literals([200, 302, 400, 404, 429, 500, 503, "silent"])).check(
        Schema.isMaxLength(8)
      )
    },
    ({ troubles }) =>
      told(receivers(), ({ answer, at }) =>
        Effect.gen(function* () {
          const { tellEndpoints } = yield* WebhookDeliveries
          const { id } = yield* endpoint(url(0))
          const left = [...troubles]
          answer(
            url(0),
            Effect.suspend(() => {
              const next = left.shift()
              return next === undefined ? ok : next === "silent" ? silent : says(next)
            })
          )
          const worker = yield* working()
          yield* tellEndpoints([event("order.placed")])
          yield* pass("6 hours")
          const until = troubles.indexOf(200)
          const heard = at(url(0))
          expect(heard).toHaveLength(until === -1 ? troubles.length + 1 : until + 1)
          expect(new Set(heard.map((one) => `${idOf(one)} ${one.body}`)).size).toBe(1)
          const [delivery, ...others] = yield* deliveriesOf(id)
          expect(others).toStrictEqual([])
          expect(delivery).toMatchObject({ status: "delivered", attempts: heard.length, lastError: null })
          yield* Fiber.interrupt(worker)
        })
      ),
    { arbitrary: { runs: 25 } }
  )

  law("hears of an order that is placed, by the event that its change wrote", ({ at, received }) =>
    Effect.gen(function* () {
      yield* endpoint(url(0), ["order.placed"])
      yield* endpoint(url(1), ["stock.low"])
      const worker = yield* working()
      const { order: placed } = yield* order(yield* opened())
      yield* pass("1 second")
      expect(at(url(0)).map(({ body }) => JSON.parse(body))).toMatchObject([
        {
          type: "order.placed",
          timestamp: expect.any(String),
          eventId: expect.any(String),
          data: { orderId: placed.id }
        }
      ])
      expect(received).toHaveLength(1)
      yield* Fiber.interrupt(worker)
    })
  )

  law("hears of nothing that happened before it was there, nor while it was disabled", ({ received }) =>
    Effect.gen(function* () {
      const { tellEndpoints } = yield* WebhookDeliveries
      const { webhookEndpoints } = yield* rooms
      const worker = yield* working()
      yield* tellEndpoints([event("order.placed")])
      const { id } = yield* endpoint(url(0))
      yield* as(owner)(webhookEndpoints.update(id, { status: "disabled" }))
      yield* tellEndpoints([event("order.placed")])
      yield* as(owner)(webhookEndpoints.update(id, { status: "active" }))
      const heard = event("stock.low")
      yield* tellEndpoints([heard])
      yield* pass("1 second")
      expect(received.map(({ body }) => JSON.parse(body).eventId)).toStrictEqual([heard.id])
      yield* Fiber.interrupt(worker)
    })
  )
})

describe("what is told", () => {
  law("is written with its job, or not at all", ({ received }) =>
    Effect.gen(function* () {
      const { id } = yield* endpoint(url(0))
      const worker = yield* working()
      yield* (yield* Events).publish(happenings["order.placed"], happenings["stock.low"])
      yield* pass("1 second")
      expect(received).toHaveLength(2)
      const { counts } = yield* JobStore
      expect(yield* counts).toContainEqual({ queue: "deliver-webhook", state: "completed", count: 2 })
      expect((yield* deliveriesOf(id)).map(({ event }) => event.type).toSorted()).toStrictEqual([
        "order.placed",
        "stock.low"
      ])
      yield* Fiber.interrupt(worker)
    })
  )

  law("stays small, whatever it tells of", ({ received }) =>
    Effect.gen(function* () {
      const { tellEndpoints } = yield* WebhookDeliveries
      yield* endpoint(url(0))
      const worker = yield* working()
      // The longest words that are told of anything: an error, of which each character is escaped.
      const { at, id } = event("order.placed")
      const longest: DomainEvent = {
        at,
        id,
        type: "job.failed",
        data: { queue: "q".repeat(255), job: "\u0001".repeat(255), error: "\u0001".repeat(1_000) }
      }
      yield* tellEndpoints([longest])
      yield* pass("1 second")
      expect(received).toHaveLength(1)
      expect(Buffer.byteLength(received[0]?.body ?? "")).toBeLessThan(20_000)
      yield* Fiber.interrupt(worker)
    })
  )
})
