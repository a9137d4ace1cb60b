/** Who waits for what is sold out is told when it can be had again: once, if he still wants to be. */
import { MemoryStorage } from "@duka/adapter-memory"
import { type ProductStatus, StockAlertStore } from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { as, freshKey, guest, opened, order, owner, price, rooms } from "../opened.ts"
import { buyer, law, worked } from "./post.ts"
import { alerts, mine, moved, sized, stocked, tellings, waiting } from "./waiting.ts"

/** What happens between the look at the stock and the keeping of an alert. */
const meanwhile: { run: Effect.Effect<void> } = { run: Effect.void }

const delayed = Layer.effect(
  StockAlertStore,
  Effect.map(StockAlertStore, (store) =>
    StockAlertStore.of({
      ...store,
      add: (alert) =>
        Effect.andThen(
          Effect.suspend(() => meanwhile.run),
          store.add(alert)
        )
    })
  )
).pipe(Layer.provideMerge(MemoryStorage.layer))

const everywhere = ["back-in-stock email sent", "back-in-stock inbox delivered", "back-in-stock sms sent"]

describe("a stock alert", () => {
  law("is told once, on every channel, and is gone then until it is asked for again", (post) =>
    Effect.gen(function* () {
      const { stockAlerts } = yield* rooms
      const shop = yield* sized
      const { actor } = yield* buyer
      const asked = yield* as(actor)(stockAlerts.add(shop.variantId))
      expect(asked).toMatchObject({
        variantId: shop.variantId,
        product: { id: shop.product.id, name: "Enamel mug", sku: shop.variant.sku, optionValues: { size: "Large" } }
      })
      expect(yield* as(actor)(stockAlerts.add(shop.variantId))).toEqual(asked)
      expect(yield* mine(actor)).toEqual([asked])
      yield* stocked(shop, 3)
      yield* worked
      expect(yield* tellings).toEqual(everywhere)
      expect(yield* mine(actor)).toEqual([])
      expect(JSON.parse(post.texts[0]?.text ?? "")).toMatchObject({
        data: { variant: { name: "Enamel mug", sku: shop.variant.sku, options: "Large", price, store: "Kilimani" } }
      })
      expect(post.mails[0]?.unsubscribeUrl).toMatch(/^https:\/\/shop\.example\/v1\/unsubscribe\//u)
      yield* stocked(shop, -3)
      yield* stocked(shop, 1)
      yield* worked
      expect(yield* alerts).toHaveLength(3)
      yield* stocked(shop, -1)
      yield* as(actor)(stockAlerts.add(shop.variantId))
      yield* stocked(shop, 1)
      // It is told although it is sold out again.
      yield* stocked(shop, -1)
      yield* worked
      expect(yield* alerts).toHaveLength(6)
    })
  )

  law("is told once when two stores have it again at the same time", () =>
    Effect.gen(function* () {
      const { jobs, stores } = yield* rooms
      const shop = yield* opened(0)
      const other = yield* as(owner)(
        stores.create({ name: "Westlands", address: { lines: ["Road"], city: "Nairobi", country: "KE" } })
      )
      const people = yield* waiting(shop.variantId, 3)
      yield* moved(shop, 2, shop.store.id, other.id)
      yield* worked
      expect((yield* as(owner)(jobs.list({ queue: "tell-stock-alerts" }))).items).toHaveLength(2)
      expect(yield* alerts).toHaveLength(3 * 2)
      expect(new Set((yield* alerts).map(({ recipientId }) => recipientId))).toEqual(
        new Set(people.map(({ id }) => id))
      )
    })
  )

  law("is told when an order gives up what it held, and when it comes back", () =>
    Effect.gen(function* () {
      const { jobs, orders, returns, stockAlerts } = yield* rooms
      const shop = yield* opened(2)
      const [first, second] = [yield* order(shop), yield* order(shop)]
      const { actor } = yield* buyer
      yield* as(actor)(stockAlerts.add(shop.variantId))
      yield* as(owner)(orders.cancel(first.order.id))
      yield* worked
      expect(yield* tellings).toEqual(everywhere)
      const third = yield* order(shop)
      yield* as(actor)(stockAlerts.add(shop.variantId))
      const collection = { amount: price, means: "cash" } as const
      yield* as(owner)(orders.setStatus(second.order.id, { status: "shipped" }))
      yield* as(owner)(orders.setStatus(second.order.id, { status: "delivered", collection }))
      const back = { lines: [{ position: 0, quantity: 1 }] }
      const { made } = yield* as(second.holder)(returns.request(second.order.id, back, freshKey()))
      for (const status of ["approved", "received"] as const) yield* as(owner)(returns.update(made.id, { status }))
      yield* worked
      expect(yield* alerts).toHaveLength(2 * 3)
      // Where there is one already, another one is no news: it came in, was given up and came back.
      yield* as(owner)(orders.cancel(third.order.id))
      yield* worked
      expect((yield* as(owner)(jobs.list({ queue: "tell-stock-alerts" }))).items).toHaveLength(3)
    })
  )

  law("that was removed is not told, nor is one by a channel that was turned down", (post) =>
    Effect.gen(function* () {
      const { stockAlerts, subscriptions } = yield* rooms
      const shop = yield* opened(0)
      const [first, second, third] = yield* waiting(shop.variantId, 3)
      if (first === undefined || second === undefined || third === undefined) return expect.unreachable()
      yield* as(first.actor)(stockAlerts.remove(shop.variantId))
      yield* as(first.actor)(stockAlerts.remove(shop.variantId))
      yield* as(second.actor)(subscriptions.updateMine({ topics: { stockAlerts: ["inbox"] } }))
      yield* stocked(shop, 1)
      yield* worked
      expect((yield* alerts).map(({ channel, recipientId }) => `${recipientId} ${channel}`).toSorted()).toEqual(
        [`${second.id} inbox`, `${third.id} email`, `${third.id} inbox`].toSorted()
      )
      // By the link of the mail that he got.
      const token = post.mails[0]?.unsubscribeUrl?.split("/").at(-1) ?? ""
      expect(yield* subscriptions.unsubscribe(token)).toEqual({ kind: "back-in-stock", channel: "email" })
      expect((yield* as(third.actor)(subscriptions.mine())).topics).toEqual({ stockAlerts: ["sms", "inbox"] })
      yield* stocked(shop, -1)
      for (const { actor } of [second, third]) yield* as(actor)(stockAlerts.add(shop.variantId))
      yield* stocked(shop, 1)
      yield* worked
      expect(post.mails).toHaveLength(1)
      expect(yield* mine(second.actor)).toEqual([])
    })
  )

  law("of who is erased is gone, and nothing of him stays in what was told", () =>
    Effect.gen(function* () {
      const { customers, stockAlerts } = yield* rooms
      const shop = yield* opened(0)
      const another = yield* opened(0)
      const { actor, id } = yield* buyer
      for (const { variantId } of [shop, another]) yield* as(actor)(stockAlerts.add(variantId))
      yield* stocked(shop, 1)
      yield* worked
      yield* as(owner)(customers.erase(id))
      yield* stocked(another, 1)
      yield* worked
      expect(yield* alerts).toHaveLength(3)
      expect(JSON.stringify(yield* alerts)).not.toContain("Amina")
      expect(yield* mine(actor)).toEqual([])
      // His access token lives on for a moment.
      yield* stocked(another, -1)
      expect(yield* Effect.flip(as(actor)(stockAlerts.add(another.variantId)))).toMatchObject({ _tag: "SignInNeeded" })
    })
  )

  law("is told to however many wait, a few by each job", (post) =>
    Effect.gen(function* () {
      const { jobs } = yield* rooms
      const shop = yield* opened(0)
      const people = yield* waiting(shop.variantId, 120)
      yield* stocked(shop, 1)
      // There are hundreds of jobs, of which two run at once.
      for (let round = 0; round < 20 && post.mails.length < people.length; round++) yield* worked
      yield* worked
      expect(post.mails.map(({ to }) => to.address).toSorted()).toEqual(
        people.map((_, index) => `buyer${index}@example.com`).toSorted()
      )
      const { items } = yield* as(owner)(jobs.list({ queue: "tell-stock-alerts" }))
      expect(items.map(({ payload, state }) => [payload, state])).toEqual(
        [2, 1, 0].map((part) => [expect.objectContaining({ part }), "completed"])
      )
    })
  )

  law("waits on while its product is not offered", () =>
    Effect.gen(function* () {
      const { products } = yield* rooms
      const shop = yield* opened(0)
      const become = (status: ProductStatus) => as(owner)(products.update(shop.product.id, { status }))
      const [first] = yield* waiting(shop.variantId, 1)
      yield* become("archived")
      yield* stocked(shop, 1)
      yield* worked
      expect(yield* alerts).toEqual([])
      expect(yield* mine(first?.actor ?? guest)).toMatchObject([{ variantId: shop.variantId, product: null }])
      yield* stocked(shop, -1)
      yield* become("active")
      yield* stocked(shop, 1)
      yield* worked
      expect(yield* alerts).toHaveLength(2)
    })
  )

  law(
    "that is asked for while units come in is refused: what came was told before anybody waited",
    () =>
      Effect.gen(function* () {
        const { stockAlerts } = yield* rooms
        const shop = yield* opened(0)
        const { actor } = yield* buyer
        const coming = Effect.andThen(Effect.orDie(stocked(shop, 1)), worked)
        meanwhile.run = Effect.provideContext(coming, yield* Effect.context<Effect.Services<typeof coming>>())
        const refused = yield* Effect.flip(as(actor)(stockAlerts.add(shop.variantId)))
        expect(refused).toMatchObject({ _tag: "VariantInStock" })
        expect(yield* alerts).toEqual([])
        expect(yield* mine(actor)).toEqual([])
      }),
    { storage: delayed }
  )
})
