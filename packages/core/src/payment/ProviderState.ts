/** What a provider says of a payment and of a refund: facts to be settled by, whoever asked for them and how often. */
import { Schema } from "effect"
import { MinorUnits, Money } from "../Money.ts"
import { DeclineCode } from "./PaymentErrors.ts"

/** What the buyer does next to pay. */
export const NextStep = Schema.Union([
  /** Nothing: the money comes later, or is there. */
  Schema.Struct({ kind: Schema.Literal("none") }),
  /** Goes to a page of the provider's. */
  Schema.Struct({ kind: Schema.Literal("redirect"), url: Schema.String.check(Schema.isMaxLength(2_000)) }),
  /** Answers a prompt on the phone. */
  Schema.Struct({ kind: Schema.Literal("prompt") }),
  /** Confirms on the shop's own page, through the provider's script. The secret is the buyer's alone. */
  Schema.Struct({ kind: Schema.Literal("confirm"), clientSecret: Schema.String.check(Schema.isMaxLength(500)) })
]).annotate({ identifier: "NextStep" })
export type NextStep = typeof NextStep.Type

/**
 * Where a payment stands at its provider. `authorised`, `captured` and `refunded` only ever count up, in minor units of
 * the payment's currency: `authorised` is what was ever promised (at least `captured`), `refunded` is part of `captured`.
 * `pending` means that nobody knows yet, a time-out included: it may still become anything.
 */
export interface ProviderState {
  readonly status: "pending" | "authorised" | "captured" | "voided" | "failed" | "expired"
  /** The provider's own name for it; null as long as it gave none. */
  readonly reference: string | null
  /** The currency that the provider took, which has to be the payment's. */
  readonly currency: Money["currency"]
  readonly authorised: MinorUnits
  readonly captured: MinorUnits
  readonly refunded: MinorUnits
  /** Why, of what has failed. */
  readonly decline: DeclineCode | null
  /** What the payer was given, such as an M-Pesa receipt. */
  readonly receipt: string | null
}

/** Where a refund stands. `by_hand`: the provider cannot, and staff gives the money back and records how. */
export interface RefundState {
  readonly status: "pending" | "succeeded" | "failed"
  readonly reference: string | null
  readonly decline: DeclineCode | null
}
