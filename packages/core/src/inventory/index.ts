export * from "./Inventory.ts"
export * from "./InventoryErrors.ts"
export * from "./InventoryStore.ts"
export * from "./StockLevel.ts"
