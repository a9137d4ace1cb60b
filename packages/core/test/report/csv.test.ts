import { Calendar, Money, ProductId, type ProductsReport, ReportCsv, type SalesReport } from "@duka/core"
import { describe, expect, it } from "@effect/vitest"
import { uuid } from "../samples.ts"

const money = (amount: number, currency: string) => ({ amount, currency: Money.Currency.make(currency) })

const products = (currency: string, ...names: ReadonlyArray<string>): ProductsReport => {
  const none = money(0, currency)
  const figures = {
    units: 3,
    gross: money(123_456, currency),
    discount: money(5, currency),
    cancelled: none,
    returned: none,
    net: money(-7, currency),
    tax: none
  }
  return {
    from: Calendar.CalendarDate.make("2026-11-01"),
    to: Calendar.CalendarDate.make("2026-12-01"),
    timeZone: "UTC",
    currency: Money.Currency.make(currency),
    groupBy: "product",
    rows: names.map((name, index) => ({ group: { productId: ProductId.make(uuid(index)), name }, ...figures })),
    totals: figures,
    others: { ...figures, gross: none }
  }
}

const linesOf = (text: string) => text.split("\r\n")

describe("a report as CSV", () => {
  it("has its names, then a line for each row, amounts in major units and the currency beside them", () => {
    expect(linesOf(ReportCsv.csv(products("KES", "Chai")))).toStrictEqual([
      "productId,name,units,gross,discount,cancelled,returned,net,tax,currency",
      `${uuid(0)},Chai,3,1234.56,0.05,0.00,0.00,-0.07,0.00,KES`,
      ""
    ])
    expect(linesOf(ReportCsv.csv(products("UGX", "Chai")))[1]).toBe(`${uuid(0)},Chai,3,123456,5,0,0,-7,0,UGX`)
    expect(linesOf(ReportCsv.csv(products("KWD", "Chai")))[1]).toContain(",123.456,0.005,")
  })

  it.each([
    ['Tea, "the best"', '"Tea, ""the best"""'],
    ["Two\nlines", '"Two\nlines"'],
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", `"'\r=1"`],
    ['=1,"', `"'=1,"""`],
    ["Chai = tea", "Chai = tea"]
  ])("keeps a name a text, whatever it is: %j", (name, cell) => {
    const text = ReportCsv.csv(products("KES", name))
    expect(text).toContain(`${uuid(0)},${cell},3,`)
  })

  it("names what is in none of its rows, and leaves nothing of the totals out", () => {
    const report = products("KES", "Chai")
    const text = ReportCsv.csv({ ...report, others: { ...report.others, gross: money(9, "KES") } })
    expect(linesOf(text)[2]).toBe(",others,3,0.09,0.05,0.00,0.00,-0.07,0.00,KES")
  })

  it("has its names also where it has no rows, and nothing where there is no average", () => {
    const { others: _, rows: __, groupBy: ___, totals, ...head } = products("KES")
    const sums = { ...totals, orders: 0, cancelledOrders: 0, delivery: totals.tax, rounding: totals.tax }
    const figures = { ...sums, total: totals.tax, averageOrder: null }
    const report: SalesReport = { ...head, groupBy: "store", rows: [], totals: figures }
    expect(linesOf(ReportCsv.csv(report))).toHaveLength(2)
    const { from, to } = head
    const day: SalesReport = { ...report, groupBy: "day", rows: [{ group: { from, to }, ...figures }] }
    expect(linesOf(ReportCsv.csv(day))[1]).toMatch(/^2026-11-01,2026-12-01,.*,,KES$/u)
  })
})
