/** SMS by Africa's Talking. */
export * as AfricasTalking from "./AfricasTalking.ts"
