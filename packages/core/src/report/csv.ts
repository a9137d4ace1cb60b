/**
 * Reports as tables for spreadsheets, in CSV (RFC 4180): a line of names, then one for each row. The columns are the fields
 * of the rows, those of `group` first. Amounts are in major units with a point; their currency is the last column. Pure.
 */
import { Predicate } from "effect"
import { decimal, type Money } from "../Money.ts"
import type { CustomersReport, PaymentsReport, ProductsReport, SalesReport, TaxesReport } from "./Report.ts"

export type AnyReport = CustomersReport | PaymentsReport | ProductsReport | SalesReport | TaxesReport

type Cell = string | number | null | Money

/** A spreadsheet takes for a formula what begins like this, and runs it. After an apostrophe it is text. */
const isFormula = /^[=+\-@\t\r]/u

const quoted = (text: string): string => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const cell = (value: Cell): string => {
  if (value === null) return ""
  if (typeof value === "string") return quoted(isFormula.test(value) ? `'${value}` : value)
  return Predicate.isNumber(value) ? String(value) : decimal(value)
}

const line = (cells: ReadonlyArray<Cell>): string => `${cells.map(cell).join(",")}\r\n`

const ofPeriod = ["from", "to"] as const

/** What stands in `group`, in the order of its columns. */
const groupColumns = {
  day: ofPeriod,
  week: ofPeriod,
  month: ofPeriod,
  store: ["storeId", "name"],
  paymentMethod: ["paymentMethod"],
  product: ["productId", "name"],
  category: ["categoryId", "name"],
  tax: ["part", "taxClass", "taxRate"]
} as const

type Row = Readonly<Record<string, Cell>>

/** What is beside the rows of a report of products is its last line, where it is anything: its name is `others`. */
const lastOf = (report: AnyReport): ReadonlyArray<{ readonly group: Row; readonly figures: Row }> =>
  "others" in report && report.others.gross.amount !== 0 ? [{ group: { name: "others" }, figures: report.others }] : []

/** The whole table, with a line break at its end. */
export const csv = (report: AnyReport): string => {
  const keys = groupColumns["groupBy" in report ? report.groupBy : "tax"]
  const names = Object.keys(report.totals)
  const rows = report.rows.map(({ group, ...figures }): { readonly group: Row; readonly figures: Row } => ({
    group,
    figures
  }))
  return [
    line([...keys, ...names, "currency"]),
    ...[...rows, ...lastOf(report)].map(({ figures, group }) =>
      line([...keys.map((key) => group[key] ?? null), ...names.map((name) => figures[name] ?? null), report.currency])
    )
  ].join("")
}
