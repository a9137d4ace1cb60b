/** Payments through Flutterwave: its page (v3), and the charges of its v4. */
export * as Flutterwave from "./Flutterwave.ts"
export * as FlutterwaveV4 from "./FlutterwaveV4.ts"
