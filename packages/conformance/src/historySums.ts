/** What a history comes to, reckoned order by order: the books have to say the same. */
import { type Order, Sales, type SoldIn, type Span, Text, type Time } from "@duka/core"
import { CHF, type History, multiples } from "./histories.ts"

export const sum = <A>(items: ReadonlyArray<A>, of: (item: A) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

export const multipleOf = ({ paymentMethod }: Order): number => (paymentMethod in multiples ? 5 : 1)

export const asked = ({ edges }: Pick<History, "edges">): SoldIn => ({ currency: CHF, edges, multiples })

export const isWithin = ({ edges }: Pick<Span, "edges">, at: Time.Timestamp) =>
  at >= edges[0] && at < (edges.at(-1) ?? "")

export const dayOf = ({ edges }: Pick<Span, "edges">, at: Time.Timestamp) =>
  edges.filter((edge) => edge <= at).length - 1

/** The orders that count. */
export const counting = (told: History): ReadonlyArray<Order> =>
  told.orders.filter((order) => order.currency === CHF && isWithin(told, order.createdAt) && Sales.isSold(order))

export const byKey = <A extends { readonly key: string | null }>(rows: ReadonlyArray<A>): ReadonlyArray<A> =>
  rows.toSorted((a, b) => Text.compare(a.key ?? "", b.key ?? ""))

const goods = ["units", "gross", "discount", "cancelled", "returned", "tax"] as const

export const goodsOf = (lines: ReadonlyArray<Sales.GoodsSold>) =>
  Object.fromEntries(goods.map((name) => [name, sum(lines, (line) => line[name])]))

/** Without the name and what else is told of a group. */
export const countsOf = (row: Sales.GoodsSold) => Object.fromEntries(goods.map((name) => [name, row[name]]))

export const netOf = ({ cancelled, discount, gross, returned }: Sales.GoodsSold) =>
  gross - discount - cancelled - returned
