import {
  type CustomerId,
  CustomerNotFound,
  type Page,
  StockAlert,
  stockAlertLimits,
  StockAlertStore,
  TooManyStockAlerts,
  type VariantId,
  VariantNotFound
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Database, decided } from "./Database.ts"
import { lister, type Sorting } from "./lists.ts"
import { row, rowOrNull, rows, time } from "./rows.ts"

const item = `jsonb_build_object('customerId', t.customer_id, 'variantId', t.variant_id, 'askedAt', ${time("t.asked_at")})`

const newestFirst: Sorting = {
  sort: "-at",
  by: "t.asked_at",
  shown: time("t.asked_at"),
  kind: "time",
  id: "t.variant_id"
}

const listed = lister(StockAlert)
const found = rows(Schema.Struct({ item: StockAlert }))
const locked = rowOrNull(Schema.Struct({ id: Schema.String }))
const adding = row(
  Schema.Struct({ known: Schema.Boolean, before: Schema.NullOr(StockAlert), made: Schema.NullOr(StockAlert) })
)

export const layer: Layer.Layer<StockAlertStore, never, Database> = Layer.effect(
  StockAlertStore,
  Effect.gen(function* () {
    const database = yield* Database
    const { read, write: sql } = database

    /** The customer is locked first, by a statement of its own: what the next one counts is what was there then. */
    const add = Effect.fn("PgStockAlertStore.add")(function* ({ askedAt, customerId, variantId }: StockAlert) {
      const outcome = yield* decided(
        database,
        Effect.gen(function* () {
          const customer = yield* locked(sql`SELECT id FROM customer WHERE id = ${customerId}::uuid FOR NO KEY UPDATE`)
          if (customer === null) return null
          return yield* adding(sql`
            WITH known AS MATERIALIZED (
              SELECT id FROM variant WHERE id = ${variantId}::uuid AND NOT retired FOR KEY SHARE
            ), before AS MATERIALIZED (
              SELECT ${sql.literal(item)} AS item FROM stock_alert t
              WHERE t.customer_id = ${customerId}::uuid AND t.variant_id = ${variantId}::uuid
            ), made AS (
              INSERT INTO stock_alert AS t (customer_id, variant_id, asked_at)
              SELECT ${customerId}::uuid, known.id, ${askedAt}::timestamptz FROM known
              WHERE NOT EXISTS (SELECT FROM before) AND
                (SELECT count(*) FROM stock_alert WHERE customer_id = ${customerId}::uuid)
                  < ${sql.literal(String(stockAlertLimits.alertsMax))}
              RETURNING ${sql.literal(item)} AS item
            )
            SELECT EXISTS (SELECT FROM known) AS known, (SELECT item FROM before) AS before,
              (SELECT item FROM made) AS made`)
        })
      )
      if (outcome === null) return yield* new CustomerNotFound({ customerId })
      if (!outcome.known) return yield* new VariantNotFound({ variantId })
      const alert = outcome.made ?? outcome.before
      if (alert === null) return yield* new TooManyStockAlerts(stockAlertLimits)
      return { alert, isNew: outcome.made !== null }
    })

    const remove = Effect.fn("PgStockAlertStore.remove")(
      ({ customerId, variantId }: Pick<StockAlert, "customerId" | "variantId">) =>
        Effect.orDie(
          Effect.asVoid(
            sql`DELETE FROM stock_alert WHERE customer_id = ${customerId}::uuid AND variant_id = ${variantId}::uuid`
          )
        )
    )

    const list = (customerId: CustomerId, slice: Page.Slice) =>
      listed(
        read,
        {
          sorting: newestFirst,
          from: "stock_alert t",
          where: [read`t.customer_id = ${customerId}::uuid`],
          item
        },
        slice
      )

    const take = Effect.fn("PgStockAlertStore.take")((variantId: VariantId, limit: number) =>
      Effect.map(
        found(sql`
          WITH waiting AS MATERIALIZED (
            SELECT customer_id, variant_id FROM stock_alert WHERE variant_id = ${variantId}::uuid
            ORDER BY asked_at, customer_id LIMIT ${limit} FOR UPDATE SKIP LOCKED
          ), taken AS (
            DELETE FROM stock_alert t USING waiting w
            WHERE t.customer_id = w.customer_id AND t.variant_id = w.variant_id RETURNING t.*
          )
          SELECT ${sql.literal(item)} AS item FROM taken t ORDER BY t.asked_at, t.customer_id`),
        (taken) => taken.map((one) => one.item)
      )
    )

    /** Locked by variant, as by whoever takes variants out of their product. */
    const forget = Effect.fn("PgStockAlertStore.forget")((customerId: CustomerId) =>
      Effect.orDie(
        Effect.asVoid(sql`
          WITH alerts AS MATERIALIZED (
            SELECT customer_id, variant_id FROM stock_alert WHERE customer_id = ${customerId}::uuid
            ORDER BY variant_id FOR UPDATE
          )
          DELETE FROM stock_alert t USING alerts a WHERE t.customer_id = a.customer_id AND t.variant_id = a.variant_id`)
      )
    )

    return StockAlertStore.of({ add, remove, list, take, forget })
  })
)
