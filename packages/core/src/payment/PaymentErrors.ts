import { Schema } from "effect"
import { PaymentMethod } from "./PaymentMethod.ts"

/** Why somebody's money was not had. `declined`: the provider does not say. */
export const DeclineCode = Schema.Literals([
  "insufficient_funds",
  "expired_card",
  "incorrect_pin",
  "cancelled_by_payer",
  "payer_unreachable",
  "payer_not_permitted",
  "limit_exceeded",
  "authentication_failed",
  "fraud_suspected",
  "invalid_payer",
  "expired",
  "declined"
]).annotate({ identifier: "DeclineCode" })
export type DeclineCode = typeof DeclineCode.Type

/** The provider has said no to this payer or this amount. Another way to pay, or another try of the buyer's, may do. */
export class PaymentDeclined extends Schema.TaggedError<PaymentDeclined>()("PaymentDeclined", {
  method: PaymentMethod,
  decline: DeclineCode
}) {
  override get message() {
    return `The payment was declined (${this.decline.replaceAll("_", " ")}). Try again, or choose another way to pay.`
  }
}

/** Too late: what was authorised, or the page or prompt, has ended. */
export class PaymentExpired extends Schema.TaggedError<PaymentExpired>()("PaymentExpired", { method: PaymentMethod }) {
  override get message() {
    return "The payment has expired. Start another one."
  }
}

/** The provider cannot do this, now or ever: it is not asked again. */
export class PaymentNotSupported extends Schema.TaggedError<PaymentNotSupported>()("PaymentNotSupported", {
  method: PaymentMethod,
  operation: Schema.Literals(["start", "capture", "void", "refund", "currency", "amount"])
}) {
  override get message() {
    return `${this.method} does not support this (${this.operation}).`
  }
}

/**
 * The provider did not answer, or answered that it cannot now. `outcome`: whether it may have acted all the same. The same
 * may be asked again with the same key.
 */
export class ProviderUnreachable extends Schema.TaggedError<ProviderUnreachable>()("ProviderUnreachable", {
  method: PaymentMethod,
  outcome: Schema.Literals(["nothing_done", "unknown"]),
  retryAfterSeconds: Schema.Int
}) {
  override get message() {
    return "The payment provider does not answer right now. Ask again in a moment, with the same key, or choose another way to pay."
  }
}

/**
 * The provider refuses the shop itself: its credentials, or a request that it does not understand. For operators: it does
 * not heal by waiting. `problem` is the provider's words without anything of a person or a secret.
 */
export class ProviderRefused extends Schema.TaggedError<ProviderRefused>()("ProviderRefused", {
  method: PaymentMethod,
  problem: Schema.String
}) {
  override get message() {
    return "The payment provider refuses the shop. Choose another way to pay; the shop has been told."
  }
}

/** A message that does not come from the provider. Nothing of what it holds is kept. */
export class WebhookRefused extends Schema.TaggedError<WebhookRefused>()("WebhookRefused", {}) {
  override get message() {
    return "This message was not signed by the provider."
  }
}

/** What may go wrong in a call of a provider. */
export type ProviderFailure =
  | PaymentDeclined
  | PaymentExpired
  | PaymentNotSupported
  | ProviderUnreachable
  | ProviderRefused
