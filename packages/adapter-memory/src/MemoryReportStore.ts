import {
  type CustomersFound,
  type CustomersRow,
  type GoodsRow,
  type LedgerEntry,
  type Order,
  type OrderLine,
  type PaymentsRow,
  type ProductsGrouping,
  ReportStore,
  Sales,
  type SalesBy,
  type SalesRow,
  type SoldIn,
  type Span,
  type TaxesRow,
  Text,
  type Time
} from "@duka/core"
import { Chunk, Effect, HashMap, Layer } from "effect"
import { MemoryTables } from "./MemoryTables.ts"
import { row, type Tables } from "./Tables.ts"

const sum = <A>(items: ReadonlyArray<A>, of: (item: A) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

const isWithin = (at: Time.Timestamp, { edges }: Span): boolean => at >= edges[0] && at < (edges.at(-1) ?? edges[0])

/** Of edges that are the same, the last one begins the period. */
const periodOf = (at: Time.Timestamp, { edges }: Span): number => edges.filter((edge) => edge <= at).length - 1

const soldIn = (tables: Tables, asked: Span): ReadonlyArray<Order> =>
  HashMap.toValues(tables.orders).filter(
    (order) => order.currency === asked.currency && isWithin(order.createdAt, asked) && Sales.isSold(order)
  )

const soldOf =
  ({ multiples }: SoldIn) =>
  (order: Order): Sales.Sold =>
    Sales.sold(order, multiples[order.paymentMethod] ?? 1)

const storeName = (tables: Tables, order: Order | undefined): string | null =>
  order === undefined ? null : (row(tables.stores, order.storeId)?.name ?? null)

const sales = (tables: Tables, asked: SoldIn, by: SalesBy): ReadonlyArray<SalesRow> => {
  const keyOf = (order: Order): string =>
    by === "store"
      ? order.storeId
      : by === "paymentMethod"
        ? order.paymentMethod
        : `${periodOf(order.createdAt, asked)}`
  return [...Map.groupBy(soldIn(tables, asked), keyOf)].map(([key, orders]) => {
    const all = orders.map(soldOf(asked))
    return {
      key,
      name: by === "store" ? storeName(tables, orders[0]) : null,
      orders: orders.length,
      cancelledOrders: orders.filter(({ status }) => status === "cancelled").length,
      ...Sales.goodsOf(all),
      delivery: sum(all, ({ delivery }) => delivery),
      total: sum(all, ({ total }) => total)
    }
  })
}

const products = (
  tables: Tables,
  asked: Span,
  by: ProductsGrouping,
  { limit }: { readonly limit: number }
): ReadonlyArray<GoodsRow> => {
  const keyOf = ({ productId }: OrderLine): string | null =>
    by === "product" ? productId : (row(tables.products, productId)?.entry.categoryIds[0] ?? null)
  const names = new Map<string, string>(
    by === "product"
      ? HashMap.toValues(tables.products).map(({ entry }) => [entry.id, entry.name])
      : HashMap.toValues(tables.categories).map(({ id, name }) => [id, name])
  )
  const lines = soldIn(tables, asked).flatMap((order) => order.lines)
  const all = [...Map.groupBy(lines, keyOf)]
    .map(([key, group]) => ({
      key,
      name: key === null ? null : (names.get(key) ?? null),
      listed: true,
      ...Sales.goodsOf(group.map(Sales.lineSold))
    }))
    .toSorted(Sales.mostSold)
  const others = all.slice(limit)
  return others.length === 0
    ? all
    : [...all.slice(0, limit), { key: null, name: null, listed: false, ...Sales.goodsOf(others) }]
}

const isEarlier = (a: Order, b: Order): boolean =>
  a.createdAt === b.createdAt ? Text.compare(a.id, b.id) < 0 : a.createdAt < b.createdAt

/** The first order that counts of each customer. */
const firstOrders = (tables: Tables): ReadonlyMap<string, Order> => {
  const found = new Map<string, Order>()
  for (const order of HashMap.values(tables.orders)) {
    if (order.customerId === null || !Sales.isSold(order)) continue
    const first = found.get(order.customerId)
    if (first === undefined || isEarlier(order, first)) found.set(order.customerId, order)
  }
  return found
}

const customers = (tables: Tables, asked: SoldIn): CustomersFound => {
  const firsts = firstOrders(tables)
  const orders = soldIn(tables, asked)
  const firstOf = ({ customerId }: Order) => (customerId === null ? undefined : firsts.get(customerId))
  const returning = (all: ReadonlyArray<Order>, begins: Time.Timestamp) =>
    new Set(
      all.flatMap((order) => {
        const first = firstOf(order)
        return first !== undefined && first.createdAt < begins ? [order.customerId] : []
      })
    ).size
  const total = (all: ReadonlyArray<Order>) => sum(all.map(soldOf(asked)), (sold) => sold.total)
  const rows = [...Map.groupBy(orders, ({ createdAt }) => periodOf(createdAt, asked))].map(
    ([period, all]): CustomersRow => {
      const guests = all.filter(({ customerId }) => customerId === null)
      const firstOnes = all.filter((order) => firstOf(order)?.id === order.id)
      const repeats = all.filter((order) => order.customerId !== null && firstOf(order)?.id !== order.id)
      return {
        period,
        newCustomers: firstOnes.length,
        returningCustomers: returning(all, asked.edges[period] ?? asked.edges[0]),
        repeatOrders: repeats.length,
        guestOrders: guests.length,
        newSales: total(firstOnes),
        repeatSales: total(repeats),
        guestSales: total(guests)
      }
    }
  )
  return { rows, returningCustomers: returning(orders, asked.edges[0]) }
}

const provider = "provider:"

const payments = (tables: Tables, asked: Span, by: SalesBy): ReadonlyArray<PaymentsRow> => {
  const moved = Chunk.toReadonlyArray(tables.ledger)
    .filter(({ at, currency }) => currency === asked.currency && isWithin(at, asked))
    .flatMap((entry) =>
      entry.postings.flatMap(({ account, amount }) =>
        account.startsWith(provider) ? [{ entry, method: account.slice(provider.length), amount }] : []
      )
    )
  const orderOf = ({ orderId }: LedgerEntry) => row(tables.orders, orderId)
  const keyOf = ({ entry, method }: (typeof moved)[number]): string | null =>
    by === "store"
      ? (orderOf(entry)?.storeId ?? null)
      : by === "paymentMethod"
        ? method
        : `${periodOf(entry.at, asked)}`
  return [...Map.groupBy(moved, keyOf)].map(([key, all]) => {
    const [captures, refunds] = [
      all.filter(({ entry }) => entry.kind === "capture"),
      all.filter(({ entry }) => entry.kind === "refund")
    ]
    const [first] = all
    return {
      key,
      name: by === "store" && first !== undefined ? storeName(tables, orderOf(first.entry)) : null,
      captures: captures.length,
      captured: sum(captures, ({ amount }) => amount),
      refunds: refunds.length,
      refunded: -sum(refunds, ({ amount }) => amount) || 0
    }
  })
}

const taxes = (tables: Tables, asked: Span): ReadonlyArray<TaxesRow> => {
  const parts = soldIn(tables, asked).flatMap((order): ReadonlyArray<TaxesRow> => {
    const lines = order.lines.map((line): TaxesRow => {
      const sold = Sales.lineSold(line)
      return { part: "goods", taxClass: line.taxClass, taxRate: line.taxRate, total: Sales.netOf(sold), tax: sold.tax }
    })
    const { delivery } = order.totals
    if (delivery === 0 || Sales.isUndone(order)) return lines
    const { deliveryTaxRate: taxRate } = order
    return [...lines, { part: "delivery", taxClass: null, taxRate, total: delivery, tax: Sales.deliveryTax(order) }]
  })
  return [...Map.groupBy(parts, ({ part, taxClass, taxRate }) => `${part} ${taxClass} ${taxRate}`).values()].flatMap(
    (all) => {
      const [first] = all
      return first === undefined
        ? []
        : [{ ...first, total: sum(all, ({ total }) => total), tax: sum(all, ({ tax }) => tax) }]
    }
  )
}

export const layer: Layer.Layer<ReportStore, never, MemoryTables> = Layer.effect(
  ReportStore,
  Effect.map(MemoryTables, ({ read }) =>
    ReportStore.of({
      sales: (asked, by) => read((tables) => sales(tables, asked, by)),
      products: (asked, by, options) => read((tables) => products(tables, asked, by, options)),
      customers: (asked) => read((tables) => customers(tables, asked)),
      payments: (asked, by) => read((tables) => payments(tables, asked, by)),
      taxes: (asked) => read((tables) => taxes(tables, asked))
    })
  )
)
