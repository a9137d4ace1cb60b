export * from "./Checkout.ts"
export * from "./CheckoutErrors.ts"
export * from "./CheckoutStore.ts"
export * from "./Placement.ts"
