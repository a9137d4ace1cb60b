/** Lipa Na M-Pesa: prompts on the payer's phone, and money that is paid in to the shop's paybill. */
export * as Mpesa from "./Mpesa.ts"
