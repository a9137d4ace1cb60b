/** What was ordered, changed before anything was shipped. */
import { MemoryStorage } from "@duka/adapter-memory"
import {
  CartStore,
  InvalidInput,
  NotForSale,
  type Order,
  type LinesPatch,
  OrderNotEditable,
  OrderStore,
  OutOfStock,
  PaymentDue,
  type ProductEntry,
  ProductStore,
  StorageBusy,
  VersionConflict
} from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { Context, Effect, Layer, Schema } from "effect"
import { as, freshKey, law, opened, order, owner, price, rooms, shopOver, staff, stock } from "../opened.ts"
import { uuid } from "../samples.ts"
import { back } from "./books.ts"
import { bakery, paidLaw, paidOrder, prepaidShop } from "./prepaid.ts"

const clerk = staff("order:read", "order:write")

const edit = (id: string, given: typeof LinesPatch.Encoded) =>
  Effect.flatMap(rooms, ({ orders }) => as(clerk)(orders.editLines(id, given)))

const sum = <A>(all: ReadonlyArray<A>, of: (one: A) => number) => all.reduce((total, one) => total + of(one), 0)

/** The sums of an order's parts. */
const whole = ({ lines, totals }: Order) => {
  for (const { discount, gross, quantity, total, unitPrice } of lines) {
    expect(gross).toBe(unitPrice * quantity)
    expect(total).toBe(gross - discount)
  }
  const { delivery, discount, rounding, subtotal, total } = totals
  expect(subtotal).toBe(sum(lines, ({ gross }) => gross))
  expect(total).toBe(subtotal - discount + delivery + rounding)
  expect(total % 100).toBe(0)
  expect(Math.abs(rounding)).toBeLessThanOrEqual(50)
}

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))
const Edit = Schema.Struct({
  position: between(0, 4),
  quantity: between(0, 5),
  add: Schema.Literals(["nothing", "plain", "cake"])
})

/** How often a price still changes just after it was read. */
const PriceChanges = Context.Reference<{ left: number }>("test/PriceChanges", { defaultValue: () => ({ left: 0 }) })

const restlessPrices = Layer.effect(
  CartStore,
  Effect.gen(function* () {
    const carts = yield* CartStore
    const products = yield* ProductStore
    const dearer = Effect.fnUntraced(function* (id: ProductEntry["id"]) {
      const entry = yield* products.entry({ id })
      const [first, ...others] = entry.variants
      const prices = first.prices.map((one) => ({ ...one, amount: one.amount + 1 }))
      yield* products.replace({ ...entry, variants: [{ ...first, prices }, ...others] }, { version: entry.version })
    }, Effect.orDie)
    return CartStore.of({
      ...carts,
      supply: Effect.fnUntraced(function* (variantIds, currency) {
        const read = yield* carts.supply(variantIds, currency)
        const changes = yield* PriceChanges
        if (changes.left-- > 0) yield* Effect.forEach(read.offers, ({ productId }) => dearer(productId))
        return read
      })
    })
  })
)

