/**
 * The reports as they are read. Each has one currency, rows that are told apart by `group`, and the totals of its period.
 * Orders count once they were confirmed, that is paid, promised to be paid, to be paid in cash, or free of charge: from then
 * on for ever, and by when they were placed. What was cancelled or came back later is taken from where it was sold.
 */
import { Schema } from "effect"
import { CategoryId } from "../catalog/Category.ts"
import { ProductId, TaxClass } from "../catalog/Product.ts"
import { BasisPoints, Currency, Money } from "../Money.ts"
import { PaymentMethod } from "../payment/PaymentMethod.ts"
import { StoreId } from "../store/Store.ts"
import { CalendarDate, Period, Step } from "./Calendar.ts"
import { ProductsGrouping, SalesGrouping } from "./ReportQuery.ts"

/** Null: money of orders that are not kept any more. */
export const StoreGroup = Schema.Struct({
  storeId: Schema.NullOr(StoreId),
  name: Schema.NullOr(Schema.String)
}).annotate({ identifier: "StoreGroup" })
export const PaymentMethodGroup = Schema.Struct({ paymentMethod: PaymentMethod }).annotate({
  identifier: "PaymentMethodGroup"
})
export const ProductGroup = Schema.Struct({ productId: ProductId, name: Schema.String }).annotate({
  identifier: "ProductGroup"
})
/** The first category of a product, as it is now. Null: what has none. */
export const CategoryGroup = Schema.Struct({
  categoryId: Schema.NullOr(CategoryId),
  name: Schema.NullOr(Schema.String)
}).annotate({ identifier: "CategoryGroup" })
/** Orders know at which rate their delivery was taxed, and not in which class: it is null there. */
export const TaxGroup = Schema.Struct({
  part: Schema.Literals(["goods", "delivery"]),
  taxClass: Schema.NullOr(TaxClass),
  taxRate: BasisPoints
}).annotate({ identifier: "TaxGroup" })

/** What goods were sold for, tax included, and what became of it: `net = gross - discount - cancelled - returned`. */
const goods = {
  /** Sold, neither cancelled nor back at the store. */
  units: Schema.Int,
  /** At the prices of then, before discounts. */
  gross: Money,
  discount: Money,
  /** What cancelled units had cost, after their discount. */
  cancelled: Money,
  /** What units had cost that came back, whether delivered before or not. */
  returned: Money,
  net: Money
}

export const SalesFigures = Schema.Struct({
  /** Placed in it. */
  orders: Schema.Int,
  /** Of these, how many are cancelled by now. */
  cancelledOrders: Schema.Int,
  ...goods,
  /** Not that of orders of which all was cancelled before any of it was shipped. */
  delivery: Money,
  /** What cannot be paid that way, added or taken away; what was not given back for that reason is in it. */
  rounding: Money,
  /** `net + delivery + rounding`: what all of these orders cost by now. */
  total: Money,
  /** Inside `total`. */
  tax: Money,
  /** `total` by orders that are not cancelled, rounded half away from zero; null when there are none. */
  averageOrder: Schema.NullOr(Money)
}).annotate({ identifier: "SalesFigures" })
export type SalesFigures = typeof SalesFigures.Type

export const GoodsFigures = Schema.Struct({
  ...goods,
  /** Inside `net`. */
  tax: Money
}).annotate({ identifier: "GoodsFigures" })
export type GoodsFigures = typeof GoodsFigures.Type

/**
 * Customers by their first order that counts, in whatever currency. Amounts are what the orders cost by now, as `total` of
 * the sales. Whoever ordered as a guest, and whoever was erased since, is nobody's customer.
 */
export const CustomersFigures = Schema.Struct({
  /** Whose first order it holds. */
  newCustomers: Schema.Int,
  /** Who have ordered in it, and for the first time before it. */
  returningCustomers: Schema.Int,
  /** Orders of customers beside their first one. */
  repeatOrders: Schema.Int,
  guestOrders: Schema.Int,
  /** Of first orders. */
  newSales: Money,
  repeatSales: Money,
  guestSales: Money
}).annotate({ identifier: "CustomersFigures" })
export type CustomersFigures = typeof CustomersFigures.Type

/** Money that has moved, by when it did, as the ledger has it: `net = captured - refunded`. */
export const PaymentsFigures = Schema.Struct({
  captures: Schema.Int,
  captured: Money,
  refunds: Schema.Int,
  refunded: Money,
  net: Money
}).annotate({ identifier: "PaymentsFigures" })
export type PaymentsFigures = typeof PaymentsFigures.Type

/** Rounding is not taxed, and in none of the rows: `total` of all of them is `net + delivery` of the sales. */
export const TaxesFigures = Schema.Struct({
  /** `beforeTax + tax`. */
  total: Money,
  beforeTax: Money,
  tax: Money
}).annotate({ identifier: "TaxesFigures" })
export type TaxesFigures = typeof TaxesFigures.Type

const head = {
  from: CalendarDate,
  /** Not included. */
  to: CalendarDate,
  /** In which these days begin and end. */
  timeZone: Schema.String,
  currency: Currency
}

const rowsOf = <G extends Schema.Constraint, F extends Schema.Struct.Fields>(
  name: string,
  group: G,
  figures: Schema.Struct<F>
) => ({
  rows: Schema.Array(Schema.Struct({ group, ...figures.fields }).annotate({ identifier: `${name}Row` })),
  totals: figures
})

/** By time every day, week or month has its row; by store and payment method those that sold, most first. */
export const SalesReport = Schema.Struct({
  ...head,
  groupBy: SalesGrouping,
  ...rowsOf("Sales", Schema.Union([Period, StoreGroup, PaymentMethodGroup]), SalesFigures)
}).annotate({ identifier: "SalesReport" })
export type SalesReport = typeof SalesReport.Type

/** What sold for most comes first. */
export const ProductsReport = Schema.Struct({
  ...head,
  groupBy: ProductsGrouping,
  ...rowsOf("Products", Schema.Union([ProductGroup, CategoryGroup]), GoodsFigures),
  /** All that is in the totals and in none of the rows. */
  others: GoodsFigures
}).annotate({ identifier: "ProductsReport" })
export type ProductsReport = typeof ProductsReport.Type

/** The totals look at the whole period: who is new in it, has come back in none of its days. */
export const CustomersReport = Schema.Struct({
  ...head,
  groupBy: Step,
  ...rowsOf("Customers", Period, CustomersFigures)
}).annotate({ identifier: "CustomersReport" })
export type CustomersReport = typeof CustomersReport.Type

/** Stores are those of the orders that were paid. */
export const PaymentsReport = Schema.Struct({
  ...head,
  groupBy: SalesGrouping,
  ...rowsOf("Payments", Schema.Union([Period, StoreGroup, PaymentMethodGroup]), PaymentsFigures)
}).annotate({ identifier: "PaymentsReport" })
export type PaymentsReport = typeof PaymentsReport.Type

export const TaxesReport = Schema.Struct({
  ...head,
  ...rowsOf("Taxes", TaxGroup, TaxesFigures)
}).annotate({ identifier: "TaxesReport" })
export type TaxesReport = typeof TaxesReport.Type
