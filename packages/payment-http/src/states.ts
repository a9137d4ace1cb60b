import type { DeclineCode, Money, ProviderState } from "@duka/core"

interface Of {
  readonly reference: string | null
  readonly currency: Money.Currency
}

const nothing = { authorised: 0, captured: 0, refunded: 0, decline: null, receipt: null } as const

/** Nobody knows yet. */
export const pendingState = ({ currency, reference }: Of): ProviderState => ({
  ...nothing,
  status: "pending",
  reference,
  currency
})

/** No money came. */
export const failedState = ({
  currency,
  decline,
  reference
}: Of & { readonly decline: DeclineCode }): ProviderState => ({
  ...nothing,
  status: "failed",
  reference,
  currency,
  decline
})

/** What is there, and what of it was given back. */
export const capturedState = ({
  captured,
  currency,
  refunded,
  receipt,
  reference
}: Of & {
  readonly captured: Money.MinorUnits
  readonly refunded: Money.MinorUnits
  readonly receipt: string | null
}): ProviderState => ({
  status: "captured",
  reference,
  currency,
  authorised: captured,
  captured,
  refunded: Math.min(refunded, captured),
  decline: null,
  receipt
})
