/** What becomes of stock: moving, allocating, giving back, shipping. */
import {
  type IdempotencyConflict,
  type KeyedRequest,
  lowStock,
  type Movement,
  type MovementKind,
  MovementId,
  OutOfStock,
  type PlannedMovement,
  type Shortage,
  type StockLevel,
  StockTooLow,
  type StoreId,
  StoreNotFound,
  summed,
  Text,
  type Time,
  type Units,
  type VariantId,
  VariantNotFound
} from "@duka/core"
import { Array, Chunk, HashMap, Option, Result } from "effect"
import { Bug } from "./Bug.ts"
import { enqueued } from "./jobs.ts"
import { answered, used } from "./keys.ts"
import type { Change } from "./MemoryTables.ts"
import { type Level, levelsOf, row, type Tables, variantOf } from "./Tables.ts"

const nothing: Level = { onHand: 0, allocated: 0, lowStockThreshold: null }

const levelOf = (tables: Tables, variantId: VariantId, storeId: StoreId): Level | undefined =>
  levelsOf(tables, variantId).get(storeId)

const isLow = ({ allocated, lowStockThreshold, onHand }: Level): boolean =>
  lowStockThreshold !== null && onHand - allocated <= lowStockThreshold

/** A level that comes down to its threshold is told of, once. */
const withLevel = (tables: Tables, variantId: VariantId, storeId: StoreId, level: Level): Tables => {
  const before = levelOf(tables, variantId, storeId)
  const changed: Tables = {
    ...tables,
    levels: HashMap.set(tables.levels, variantId, new Map(levelsOf(tables, variantId)).set(storeId, level))
  }
  return isLow(level) && (before === undefined || !isLow(before))
    ? enqueued(
        changed,
        { queue: lowStock.name, id: `${tables.lastJob + 1}`, payload: { variantId, storeId }, delaySeconds: 0 },
        tables.now
      )
    : changed
}

const withMovement = (tables: Tables, movement: Movement): Tables => ({
  ...tables,
  movements: HashMap.modifyAt(tables.movements, movement.variantId, (before) =>
    Option.some(
      Chunk.append(
        Option.getOrElse(before, () => Chunk.empty<Movement>()),
        movement
      )
    )
  )
})

/** The level as it is read; undefined when the variant is not counted, or kept for the books alone. */
export const stockLevel = (
  tables: Tables,
  variantId: VariantId,
  storeId: StoreId,
  level: Level
): StockLevel | undefined => {
  const kept = variantOf(tables, variantId)
  const product = kept === undefined ? undefined : row(tables.products, kept.productId)
  if (kept === undefined || product === undefined || kept.variant.stockPolicy === "untracked") return undefined
  const { allocated, lowStockThreshold, onHand } = level
  return {
    variantId,
    storeId,
    sku: kept.variant.sku,
    productName: product.entry.name,
    onHand,
    allocated,
    available: onHand - allocated,
    lowStockThreshold
  }
}

type Moved = { readonly levels: ReadonlyArray<StockLevel>; readonly replayed: boolean }

const moved = (
  tables: Tables,
  { id, kind, lowStockThreshold, note, quantity, storeId, variantId }: PlannedMovement,
  at: Time.Timestamp
): Result.Result<Tables, StockTooLow> => {
  const before = levelOf(tables, variantId, storeId) ?? nothing
  const { allocated } = before
  const onHand = before.onHand + quantity
  const backorder = variantOf(tables, variantId)?.variant.stockPolicy === "backorder"
  // What arrives is always welcome, also where a variant that is no longer sold on backorder is still below zero.
  if (quantity < 0 && !backorder && onHand < allocated) {
    return Result.fail(new StockTooLow({ variantId, storeId, onHand: before.onHand, allocated, quantity }))
  }
  const level = {
    onHand,
    allocated,
    lowStockThreshold: lowStockThreshold === undefined ? before.lowStockThreshold : lowStockThreshold
  }
  return Result.succeed(
    withMovement(withLevel(tables, variantId, storeId, level), {
      id,
      variantId,
      storeId,
      kind,
      quantity,
      note: note ?? null,
      at
    })
  )
}

