/** The books against the ledger: orders that were paid, and in which everything happened that gives money back. */
import { PaymentStore } from "@duka/core"
import { FakeProvider } from "@duka/payment-fake"
import { expect } from "@effect/vitest"
import { Effect } from "effect"
import { as, freshKey, opened, rooms, staff } from "../opened.ts"
import { law, ordered, pass } from "../payment/paying.ts"

const keeper = staff("report:read")
const clerk = staff("order:read", "order:write", "payment:write", "payment:refund")

/** Whole shillings, where a cake costs 333.33: everything is rounded, and what is given back is rounded down. */
const shillings = FakeProvider.make({ name: "bank", step: 100 })

type Placed = Effect.Success<Effect.Success<ReturnType<typeof ordered>>["place"]>["order"]

const setStatus = (id: string, ...statuses: ReadonlyArray<"processing" | "shipped" | "delivered" | "cancelled">) =>
  Effect.flatMap(rooms, ({ orders }) =>
    Effect.forEach(statuses, (status) => as(clerk)(orders.setStatus(id, { status })))
  )

const shipped = (id: string, quantity: number) =>
  Effect.flatMap(rooms, ({ shipments }) =>
    as(clerk)(shipments.create(id, { lines: [{ position: 0, quantity }] }, freshKey()))
  )

const brought = Effect.fnUntraced(function* (id: string, quantity: number) {
  const { returns } = yield* rooms
  yield* setStatus(id, "shipped", "delivered")
  const { made } = yield* as(clerk)(returns.request(id, { lines: [{ position: 0, quantity }] }, freshKey()))
  for (const status of ["approved", "received", "refunded"] as const) {
    yield* as(clerk)(returns.update(made.id, { status }))
  }
})

/** What may become of an order of at least two. */
const endings = Effect.map(rooms, ({ orders, shipments }) => [
  // Kept as it is.
  ({ id }: Placed) => setStatus(id, "shipped", "delivered"),
  ({ id }: Placed) => as(clerk)(orders.cancel(id)),
  ({ id }: Placed, quantity: number) =>
    as(clerk)(orders.editLines(id, { lines: [{ position: 0, quantity: quantity - 1 }] })),
  ({ id }: Placed) => Effect.andThen(shipped(id, 1), as(clerk)(orders.cancel(id))),
  ({ id }: Placed, quantity: number) => brought(id, quantity - 1),
  ({ id }: Placed, quantity: number) => brought(id, quantity),
  // Refused at the door: all of it comes back.
  ({ id }: Placed) => setStatus(id, "shipped", "cancelled"),
  // A part comes back before it has arrived.
  ({ id }: Placed, quantity: number) =>
    Effect.gen(function* () {
      const { shipment: one } = yield* shipped(id, 1)
      const { shipment: rest } = yield* shipped(id, quantity - 1)
      yield* as(clerk)(shipments.update(one.id, { status: "failed" }))
      yield* as(clerk)(shipments.update(rest.id, { status: "delivered" }))
    })
])

law(
  "sales that are settled are what the ledger says, to the cent and in every grouping, whatever became of the orders",
  (bank) =>
    Effect.gen(function* () {
      const { reports } = yield* rooms
      const shop = yield* opened(200, { price: { amount: 33_333, currency: "KES" } })
      let count = 0
      for (const quantity of [2, 3, 5]) {
        for (const ending of yield* endings) {
          const { order } = yield* (yield* ordered(shop, quantity)).place
          bank.pay(order.payment?.id ?? "")
          yield* pass(2)
          yield* ending(order, quantity)
          yield* pass(1)
          count++
        }
      }
      const store = yield* PaymentStore
      const slice = { _tag: "After", limit: 100, position: null } as const
      expect((yield* store.refunds({ status: "pending" }, slice)).items).toStrictEqual([])
      const all = { from: "1969-12-31", to: "1970-12-31" }
      const { totals } = yield* as(keeper)(reports.sales(all))
      expect(totals).toMatchObject({ orders: count, cancelledOrders: 6 })
      for (const groupBy of ["day", "week", "month", "store", "paymentMethod"] as const) {
        const sales = yield* as(keeper)(reports.sales({ ...all, groupBy }))
        const money = yield* as(keeper)(reports.payments({ ...all, groupBy }))
        expect(sales.rows.reduce((sum, { total }) => sum + total.amount, 0)).toBe(bank.holds())
        expect(money.rows.reduce((sum, { net }) => sum + net.amount, 0)).toBe(bank.holds())
        expect(sales.totals).toStrictEqual(totals)
        expect(money.totals.net).toStrictEqual(totals.total)
      }
      const { totals: taxes } = yield* as(keeper)(reports.taxes(all))
      expect(taxes.tax).toStrictEqual(totals.tax)
      for (const groupBy of ["product", "category"] as const) {
        const goods = yield* as(keeper)(reports.products({ ...all, groupBy }))
        expect(goods.totals.net).toStrictEqual(totals.net)
      }
    }),
  { bank: shillings }
)
