/** Whom an order's life is told to, on which channels, and that it is told once. */
import {
  JobStore,
  MessageRejected,
  MessageWork,
  sendMessage,
  SenderPaused,
  SenderUnavailable,
  tellEvents
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { TestClock } from "effect/testing"
import { as, contact, freshKey, guest, opened, order, owner, rooms } from "../opened.ts"
import { buyer, clerk, law, messages, told, worked } from "./post.ts"

const moved = (id: string, status: "processing" | "shipped" | "delivered" | "cancelled") =>
  Effect.flatMap(rooms, ({ orders }) =>
    as(owner)(
      orders.setStatus(id, {
        status,
        ...(status === "delivered"
          ? { collection: { amount: { amount: 250_000, currency: "KES" }, means: "cash" } }
          : {})
      })
    )
  )

describe("an order", () => {
  law("is told to its buyer and to who works here, each step once, where they may be reached", (post) =>
    Effect.gen(function* () {
      const shop = yield* opened(5)
      yield* clerk
      const amina = yield* buyer
      const { order: placed } = yield* order(shop, 1, amina.actor)
      yield* worked
      for (const status of ["processing", "shipped", "delivered"] as const) yield* moved(placed.id, status)
      yield* worked
      const all = told(yield* messages).filter((line) => !line.startsWith("staff-product"))
      expect(all.toSorted()).toEqual(
        [
          // The contact that it was ordered with has a telephone alone.
          "order-confirmation sms sent",
          "order-confirmation inbox delivered",
          "staff-order-placed email sent",
          "staff-order-placed inbox delivered",
          "order-status inbox delivered",
          "order-shipped sms sent",
          "order-shipped inbox delivered",
          "order-delivered sms sent",
          "order-delivered inbox delivered",
          "payment-received inbox delivered"
        ].toSorted()
      )
      expect(post.texts.map(({ to }) => to)).toEqual(Array.from({ length: 3 }, () => contact.phone))
      expect(post.texts[0]?.text).toContain("https://shop.example/track/")
    })
  )

  law("of a guest is told by mail and telephone, and nowhere else", (post) =>
    Effect.gen(function* () {
      const { checkout } = yield* rooms
      const { pickup, variantId } = yield* opened(5)
      yield* as(guest)(
        checkout.place(
          {
            lines: [{ variantId }],
            delivery: pickup,
            contact: { ...contact, email: "buyer@example.com" },
            payment: { method: "cash_on_delivery" },
            expectedTotal: { amount: 250_000, currency: "KES" }
          },
          freshKey()
        )
      )
      yield* worked
      expect(told(yield* messages)).toEqual(["order-confirmation email sent", "order-confirmation sms sent"])
      expect(post.mails[0]?.to).toEqual({ name: contact.name, address: "buyer@example.com" })
      // It is necessary: one cannot unsubscribe from it.
      expect(post.mails[0]?.unsubscribeUrl).toBeNull()
    })
  )

  law("is told once, however often its events are", (post) =>
    Effect.gen(function* () {
      const { jobs } = yield* rooms
      const shop = yield* opened(5)
      yield* order(shop)
      yield* worked
      const before = (yield* messages).length
      const store = yield* JobStore
      const { items } = yield* store.list({ queue: "tell-events" }, { _tag: "After", limit: 100, position: null })
      expect(items.length).toBeGreaterThan(0)
      // The same events once more, as a worker that was killed would leave them.
      for (const { payload } of items) {
        yield* jobs.enqueue(tellEvents, yield* Schema.decodeUnknownEffect(tellEvents.payload)(payload))
      }
      yield* worked
      expect((yield* messages).length).toBe(before)
      expect(post.texts).toHaveLength(1)
    })
  )
})

describe("a carrier", () => {
  law("that is away for an hour is waited for: orders go on, and everything is sent after it, once", (post) =>
    Effect.gen(function* () {
      const shop = yield* opened(50)
      post.sms = () => new SenderUnavailable({ reason: "nobody listens" })
      for (let count = 0; count < 20; count++) {
        yield* order(shop)
        yield* TestClock.adjust("3 minutes")
        yield* worked
      }
      expect(post.texts).toHaveLength(0)
      expect((yield* messages).filter(({ status }) => status === "pending")).toHaveLength(20)
      post.sms = () => null
      for (let minute = 0; minute < 6; minute++) {
        yield* TestClock.adjust("1 minutes")
        yield* worked
      }
      expect(post.texts).toHaveLength(20)
      expect(new Set(post.texts.map(({ id }) => id)).size).toBe(20)
      expect((yield* messages).every(({ status }) => status === "sent")).toBe(true)
    })
  )

  law("that is away for longer than three days has lost its messages to operators, who send them again", (post) =>
    Effect.gen(function* () {
      const shop = yield* opened(5)
      post.sms = () => new SenderUnavailable({ reason: "nobody listens" })
      yield* order(shop)
      yield* worked
      const [waiting] = yield* messages
      expect(waiting).toMatchObject({ status: "pending" })
      const { send } = yield* MessageWork
      if (waiting !== undefined) yield* send(waiting.id, sendMessage.maxAttempts)
      const [lost] = yield* messages
      expect(lost).toMatchObject({ status: "failed", failure: expect.stringContaining("nobody listens") })
      post.sms = () => null
      const { messages: room } = yield* rooms
      expect(yield* as(owner)(room.resend(lost?.id ?? ""))).toMatchObject({ status: "pending", failure: null })
      yield* worked
      expect(post.texts).toHaveLength(1)
      expect(yield* as(owner)(room.get(lost?.id ?? ""))).toMatchObject({ status: "sent", sender: "radio" })
    })
  )

  law("that takes nothing of the shop is left alone for a while, staff is told once, and nothing is lost", (post) =>
    Effect.gen(function* () {
      const shop = yield* opened(50)
      const { actor } = yield* clerk
      post.sms = () => new SenderPaused({ reason: "no credit" })
      for (let count = 0; count < 10; count++) yield* order(shop)
      yield* worked
      const asked = post.asked - post.mails.length
      // Those that were on their way at once, and none after them.
      expect(asked).toBeLessThanOrEqual(3)
      const { inbox } = yield* rooms
      const alarms = (yield* as(actor)(inbox.list())).items.filter(({ kind }) => kind === "staff-channel-paused")
      expect(alarms).toHaveLength(1)
      expect(alarms[0]?.text).toContain("no credit")
      post.sms = () => null
      for (let minute = 0; minute < 12; minute++) {
        yield* TestClock.adjust("1 minutes")
        yield* worked
      }
      expect(post.texts).toHaveLength(10)
    })
  )

  law("that refuses an address for good is not asked again, and the others go on", (post) =>
    Effect.gen(function* () {
      const shop = yield* opened(5)
      let count = 0
      post.sms = () => (count++ === 0 ? new MessageRejected({ reason: "no such number" }) : null)
      for (let each = 0; each < 3; each++) yield* order(shop)
      yield* worked
      yield* TestClock.adjust("1 hours")
      expect(post.asked).toBe(3)
      expect(told(yield* messages).toSorted()).toEqual([
        "order-confirmation sms failed",
        "order-confirmation sms sent",
        "order-confirmation sms sent"
      ])
    })
  )
})

describe("a message", () => {
  law("that cannot be rendered waits for an operator with its reason, and the others go on", (post) =>
    Effect.gen(function* () {
      const shop = yield* opened(5)
      yield* clerk
      post.broken.add("order-confirmation")
      yield* order(shop)
      yield* worked
      const all = yield* messages
      expect(all.find(({ kind }) => kind === "order-confirmation")).toMatchObject({
        status: "failed",
        failure: expect.stringContaining("it is broken")
      })
      expect(post.mails.map(({ subject }) => subject)).toEqual(["staff-order-placed"])
    })
  )

  law(
    "is skipped where nobody carries its channel, and shown in development",
    () =>
      Effect.gen(function* () {
        const shop = yield* opened(5)
        yield* order(shop)
        yield* worked
        expect(yield* messages).toEqual([])
      }),
    { writes: false }
  )
})
