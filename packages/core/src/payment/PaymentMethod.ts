/** The name of a way to pay, which is the name of the provider that takes the money. */
import { Schema } from "effect"

/** A lower-case letter and at most 39 more letters, digits or underscores: `cash_on_delivery`, `mpesa`. */
export const PaymentMethod = Schema.String.check(
  Schema.isPattern(/^[a-z][a-z0-9_]{0,39}$/u, {
    expected: "the name of a payment method, such as cash_on_delivery"
  })
).annotate({ identifier: "PaymentMethod" })
export type PaymentMethod = typeof PaymentMethod.Type
