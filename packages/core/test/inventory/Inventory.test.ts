import {
  IdempotencyConflict,
  InvalidInput,
  OutOfStock,
  StockTooLow,
  StoreNotFound,
  VariantId,
  VariantNotFound
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as Arbitrary from "effect/Arbitrary"
import { summed } from "../../src/inventory/StockLevel.ts"
import { as, freshKey, law, opened, owner, rooms, stock } from "../opened.ts"
import { uuid } from "../samples.ts"
import { it } from "@effect/vitest"

const room = Effect.map(rooms, ({ inventory }) => inventory)

describe("movements", () => {
  law(
    "sum up to what is on hand, and are told newest first",
    Effect.gen(function* () {
      const inventory = yield* room
      const { store, variantId } = yield* opened(5)
      const at = { variantId, storeId: store.id } as const
      const moves = [
        { ...at, kind: "receipt", quantity: 7 },
        { ...at, kind: "write_off", quantity: -2, note: "Broken" },
        { ...at, kind: "adjustment", quantity: 1 }
      ] as const
      for (const move of moves) yield* as(owner)(inventory.move([move], freshKey()))
      expect(yield* stock(variantId)).toStrictEqual([11, 0])
      const told = yield* as(owner)(inventory.movements(variantId))
      expect(told.items.map(({ quantity }) => quantity).toSorted()).toStrictEqual([-2, 1, 5, 7])
    })
  )

  law(
    "are made once for the same key and request; the first levels are answered again",
    Effect.gen(function* () {
      const inventory = yield* room
      const { store, variantId } = yield* opened(5)
      const receipt = { variantId, storeId: store.id, kind: "receipt", quantity: 2 } as const
      const key = freshKey()
      const first = yield* as(owner)(inventory.move([receipt], key))
      expect(first).toMatchObject({ replayed: false, levels: [{ onHand: 7, available: 7 }] })
      yield* as(owner)(inventory.move([receipt], freshKey()))
      expect(yield* as(owner)(inventory.move([receipt], key))).toStrictEqual({ ...first, replayed: true })
      expect(yield* stock(variantId)).toStrictEqual([9, 0])
      const other = inventory.move([{ ...receipt, quantity: 3 }], key)
      expect(yield* Effect.flip(as(owner)(other))).toBeInstanceOf(IdempotencyConflict)
    })
  )

  law(
    "are made all or none, and never take what is promised",
    Effect.gen(function* () {
      const inventory = yield* room
      const { store, variantId } = yield* opened(5)
      yield* as(owner)(inventory.allocate({ storeId: store.id, lines: [{ variantId, quantity: 4 }], note: "order 1" }))
      const receipt = { variantId, storeId: store.id, kind: "receipt", quantity: 1 } as const
      const refused = (...moves: Parameters<typeof inventory.move>[0]) =>
        Effect.flip(as(owner)(inventory.move(moves, freshKey())))
      expect(yield* refused({ ...receipt, kind: "write_off", quantity: -2 })).toBeInstanceOf(StockTooLow)
      expect(yield* refused(receipt, { ...receipt, variantId: uuid(404) })).toBeInstanceOf(VariantNotFound)
      expect(yield* refused(receipt, { ...receipt, storeId: uuid(404) })).toBeInstanceOf(StoreNotFound)
      expect(yield* refused(receipt, receipt)).toBeInstanceOf(InvalidInput)
      expect(yield* refused({ ...receipt, quantity: 0 })).toBeInstanceOf(InvalidInput)
      expect(yield* stock(variantId)).toStrictEqual([5, 4])
    })
  )
})

describe("what an order does with stock", () => {
  law(
    "promises every line or none, and settles what was promised",
    Effect.gen(function* () {
      const inventory = yield* room
      const { store, variantId } = yield* opened(5)
      const by = as(owner)
      const change = (...quantities: ReadonlyArray<number>) => ({
        storeId: store.id,
        lines: quantities.map((quantity) => ({ variantId, quantity })),
        note: "order 1"
      })
      const short = yield* Effect.flip(by(inventory.allocate(change(3, 3))))
      expect(short).toBeInstanceOf(OutOfStock)
      expect(short).toMatchObject({ shortages: [{ requested: 6, available: 5 }] })
      yield* by(inventory.allocate(change(2, 3)))
      expect(yield* stock(variantId)).toStrictEqual([5, 5])
      yield* by(inventory.release(change(1)))
      yield* by(inventory.ship(change(2)))
      expect(yield* stock(variantId)).toStrictEqual([3, 2])
      yield* by(inventory.takeBack(change(1)))
      expect(yield* stock(variantId)).toStrictEqual([4, 2])
      const kinds = (yield* by(inventory.movements(variantId))).items.map(({ kind, note, quantity }) => [
        kind,
        quantity,
        note
      ])
      expect(kinds).toContainEqual(["shipment", -2, "order 1"])
      expect(kinds).toContainEqual(["return", 1, "order 1"])
    })
  )

  const Lines = Arbitrary.schema(
    Schema.Array(
      Schema.Struct({
        variant: Schema.Literals([1, 2, 3]),
        quantity: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 }))
      })
    )
  )

  it.prop("is summed by variant, each once, and loses nothing", { lines: Lines }, ({ lines }) => {
    const units = lines.map(({ quantity, variant }) => ({ variantId: VariantId.make(uuid(variant)), quantity }))
    const sums = summed(units)
    expect(new Set(sums.map(({ variantId }) => variantId)).size).toBe(sums.length)
    for (const { quantity, variantId } of sums) {
      const asked = units.filter((one) => one.variantId === variantId).reduce((sum, one) => sum + one.quantity, 0)
      expect(quantity).toBe(asked)
    }
    expect(new Set(sums.map(({ variantId }) => variantId))).toStrictEqual(
      new Set(units.map(({ variantId }) => variantId))
    )
  })
})
