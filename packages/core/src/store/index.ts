export * from "./Store.ts"
export * from "./StoreErrors.ts"
export * from "./StoreStore.ts"
export * from "./Stores.ts"
