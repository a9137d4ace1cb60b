/** A payment before anybody was asked for anything. Pure. */
import { Schema } from "effect"
import { InvalidInput } from "../Input.ts"
import { type Currency, type MinorUnits, Money } from "../Money.ts"
import type { OrderId } from "../order/Order.ts"
import type { Timestamp } from "../Time.ts"
import { cashOnDelivery } from "./methods.ts"
import { PayerInput, type Payment, type PaymentId } from "./Payment.ts"
import { PaymentMethod } from "./PaymentMethod.ts"
import type { PaymentProvider } from "./PaymentProvider.ts"

/** How somebody wants to pay: all that is due, unless less is named. */
export const NewPayment = Schema.Struct({
  method: PaymentMethod,
  amount: Schema.optionalKey(Money),
  payer: Schema.optionalKey(PayerInput),
  /** Where the browser comes back to. */
  returnUrl: Schema.optionalKey(
    Schema.String.check(
      Schema.isMaxLength(2_000),
      Schema.isPattern(/^https?:\/\//u, { expected: "an address that begins with https://" })
    )
  ),
  /** `manual`: promised now, and taken when staff captures it. As the provider does it unless named. */
  capture: Schema.optionalKey(Schema.Literals(["automatic", "manual"]))
}).annotate({ identifier: "NewPayment" })
export type NewPayment = typeof NewPayment.Type

interface KnownPayer {
  readonly email?: string
  readonly phone?: string
}

/** What the provider needs of the payer, and is not known. */
export const missingOf = ({ capabilities }: Pick<PaymentProvider, "capabilities">, known: KnownPayer) =>
  capabilities.needs.find((need) => known[need] === undefined)

/** Whether the provider can do without what is not known of the payer. */
export const payerMissing = (
  provider: Pick<PaymentProvider, "capabilities">,
  known: KnownPayer,
  pointer: string
): InvalidInput | undefined => {
  const missing = missingOf(provider, known)
  return missing === undefined
    ? undefined
    : new InvalidInput({
        violations: [{ pointer: `${pointer}/${missing}`, rule: "required", message: "Needed to pay this way" }]
      })
}

export interface Intent {
  readonly id: PaymentId
  readonly orderId: OrderId
  readonly amount: MinorUnits
  readonly currency: Currency
  readonly at: Timestamp
}

/** A payment before anybody was asked for anything. */
export const intended = (
  { amount, at, currency, id, orderId }: Intent,
  given: Pick<NewPayment, "capture" | "method" | "payer" | "returnUrl">,
  provider: PaymentProvider | undefined
): Payment => ({
  id,
  orderId,
  method: given.method,
  amount,
  currency,
  status: "pending",
  authorised: 0,
  captured: 0,
  refunded: 0,
  refunding: 0,
  capture: given.capture ?? provider?.capabilities.capture[0] ?? "automatic",
  reference: null,
  receipt: null,
  decline: null,
  next: given.method === cashOnDelivery ? { kind: "none" } : null,
  payer: given.payer ?? null,
  returnUrl: given.returnUrl ?? null,
  closing: false,
  checkAt: given.method === cashOnDelivery ? null : at,
  checks: 0,
  version: 1,
  createdAt: at,
  updatedAt: at
})
