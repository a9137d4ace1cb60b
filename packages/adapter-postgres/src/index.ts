export * as PgliteStorage from "./PgliteStorage.ts"
export * as PostgresStorage from "./PostgresStorage.ts"
