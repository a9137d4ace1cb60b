import {
  type ProductsGrouping,
  ReportStore,
  type SalesBy,
  type SoldIn,
  type Span,
  TaxClass,
  type TaxesRow
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database } from "./Database.ts"
import { isSold, linesOf, lineSold, periodOf, sold, soldIn, within } from "./reportTexts.ts"
import { row, rows } from "./rows.ts"

const grouped = { key: Schema.NullOr(Schema.String), name: Schema.NullOr(Schema.String) }

const goods = {
  units: Schema.Int,
  gross: Schema.Int,
  discount: Schema.Int,
  cancelled: Schema.Int,
  returned: Schema.Int,
  tax: Schema.Int
}

const salesRows = rows(
  Schema.Struct({
    ...grouped,
    ...goods,
    orders: Schema.Int,
    cancelledOrders: Schema.Int,
    delivery: Schema.Int,
    total: Schema.Int
  })
)

const goodsRows = rows(Schema.Struct({ ...grouped, ...goods, listed: Schema.Boolean }))

const customersRow = row(
  Schema.Struct({
    returningCustomers: Schema.Int,
    rows: Schema.Array(
      Schema.Struct({
        period: Schema.Int,
        newCustomers: Schema.Int,
        returningCustomers: Schema.Int,
        repeatOrders: Schema.Int,
        guestOrders: Schema.Int,
        newSales: Schema.Int,
        repeatSales: Schema.Int,
        guestSales: Schema.Int
      })
    )
  })
)

const paymentsRows = rows(
  Schema.Struct({
    ...grouped,
    captures: Schema.Int,
    captured: Schema.Int,
    refunds: Schema.Int,
    refunded: Schema.Int
  })
)

const taxesRows = rows(
  Schema.Struct({
    part: Schema.Literals(["goods", "delivery"]),
    taxClass: Schema.NullOr(TaxClass),
    taxRate: Schema.Int,
    total: Schema.Int,
    tax: Schema.Int
  }) satisfies Schema.Schema<TaxesRow>
)

/** Sums of columns of these names, as numbers that are exact as long as the model's are. */
const sums = (...names: ReadonlyArray<string>): string =>
  names.map((name) => `sum(${name})::float8 AS ${name}`).join(", ")

const goodsSums = sums("units", "gross", "discount", "cancelled", "returned", "tax")

/** The name of the branch, of a group that is one. */
const named = (by: SalesBy): string =>
  by === "store" ? "LEFT JOIN store t ON t.id = g.key" : "CROSS JOIN (SELECT NULL::text AS name) t"

