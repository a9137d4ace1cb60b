/** What people and the shop choose: languages, channels, topics; who wants no more, and who is forgotten. */
import { PreferenceStore } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, freshKey, guest, opened, order, owner, rooms } from "../opened.ts"
import { buyer, clerk, law, messages, told, worked } from "./post.ts"

const shippedTo = Effect.fnUntraced(function* (shop: Effect.Success<ReturnType<typeof opened>>, email: string) {
  const { checkout, orders } = yield* rooms
  const { order: placed } = yield* as(guest)(
    checkout.place(
      {
        lines: [{ variantId: shop.variantId }],
        delivery: shop.pickup,
        contact: { name: "Brian Otieno", email },
        payment: { method: "cash_on_delivery" },
        expectedTotal: { amount: 250_000, currency: "KES" }
      },
      freshKey()
    )
  )
  yield* as(owner)(orders.setStatus(placed.id, { status: "processing" }))
  yield* as(owner)(orders.setStatus(placed.id, { status: "shipped" }))
  yield* worked
})

describe("a person", () => {
  law("is written to in his language, and only where he wants to be, but for what is necessary", (post) =>
    Effect.gen(function* () {
      const { orders, subscriptions } = yield* rooms
      const shop = yield* opened(5)
      const amina = yield* buyer
      expect(yield* as(amina.actor)(subscriptions.mine())).toEqual({ locale: null, topics: {}, digest: null })
      yield* as(amina.actor)(subscriptions.updateMine({ locale: "sw", topics: { orders: ["inbox"] } }))
      const { order: placed } = yield* order(shop, 1, amina.actor)
      yield* as(owner)(orders.setStatus(placed.id, { status: "processing" }))
      yield* as(owner)(orders.setStatus(placed.id, { status: "shipped" }))
      yield* worked
      expect(told(yield* messages).toSorted()).toEqual([
        "order-confirmation inbox delivered",
        "order-confirmation sms sent",
        "order-shipped inbox delivered",
        "order-status inbox delivered"
      ])
      expect(post.texts[0]?.text).toContain('"locale":"sw"')
      yield* as(amina.actor)(subscriptions.updateMine({ topics: { orders: null }, locale: null }))
      expect(yield* as(amina.actor)(subscriptions.mine())).toEqual({ locale: null, topics: {}, digest: null })
    })
  )

  law(
    "without an account unsubscribes by the link of a message: from its topic, on its channel, at his address",
    (post) =>
      Effect.gen(function* () {
        const { subscriptions } = yield* rooms
        const shop = yield* opened(50)
        yield* shippedTo(shop, "brian@example.com")
        const kinds = () => post.mails.map(({ subject, to }) => `${subject} ${to.address}`)
        const [confirmation, status, shipped] = post.mails
        expect(kinds()).toEqual([
          "order-confirmation brian@example.com",
          "order-status brian@example.com",
          "order-shipped brian@example.com"
        ])
        expect(confirmation?.unsubscribeUrl).toBeNull()
        const url = shipped?.unsubscribeUrl ?? ""
        expect(url).toMatch(/^https:\/\/shop\.example\/v1\/unsubscribe\/[\w-]{43}$/u)
        expect(status?.unsubscribeUrl).not.toBe(url)
        const token = url.slice(url.lastIndexOf("/") + 1)
        for (let times = 0; times < 3; times++) {
          expect(yield* subscriptions.unsubscribe(token)).toEqual({ kind: "order-shipped", channel: "email" })
        }
        post.mails.length = 0
        yield* shippedTo(shop, "BRIAN@example.com")
        yield* shippedTo(shop, "other@example.com")
        expect(kinds()).toEqual([
          "order-confirmation BRIAN@example.com",
          "order-confirmation other@example.com",
          "order-status other@example.com",
          "order-shipped other@example.com"
        ])
        for (const strange of [`${token.slice(0, -1)}x`, "x".repeat(43), ""]) {
          expect(yield* Effect.flip(subscriptions.unsubscribe(strange))).toMatchObject({
            _tag: "UnsubscribeLinkNotFound"
          })
        }
      })
  )

  law("who is erased is in no message any more, neither to him nor about him, and what he chose is gone", () =>
    Effect.gen(function* () {
      const { customers, orders, subscriptions } = yield* rooms
      const shop = yield* opened(5)
      yield* clerk
      const amina = yield* buyer
      yield* as(amina.actor)(subscriptions.updateMine({ locale: "sw" }))
      const { order: placed } = yield* order(shop, 1, amina.actor)
      yield* as(owner)(orders.cancel(placed.id, { reason: "Amina called" }))
      yield* worked
      const before = yield* messages
      expect(JSON.stringify(before)).toContain("Buyer")
      yield* as(owner)(customers.erase(amina.id))
      yield* worked
      const after = yield* messages
      expect(after).toHaveLength(before.length)
      const text = JSON.stringify(after)
      for (const word of ["Buyer", "Amina", "+2547"]) expect(text).not.toContain(word)
      expect(yield* (yield* PreferenceStore).of(amina.id)).toBeNull()
    })
  )
})

