export * as AuthJose from "./AuthJose.ts"
