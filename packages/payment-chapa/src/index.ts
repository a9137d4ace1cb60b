/** Payments on Chapa's page. */
export * as Chapa from "./Chapa.ts"
