import { type LedgerEntry, type Order, OrderShares, ReportStore, Sales, type StoragePorts } from "@duka/core"
import { assert, layer, type Vitest } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { chanceOf, CHF, history } from "./histories.ts"
import { asked, byKey, counting, dayOf, isWithin, multipleOf, sum } from "./historySums.ts"
import { dividing } from "./reportDays.ts"
import { selling } from "./salesReports.ts"

const seeds = [1, 2, 3]

const buying = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect(
    "customers are new with their first order that counts, in whatever currency, and sums are those of the sales",
    () =>
      Effect.gen(function* () {
        const { customers, sales } = yield* ReportStore
        for (const seed of seeds) {
          const told = yield* history(chanceOf(40 + seed))
          const { returningCustomers, rows } = yield* customers(asked(told))
          const isEarlier = (a: Order, b: Order) => `${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}`
          const firsts = new Map<string, Order>()
          for (const order of told.orders.filter(Sales.isSold)) {
            const known = firsts.get(order.customerId ?? "")
            if (order.customerId !== null && (known === undefined || isEarlier(order, known)))
              firsts.set(order.customerId, order)
          }
          const firstOf = ({ customerId }: Order) => firsts.get(customerId ?? "")
          const orders = counting(told)
          const before = (all: ReadonlyArray<Order>, time: string | undefined = "") =>
            new Set(all.filter((order) => (firstOf(order)?.createdAt ?? time) < time).map((order) => order.customerId))
              .size
          const cost = (all: ReadonlyArray<Order>) => sum(all, (order) => OrderShares.owed(order, multipleOf(order)))
          const expected = [...Map.groupBy(orders, ({ createdAt }) => dayOf(told, createdAt))].map(([period, all]) => {
            const first = all.filter((order) => firstOf(order) === order)
            const guests = all.filter(({ customerId }) => customerId === null)
            const repeat = all.filter((order) => !first.includes(order) && !guests.includes(order))
            return {
              period,
              newCustomers: first.length,
              returningCustomers: before(all, told.edges[period]),
              repeatOrders: repeat.length,
              guestOrders: guests.length,
              newSales: cost(first),
              repeatSales: cost(repeat),
              guestSales: cost(guests)
            }
          })
          const sorted = <A extends { readonly period: number }>(all: ReadonlyArray<A>) =>
            all.toSorted((a, b) => a.period - b.period)
          assert.deepStrictEqual(sorted(rows), sorted(expected))
          assert.strictEqual(returningCustomers, before(orders, told.edges[0]))
          assert.strictEqual(
            sum(rows, ({ guestSales, newSales, repeatSales }) => guestSales + newSales + repeatSales),
            sum(yield* sales(asked(told), "period"), ({ total }) => total)
          )
        }
      })
  )
}

const paying = (it: Vitest.MethodsNonLive<StoragePorts>) => {
  it.effect("payments by day, store and way to pay are what the ledger says, to the cent", () =>
    Effect.gen(function* () {
      const { payments } = yield* ReportStore
      for (const seed of seeds) {
        const told = yield* history(chanceOf(50 + seed))
        const orders = new Map(told.orders.map((order) => [order.id, order]))
        const entries = told.entries.filter(({ at, currency }) => currency === CHF && isWithin(told, at))
        const amount = ({ postings: [gained] }: LedgerEntry) => gained?.amount ?? 0
        const groups = {
          period: ({ at }: LedgerEntry) => String(dayOf(told, at)),
          store: ({ orderId }: LedgerEntry) => orders.get(orderId)?.storeId ?? "",
          paymentMethod: ({ postings }: LedgerEntry) => postings[0]?.account.slice("provider:".length) ?? ""
        }
        for (const by of ["period", "store", "paymentMethod"] as const) {
          const expected = [...Map.groupBy(entries, (entry) => groups[by](entry))].map(([key, all]) => {
            const [captures, refunds] = [
              all.filter(({ kind }) => kind === "capture"),
              all.filter(({ kind }) => kind === "refund")
            ]
            return {
              key,
              name: by === "store" ? told.stores.find(({ id }) => id === key)?.name : null,
              captures: captures.length,
              captured: sum(captures, amount),
              refunds: refunds.length,
              refunded: sum(refunds, (entry) => -amount(entry))
            }
          })
          assert.deepStrictEqual<ReadonlyArray<object>>(byKey(yield* payments(asked(told), by)), byKey(expected))
        }
      }
    })
  )
}

/** The laws of `ReportStore`. */
export const suite = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>) =>
  layer(storage, { excludeTestServices: true, timeout: "60 seconds" })(`ReportStore (${adapter})`, (it) => {
    selling(it)
    buying(it)
    paying(it)
    dividing(it)
  })