export const move = (
  tables: Tables,
  movements: ReadonlyArray<PlannedMovement>,
  request: KeyedRequest,
  at: Time.Timestamp
): Change<Moved, VariantNotFound | StoreNotFound | StockTooLow | IdempotencyConflict> => {
  const before = answered(tables.moveKeys, request, at)
  if (Result.isFailure(before)) return Result.fail(before.failure)
  if (before.success !== undefined) return Result.succeed([{ levels: before.success, replayed: true }, tables])
  const uncounted = movements.find(
    ({ variantId }) => (variantOf(tables, variantId)?.variant.stockPolicy ?? "untracked") === "untracked"
  )
  if (uncounted !== undefined) return Result.fail(new VariantNotFound({ variantId: uncounted.variantId }))
  const nowhere = movements.find(({ storeId }) => !HashMap.has(tables.stores, storeId))
  if (nowhere !== undefined) return Result.fail(new StoreNotFound({ storeId: nowhere.storeId }))
  let next = tables
  for (const movement of movements) {
    const after = moved(next, movement, at)
    if (Result.isFailure(after)) return Result.fail(after.failure)
    next = after.success
  }
  const levels = movements.flatMap(({ storeId, variantId }) => {
    const level = levelOf(next, variantId, storeId)
    return level === undefined ? [] : (stockLevel(next, variantId, storeId, level) ?? [])
  })
  return Result.succeed([
    { levels, replayed: false },
    { ...next, moveKeys: used(next.moveKeys, request, at, levels) }
  ])
}

const shortages = (tables: Tables, storeId: StoreId, wanted: ReadonlyArray<Units>): ReadonlyArray<Shortage> =>
  wanted.flatMap(({ quantity, variantId }) => {
    const policy = variantOf(tables, variantId)?.variant.stockPolicy ?? "tracked"
    const { allocated, onHand } = levelOf(tables, variantId, storeId) ?? nothing
    const available = variantOf(tables, variantId) === undefined ? 0 : Math.max(0, onHand - allocated)
    return policy === "tracked" && available < quantity ? [{ variantId, requested: quantity, available }] : []
  })

/** Every line or none. */
export const allocate = (tables: Tables, storeId: StoreId, lines: ReadonlyArray<Units>): Change<void, OutOfStock> => {
  const wanted = summed(lines)
  const short = shortages(tables, storeId, wanted).toSorted((a, b) => Text.compare(a.variantId, b.variantId))
  if (Array.isReadonlyArrayNonEmpty(short)) return Result.fail(new OutOfStock({ shortages: short }))
  const next = wanted.reduce((next, { quantity, variantId }) => {
    if (variantOf(tables, variantId)?.variant.stockPolicy === "untracked") return next
    const level = levelOf(next, variantId, storeId) ?? nothing
    return withLevel(next, variantId, storeId, { ...level, allocated: level.allocated + quantity })
  }, tables)
  return Result.succeed([undefined, next])
}

/** Takes promised units from `allocated`; shipped ones from `onHand` too. */
const settle = (
  tables: Tables,
  storeId: StoreId,
  lines: ReadonlyArray<Units>,
  shipped: (units: Units) => Movement | null
): Change<void> => {
  let next = tables
  for (const units of summed(lines)) {
    const { quantity, variantId } = units
    const level = levelOf(next, variantId, storeId) ?? nothing
    if (level.allocated < quantity) {
      // Nothing was promised of it: it was not counted when it was ordered.
      if (variantOf(next, variantId)?.variant.stockPolicy === "untracked") continue
      return Result.fail(
        new Bug({ message: `Only ${level.allocated} of ${variantId} are allocated, not ${quantity}.` })
      )
    }
    const movement = shipped(units)
    const onHand = level.onHand + (movement?.quantity ?? 0)
    next = withLevel(next, variantId, storeId, { ...level, onHand, allocated: level.allocated - quantity })
    if (movement !== null) next = withMovement(next, movement)
  }
  return Result.succeed([undefined, next])
}

export const release = (tables: Tables, storeId: StoreId, lines: ReadonlyArray<Units>): Change<void> =>
  settle(tables, storeId, lines, () => null)

/** What the movements of an order share. */
export interface Occasion {
  readonly storeId: StoreId
  readonly kind: MovementKind
  readonly at: Time.Timestamp
  readonly note: string
}

const movement = (occasion: Occasion, variantId: VariantId, quantity: number): Movement => ({
  id: MovementId.make(crypto.randomUUID()),
  variantId,
  quantity,
  ...occasion
})

export const ship = (tables: Tables, occasion: Occasion, lines: ReadonlyArray<Units>): Change<void> =>
  settle(tables, occasion.storeId, lines, ({ quantity, variantId }) => movement(occasion, variantId, -quantity))

export const takeBack = (tables: Tables, occasion: Occasion, lines: ReadonlyArray<Units>): Change<void> => {
  const { storeId } = occasion
  let next = tables
  for (const { quantity, variantId } of summed(lines)) {
    // Variants that are kept for the books still take back what was sold of them.
    const kept = row(tables.variants, variantId)
    if (kept === undefined || !HashMap.has(tables.stores, storeId)) {
      return Result.fail(new Bug({ message: `Nothing of ${variantId} was sold in ${storeId}.` }))
    }
    if (kept.variant.stockPolicy === "untracked") continue
    const level = levelOf(next, variantId, storeId) ?? nothing
    next = withMovement(
      withLevel(next, variantId, storeId, { ...level, onHand: level.onHand + quantity }),
      movement(occasion, variantId, quantity)
    )
  }
  return Result.succeed([undefined, next])
}
