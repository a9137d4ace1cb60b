/** Payments on Paystack's page. */
export * as Paystack from "./Paystack.ts"
