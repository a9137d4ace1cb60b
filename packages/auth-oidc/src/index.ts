export * as AuthOidc from "./AuthOidc.ts"
