import {
  CustomersReport,
  PaymentsReport,
  ProductsQuery,
  ProductsReport,
  ReportQuery,
  SalesQuery,
  SalesReport,
  StepQuery,
  TaxesReport
} from "@duka/core"
import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema } from "effect/http-api"
import { asks } from "./Asks.ts"
import { Authentication } from "./Authentication.ts"
import { room, summary } from "./described.ts"
import { whole } from "./Paging.ts"
import { RequestRules } from "./RequestRules.ts"

/** Goes before `Accept`: a link in a browser cannot send headers. */
const format = { format: Schema.optionalKey(Schema.Literals(["json", "csv"])) }

/** The query of a report; whether its days are a period is for core to say. */
const asked = <F extends Schema.Struct.Fields>(query: Schema.Struct<F>) => Schema.Struct({ ...query.fields, ...format })

const headers = { accept: Schema.optionalKey(Schema.String) }

export const csvType = "text/csv; charset=utf-8; header=present"

const table = Schema.String.pipe(HttpApiSchema.asText({ contentType: csvType }))

const days = "Days are the shop's, in its time zone; `to` is not included, and 366 days are the most."

export class ReportsApi extends HttpApiGroup.make("reports")
  .add(
    HttpApiEndpoint.get("sales", "/sales", {
      query: asked(SalesQuery),
      headers,
      success: [SalesReport, table]
    }).annotateMerge(
      summary(
        "What was sold, by when it was ordered",
        `By day, week, month, store or way to pay: what these orders cost by now, and what became of the rest. ${days}`
      )
    ),
    HttpApiEndpoint.get("products", "/products", {
      query: Schema.Struct({
        ...ProductsQuery.fields,
        top: Schema.optionalKey(whole(ProductsQuery.fields.top.schema)),
        ...format
      }),
      headers,
      success: [ProductsReport, table]
    }).annotateMerge(
      summary(
        "Which products sold for most",
        "By product, or by the first category of each: the so many that sold for most, and what is sold beside them."
      )
    ),
    HttpApiEndpoint.get("customers", "/customers", {
      query: asked(StepQuery),
      headers,
      success: [CustomersReport, table]
    }).annotateMerge(
      summary("Who is new, and who comes back", "By their first order that counts; guests stand apart.")
    ),
    HttpApiEndpoint.get("payments", "/payments", {
      query: asked(SalesQuery),
      headers,
      success: [PaymentsReport, table]
    }).annotateMerge(
      summary(
        "What was paid and given back, by when it was",
        "As the ledger has it, by day, week, month, store or way to pay."
      )
    ),
    HttpApiEndpoint.get("taxes", "/taxes", {
      query: asked(ReportQuery),
      headers,
      success: [TaxesReport, table]
    }).annotateMerge(summary("The tax inside the sales, by class and rate"))
  )
  .middleware(RequestRules)
  .middleware(Authentication)
  .prefix("/v1/reports")
  .annotateEndpointsMerge(asks.permission("report:read"))
  .annotateMerge(
    room(
      "Reports",
      "The books, in one currency at a time. `Accept: text/csv`, or `format=csv`, answers a table for spreadsheets: amounts in major units, their currency as the last column."
    )
  ) {}
