import { Context, DateTime, Effect, Layer, Option } from "effect"
import { type CurrentActor, type PermissionDenied, requires } from "../Actor.ts"
import { input, type InvalidInput } from "../Input.ts"
import type { Currency } from "../Money.ts"
import { paymentMethods } from "../payment/methods.ts"
import { PaymentProviders } from "../payment/PaymentProviders.ts"
import { Settings } from "../Settings.ts"
import { TimeZoneUnknown } from "../ShopErrors.ts"
import { beginning, type Period, periodsOf, type Step } from "./Calendar.ts"
import type { CustomersReport, PaymentsReport, ProductsReport, SalesReport, TaxesReport } from "./Report.ts"
import { ProductsQuery, reportLimits, ReportQuery, type SalesGrouping, SalesQuery, StepQuery } from "./ReportQuery.ts"
import { customersReport, paymentsReport, productsReport, salesReport, taxesReport } from "./reporting.ts"
import { type Multiples, ReportStore, type SalesBy, type Span } from "./ReportStore.ts"

type Asked<R> = Effect.Effect<R, InvalidInput | PermissionDenied, CurrentActor>

/** The step by which a grouping divides time, and what the storage groups by then. */
const byOf = (grouping: SalesGrouping): { readonly step: Step | null; readonly by: SalesBy } =>
  grouping === "store" || grouping === "paymentMethod" ? { step: null, by: grouping } : { step: grouping, by: "period" }

/** The books of the shop, for who holds `report:read`: a currency, and a period of at most `reportLimits.daysMax` days. */
export class Reports extends Context.Service<
  Reports,
  {
    /** What was ordered, by when: what it costs by now, and what became of the rest. */
    sales(given: typeof SalesQuery.Encoded): Asked<SalesReport>
    /** The same of goods alone, by what was sold. Rows and `others` sum to what the sales say of goods. */
    products(given: typeof ProductsQuery.Encoded): Asked<ProductsReport>
    /** Who ordered: for the first time, again, or as a guest. */
    customers(given: typeof StepQuery.Encoded): Asked<CustomersReport>
    /** What was paid and given back, by when it was, from the ledger. */
    payments(given: typeof SalesQuery.Encoded): Asked<PaymentsReport>
    /** The tax inside the sales, by class and rate. */
    taxes(given: typeof ReportQuery.Encoded): Asked<TaxesReport>
  }
>()("@duka/core/report/Reports") {
  static readonly layer = Layer.effect(
    Reports,
    Effect.gen(function* () {
      const store = yield* ReportStore
      const settings = yield* Settings
      const providers = yield* PaymentProviders
      const { timeZone } = settings
      const zone = Option.getOrUndefined(DateTime.zoneMakeNamed(timeZone))
      if (zone === undefined) return yield* Effect.die(new TimeZoneUnknown({ given: timeZone }))

      interface Query extends Period {
        readonly currency?: Currency
      }

      const headOf = ({ currency = settings.currency, from, to }: Query) => ({ from, to, timeZone, currency })

      /** All of it as one period, or divided into steps. */
      const spanOf = ({ currency = settings.currency, from, to }: Query, step: Step | null) => {
        const periods = step === null ? [{ from, to }] : periodsOf({ from, to }, step)
        const inner = periods.slice(1).map((period) => beginning(period.from, zone))
        const span: Span = { currency, edges: [beginning(from, zone), ...inner, beginning(to, zone)] }
        return { periods, span }
      }

      const multiplesIn = (currency: Currency): Multiples =>
        Object.fromEntries(paymentMethods(currency, { providers, settings }).map(({ method, step }) => [method, step]))

      const sales = Effect.fn("Reports.sales")(function* (given: typeof SalesQuery.Encoded) {
        yield* requires("report:read")
        const { groupBy = "day", ...query } = yield* input(SalesQuery)(given)
        const { by, step } = byOf(groupBy)
        const { periods, span } = spanOf(query, step)
        const rows = yield* store.sales({ ...span, multiples: multiplesIn(span.currency) }, by)
        return salesReport({ ...headOf(query), by: groupBy, periods }, rows)
      })

      const products = Effect.fn("Reports.products")(function* (given: typeof ProductsQuery.Encoded) {
        yield* requires("report:read")
        const { groupBy = "product", top = reportLimits.topDefault, ...query } = yield* input(ProductsQuery)(given)
        const { span } = spanOf(query, null)
        return productsReport({ ...headOf(query), by: groupBy }, yield* store.products(span, groupBy, { limit: top }))
      })

      const customers = Effect.fn("Reports.customers")(function* (given: typeof StepQuery.Encoded) {
        yield* requires("report:read")
        const { groupBy = "day", ...query } = yield* input(StepQuery)(given)
        const { periods, span } = spanOf(query, groupBy)
        const found = yield* store.customers({ ...span, multiples: multiplesIn(span.currency) })
        return customersReport({ ...headOf(query), by: groupBy, periods }, found)
      })

      const payments = Effect.fn("Reports.payments")(function* (given: typeof SalesQuery.Encoded) {
        yield* requires("report:read")
        const { groupBy = "day", ...query } = yield* input(SalesQuery)(given)
        const { by, step } = byOf(groupBy)
        const { periods, span } = spanOf(query, step)
        return paymentsReport({ ...headOf(query), by: groupBy, periods }, yield* store.payments(span, by))
      })

      const taxes = Effect.fn("Reports.taxes")(function* (given: typeof ReportQuery.Encoded) {
        yield* requires("report:read")
        const query = yield* input(ReportQuery)(given)
        const { span } = spanOf(query, null)
        return taxesReport(headOf(query), yield* store.taxes(span))
      })

      return Reports.of({ sales, products, customers, payments, taxes })
    })
  )
}
