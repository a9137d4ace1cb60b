import {
  CheckoutStore,
  CustomerNotFound,
  type IdempotencyConflict,
  idempotencyLimits,
  IdempotencyRunning,
  type KeyedRequest,
  type OrderId,
  OutOfStock,
  type Placement,
  type PlaceOutcome,
  StorageBusy,
  type Time
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { Shortages } from "./allocation.ts"
import { orBusy } from "./busy.ts"
import { Database, yielding } from "./Database.ts"
import { horizon, used } from "./keys.ts"
import { placeStatement } from "./placeStatement.ts"
import { row, rowOrNull } from "./rows.ts"

const outcomeRow = row(
  Schema.Struct({
    outcome: Schema.Literals(["placed", "used", "running", "erased", "stale", "short"]),
    number: Schema.NullOr(Schema.Int),
    shortages: Shortages
  })
)

const removed = row(Schema.Struct({ count: Schema.Int }))

const placedRow = rowOrNull(Schema.Struct({ number: Schema.Int }))

type Refusal = CustomerNotFound | OutOfStock | IdempotencyConflict | IdempotencyRunning | StorageBusy

export const layer: Layer.Layer<CheckoutStore, never, Database> = Layer.effect(
  CheckoutStore,
  Effect.gen(function* () {
    const database = yield* Database
    const { read, write: sql } = database

    const place = Effect.fn("PgCheckoutStore.place")(function* (
      placement: Placement
    ): Effect.fn.Return<PlaceOutcome, Refusal> {
      const { order, request } = placement
      const placed = yield* orBusy(placedRow(placeStatement(sql, placement, { explains: false })))
      if (placed !== null) return { _tag: "placed", number: placed.number }
      const { number, outcome, shortages } = yield* orBusy(
        yielding(database, outcomeRow(placeStatement(sql, placement, { explains: true })))
      )
      if (outcome === "placed" && number !== null) return { _tag: "placed", number }
      const running = new IdempotencyRunning({
        key: request.key,
        retryAfterSeconds: idempotencyLimits.retryAfterSeconds
      })
      if (outcome === "running") return yield* running
      // A twin may have committed after our snapshot: then the cart looks closed, or the stock gone, because of the very
      // order we are asked to repeat. A second statement sees it. Only refusals pay for it.
      const use = yield* used(sql, request, order.createdAt)
      if (use !== null && use.orderId !== null) return { _tag: "replayed", orderId: use.orderId }
      if (outcome === "erased" && order.customerId !== null) {
        return yield* new CustomerNotFound({ customerId: order.customerId })
      }
      if (outcome === "short" && shortages !== null) return yield* new OutOfStock({ shortages })
      return outcome === "stale" ? { _tag: "stale" } : yield* running
    })

    const removeKeys = Effect.fn("PgCheckoutStore.removeKeys")((at: Time.Timestamp, limit: number) =>
      Effect.map(
        Effect.orDie(
          removed(sql`
            WITH gone AS (
              DELETE FROM idempotency_key WHERE (scope, key) IN (
                SELECT scope, key FROM idempotency_key WHERE created_at < ${horizon(sql, at)}
                ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
              RETURNING 1
            ) SELECT count(*)::float8 AS count FROM gone`)
        ),
        ({ count }) => count
      )
    )

    const placed = Effect.fn("PgCheckoutStore.placed")(function* (
      request: KeyedRequest,
      at: Time.Timestamp
    ): Effect.fn.Return<OrderId | null, IdempotencyConflict> {
      return (yield* used(read, request, at))?.orderId ?? null
    })

    return CheckoutStore.of({ place, placed, removeKeys })
  })
)
