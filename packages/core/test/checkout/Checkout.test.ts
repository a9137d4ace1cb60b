import {
  type Actor,
  AmountTooLarge,
  CartNotFound,
  InvalidInput,
  NotPlaceable,
  OrderNotFound,
  OutOfStock,
  type PlaceOrder,
  QuoteChanged
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import {
  as,
  contact,
  customer,
  customerId,
  filled,
  freshKey,
  guest,
  home,
  law,
  opened,
  owner,
  price,
  rooms,
  staff,
  stock
} from "../opened.ts"
import { uuid } from "../samples.ts"

type Place = typeof PlaceOrder.Encoded

const cash = { contact, payment: { method: "cash_on_delivery" } } as const
const total = (amount: number) => ({ ...cash, expectedTotal: { amount, currency: "KES" } })

const place = (by: Actor, given: Place, key = freshKey()) =>
  Effect.flatMap(rooms, ({ checkout }) => as(by)(checkout.place(given, key)))

const refused = (by: Actor, given: Place, key = freshKey()) => Effect.flip(place(by, given, key))

describe("placing a cart", () => {
  law(
    "makes the order that was quoted, closes the cart and promises the stock",
    Effect.gen(function* () {
      const { carts } = yield* rooms
      const shop = yield* opened(5)
      const { buyer, cart } = yield* filled(shop, 2)
      const { order, replayed } = yield* place(buyer, { ...total(500_000), cartId: cart.id, note: "Ring twice" })
      expect(replayed).toBe(false)
      expect(order).toMatchObject({
        status: "confirmed",
        fulfilmentStatus: "unfulfilled",
        customerId: null,
        storeId: shop.store.id,
        contact,
        recipient: null,
        note: "Ring twice",
        delivery: shop.pickup,
        totals: cart.quote.totals,
        lines: [{ position: 0, name: "Cake", sku: shop.variant.sku, quantity: 2, unitPrice: { amount: 250_000 } }],
        payment: { status: "pending", next: { kind: "none" } }
      })
      expect(order.timeline.map(({ by, event, status }) => [event, status, by])).toStrictEqual([
        ["place", "pending", "customer"],
        ["accept_cash", "confirmed", "system"]
      ])
      expect(yield* stock(shop.variantId)).toStrictEqual([5, 2])
      expect(yield* Effect.flip(as(buyer)(carts.get(cart.id)))).toBeInstanceOf(CartNotFound)
    })
  )

  law(
    "gives the guest two tokens: one for the order, one for its timeline alone",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const { buyer, cart } = yield* filled(yield* opened())
      const { order } = yield* place(buyer, { ...total(250_000), cartId: cart.id })
      expect(yield* as({ _tag: "Guest", orderToken: order.token })(orders.get(order.id))).toMatchObject({
        number: order.number
      })
      expect(yield* orders.track(order.trackingToken)).toMatchObject({ number: order.number, status: "confirmed" })
      expect(yield* Effect.flip(orders.track(order.token))).toMatchObject({ _tag: "TrackingNotFound" })
      const tracking: Actor = { _tag: "Guest", orderToken: order.trackingToken }
      expect(yield* Effect.flip(as(tracking)(orders.get(order.id)))).toBeInstanceOf(OrderNotFound)
    })
  )

  law(
    "copies what was sold: later changes of the catalog change nothing",
    Effect.gen(function* () {
      const { orders, products } = yield* rooms
      const shop = yield* opened()
      const { buyer, cart } = yield* filled(shop)
      const { order } = yield* place(buyer, { ...total(250_000), cartId: cart.id })
      yield* as(owner)(products.update(shop.product.id, { name: "Gateau" }))
      yield* as(owner)(products.updateVariant(shop.product.id, shop.variantId, { prices: [{ ...price, amount: 1 }] }))
      const { payment: _, token: __, trackingToken: ___, ...placed } = order
      expect(yield* as(owner)(orders.get(order.id))).toStrictEqual(placed)
    })
  )

  law(
    "is the customer's, also from a cart that he filled as a guest",
    Effect.gen(function* () {
      const shop = yield* opened()
      const mine = yield* filled(shop, 1, customer(1))
      expect((yield* place(customer(1), { ...total(250_000), cartId: mine.cart.id })).order.customerId).toBe(
        customerId(1)
      )
      const { cart } = yield* filled(shop)
      const known: Actor = { _tag: "Customer", id: customerId(1), cartToken: cart.token ?? "" }
      expect((yield* place(known, { ...total(250_000), cartId: cart.id })).order.customerId).toBe(customerId(1))
    })
  )

  law(
    "is the customer's, also when the system places it",
    Effect.gen(function* () {
      const { cart } = yield* filled(yield* opened(), 1, customer(1))
      const { order } = yield* place(owner, { ...total(250_000), cartId: cart.id })
      expect([order.customerId, order.timeline[0].by]).toStrictEqual([customerId(1), "system"])
    })
  )

  law(
    "is not for who does not own the cart",
    Effect.gen(function* () {
      const { cart } = yield* filled(yield* opened())
      for (const actor of [guest, customer(1), staff("cart:read", "order:write")]) {
        expect(yield* refused(actor, { ...total(250_000), cartId: cart.id })).toBeInstanceOf(CartNotFound)
      }
    })
  )
})

