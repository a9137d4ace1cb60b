/** What an order comes to in the books, as it stands now. Pure: storages answer the sums of it. */
import type { MinorUnits } from "../Money.ts"
import type { Order, OrderLine } from "../order/Order.ts"
import { counted, owed } from "../order/shares.ts"
import { compare } from "../Text.ts"
import { added, netOf, noGoods } from "./counts.ts"

/** Whether it ever was sold: others were never paid, nor promised to be. */
export const isSold = ({ status, timeline }: Pick<Order, "status" | "timeline">): boolean =>
  status === "cancelled" ? timeline.some((entry) => entry.status === "confirmed") : status !== "pending"

export { netOf } from "./counts.ts"

/** Amounts of one currency. */
export interface GoodsSold {
  readonly units: number
  readonly gross: MinorUnits
  readonly discount: MinorUnits
  readonly cancelled: MinorUnits
  readonly returned: MinorUnits
  readonly tax: MinorUnits
}

export interface Sold extends GoodsSold {
  readonly delivery: MinorUnits
  readonly total: MinorUnits
}

export const goodsOf = (all: ReadonlyArray<GoodsSold>): GoodsSold => added(noGoods, all)

interface GoodsGroup extends GoodsSold {
  readonly key: string | null
}

/** What sold for most comes first, among equals by key, and what has none last. */
export const mostSold = (a: GoodsGroup, b: GoodsGroup): number =>
  netOf(b) - netOf(a) || Number(a.key === null) - Number(b.key === null) || compare(a.key ?? "", b.key ?? "")

/** Cancelled units go first, then those that came back: their shares sum to that of all that are gone. */
export const lineSold = (line: OrderLine): GoodsSold => {
  const { cancelled, discount, gross, quantity, returned, tax, total } = line
  const gone = cancelled + returned
  const ofCancelled = counted(total, cancelled, quantity)
  return {
    units: quantity - gone,
    gross,
    discount,
    cancelled: ofCancelled,
    returned: counted(total, gone, quantity) - ofCancelled,
    tax: tax - counted(tax, gone, quantity)
  }
}

/** Nothing of it was ever shipped, and nothing will be: the delivery is not paid for either. */
export const isUndone = ({ lines }: Pick<Order, "lines">): boolean =>
  lines.every((line) => line.shipped === 0 && line.cancelled === line.quantity)

/** The tax inside the delivery, where it is paid for. */
export const deliveryTax = (order: Order): MinorUnits =>
  isUndone(order) ? 0 : order.totals.tax - order.lines.reduce((sum, { tax }) => sum + tax, 0)

/** `multiple`: of what amounts paid that way are multiples. */
export const sold = (order: Order, multiple: MinorUnits): Sold => {
  const goods = goodsOf(order.lines.map(lineSold))
  return {
    ...goods,
    tax: goods.tax + deliveryTax(order),
    delivery: isUndone(order) ? 0 : order.totals.delivery,
    total: owed(order, multiple)
  }
}
