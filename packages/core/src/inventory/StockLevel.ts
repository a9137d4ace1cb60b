/** What a store has of a variant, and the movements that made it so. */
import { Schema } from "effect"
import { Sku, VariantId } from "../catalog/Product.ts"
import { isUniqueBy } from "../Lists.ts"
import { StoreId } from "../store/Store.ts"
import { line, Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"

export const inventoryLimits = { quantityMax: 1_000_000_000, movementsMax: 500 } as const

const Units = Schema.Int.check(
  Schema.isBetween({ minimum: -inventoryLimits.quantityMax, maximum: inventoryLimits.quantityMax })
)
const Threshold = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: inventoryLimits.quantityMax }))

/** `onHand` is the sum of the movements, `allocated` the sum of open, unshipped quantities. */
export class StockLevel extends Schema.Opaque<StockLevel>()(
  Schema.Struct({
    variantId: VariantId,
    storeId: StoreId,
    sku: Sku,
    productName: Schema.String,
    onHand: Schema.Int,
    allocated: Schema.Int,
    /** `onHand - allocated`; below zero only on backorder. */
    available: Schema.Int,
    /** Low means that `available` is at or below it. */
    lowStockThreshold: Schema.NullOr(Threshold)
  }).annotate({ identifier: "StockLevel" })
) {}

/** What staff enters. Receipts and returns add, write-offs take away, adjustments do either. */
export const EnteredKind = Schema.Literals(["receipt", "adjustment", "write_off", "return"])

/** Shipments are written by orders alone. */
export const MovementKind = Schema.Literals([...EnteredKind.literals, "shipment"])
export type MovementKind = typeof MovementKind.Type

const entered = Schema.Struct({
  variantId: VariantId,
  storeId: StoreId,
  kind: EnteredKind,
  /** Units added; taken away when negative. */
  quantity: Units,
  note: Schema.optionalKey(line({ max: 200, min: 0 })),
  /** From now on; null: no more warnings. */
  lowStockThreshold: Schema.optionalKey(Schema.NullOr(Threshold))
})

/** Receipts and returns add, write-offs take away. Zero is for setting a threshold alone, as an adjustment. */
export const NewMovement = entered
  .check(
    Schema.makeFilter(
      ({ kind, quantity }: typeof entered.Type) =>
        kind === "adjustment" || (kind === "write_off" ? quantity < 0 : quantity > 0)
          ? true
          : {
              path: ["quantity"],
              issue: `Expected ${kind === "write_off" ? "less" : "more"} than zero units for a ${kind}`
            },
      {
        expected: "a quantity of the right sign",
        representation: { id: "duka/isSigned", payload: null },
        toJsonSchema: () => [{}, true]
      }
    )
  )
  .annotate({ identifier: "NewMovement" })
export type NewMovement = typeof NewMovement.Type

/** All or none of them. A variant stands once in a store. */
export const NewMovements = Schema.Array(NewMovement).check(
  Schema.isMinLength(1),
  Schema.isMaxLength(inventoryLimits.movementsMax),
  isUniqueBy("variant and store", (movement) => `${movement.variantId} ${movement.storeId}`)
)
export type NewMovements = typeof NewMovements.Type

export const MovementId = Uuid.pipe(Schema.brand("MovementId"))

export const Movement = Schema.Struct({
  id: MovementId,
  variantId: VariantId,
  storeId: StoreId,
  kind: MovementKind,
  quantity: Schema.Int,
  note: Schema.NullOr(Schema.String),
  at: Timestamp
}).annotate({ identifier: "Movement" })
export type Movement = typeof Movement.Type

/** A quantity of a variant, in a store that the context names. */
export interface Units {
  readonly variantId: VariantId
  readonly quantity: number
}

/** Quantities are summed by variant before anything is checked: one cake with two messages is two lines of one variant. */
export const summed = (lines: ReadonlyArray<Units>): ReadonlyArray<Units> => {
  const sums = new Map<VariantId, number>()
  for (const { quantity, variantId } of lines) sums.set(variantId, (sums.get(variantId) ?? 0) + quantity)
  return [...sums].map(([variantId, quantity]) => ({ variantId, quantity }))
}

/** What is missing for a line: `available` is what could be had at the moment of asking. */
export const Shortage = Schema.Struct({
  variantId: VariantId,
  requested: Schema.Int,
  available: Schema.Int
}).annotate({ identifier: "Shortage" })
export type Shortage = typeof Shortage.Type