export const layer: Layer.Layer<ReportStore, never, Database> = Layer.effect(
  ReportStore,
  Effect.gen(function* () {
    // Not by the connections that reads share: a report takes longer than they do, and they would wait behind it.
    const { write: sql } = yield* Database

    const sales = Effect.fn("PgReportStore.sales")((asked: SoldIn, by: SalesBy) => {
      const keys = {
        period: periodOf(sql, asked, "created_at"),
        store: sql.literal("store_id"),
        paymentMethod: sql.literal("payment_method")
      }
      return salesRows(
        sql`
        SELECT g.key::text AS key, t.name, ${sql.literal(`g.orders, g."cancelledOrders"`)},
          units, gross, discount, cancelled, returned, tax, delivery, total
        FROM (
          SELECT ${keys[by]} AS key, count(*)::float8 AS orders,
            (count(*) FILTER (WHERE status = 'cancelled'))::float8 AS "cancelledOrders",
            ${sql.literal(`${goodsSums}, ${sums("delivery", "total")}`)}
          FROM ${sold(sql, asked, "o.created_at, o.store_id, o.payment_method, o.status")} o GROUP BY 1
        ) g ${sql.literal(named(by))}`.unprepared
      )
    })

    const products = Effect.fn("PgReportStore.products")((
      asked: Span,
      by: ProductsGrouping,
      { limit }: { readonly limit: number }
    ) => {
      // The first category of each product is looked up once, after its lines were added.
      const of = {
        product: `SELECT g.product_id AS key, p.name, g.* FROM products g JOIN product p ON p.id = g.product_id`,
        category: `SELECT c.id AS key, c.name, g.* FROM products g JOIN product p ON p.id = g.product_id
            LEFT JOIN category c ON c.id = p.category_ids[1]`
      }
      return goodsRows(
        sql`
          WITH products AS MATERIALIZED (
            SELECT l.product_id, ${sql.literal(goodsSums)}
            FROM (SELECT o.id FROM ${soldIn(sql, asked)}) o
            CROSS JOIN ${sql.literal(linesOf(`l.product_id, ${lineSold}`))} GROUP BY 1
          ), groups AS (
            SELECT key, name, ${sql.literal(goodsSums)} FROM (${sql.literal(of[by])}) g GROUP BY key, name
          ), ranked AS (
            SELECT *, row_number() OVER (ORDER BY gross - discount - cancelled - returned DESC, key) <= ${limit}::int
              AS listed
            FROM groups
          )
          SELECT CASE WHEN listed THEN key END::text AS key, CASE WHEN listed THEN name END AS name, listed,
            ${sql.literal(goodsSums)}
          FROM ranked GROUP BY 1, 2, 3`.unprepared
      )
    })

    const customers = Effect.fn("PgReportStore.customers")((asked: SoldIn) =>
      Effect.orDie(
        customersRow(
          sql`
          WITH told AS MATERIALIZED (
            SELECT o.id, o.customer_id, o.total, ${periodOf(sql, asked, "o.created_at")} AS period
            FROM ${sold(sql, asked, "o.id, o.customer_id, o.created_at")} o
          ), people AS MATERIALIZED (
            SELECT c.customer_id, f.id AS first_id, ${periodOf(sql, asked, "f.created_at")} AS first_period
            FROM (SELECT DISTINCT customer_id FROM told WHERE customer_id IS NOT NULL) c
            CROSS JOIN LATERAL (SELECT p.id, p.created_at FROM orders p
              WHERE p.customer_id = c.customer_id AND ${sql.literal(isSold("p"))}
              ORDER BY p.created_at, p.id LIMIT 1) f
          ), counted AS (
            SELECT t.period,
              count(*) FILTER (WHERE t.id = p.first_id) AS "newCustomers",
              count(DISTINCT t.customer_id) FILTER (WHERE p.first_period < t.period) AS "returningCustomers",
              count(*) FILTER (WHERE t.id <> p.first_id) AS "repeatOrders",
              count(*) FILTER (WHERE t.customer_id IS NULL) AS "guestOrders",
              coalesce(sum(t.total) FILTER (WHERE t.id = p.first_id), 0) AS "newSales",
              coalesce(sum(t.total) FILTER (WHERE t.id <> p.first_id), 0) AS "repeatSales",
              coalesce(sum(t.total) FILTER (WHERE t.customer_id IS NULL), 0) AS "guestSales"
            FROM told t LEFT JOIN people p ON p.customer_id = t.customer_id GROUP BY t.period
          )
          SELECT coalesce((SELECT jsonb_agg(to_jsonb(c)) FROM counted c), '[]') AS rows,
            (SELECT count(*)::float8 FROM people WHERE first_period < 0) AS "returningCustomers"`.unprepared
        )
      )
    )

    const payments = Effect.fn("PgReportStore.payments")((asked: Span, by: SalesBy) => {
      const keys = {
        period: periodOf(sql, asked, "e.at"),
        store: sql.literal("o.store_id"),
        paymentMethod: sql.literal("substr(p.account, 10)")
      }
      const orders =
        by === "store" ? "LEFT JOIN LATERAL (SELECT store_id FROM orders o WHERE o.id = e.order_id) o ON true" : ""
      return paymentsRows(
        sql`
        SELECT g.key::text AS key, t.name, ${sql.literal("g.captures, g.captured, g.refunds, g.refunded")}
        FROM (
          SELECT ${keys[by]} AS key,
            (count(*) FILTER (WHERE e.kind = 'capture'))::float8 AS captures,
            (coalesce(sum(p.amount) FILTER (WHERE e.kind = 'capture'), 0))::float8 AS captured,
            (count(*) FILTER (WHERE e.kind = 'refund'))::float8 AS refunds,
            (coalesce(sum(-p.amount) FILTER (WHERE e.kind = 'refund'), 0))::float8 AS refunded
          FROM ledger_entry e
          CROSS JOIN LATERAL (SELECT p.account, p.amount FROM ledger_posting p
            WHERE p.entry_id = e.id AND starts_with(p.account, 'provider:') OFFSET 0) p
          ${sql.literal(orders)}
          WHERE ${within(sql, asked, "e", "at")} GROUP BY 1
        ) g ${sql.literal(named(by))}`.unprepared
      )
    })

    const taxes = Effect.fn("PgReportStore.taxes")((asked: Span) =>
      taxesRows(
        sql`
        WITH told AS MATERIALIZED (
          SELECT o.id, o.delivery_fee, o.delivery_tax_rate, o.tax FROM ${soldIn(sql, asked)}
        ), goods AS (
          SELECT l.tax_class, l.tax_rate, l.gross - l.discount - l.cancelled - l.returned AS total, l.tax
          FROM told o CROSS JOIN ${sql.literal(linesOf(`l.tax_class, l.tax_rate, ${lineSold}`))}
        ), deliveries AS (
          SELECT o.delivery_tax_rate, o.delivery_fee, o.tax - l.tax AS tax
          FROM told o CROSS JOIN LATERAL (
            SELECT sum(l.tax) AS tax, bool_and(l.shipped = 0 AND l.cancelled = l.quantity) AS undone
            FROM order_line l WHERE l.order_id = o.id) l
          WHERE o.delivery_fee <> 0 AND NOT l.undone
        )
        SELECT 'goods' AS part, tax_class AS "taxClass", tax_rate AS "taxRate", ${sql.literal(sums("total", "tax"))}
        FROM goods GROUP BY 2, 3
        UNION ALL
        SELECT 'delivery', NULL, delivery_tax_rate, sum(delivery_fee)::float8, sum(tax)::float8
        FROM deliveries GROUP BY 3`.unprepared
      )
    )

    return ReportStore.of({ sales, products, customers, payments, taxes })
  })
)
