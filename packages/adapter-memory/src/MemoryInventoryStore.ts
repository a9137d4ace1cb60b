import { InventoryStore, type Movement, type Page, type StockFilter, type StockLevel, type VariantId } from "@duka/core"
import { Chunk, Effect, HashMap, Layer } from "effect"
import { MemoryTables } from "./MemoryTables.ts"
import { sliced } from "./sliced.ts"
import * as Changes from "./stockChanges.ts"
import { levelsOf, row, type Tables } from "./Tables.ts"

const bySku = {
  sort: "sku",
  descending: false,
  value: ({ sku, variantId }: StockLevel) => `${sku} ${variantId}`,
  id: ({ storeId }: StockLevel) => storeId
}

const newestFirst = {
  sort: "-at",
  descending: true,
  value: ({ at }: Movement) => at,
  id: ({ id }: Movement) => id
}

const isLow = ({ available, lowStockThreshold }: StockLevel) =>
  lowStockThreshold !== null && available <= lowStockThreshold

const list = (tables: Tables, { low, storeId, variantId }: StockFilter, slice: Page.Slice): Page.Sliced<StockLevel> => {
  const variants = variantId === undefined ? HashMap.keys(tables.levels) : [variantId]
  const levels = Array.from(variants).flatMap((id) =>
    [...levelsOf(tables, id)].flatMap(([store, level]) =>
      storeId === undefined || storeId === store ? (Changes.stockLevel(tables, id, store, level) ?? []) : []
    )
  )
  return sliced(low === true ? levels.filter(isLow) : levels, bySku, slice)
}

const movements = (tables: Tables, variantId: VariantId): Iterable<Movement> =>
  row(tables.movements, variantId) ?? Chunk.empty()

export const layer: Layer.Layer<InventoryStore, never, MemoryTables> = Layer.effect(
  InventoryStore,
  Effect.gen(function* () {
    const { change, read } = yield* MemoryTables
    return InventoryStore.of({
      move: (movements, request, at) => change((tables) => Changes.move(tables, movements, request, at)),
      list: (filter, slice) => read((tables) => list(tables, filter, slice)),
      movements: (variantId, slice) => read((tables) => sliced(movements(tables, variantId), newestFirst, slice)),
      allocate: (storeId, lines) => change((tables) => Changes.allocate(tables, storeId, lines)),
      release: (storeId, lines) => change((tables) => Changes.release(tables, storeId, lines)),
      ship: (storeId, lines, at, note) =>
        change((tables) => Changes.ship(tables, { storeId, kind: "shipment", at, note }, lines)),
      takeBack: (storeId, lines, at, note) =>
        change((tables) => Changes.takeBack(tables, { storeId, kind: "return", at, note }, lines))
    })
  })
)
