/** Payments by Stripe. */
export * as Stripe from "./Stripe.ts"
