import {
  CustomersReport,
  PaymentsReport,
  ProductsReport,
  ReportCsv,
  Reports,
  SalesReport,
  TaxesReport
} from "@duka/core"
import { csvType, DukaApi } from "@duka/http-api"
import { Effect } from "effect"
import type { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { prefersCsv } from "./accepting.ts"
import { download, own, text } from "./answers.ts"

const sales = text(SalesReport)
const products = text(ProductsReport)
const customers = text(CustomersReport)
const payments = text(PaymentsReport)
const taxes = text(TaxesReport)

interface Asked {
  readonly headers: { readonly accept?: string }
  readonly query: { readonly format?: "json" | "csv" }
}

/** What core is asked. */
const queryOf = <Q extends Asked["query"]>(asked: { readonly query: Q }) => {
  const { format: _format, ...query } = asked.query
  return query
}

/** `sales-by-day-2026-11-01-2026-12-01-KES.csv`: files of different reports do not overwrite each other. */
const filename = (name: string, report: ReportCsv.AnyReport): string =>
  [name, ...("groupBy" in report ? ["by", report.groupBy] : []), report.from, report.to, report.currency].join("-")

/** As JSON, or as a table where that is asked for. */
const shown =
  <R extends ReportCsv.AnyReport>(name: string, json: (report: R) => string) =>
  ({ headers: { accept }, query: { format } }: Asked) =>
  (report: R): HttpServerResponse.HttpServerResponse =>
    format === "csv" || (format === undefined && prefersCsv(accept))
      ? download(ReportCsv.csv(report), `${filename(name, report)}.csv`, csvType)
      : own(json(report))

const shownSales = shown<SalesReport>("sales", sales)
const shownProducts = shown<ProductsReport>("products", products)
const shownCustomers = shown<CustomersReport>("customers", customers)
const shownPayments = shown<PaymentsReport>("payments", payments)
const shownTaxes = shown<TaxesReport>("taxes", taxes)

export const reports = HttpApiBuilder.group(
  DukaApi,
  "reports",
  Effect.fnUntraced(function* (handlers) {
    const reports = yield* Reports
    return handlers.handleAll({
      sales: (asked) => Effect.map(reports.sales(queryOf(asked)), shownSales(asked)),
      products: (asked) => Effect.map(reports.products(queryOf(asked)), shownProducts(asked)),
      customers: (asked) => Effect.map(reports.customers(queryOf(asked)), shownCustomers(asked)),
      payments: (asked) => Effect.map(reports.payments(queryOf(asked)), shownPayments(asked)),
      taxes: (asked) => Effect.map(reports.taxes(queryOf(asked)), shownTaxes(asked))
    })
  })
)
