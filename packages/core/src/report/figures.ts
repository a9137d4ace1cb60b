/** Figures of counts, with what follows from them. Pure. */
import { average, type Currency, type MinorUnits } from "../Money.ts"
import { type Counts, netOf, noGoods } from "./counts.ts"
import type { CustomersFigures, GoodsFigures, PaymentsFigures, SalesFigures, TaxesFigures } from "./Report.ts"

export const noSales = { ...noGoods, orders: 0, cancelledOrders: 0, delivery: 0, total: 0 }
export const noCustomers = {
  newCustomers: 0,
  returningCustomers: 0,
  repeatOrders: 0,
  guestOrders: 0,
  newSales: 0,
  repeatSales: 0,
  guestSales: 0
}
export const noPayments = { captures: 0, captured: 0, refunds: 0, refunded: 0 }
export const noTaxes = { total: 0, tax: 0 }

const moneyIn = (currency: Currency) => (amount: MinorUnits) => ({ amount, currency })

export const goodsFigures = (currency: Currency, counts: Counts<keyof typeof noGoods>): GoodsFigures => {
  const money = moneyIn(currency)
  const { cancelled, discount, gross, returned, tax, units } = counts
  return {
    units,
    gross: money(gross),
    discount: money(discount),
    cancelled: money(cancelled),
    returned: money(returned),
    net: money(netOf(counts)),
    tax: money(tax)
  }
}

export const salesFigures = (currency: Currency, counts: Counts<keyof typeof noSales>): SalesFigures => {
  const money = moneyIn(currency)
  const { tax, ...goods } = goodsFigures(currency, counts)
  const { cancelledOrders, delivery, orders, total } = counts
  const standing = orders - cancelledOrders
  return {
    orders,
    cancelledOrders,
    ...goods,
    delivery: money(delivery),
    rounding: money(total - netOf(counts) - delivery),
    total: money(total),
    tax,
    averageOrder: standing === 0 ? null : money(average(total, standing))
  }
}

export const customersFigures = (currency: Currency, counts: Counts<keyof typeof noCustomers>): CustomersFigures => {
  const money = moneyIn(currency)
  const { guestOrders, guestSales, newCustomers, newSales, repeatOrders, repeatSales, returningCustomers } = counts
  return {
    newCustomers,
    returningCustomers,
    repeatOrders,
    guestOrders,
    newSales: money(newSales),
    repeatSales: money(repeatSales),
    guestSales: money(guestSales)
  }
}

export const paymentsFigures = (currency: Currency, counts: Counts<keyof typeof noPayments>): PaymentsFigures => {
  const money = moneyIn(currency)
  const { captured, captures, refunded, refunds } = counts
  return {
    captures,
    captured: money(captured),
    refunds,
    refunded: money(refunded),
    net: money(captured - refunded)
  }
}

export const taxesFigures = (currency: Currency, { tax, total }: Counts<keyof typeof noTaxes>): TaxesFigures => {
  const money = moneyIn(currency)
  return { total: money(total), beforeTax: money(total - tax), tax: money(tax) }
}