describe("nothing happens", () => {
  law(
    "when the total is no longer what the buyer saw, higher or lower",
    Effect.gen(function* () {
      const { carts, products } = yield* rooms
      const shop = yield* opened()
      const { buyer, cart } = yield* filled(shop, 2)
      for (const amount of [300_000, 200_000]) {
        yield* as(owner)(products.updateVariant(shop.product.id, shop.variantId, { prices: [{ ...price, amount }] }))
        const error = yield* refused(buyer, { ...total(500_000), cartId: cart.id })
        expect(error).toBeInstanceOf(QuoteChanged)
        expect(error).toMatchObject({
          quote: { totals: { total: { amount: 2 * amount } } },
          changedLines: [{ lineId: cart.lines[0]?.id, unitPrice: { amount } }]
        })
      }
      expect(yield* stock(shop.variantId)).toStrictEqual([5, 0])
      expect(yield* as(buyer)(carts.get(cart.id))).toMatchObject({ version: 1 })
      expect((yield* place(buyer, { ...total(400_000), cartId: cart.id })).order.totals.total.amount).toBe(400_000)
    })
  )

  law(
    "when the total was asked for wrongly: no line has changed then",
    Effect.gen(function* () {
      const { buyer, cart } = yield* filled(yield* opened())
      const ugx = { ...cash, expectedTotal: { amount: 250_000, currency: "UGX" } }
      for (const given of [total(1), ugx]) {
        const error = yield* refused(buyer, { ...given, cartId: cart.id })
        expect(error).toMatchObject({ _tag: "QuoteChanged", changedLines: [] })
      }
    })
  )

  law(
    "when anything stands in the way",
    Effect.gen(function* () {
      const { carts, products } = yield* rooms
      const shop = yield* opened()
      const empty = yield* as(guest)(carts.create({ delivery: shop.pickup }))
      const undecided = yield* as(guest)(carts.create({ lines: [{ variantId: shop.variantId }] }))
      const { buyer, cart } = yield* filled(shop)
      const kinds = (by: Actor, cartId: string) =>
        Effect.map(refused(by, { ...total(250_000), cartId }), (error) =>
          error instanceof NotPlaceable ? error.obstacles.map(({ kind }) => kind) : [error._tag]
        )
      const holder = (token: string | null): Actor => ({ _tag: "Guest", cartToken: token ?? "" })
      expect(yield* kinds(holder(empty.token), empty.id)).toStrictEqual(["empty"])
      expect(yield* kinds(holder(undecided.token), undecided.id)).toStrictEqual(["no_delivery_chosen"])
      yield* as(owner)(products.update(shop.product.id, { status: "archived" }))
      expect(yield* kinds(buyer, cart.id)).toStrictEqual(["not_for_sale"])
    })
  )

  law(
    "when a line is short: the public is told of ten units at most, staff of all",
    Effect.gen(function* () {
      const shop = yield* opened(20)
      const { buyer, cart } = yield* filled(shop, 30)
      const short = yield* refused(buyer, { ...total(7_500_000), cartId: cart.id })
      const { variantId } = shop
      expect(short).toBeInstanceOf(OutOfStock)
      expect(short).toMatchObject({ shortages: [{ variantId, requested: 30, available: 10 }] })
      const lines = [{ variantId, quantity: 30 }] as const
      const seen = yield* refused(staff("inventory:read"), { ...total(7_500_000), lines, delivery: shop.pickup })
      expect(seen).toMatchObject({ shortages: [{ variantId, requested: 30, available: 20 }] })
      expect(yield* stock(variantId)).toStrictEqual([20, 0])
    })
  )

  law(
    "when the sum cannot be counted",
    Effect.gen(function* () {
      const surcharges = [{ currency: "KES", amount: 1_000_000_000 }]
      const choices = Array.from({ length: 50 }, (_, index) => ({ value: `c${index}`, label: "Gold", surcharges }))
      const [first = { value: "c", label: "C" }, ...others] = choices
      const shop = yield* opened(0, {
        stockPolicy: "untracked",
        customisations: Array.from(
          { length: 20 },
          (_, index) => ({ kind: "choices", key: `k${index}`, label: "K", choices: [first, ...others] }) as const
        )
      })
      const all = Object.fromEntries(
        Array.from({ length: 20 }, (_, index) => [`k${index}`, choices.map(({ value }) => value)])
      )
      const lines = Array.from({ length: 20 }, () => ({
        variantId: shop.variantId,
        quantity: 1_000,
        customisation: all
      }))
      const error = yield* refused(guest, { ...total(1), lines, delivery: shop.pickup })
      expect(error).toBeInstanceOf(AmountTooLarge)
    })
  )

  law(
    "when the key or the order is none",
    Effect.gen(function* () {
      const { buyer, cart } = yield* filled(yield* opened())
      const given = { ...total(250_000), cartId: cart.id }
      expect(yield* refused(buyer, given, "short")).toBeInstanceOf(InvalidInput)
      expect(yield* refused(buyer, { ...given, contact: { name: "Buyer" } })).toMatchObject({
        violations: [{ pointer: "/contact/phone", rule: "isReachable" }]
      })
      expect(yield* refused(buyer, { ...given, cartId: uuid(404) })).toBeInstanceOf(CartNotFound)
    })
  )
})

