export * as Server from "./Server.ts"
