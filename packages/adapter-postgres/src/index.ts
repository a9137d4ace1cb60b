export { isBusy } from "./busy.ts"
export * as PgliteStorage from "./PgliteStorage.ts"
export * as PostgresStorage from "./PostgresStorage.ts"