describe("buying now", () => {
  law(
    "takes lines and delivery in one request",
    Effect.gen(function* () {
      const shop = yield* opened(5, {
        customisations: [{ kind: "text", key: "message", label: "Message", maxLength: 20 }]
      })
      const { variantId } = shop
      const lines = [
        { variantId, customisation: { message: "Hongera!" } },
        { variantId, quantity: 2 }
      ] as const
      const { order } = yield* place(guest, { ...total(775_000), lines, delivery: { method: "local", address: home } })
      expect(order.lines.map(({ customisation, quantity }) => [quantity, customisation[0]?.text])).toStrictEqual([
        [1, "Hongera!"],
        [2, undefined]
      ])
      expect(order.totals).toMatchObject({ subtotal: { amount: 750_000 }, delivery: { amount: 25_000 } })
      // One variant in two lines is promised once, for both.
      expect(yield* stock(variantId)).toStrictEqual([5, 3])
      const more = yield* refused(guest, { ...total(775_000), lines, delivery: shop.pickup })
      expect(more).toMatchObject({ shortages: [{ requested: 3, available: 2 }] })
    })
  )

  law(
    "needs either a cart or lines with a delivery",
    Effect.gen(function* () {
      const shop = yield* opened()
      const lines = [{ variantId: shop.variantId }] as const
      const broken: ReadonlyArray<Partial<Place>> = [
        {},
        { lines },
        { delivery: shop.pickup },
        { cartId: uuid(1), lines, delivery: shop.pickup },
        { cartId: uuid(1), delivery: shop.pickup }
      ]
      for (const given of broken) expect(yield* refused(guest, { ...total(1), ...given })).toBeInstanceOf(InvalidInput)
    })
  )

  law(
    "of more than there is sells each unit once",
    Effect.gen(function* () {
      const shop = yield* opened(3)
      const lines = [{ variantId: shop.variantId }] as const
      const buy = () => Effect.result(place(guest, { ...total(250_000), lines, delivery: shop.pickup }))
      const outcomes = yield* Effect.all(Array.from({ length: 10 }, buy), { concurrency: "unbounded" })
      expect(outcomes.filter(({ _tag }) => _tag === "Success")).toHaveLength(3)
      expect(yield* stock(shop.variantId)).toStrictEqual([3, 3])
    })
  )
})