describe("a shop", () => {
  law("sends each kind of message where it says, and nowhere when it says so", (post) =>
    Effect.gen(function* () {
      const { messages: room } = yield* rooms
      const shop = yield* opened(50)
      expect((yield* as(owner)(room.rules())).find(({ kind }) => kind === "order-shipped")).toMatchObject({
        channels: ["email", "sms", "inbox"],
        changed: false,
        topic: "orders"
      })
      yield* as(owner)(room.setRule({ kind: "order-shipped", channels: [] }))
      expect(yield* as(owner)(room.setRule({ kind: "order-status", channels: ["sms"] }))).toMatchObject({
        channels: ["sms"],
        changed: true
      })
      yield* shippedTo(shop, "brian@example.com")
      expect(post.mails.map(({ subject }) => subject)).toEqual(["order-confirmation"])
      yield* as(owner)(room.resetRule("order-shipped"))
      yield* shippedTo(shop, "brian@example.com")
      expect(post.mails.map(({ subject }) => subject)).toEqual([
        "order-confirmation",
        "order-confirmation",
        "order-shipped"
      ])
    })
  )
})

describe("who works here", () => {
  law("is told by SMS too, at the number of his profile, once the shop has it so", (post) =>
    Effect.gen(function* () {
      const { customers, messages } = yield* rooms
      const shop = yield* opened(5)
      const staff = yield* clerk
      yield* as(owner)(messages.setRule({ kind: "staff-order-placed", channels: ["sms"] }))
      yield* order(shop, 1)
      yield* worked
      expect(post.texts.map(({ to }) => to)).not.toContain("+254722000001")
      yield* as(staff.actor)(customers.update(staff.id, { phone: "+254722000001" }))
      yield* order(shop, 1)
      yield* worked
      expect(post.texts.filter(({ to }) => to === "+254722000001")).toHaveLength(1)
    })
  )
})

describe("an inbox", () => {
  law("shows everybody his own, unread until he has read it", () =>
    Effect.gen(function* () {
      const { inbox } = yield* rooms
      const shop = yield* opened(5)
      const staff = yield* clerk
      const amina = yield* buyer
      yield* order(shop, 1, amina.actor)
      yield* worked
      const own = yield* as(amina.actor)(inbox.list())
      expect(own.items.map(({ kind }) => kind)).toEqual(["order-confirmation"])
      expect(yield* as(amina.actor)(inbox.countUnread())).toBe(1)
      const theirs = yield* as(staff.actor)(inbox.list())
      expect(theirs.items.map(({ kind }) => kind)).toEqual(["staff-order-placed"])
      // Somebody else's stay as they are.
      const ids = theirs.items.map(({ id }) => id)
      expect(yield* as(amina.actor)(inbox.markRead({ ids }))).toBe(1)
      expect(yield* as(staff.actor)(inbox.countUnread())).toBe(1)
      expect(yield* as(amina.actor)(inbox.markRead({}))).toBe(0)
      expect((yield* as(amina.actor)(inbox.list({ read: false }))).items).toEqual([])
      expect((yield* as(amina.actor)(inbox.list({ read: true }))).items[0]?.readAt).not.toBeNull()
      expect(yield* Effect.flip(as(guest)(inbox.list()))).toMatchObject({ _tag: "SignInNeeded" })
    })
  )
})
