import { Context, type Effect } from "effect"
import type { TaxClass } from "../catalog/Product.ts"
import type { BasisPoints, Currency, MinorUnits } from "../Money.ts"
import type { PaymentMethod } from "../payment/PaymentMethod.ts"
import type { Timestamp } from "../Time.ts"
import type { ProductsGrouping } from "./ReportQuery.ts"
import type { GoodsSold, Sold } from "./sale.ts"

/** Orders of one currency, or movements of its money, from the first of these times until before the last. */
export interface Span {
  readonly currency: Currency
  /**
   * Where the span begins, is divided, and ends, in their order. The part between the first two is the period 0; two that
   * are the same have none between them.
   */
  readonly edges: readonly [from: Timestamp, ...edges: ReadonlyArray<Timestamp>, to: Timestamp]
}

/** What amounts are multiples of, by the way to pay; 1 where it does not say. */
export type Multiples = Readonly<Record<PaymentMethod, MinorUnits>>

export interface SoldIn extends Span {
  readonly multiples: Multiples
}

/** Groups in which something happened, each once and in no order. */
export type SalesBy = "period" | "store" | "paymentMethod"

/** What a row is about. */
export interface Grouped {
  /** The period's number, the store's, product's or category's id, or the payment method. Null: without any of these. */
  readonly key: string | null
  /** Of what has one. */
  readonly name: string | null
}

export interface SalesRow extends Grouped, Sold {
  readonly orders: number
  readonly cancelledOrders: number
}

export interface GoodsRow extends Grouped, GoodsSold {
  /** False: all that is in none of the other rows. It is there when that is anything. */
  readonly listed: boolean
}

export interface CustomersRow {
  readonly period: number
  readonly newCustomers: number
  /** Had their first order before the period began. */
  readonly returningCustomers: number
  readonly repeatOrders: number
  readonly guestOrders: number
  readonly newSales: MinorUnits
  readonly repeatSales: MinorUnits
  readonly guestSales: MinorUnits
}

export interface CustomersFound {
  readonly rows: ReadonlyArray<CustomersRow>
  /** Who have ordered in the span, and for the first time before it. */
  readonly returningCustomers: number
}

export interface PaymentsRow extends Grouped {
  readonly captures: number
  readonly captured: MinorUnits
  readonly refunds: number
  readonly refunded: MinorUnits
}

export interface TaxesRow {
  readonly part: "goods" | "delivery"
  readonly taxClass: TaxClass | null
  readonly taxRate: BasisPoints
  readonly total: MinorUnits
  readonly tax: MinorUnits
}

/**
 * The books, read in one statement each. Orders count that `isSold` is true of, by when they were placed, and for what
 * `sold` and `lineSold` say of them; money counts by when the ledger says that it has moved.
 */
export class ReportStore extends Context.Service<
  ReportStore,
  {
    sales(asked: SoldIn, by: SalesBy): Effect.Effect<ReadonlyArray<SalesRow>>
    /**
     * The `limit` that sold for most (`gross - discount - cancelled - returned`), the lowest id first among equals, null
     * last. A product belongs to the first of its categories, as it is now, and to nothing where it has none.
     */
    products(
      asked: Span,
      by: ProductsGrouping,
      options: { readonly limit: number }
    ): Effect.Effect<ReadonlyArray<GoodsRow>>
    /** A customer's first order is his first that counts, by time and id, in whatever currency. */
    customers(asked: SoldIn): Effect.Effect<CustomersFound>
    payments(asked: Span, by: SalesBy): Effect.Effect<ReadonlyArray<PaymentsRow>>
    /** Of goods by class and rate; of deliveries that were paid for, by their rate. */
    taxes(asked: Span): Effect.Effect<ReadonlyArray<TaxesRow>>
  }
>()("@duka/core/report/ReportStore") {}
