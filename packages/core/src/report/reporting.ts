/** From what the storage has counted to a report: every group with its figures, nothing left out, and the totals. Pure. */
import { CategoryId } from "../catalog/Category.ts"
import { ProductId } from "../catalog/Product.ts"
import type { Currency } from "../Money.ts"
import { PaymentMethod } from "../payment/PaymentMethod.ts"
import { StoreId } from "../store/Store.ts"
import { compare } from "../Text.ts"
import type { Period } from "./Calendar.ts"
import { added, type Counts } from "./counts.ts"
import {
  customersFigures,
  goodsFigures,
  noCustomers,
  noPayments,
  noSales,
  noTaxes,
  paymentsFigures,
  salesFigures,
  taxesFigures
} from "./figures.ts"
import type { CustomersReport, PaymentsReport, ProductsReport, SalesReport, TaxesReport } from "./Report.ts"
import type { ProductsGrouping, SalesGrouping } from "./ReportQuery.ts"
import { goodsOf, mostSold } from "./sale.ts"
import type { CustomersFound, GoodsRow, Grouped, PaymentsRow, SalesRow, TaxesRow } from "./ReportStore.ts"

/** What a report says of itself. */
export interface Head extends Period {
  readonly timeZone: string
  readonly currency: Currency
}

const keyOf = ({ key }: Grouped): string => key ?? ""

/** Most first, and among equals by key. */
const ranked = <R extends Grouped>(rows: ReadonlyArray<R>, of: (row: R) => number): ReadonlyArray<R> =>
  rows.toSorted((a, b) => of(b) - of(a) || compare(keyOf(a), keyOf(b)))

/** Every period with its row, or with nothing where there is none. */
const filled = <K extends string, R extends Counts<K>>(
  periods: ReadonlyArray<Period>,
  rows: ReadonlyArray<R>,
  { nothing, number }: { readonly nothing: Counts<K>; readonly number: (row: R) => number }
) => {
  const found = new Map(rows.map((row) => [number(row), row]))
  return periods.map((group, index): { readonly group: Period; readonly counts: Counts<K> } => ({
    group,
    counts: found.get(index) ?? nothing
  }))
}

const groups = <K extends string, R extends Grouped & Counts<K>>(
  { by, periods }: { readonly by: SalesGrouping; readonly periods: ReadonlyArray<Period> },
  rows: ReadonlyArray<R>,
  { nothing, of }: { readonly nothing: Counts<K>; readonly of: (row: R) => number }
) => {
  switch (by) {
    case "store":
      return ranked(rows, of).map((row) => ({
        group: { storeId: row.key === null ? null : StoreId.make(row.key), name: row.name },
        counts: row
      }))
    case "paymentMethod":
      return ranked(rows, of).map((row) => ({
        group: { paymentMethod: PaymentMethod.make(keyOf(row)) },
        counts: row
      }))
    default:
      return filled(periods, rows, { nothing, number: ({ key }) => Number(key) })
  }
}

interface Divided extends Head {
  readonly by: SalesGrouping
  readonly periods: ReadonlyArray<Period>
}

export const salesReport = ({ by, periods, ...head }: Divided, rows: ReadonlyArray<SalesRow>): SalesReport => ({
  ...head,
  groupBy: by,
  rows: groups({ by, periods }, rows, { nothing: noSales, of: ({ total }) => total }).map(({ counts, group }) => ({
    group,
    ...salesFigures(head.currency, counts)
  })),
  totals: salesFigures(head.currency, added(noSales, rows))
})

export const paymentsReport = (
  { by, periods, ...head }: Divided,
  rows: ReadonlyArray<PaymentsRow>
): PaymentsReport => ({
  ...head,
  groupBy: by,
  rows: groups({ by, periods }, rows, {
    nothing: noPayments,
    of: ({ captured, refunded }) => captured - refunded
  }).map(({ counts, group }) => ({ group, ...paymentsFigures(head.currency, counts) })),
  totals: paymentsFigures(head.currency, added(noPayments, rows))
})

const thing = (by: ProductsGrouping, { key, name }: Grouped) =>
  by === "product"
    ? { productId: ProductId.make(key ?? ""), name: name ?? "" }
    : { categoryId: key === null ? null : CategoryId.make(key), name }

export const productsReport = (
  { by, ...head }: Head & { readonly by: ProductsGrouping },
  rows: ReadonlyArray<GoodsRow>
): ProductsReport => {
  const [listed, others] = [rows.filter((row) => row.listed), rows.filter((row) => !row.listed)]
  const { currency } = head
  return {
    ...head,
    groupBy: by,
    rows: listed.toSorted(mostSold).map((row) => ({ group: thing(by, row), ...goodsFigures(currency, row) })),
    others: goodsFigures(currency, goodsOf(others)),
    totals: goodsFigures(currency, goodsOf(rows))
  }
}

export const customersReport = (
  { by, periods, ...head }: Head & { readonly by: CustomersReport["groupBy"]; readonly periods: ReadonlyArray<Period> },
  { returningCustomers, rows }: CustomersFound
): CustomersReport => ({
  ...head,
  groupBy: by,
  rows: filled(periods, rows, { nothing: noCustomers, number: ({ period }) => period }).map(({ counts, group }) => ({
    group,
    ...customersFigures(head.currency, counts)
  })),
  totals: customersFigures(head.currency, { ...added(noCustomers, rows), returningCustomers })
})

const taxOrder = ({ part, taxClass, taxRate }: TaxesRow): string =>
  `${part === "goods" ? 0 : 1} ${String(1_000_000 - taxRate)} ${taxClass ?? ""}`

export const taxesReport = (head: Head, rows: ReadonlyArray<TaxesRow>): TaxesReport => ({
  ...head,
  rows: rows
    .toSorted((a, b) => compare(taxOrder(a), taxOrder(b)))
    .map(({ part, taxClass, taxRate, ...counts }) => ({
      group: { part, taxClass, taxRate },
      ...taxesFigures(head.currency, counts)
    })),
  totals: taxesFigures(head.currency, added(noTaxes, rows))
})
