/** One attempt to be paid for an order, or for a part of it; and what was given back of it. */
import { Schema } from "effect"
import { Currency, MinorUnits } from "../Money.ts"
import { OrderId } from "../order/Order.ts"
import { Email, line, Phone, Uuid } from "../Text.ts"
import { Timestamp } from "../Time.ts"
import { Version } from "../Version.ts"
import { DeclineCode } from "./PaymentErrors.ts"
import { PaymentMethod } from "./PaymentMethod.ts"
import { NextStep } from "./ProviderState.ts"

export const PaymentId = Uuid.pipe(Schema.brand("PaymentId"))
export type PaymentId = typeof PaymentId.Type

export const RefundId = Uuid.pipe(Schema.brand("RefundId"))
export type RefundId = typeof RefundId.Type

export const paymentLimits = { ofOrderMax: 50, reasonMax: 200, referenceMax: 200 } as const

/** How one payment stands, other than the `PaymentStatus` of its whole order. */
export const PaymentState = Schema.Literals([
  "pending",
  "authorised",
  "captured",
  "partially_refunded",
  "refunded",
  "voided",
  "failed",
  "expired"
])
export type PaymentState = typeof PaymentState.Type

/** Who pays, where it is somebody else than the order's contact; and where his browser comes back to. */
export const PayerInput = Schema.Struct({
  name: Schema.optionalKey(line({ max: 200 })),
  email: Schema.optionalKey(Email),
  phone: Schema.optionalKey(Phone)
}).annotate({ identifier: "Payer" })
export type PayerInput = typeof PayerInput.Type

const reference = Schema.String.check(Schema.isMaxLength(paymentLimits.referenceMax))

/**
 * Amounts are of the payment's currency. `captured` and `refunded` only count up; `authorised` is what was taken and what
 * is promised beside it; `refunding` is on its way back: `refunded + refunding <= captured <= authorised`.
 */
export class Payment extends Schema.Opaque<Payment>()(
  Schema.Struct({
    id: PaymentId,
    orderId: OrderId,
    method: PaymentMethod,
    /** What is asked for. More than that is never captured but of money that came by itself. */
    amount: MinorUnits,
    currency: Currency,
    status: PaymentState,
    authorised: MinorUnits,
    captured: MinorUnits,
    refunded: MinorUnits,
    refunding: MinorUnits,
    capture: Schema.Literals(["automatic", "manual"]),
    /** The provider's own name for it. */
    reference: Schema.NullOr(reference),
    /** What the payer was given. Told by him or an unsigned message: nothing rests on it. */
    receipt: Schema.NullOr(reference),
    decline: Schema.NullOr(DeclineCode),
    /** Null until the provider was asked to start it and has answered. */
    next: Schema.NullOr(NextStep),
    /** Null where the order's contact pays, and once the person was erased. */
    payer: Schema.NullOr(PayerInput),
    returnUrl: Schema.NullOr(Schema.String),
    /** Nobody wants it any more: what is not captured is let go of, and what is captured all the same is given back. */
    closing: Schema.Boolean,
    /** When the provider is to be asked next; null: there is nothing to ask. */
    checkAt: Schema.NullOr(Timestamp),
    /** How often it was asked. */
    checks: Schema.Int,
    version: Version,
    createdAt: Timestamp,
    updatedAt: Timestamp
  }).annotate({ identifier: "PaymentEntry" })
) {}

export const RefundStatus = Schema.Literals(["pending", "succeeded", "failed"])
export type RefundStatus = typeof RefundStatus.Type

/** Money on its way back. Pending refunds stand in their payment's `refunding`, those that succeeded in `refunded`. */
export class Refund extends Schema.Opaque<Refund>()(
  Schema.Struct({
    id: RefundId,
    paymentId: PaymentId,
    orderId: OrderId,
    method: PaymentMethod,
    amount: MinorUnits,
    currency: Currency,
    status: RefundStatus,
    /** The provider cannot: staff gives the money back outside of the shop, and records it with a reference. */
    byHand: Schema.Boolean,
    reason: Schema.NullOr(Schema.String),
    reference: Schema.NullOr(reference),
    decline: Schema.NullOr(Schema.String),
    version: Version,
    createdAt: Timestamp,
    updatedAt: Timestamp
  }).annotate({ identifier: "RefundEntry" })
) {}

export const LedgerEntryId = Uuid.pipe(Schema.brand("LedgerEntryId"))

/**
 * A movement of money in the books: what one account gains another loses, to the cent. `provider:<method>` is what the
 * provider, or the till, holds for the shop; `order:<id>` is what the order still owes when below zero of its total.
 */
export interface LedgerEntry {
  readonly id: typeof LedgerEntryId.Type
  readonly at: Timestamp
  readonly kind: "capture" | "refund"
  readonly orderId: OrderId
  readonly paymentId: PaymentId
  readonly refundId: RefundId | null
  readonly currency: Currency
  readonly postings: ReadonlyArray<{ readonly account: string; readonly amount: MinorUnits }>
}