describe("editing an order's lines", () => {
  it.effect.prop(
    "keeps the sums exact, the stock promised to it, and no more money than it costs",
    { edits: Schema.Array(Edit).check(Schema.isBetweenLength(1, 6)) },
    ({ edits }) =>
      Effect.gen(function* () {
        const goods = yield* bakery
        const store = yield* OrderStore
        const { id } = yield* paidOrder(goods)
        const paid = (yield* store.get(id)).payments.captured
        let least = paid
        for (const { add, position, quantity } of edits) {
          const variantId = add === "plain" ? goods.plainId : goods.cakeId
          const lines = [{ position, quantity }]
          yield* Effect.result(edit(id, { lines, ...(add === "nothing" ? {} : { add: [{ variantId, quantity: 2 }] }) }))
          const order = yield* store.get(id)
          whole(order)
          least = Math.min(least, order.totals.total)
          expect(order.payments.captured - back(order.payments)).toBe(least)
          for (const variantId of [goods.plainId, goods.cakeId]) {
            const lines = order.lines.filter((line) => line.variantId === variantId)
            expect(yield* stock(variantId)).toStrictEqual([100, sum(lines, (line) => line.quantity)])
          }
        }
      }).pipe(Effect.provide(prepaidShop)),
    { timeout: 60_000, arbitrary: { runs: 60 } }
  )

  paidLaw(
    "leaves other lines as they were sold, takes today's price for what is added, and says so in the timeline",
    Effect.gen(function* () {
      const { products } = yield* rooms
      const goods = yield* bakery
      const placed = yield* paidOrder(goods)
      const cake = (yield* products.list({})).items.find(({ name }) => name === "Birthday cake")
      const dearer = [{ amount: 120_000, currency: "KES" }]
      yield* as(owner)(products.updateVariant(cake?.id ?? "", goods.cakeId, { prices: dearer }))
      const changed = yield* edit(placed.id, {
        lines: [{ position: 0, quantity: 1 }],
        add: [{ variantId: goods.cakeId, customisation: { message: "Pole" } }],
        reason: "She called"
      })
      expect(changed.lines.map(({ position, quantity, unitPrice }) => [position, quantity, unitPrice.amount])).toEqual([
        [0, 1, 33_333],
        [1, 2, 100_049],
        [2, 1, 100_049],
        [3, 1, 120_000]
      ])
      expect(changed.lines.slice(1, 3)).toStrictEqual(placed.lines.slice(1))
      expect(changed.lines[3]?.customisation[0]).toMatchObject({ text: "Pole" })
      expect(changed.timeline.at(-1)).toMatchObject({ event: "edit", by: "staff", reason: "She called" })
      const shipped = yield* Effect.flip(
        Effect.flatMap(rooms, ({ shipments }) => as(clerk)(shipments.create(placed.id, {}, freshKey())))
      )
      expect(shipped).toBeInstanceOf(PaymentDue)
    })
  )

  law(
    "takes lines out and numbers none anew, and an order keeps at least one",
    Effect.gen(function* () {
      const goods = yield* opened(9)
      const { order: placed } = yield* order(goods, 2)
      yield* edit(placed.id, { lines: [], add: [{ variantId: goods.variantId, quantity: 3 }] })
      const one = yield* edit(placed.id, { lines: [{ position: 0, quantity: 0 }] })
      expect(one.lines.map(({ position, quantity }) => [position, quantity])).toStrictEqual([[1, 3]])
      expect(yield* stock(goods.variantId)).toStrictEqual([9, 3])
      expect(yield* Effect.flip(edit(placed.id, { lines: [{ position: 1, quantity: 0 }] }))).toBeInstanceOf(
        InvalidInput
      )
      expect(yield* Effect.flip(edit(placed.id, { lines: [{ position: 0, quantity: 1 }] }))).toBeInstanceOf(
        InvalidInput
      )
    })
  )

  law(
    "changes nothing where there is not enough, where it is not for sale, or where somebody was faster",
    Effect.gen(function* () {
      const { orders } = yield* rooms
      const goods = yield* opened(5)
      const { order: placed } = yield* order(goods, 2)
      const before = yield* as(clerk)(orders.get(placed.id))
      expect(yield* Effect.flip(edit(placed.id, { lines: [{ position: 0, quantity: 6 }] }))).toBeInstanceOf(OutOfStock)
      const unknown = { lines: [], add: [{ variantId: uuid(404) }] }
      expect(yield* Effect.flip(edit(placed.id, unknown))).toBeInstanceOf(NotForSale)
      const late = orders.editLines(placed.id, { lines: [] }, { version: 7 })
      expect(yield* Effect.flip(as(clerk)(late))).toBeInstanceOf(VersionConflict)
      expect(yield* as(clerk)(orders.get(placed.id))).toStrictEqual(before)
      expect(yield* stock(goods.variantId)).toStrictEqual([5, 2])
    })
  )

  it.effect("adds at the price of when it is written, and gives up where that changes all the time", () =>
    Effect.gen(function* () {
      const goods = yield* opened(9)
      const { order: placed } = yield* order(goods, 1)
      const add = { lines: [], add: [{ variantId: goods.variantId }] }
      const changed = yield* Effect.provideService(edit(placed.id, add), PriceChanges, { left: 2 })
      expect(changed.lines[1]?.unitPrice.amount).toBe(price.amount + 2)
      const refusal = Effect.provideService(Effect.flip(edit(placed.id, add)), PriceChanges, { left: 100 })
      expect(yield* refusal).toBeInstanceOf(StorageBusy)
      expect(yield* stock(goods.variantId)).toStrictEqual([9, 2])
    }).pipe(Effect.provide(shopOver(Layer.provideMerge(restlessPrices, MemoryStorage.layer))))
  )

  law(
    "ends with the first unit that leaves",
    Effect.gen(function* () {
      const { orders, shipments } = yield* rooms
      const goods = yield* opened(9)
      const [{ order: part }, { order: gone }] = [yield* order(goods, 2), yield* order(goods, 2)]
      yield* as(clerk)(shipments.create(part.id, { lines: [{ position: 0, quantity: 1 }] }, freshKey()))
      yield* as(clerk)(orders.cancel(gone.id))
      for (const { id } of [part, gone]) {
        expect(yield* Effect.flip(edit(id, { lines: [{ position: 0, quantity: 1 }] }))).toBeInstanceOf(OrderNotEditable)
      }
    })
  )
})
