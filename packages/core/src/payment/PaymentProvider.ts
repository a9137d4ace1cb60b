/**
 * Who takes the money. A provider is a value: the shop is given any number of them (`PaymentProviders`). It keeps no state
 * and decides nothing; it speaks with the outside and says what it was told. Amounts are in the shop's minor units on this
 * side and in whatever the provider takes on the other: they are converted in the adapter and nowhere else, and an amount
 * that the provider cannot express is `PaymentNotSupported`, never rounded.
 */
import type { Effect } from "effect"
import type { Currency, MinorUnits, Money } from "../Money.ts"
import type { PaymentMethod } from "./PaymentMethod.ts"
import type { ProviderFailure, WebhookRefused } from "./PaymentErrors.ts"
import type { NextStep, ProviderState, RefundState } from "./ProviderState.ts"
import type { Delivered, IncomingMoney, WebhookMessage } from "./Webhook.ts"

/** Who pays, as far as the provider needs it. */
export interface Payer {
  readonly name: string
  readonly email?: string
  /** E.164: `+254712345678`. The paying phone may be another than the buyer's. */
  readonly phone?: string
}

/** A payment as its provider has to know it, before and after it was started. */
export interface ProviderPayment {
  /**
   * Ours, the same for the same payment for ever, and the idempotency key of its start: a UUID. Providers that take a
   * merchant's reference are given this one.
   */
  readonly id: string
  /** The provider's own, once it gave one. */
  readonly reference: string | null
  readonly amount: Money
  /** RFC 3339, UTC: when it was started. */
  readonly startedAt: string
}

export interface StartPayment extends Omit<ProviderPayment, "reference"> {
  /** For people, on statements and pages. */
  readonly orderNumber: number
  readonly capture: "automatic" | "manual"
  readonly payer: Payer
  /** Where the buyer's browser comes back to; null: nowhere in particular. */
  readonly returnUrl: string | null
  /** Where the provider tells the shop what happened; null: the shop has no address, and asks. */
  readonly webhookUrl: string | null
}

export interface PaymentStarted {
  readonly state: ProviderState
  readonly next: NextStep
}

/** A change of a payment that moves money. `key`: its idempotency key, of at most 64 letters, digits, dashes, colons. */
export interface ProviderChange {
  readonly key: string
  readonly payment: ProviderPayment
  readonly amount: Money
}

export interface ProviderRefund extends ProviderChange {
  /** The provider's own name for the refund, once it gave one. */
  readonly reference: string | null
  readonly reason: string | null
}

export interface ProviderCapabilities {
  /** First what it does unless asked otherwise. */
  readonly capture: ReadonlyArray<"automatic" | "manual">
  /** `by_hand`: staff gives the money back outside of the shop and records it. */
  readonly refund: "partial" | "full" | "by_hand"
  /** Whether it can be told to give up a payment that is not captured. */
  readonly voids: boolean
  /** What of the payer it cannot do without. */
  readonly needs: ReadonlyArray<"email" | "phone">
  /** Which currencies it takes; null: any. */
  readonly currencies: ReadonlyArray<Currency> | null
  /** How long after its start a payment can still be looked up. */
  readonly lookUpSeconds: number
}

export interface PaymentProvider {
  /** Also the path of its webhook: `/v1/webhooks/payments/{name}`. */
  readonly name: PaymentMethod
  readonly capabilities: ProviderCapabilities
  /** The smallest amount that it can express, in minor units: totals are rounded to multiples of it. */
  step(currency: Currency): MinorUnits
  /** With the same id: the same payment again, not another one. */
  start(payment: StartPayment): Effect.Effect<PaymentStarted, ProviderFailure>
  /** Takes what was authorised, or part of it. With the same key: the same capture. */
  capture(change: ProviderChange): Effect.Effect<ProviderState, ProviderFailure>
  /** Lets go of what was not captured. Of what was voided already: the same answer. `amount` is all that is left. */
  void(change: ProviderChange): Effect.Effect<ProviderState, ProviderFailure>
  /** With the same key: the same refund. */
  refund(refund: ProviderRefund): Effect.Effect<RefundState, ProviderFailure>
  /** How it stands now. One that the provider does not know (yet) is `pending`. */
  lookUp(payment: ProviderPayment): Effect.Effect<ProviderState, ProviderFailure>
  /** How a refund stands that was `pending`, or whose answer was lost. */
  lookUpRefund(refund: ProviderRefund): Effect.Effect<RefundState, ProviderFailure>
  /**
   * Whether a message comes from the provider, by its raw bytes, and what it is about. What it says of money is not taken
   * for true: the payment is looked up before anything is settled.
   */
  receive(message: WebhookMessage): Effect.Effect<Delivered, WebhookRefused>
  /**
   * For providers that take money nobody asked for (`IncomingMoney`): asks the provider whether it is there. `asked`: the
   * answer comes as `IncomingConfirmed` with this token. Left out by the others.
   */
  readonly confirmIncoming?: (
    incoming: IncomingMoney
  ) => Effect.Effect<
    { readonly _tag: "confirmed"; readonly amount: Money } | { readonly _tag: "asked"; readonly token: string },
    ProviderFailure
  >
}
