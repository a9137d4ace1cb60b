import {
  idempotencyLimits,
  IdempotencyRunning,
  InventoryStore,
  type KeyedRequest,
  Movement,
  OutOfStock,
  type Page,
  type PlannedMovement,
  type StockFilter,
  StockLevel,
  StockTooLow,
  type StoreId,
  StoreNotFound,
  summed,
  type Time,
  type Units,
  type VariantId,
  VariantNotFound
} from "@duka/core"
import { Effect, Layer, Schema } from "effect"
import { allocated, checked, opened, isNamed, named, Shortages, shortagesText, want } from "./allocation.ts"
import { orBusy } from "./busy.ts"
import { Database, yielding } from "./Database.ts"
import { used } from "./keys.ts"
import { lister } from "./lists.ts"
import { levelText, MoveOutcome, moveStatement } from "./moveStatement.ts"
import { row, type Rows, rows, time } from "./rows.ts"
import { type Occasion, settle, takeBack } from "./settleStatements.ts"

/** SKUs are unique: the variant in a position decides nothing. */
const bySku = {
  sort: "sku",
  by: "t.sku",
  shown: "concat(t.sku, ' ', t.variant_id)",
  kind: "sku",
  id: "t.store_id"
} as const

const newestFirst = { sort: "-at", by: "t.at", shown: time("t.at"), kind: "time", id: "t.id" } as const

const levelItem = `(SELECT ${levelText} FROM (SELECT t.*) l, product p, (SELECT t.sku) v WHERE p.id = t.product_id)`

const movementItem = `jsonb_build_object('id', t.id, 'variantId', t.variant_id, 'storeId', t.store_id, 'kind', t.kind,
  'quantity', t.quantity, 'note', t.note, 'at', ${time("t.at")})`

const levels = lister(StockLevel)
const listedMovements = lister(Movement)
const moveRow = row(MoveOutcome)
const shortageRow = row(Schema.Struct({ shortages: Shortages }))
const wrongRows = rows(Schema.Struct({ variantId: Schema.String }))

export const layer: Layer.Layer<InventoryStore, never, Database> = Layer.effect(
  InventoryStore,
  Effect.gen(function* () {
    const database = yield* Database
    const { read, write: sql } = database

    const move = Effect.fn("PgInventoryStore.move")(function* (
      movements: ReadonlyArray<PlannedMovement>,
      request: KeyedRequest,
      at: Time.Timestamp
    ) {
      const { levels, low, nowhere, outcome, unknown } = yield* orBusy(
        yielding(database, moveRow(moveStatement(sql, movements, request, at)))
      )
      if (outcome === "moved") return { levels: levels ?? [], replayed: false }
      const running = new IdempotencyRunning({
        key: request.key,
        retryAfterSeconds: idempotencyLimits.retryAfterSeconds
      })
      if (outcome === "running") return yield* running
      // A twin may have committed after our snapshot, and stock be too low because of it: see `PgCheckoutStore`.
      const use = yield* used(sql, request, at)
      if (use !== null && use.answer !== null) return { levels: use.answer, replayed: true }
      if (unknown !== null) return yield* new VariantNotFound({ variantId: unknown })
      if (nowhere !== null) return yield* new StoreNotFound({ storeId: nowhere })
      return yield* low === null ? running : new StockTooLow(low)
    })

    const list = ({ low, storeId, variantId }: StockFilter, slice: Page.Slice) => {
      const where = [
        read.literal(low === true ? "t.low AND t.listed" : "t.listed"),
        ...(storeId === undefined ? [] : [read`t.store_id = ${storeId}::uuid`]),
        ...(variantId === undefined ? [] : [read`t.variant_id = ${variantId}::uuid`])
      ]
      return levels(read, { sorting: bySku, from: "stock_level t", where, item: levelItem }, slice)
    }

    const movements = (variantId: VariantId, slice: Page.Slice) =>
      listedMovements(
        read,
        {
          sorting: newestFirst,
          from: "stock_movement t",
          where: [read`t.variant_id = ${variantId}::uuid`],
          item: movementItem
        },
        slice
      )

    const allocate = Effect.fn("PgInventoryStore.allocate")(function* (storeId: StoreId, lines: ReadonlyArray<Units>) {
      const stocking = { storeId, variants: "known" } as const
      const isThere = "NOT EXISTS (SELECT FROM short)"
      const statement = sql`
        WITH ${want(sql, summed(lines))}, ${named(sql, storeId)}, ${checked(sql, { ...stocking, when: isNamed })},
        ${allocated(sql, { storeId, when: isThere })}, ${opened(sql, { ...stocking, when: isThere })}
        SELECT ${sql.literal(shortagesText)} AS shortages`
      const { shortages } = yield* Effect.orDie(yielding(database, shortageRow(statement)))
      if (shortages !== null) return yield* new OutOfStock({ shortages })
    })

    const orWrong = Effect.fnUntraced(function* (statement: Rows) {
      const wrong = yield* wrongRows(statement)
      if (wrong.length === 0) return
      const ids = wrong.map(({ variantId }) => variantId).join(", ")
      return yield* Effect.die(new Error(`The books do not add up: there is not as much allocated or sold of ${ids}.`))
    })

    const release = Effect.fn("PgInventoryStore.release")((storeId: StoreId, lines: ReadonlyArray<Units>) =>
      orWrong(settle(sql, storeId, summed(lines), null))
    )

    const ship = Effect.fn("PgInventoryStore.ship")((occasion: Occasion, lines: ReadonlyArray<Units>) =>
      orWrong(settle(sql, occasion.storeId, summed(lines), occasion))
    )

    const back = Effect.fn("PgInventoryStore.takeBack")((occasion: Occasion, lines: ReadonlyArray<Units>) =>
      orWrong(takeBack(sql, occasion, summed(lines)))
    )

    return InventoryStore.of({
      move,
      list,
      movements,
      allocate,
      release,
      ship: (storeId, lines, at, note) => ship({ storeId, at, note }, lines),
      takeBack: (storeId, lines, at, note) => back({ storeId, at, note }, lines)
    })
  })
)
