/** Summaries: once for each day of the shop, whatever its clocks do, to whoever wants them. */
import { JobStore } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { DateTime, Effect, Schema } from "effect"
import { TestClock } from "effect/testing"
import { Digests, dueAt, periodOf } from "../../src/notification/Digests.ts"
import { CalendarDate } from "../../src/report/Calendar.ts"
import { as, opened, order, rooms } from "../opened.ts"
import { buyer, clerk, law, messages, worked } from "./post.ts"

const zones = ["Africa/Nairobi", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]

describe("a summary", () => {
  it.each(zones)("is due once on each day in %s, at seven or later, and weeks begin on Monday", (timeZone) => {
    const zone = DateTime.zoneMakeNamedUnsafe(timeZone)
    const rung = new Map<string, DateTime.Zoned>()
    // A year of hours, with every change of the clocks in it.
    const begin = DateTime.toEpochMillis(DateTime.makeUnsafe("2026-01-01T00:00:00Z"))
    for (let hour = 0; hour < 365 * 24; hour++) {
      const time = DateTime.makeZonedUnsafe(begin + hour * 3_600_000, { timeZone: zone })
      for (const { day, digest } of dueAt(time)) {
        const name = `${digest} ${day}`
        if (!rung.has(name)) rung.set(name, time)
        expect(DateTime.formatIsoDate(time)).toBe(day)
      }
    }
    const daily = [...rung.keys()].filter((name) => name.startsWith("daily")).toSorted()
    const weekly = [...rung.keys()].filter((name) => name.startsWith("weekly"))
    expect(daily.length).toBeGreaterThanOrEqual(364)
    expect(Math.abs(weekly.length - daily.length / 7)).toBeLessThan(1.5)
    for (const name of weekly) expect(new Date(name.slice(7)).getUTCDay()).toBe(1)
    for (const first of [...rung.values()].slice(2)) expect(DateTime.toParts(first).hour).toBe(7)
    // Every day is in one summary, and in no other one.
    const asDay = Schema.decodeUnknownSync(CalendarDate)
    for (const [index, name] of daily.entries()) {
      const { from, to } = periodOf("daily", asDay(name.slice(6)))
      const before = daily[index - 1]
      if (before !== undefined) expect(from).toBe(before.slice(6))
      expect(to).toBe(name.slice(6))
    }
  })

  law("is sent to those who want it and have something to read, once", (post) =>
    Effect.gen(function* () {
      const { subscriptions } = yield* rooms
      const shop = yield* opened(5)
      const staff = yield* clerk
      const amina = yield* buyer
      yield* as(amina.actor)(subscriptions.updateMine({ digest: "daily" }))
      yield* as(staff.actor)(subscriptions.updateMine({ digest: "daily" }))
      const { order: placed } = yield* order(shop, 2, amina.actor)
      yield* worked
      const digests = Effect.map(messages, (all) => all.filter(({ kind }) => kind.endsWith("digest")))
      expect(yield* digests).toEqual([])
      const { ring, send } = yield* Digests
      const jobs = Effect.map(
        Effect.flatMap(JobStore, ({ list }) =>
          list({ queue: "send-digests" }, { _tag: "After", limit: 10, position: null })
        ),
        ({ items }) => items.map(({ key }) => key)
      )
      // Three in Nairobi, and seven.
      yield* ring
      expect(yield* jobs).toEqual([])
      yield* TestClock.adjust("4 hours")
      yield* Effect.all([ring, ring], { discard: true })
      yield* worked
      expect(yield* jobs).toEqual(["digest:daily:1970-01-01"])
      // There was nobody's order on the day before it; the books are told all the same.
      expect((yield* digests).map(({ kind }) => kind)).toEqual(["staff-digest"])
      const tomorrow = { digest: "daily", day: Schema.decodeUnknownSync(CalendarDate)("1970-01-02") } as const
      yield* send(tomorrow)
      yield* send(tomorrow)
      yield* send({ ...tomorrow, digest: "weekly" })
      yield* worked
      const sent = (yield* digests).slice(1)
      expect(sent.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual([
        "customer-digest Amina Njeri",
        "staff-digest Wanjiku"
      ])
      const [own, books] = ["customer-digest", "staff-digest"].map(
        (kind) => sent.find((message) => message.kind === kind)?.data
      )
      const total = { amount: 500_000, currency: "KES" }
      expect(own).toEqual({
        from: "1969-12-31T21:00:00.000Z",
        until: "1970-01-01T21:00:00.000Z",
        orders: [{ number: placed.number, status: "confirmed", placedAt: placed.createdAt, total }]
      })
      expect(books).toMatchObject({
        orders: 1,
        sales: total,
        refunds: { amount: 0 },
        waitingCount: 1,
        lowStockCount: 0
      })
      expect(post.mails.filter(({ subject }) => subject.endsWith("digest"))).toHaveLength(3)
    })
  )
})
